//! Starts, sizes, and what is computed cold.

use std::time::Instant;

use peel_proto::scoring::v1::BatchCompareRequest;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use tokio::time::{Duration, sleep};

use crate::processes::{Server, Store, built, command};
use crate::questions::{self, indicators, inspected, of_everything};
use crate::table::{Row, Table};
use crate::{Outcome, machine};

/// How often each is measured.
pub(crate) const REPEATS: usize = 9;

/// How long a server is left alone until it has done what it does by itself.
pub(crate) const QUIET: Duration = Duration::from_secs(1);

/// The largest answer taken.
pub(crate) const LARGEST: usize = 64 * 1024 * 1024;

/// The services, in the order in which they are started.
const NAMES: [&str; 3] = ["data", "scoring", "reporting"];

const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// `peel` alone: from its start to the end, with the report written.
pub(crate) async fn main_job(table: &mut Table) -> Outcome<()> {
    let program = built("peel")?;
    let mut seconds = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let folder = tempfile::tempdir()?;
        let begun = Instant::now();
        let output = command(&program, false, folder.path()).output().await?;
        seconds.push(begun.elapsed().as_secs_f64());
        if !output.status.success() || !folder.path().join("reports").is_dir() {
            return Err(format!("peel ended with {} and no report", output.status).into());
        }
    }
    table.add(
        Row::new("`peel`: load everything, compare, write the report")
            .at_most(2.0, "s")
            .values(seconds),
    );
    Ok(())
}

/// Starts on a loaded store, and sizes once started.
pub(crate) async fn starts(table: &mut Table, store: &Store) -> Outcome<()> {
    let mut times: [Vec<f64>; 3] = Default::default();
    let mut sizes: [Vec<f64>; 3] = Default::default();
    for _ in 0..REPEATS {
        let data = store.data().await?;
        let scoring = store.scoring(&data, false).await?;
        let reporting = store.reporting(&data, &scoring).await?;
        for (server, times) in [&data, &scoring, &reporting].into_iter().zip(&mut times) {
            server.serves().await?;
            times.push(server.ready_after.as_secs_f64() * 1e3);
        }
        sleep(QUIET).await;
        for (server, sizes) in [&data, &scoring, &reporting].into_iter().zip(&mut sizes) {
            sizes.extend(size(server)?);
        }
    }
    for (name, times) in NAMES.into_iter().zip(times) {
        table.add(
            Row::new(format!("{name} ready, on a store that is loaded"))
                .at_most(500.0, "ms")
                .values(times),
        );
    }
    for (name, sizes) in NAMES.into_iter().zip(sizes) {
        table.add(
            Row::new(format!("{name} idle, once started"))
                .at_most(50.0, "MiB")
                .values(sizes),
        );
    }
    Ok(())
}

/// Everything computed and a report written, by processes that have done nothing yet.
pub(crate) async fn cold(table: &mut Table, store: &Store) -> Outcome<()> {
    let data = store.data().await?;
    let (indicators, force) = (indicators(&data).await?, inspected(&data).await?);
    let mut times: [Vec<f64>; 3] = Default::default();
    let mut sizes: [Vec<f64>; 3] = Default::default();
    for _ in 0..REPEATS {
        let scoring = store.scoring(&data, false).await?;
        let reporting = store.reporting(&data, &scoring).await?;
        let [first, second, report] = &mut times;
        for times in [first, second] {
            times.push(everything(&scoring, of_everything(&indicators)).await?);
        }
        let begun = Instant::now();
        questions::report(&reporting, &force).await?;
        report.push(milliseconds(begun));
        sleep(QUIET).await;
        for (server, sizes) in [&data, &scoring, &reporting].into_iter().zip(&mut sizes) {
            sizes.extend(size(server)?);
        }
    }
    let count = indicators.len();
    let [first, second, report] = times;
    table.add(
        Row::new(format!(
            "all {count} indicators for all forces, computed cold"
        ))
        .at_most(250.0, "ms")
        .values(first),
    );
    for (what, times) in [
        ("the same again, from memory", second),
        ("a force's report, from what is in memory", report),
    ] {
        table.add(Row::new(what).unit("ms").values(times));
    }
    for (name, sizes) in NAMES.into_iter().zip(sizes) {
        table.add(
            Row::new(format!("{name} idle, once all of this was asked"))
                .at_most(50.0, "MiB")
                .values(sizes),
        );
    }
    Ok(())
}

/// Asks for every indicator, and says how many milliseconds the answer took.
pub(crate) async fn everything(scoring: &Server, question: BatchCompareRequest) -> Outcome<f64> {
    let asked = question.choices.len();
    let client = ComparisonServiceClient::new(scoring.channel().await?);
    let mut client = client.max_decoding_message_size(LARGEST);
    let begun = Instant::now();
    let answer = client.batch_compare(question).await?;
    let time = milliseconds(begun);
    let compared = answer.into_inner().comparisons.len();
    if compared != asked {
        return Err(format!("{compared} of {asked} indicators came").into());
    }
    Ok(time)
}

pub(crate) fn milliseconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}

fn size(server: &Server) -> Outcome<Option<f64>> {
    Ok(machine::resident(server.id()?).map(|bytes| bytes / MEBIBYTE))
}
