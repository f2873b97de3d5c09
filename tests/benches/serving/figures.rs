//! Starts, sizes, and what is computed cold.

use std::time::Instant;

use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use tokio::time::{Duration, sleep};

use crate::processes::{Server, Store, built, command};
use crate::questions::{indicators, of_everything};
use crate::table::{Row, Table};
use crate::{Outcome, machine};

/// How often each is measured.
const REPEATS: usize = 9;

/// How long a server is left alone before its size is taken.
const QUIET: Duration = Duration::from_secs(1);

/// The largest answer taken.
const LARGEST: usize = 64 * 1024 * 1024;

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
    let names = ["data", "scoring", "reporting"];
    for (name, times) in names.into_iter().zip(times) {
        table.add(
            Row::new(format!("{name} ready, on a store that is loaded"))
                .at_most(500.0, "ms")
                .values(times),
        );
    }
    for (name, sizes) in names.into_iter().zip(sizes) {
        table.add(
            Row::new(format!("{name} idle, once started"))
                .at_most(50.0, "MiB")
                .values(sizes),
        );
    }
    Ok(())
}

/// Every indicator for every force, by a process that has computed nothing yet.
pub(crate) async fn cold(table: &mut Table, store: &Store) -> Outcome<()> {
    let data = store.data().await?;
    let indicators = indicators(&data).await?;
    let [mut firsts, mut seconds, mut sizes] = [const { Vec::new() }; 3];
    for _ in 0..REPEATS {
        let scoring = store.scoring(&data, false).await?;
        let client = ComparisonServiceClient::new(scoring.channel().await?);
        let mut client = client.max_decoding_message_size(LARGEST);
        for times in [&mut firsts, &mut seconds] {
            let begun = Instant::now();
            let answer = client.batch_compare(of_everything(&indicators)).await?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            let compared = answer.into_inner().comparisons.len();
            if compared != indicators.len() {
                return Err(format!("{compared} of {} indicators came", indicators.len()).into());
            }
        }
        sleep(QUIET).await;
        sizes.extend(size(&scoring)?);
    }
    table.add(
        Row::new(format!(
            "all {} indicators for all forces, computed cold",
            indicators.len()
        ))
        .at_most(250.0, "ms")
        .values(firsts),
    );
    table.add(
        Row::new("the same again, from memory")
            .unit("ms")
            .values(seconds),
    );
    table.add(
        Row::new("scoring idle, once it has computed all of it")
            .at_most(50.0, "MiB")
            .values(sizes),
    );
    Ok(())
}

fn size(server: &Server) -> Outcome<Option<f64>> {
    Ok(machine::resident(server.id()?).map(|bytes| bytes / MEBIBYTE))
}
