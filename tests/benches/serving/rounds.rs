//! Answers from memory, beside a bare tonic method that returns the same bytes.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::load::{Found, Questions, Shape, run};
use crate::processes::{LOAD_CORE, Server, Store, command};
use crate::questions::Exchange;
use crate::table::{Row, Table};
use crate::{BARE, Outcome, bare, machine, questions, say};

/// Enough to keep one core of a server busy.
pub(crate) const BUSY: Shape = Shape {
    connections: 8,
    streams: 16,
    per_second: None,
};

/// One caller who waits for each answer.
const ALONE: Shape = Shape {
    connections: 1,
    streams: 1,
    per_second: None,
};

/// Both are measured this often, in turn.
pub(crate) const ROUNDS: usize = 15;

/// How long a round warms up, and how long it counts.
const TIMES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

/// One server in one round.
pub(crate) struct Measured {
    pub(crate) found: Found,
    /// Time on a processor, in microseconds a call.
    pub(crate) per_call: Option<f64>,
}

/// Scoring with everything in its memory, and a bare tonic method that returns the same bytes; from
/// here on the load has a core of its own, where cores can be told apart.
pub(crate) struct Beside {
    pub(crate) bare: Server,
    pub(crate) scoring: Server,
    pub(crate) questions: Rc<Questions>,
    /// Whom scoring asks, for as long as it runs.
    pub(crate) _data: Server,
}

impl Beside {
    pub(crate) async fn start(store: &Store) -> Outcome<Self> {
        let pinned = machine::can_pin();
        let data = store.data().await?;
        let scoring = store.scoring(&data, pinned).await?;
        let exchanges = questions::exchanges(&data, &scoring).await?;
        let bare = bare_peer(store, &exchanges, pinned).await?;
        let questions = Rc::new(Questions::of(&exchanges)?);
        if pinned {
            machine::pin_here(LOAD_CORE)?;
        } else {
            say("no taskset or one core: server and load share what there is");
        }
        Ok(Self {
            bare,
            scoring,
            questions,
            _data: data,
        })
    }
}

/// Adds the throughput, the cost and the latency of `Compare` to the table.
pub(crate) async fn compare(table: &mut Table, store: &Store) -> Outcome<()> {
    let Beside {
        bare,
        scoring,
        questions,
        _data,
    } = Beside::start(store).await?;
    let [bares, ours] = in_turn([&bare, &scoring], &questions, BUSY, ROUNDS).await?;
    let [bare_alone, our_alone] = [
        measure(&bare, &questions, ALONE).await?,
        measure(&scoring, &questions, ALONE).await?,
    ];

    let half = half_of_the_most(&ours);
    let rate = half.per_second.unwrap_or_default();
    let [mut bare_loaded, mut our_loaded] = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (server, within) in [(&bare, &mut bare_loaded), (&scoring, &mut our_loaded)] {
            let loaded = measure(server, &questions, half).await?;
            within.push(loaded.found.latency(0.99) / 1e3);
        }
    }
    for (name, most, within) in [
        ("`Compare`", Some(5.0), our_loaded),
        ("bare tonic method", None, bare_loaded),
    ] {
        let what =
            format!("{name} at {rate:.0} calls a second, half of `Compare`'s most: 99% within");
        table.add(Row::new(what).at_most(most, "ms").values(within));
    }

    let size = questions.mean_answer;
    table.add(
        Row::new("`Compare` from memory: calls a second as a share of a bare tonic method's")
            .at_least(85.0, "%")
            .values(ratios(&ours, &bares, |one| Some(one.found.per_second()))),
    );
    table.add(
        Row::new("the same by the server's processor time a call")
            .at_least(85.0, "%")
            .values(ratios(&bares, &ours, |one| one.per_call)),
    );
    table.add(
        Row::new("the same by the time that 99% of the calls stay within")
            .at_most(120.0, "%")
            .values(ratios(&ours, &bares, |one| Some(one.found.latency(0.99)))),
    );
    for (name, rounds) in [("bare tonic method", &bares), ("`Compare`", &ours)] {
        let figures = rounds.iter().map(|one| one.found.per_second());
        table.add(
            Row::new(format!(
                "{name}, answers of {size:.0} bytes on average, one core"
            ))
            .unit("calls/s")
            .values(figures.collect()),
        );
        let figures = rounds.iter().filter_map(|one| one.per_call);
        table.add(
            Row::new(format!("{name}, the server's processor time"))
                .unit("µs a call")
                .values(figures.collect()),
        );
    }
    for (name, alone) in [("bare tonic method", bare_alone), ("`Compare`", our_alone)] {
        let [half, most] = [0.5, 0.99].map(|share| alone.found.latency(share));
        table.add(Row::said(
            format!("{name}, one call at a time: half within, 99% within"),
            format!("{half:.0} µs, {most:.0} µs"),
        ));
    }
    Ok(())
}

/// As many calls a second as keep the server half busy.
fn half_of_the_most(rounds: &[Measured]) -> Shape {
    let mut rates: Vec<f64> = rounds.iter().map(|one| one.found.per_second()).collect();
    rates.sort_by(f64::total_cmp);
    let median = rates.get(rates.len() / 2).copied();
    Shape {
        per_second: median.map(|most| most / 2.0),
        ..BUSY
    }
}

/// A bare tonic method that answers with the same bytes.
pub(crate) async fn bare_peer(
    store: &Store,
    exchanges: &[Exchange],
    pinned: bool,
) -> Outcome<Server> {
    let answers = store.folder().join("answers");
    bare::write(&answers, exchanges.iter().map(|one| one.answer.as_slice()))?;
    let mut bare = command(&std::env::current_exe()?, pinned, store.folder());
    bare.arg(BARE).arg(&answers);
    Server::start(bare).await
}

/// Two servers under the same load, one after the other in each round.
pub(crate) async fn in_turn(
    servers: [&Server; 2],
    questions: &Rc<Questions>,
    shape: Shape,
    rounds: usize,
) -> Outcome<[Vec<Measured>; 2]> {
    let mut measured = [Vec::new(), Vec::new()];
    for round in 1..=rounds {
        let mut said = Vec::new();
        for (server, found) in servers.into_iter().zip(&mut measured) {
            let one = measure(server, questions, shape).await?;
            said.push(format!("{:.0}", one.found.per_second()));
            found.push(one);
        }
        say(&format!(
            "round {round} of {rounds}: {} calls a second",
            said.join(" and ")
        ));
    }
    Ok(measured)
}

async fn measure(server: &Server, questions: &Rc<Questions>, shape: Shape) -> Outcome<Measured> {
    let id = server.id()?;
    let before = Cell::new(None);
    let at_start = || before.set(machine::processor_time(id));
    let found = run(&server.address, questions, shape, TIMES, at_start).await?;
    let spent = machine::processor_time(id).zip(before.get());
    let per_call = spent.map(|(after, before)| {
        after.saturating_sub(before).as_secs_f64() * 1e6 / found.calls.max(1) as f64
    });
    Ok(Measured { found, per_call })
}

/// One side's figure as a percentage of the other's, round by round.
pub(crate) fn ratios(
    one: &[Measured],
    other: &[Measured],
    figure: impl Fn(&Measured) -> Option<f64>,
) -> Vec<f64> {
    one.iter()
        .zip(other)
        .filter_map(|(one, other)| Some(figure(one)? / figure(other)? * 100.0))
        .collect()
}
