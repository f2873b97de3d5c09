//! Answers from memory as more callers come, beside a bare tonic method that returns the same bytes.

use crate::load::Shape;
use crate::processes::Store;
use crate::rounds::{Beside, Measured, in_turn, ratios};
use crate::table::{Row, Table};
use crate::{Outcome, say};

/// Connections, each with one call at a time.
const CONNECTIONS: [usize; 5] = [1, 4, 16, 64, 256];

/// Both are measured this often at each step, in turn.
const ROUNDS: usize = 5;

/// The shares of calls whose latency is told.
const SHARES: [f64; 3] = [0.5, 0.99, 0.999];

/// Adds throughput and latency at each step to the table.
pub(crate) async fn compare(table: &mut Table, store: &Store) -> Outcome<()> {
    let Beside {
        bare,
        scoring,
        questions,
        _data,
    } = Beside::start(store).await?;
    for connections in CONNECTIONS {
        let shape = Shape {
            connections,
            streams: 1,
            per_second: None,
        };
        say(&format!("{connections} connections"));
        let [bares, ours] = in_turn([&bare, &scoring], &questions, shape, ROUNDS).await?;
        table.add(
            Row::new(format!(
                "`Compare` from memory over {connections} connections: calls a second as a share of a bare tonic method's"
            ))
            .unit("%")
            .values(ratios(&ours, &bares, |one| Some(one.found.per_second()))),
        );
        for (name, rounds) in [("bare tonic method", &bares), ("`Compare`", &ours)] {
            table.add(Row::said(
                format!(
                    "{name} over {connections} connections: calls a second; 50%, 99%, 99.9% within"
                ),
                told(rounds),
            ));
        }
    }
    Ok(())
}

/// The medians over the rounds.
fn told(rounds: &[Measured]) -> String {
    let per_second = median(rounds.iter().map(|one| one.found.per_second()));
    let within = SHARES.map(|share| {
        let milliseconds = median(rounds.iter().map(|one| one.found.latency(share))) / 1e3;
        format!("{milliseconds:.2}")
    });
    format!("{per_second:.0}/s; {} ms", within.join(", "))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
