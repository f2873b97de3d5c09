//! How many submissions a second are recorded, and whether reads slow down as revisions pile up.
//!
//! The aim: a hundred submissions a second, each safe on the disk before it is acknowledged; and a
//! read as at a revision costs the same with 10, 1,000 and 100,000 revisions.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that cannot go on has failed"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use peel_data_core::{
    Checksum, Contents, NewRevision, ObservationQuery, RequestId, Store, Submission,
};
use peel_model::{
    Area, EditionId, ForceId, MeasureId, Observation, Period, Quantity, Reading, Revision,
    SourceId, Standing,
};
use peel_store_sql::{PostgresSettings, SqlStore, SqliteSettings};
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[expect(dead_code, reason = "tests do more with it")]
#[path = "../tests/store/server.rs"]
mod server;

use server::Server;

const FORCES: u64 = 45;
const MEASURES: u64 = 10;

fn force(number: u64) -> ForceId {
    ForceId::new(&format!("force-{number}")).unwrap()
}

fn observation(of: &ForceId, measure: u64, period: Period, value: u64) -> Observation {
    Observation {
        area: Area::Force(of.clone()),
        measure: MeasureId::new(&format!("measure-{measure}")).unwrap(),
        period,
        reading: Reading::Present {
            value: Quantity::new(value as f64).unwrap(),
            standing: Standing::Normal,
        },
        source: SourceId::new("force-return").unwrap(),
    }
}

/// Ten periods of each measure: 100 values.
fn whole_return(number: u64) -> NewRevision {
    let of = force(number % FORCES);
    let years = 2007..2017;
    let periods = years.map(|year| Period::months_to(12, year, 6).unwrap());
    let values = periods.flat_map(|period| {
        let of = &of;
        (0..MEASURES).map(move |measure| observation(of, measure, period, number))
    });
    submission(number, &of, values.collect())
}

fn year() -> Period {
    Period::months_to(12, 2016, 6).unwrap()
}

/// Everything that is corrected afterwards, so that reads find the same values however often.
fn published() -> NewRevision {
    let values = (0..FORCES * MEASURES)
        .map(|number| observation(&force(number % FORCES), number / FORCES, year(), number));
    NewRevision {
        contents: Contents::Import(values.collect()),
        ..correction(1)
    }
}

/// One value.
fn correction(number: u64) -> NewRevision {
    let of = force(number % FORCES);
    let value = observation(&of, number / FORCES % MEASURES, year(), number);
    submission(number, &of, vec![value])
}

fn submission(number: u64, of: &ForceId, observations: Vec<Observation>) -> NewRevision {
    NewRevision {
        title: "a return".to_owned(),
        author: "a benchmark".to_owned(),
        recorded_at: 0,
        checksum: Checksum::of(&number.to_be_bytes()),
        request_id: RequestId::new(&number.to_string()).unwrap(),
        contents: Contents::Submission(Submission {
            edition: EditionId::new("2016").unwrap(),
            force: of.clone(),
            note: String::new(),
            checked_against: Revision::FIRST,
            observations,
            declarations: Vec::new(),
            decisions: Vec::new(),
            raised: Vec::new(),
            corrected: Vec::new(),
        }),
    }
}

/// A new store on each database, with what it lives in.
fn stores(runtime: &Runtime) -> (TempDir, Server, [(&'static str, SqlStore); 2]) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start("-c fsync=on");
    let file = SqliteSettings::file(folder.path().join("peel.db"));
    let database = PostgresSettings::at(server.database());
    let sqlite = runtime.block_on(SqlStore::open(&file)).unwrap();
    let postgres = runtime.block_on(SqlStore::open(&database)).unwrap();
    let stores = [("SQLite", sqlite), ("PostgreSQL", postgres)];
    (folder, server, stores)
}

fn recording(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let (_folder, _server, stores) = stores(&runtime);
    for (name, store) in &stores {
        let mut group = criterion.benchmark_group("record");
        group.throughput(Throughput::Elements(1));
        let mut number = 0;
        let what = format!("a submission of 100 values, {name}");
        group.bench_function(what, |bencher| {
            bencher.iter_custom(|times| {
                let new: Vec<_> = (0..times)
                    .map(|_| {
                        number += 1;
                        whole_return(number)
                    })
                    .collect();
                let start = Instant::now();
                for new in new {
                    runtime.block_on(store.append(vec![new])).unwrap();
                }
                start.elapsed()
            });
        });
        group.finish();
    }
}

fn reading(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let (_folder, _server, stores) = stores(&runtime);
    let measure = MeasureId::new("measure-0").unwrap();
    let question = ObservationQuery::new([measure], [], []).unwrap();
    for (name, store) in &stores {
        runtime.block_on(store.append(vec![published()])).unwrap();
        let mut recorded = 1;
        for revisions in [10, 1_000, 100_000_u64] {
            while recorded < revisions {
                let until = revisions.min(recorded + 1_000);
                let new = (recorded + 1..=until).map(correction).collect();
                runtime.block_on(store.append(new)).unwrap();
                recorded = until;
            }
            for (when, as_of) in [("the newest", revisions), ("half way", revisions / 2)] {
                let what = format!("read {name} as of {when} of {revisions} revisions");
                let as_of = Revision::new(as_of);
                criterion.bench_function(&what, |bencher| {
                    bencher.iter(|| {
                        let read = store.observations(question.clone(), as_of);
                        let read = runtime.block_on(async { read.await.unwrap().all().await });
                        assert_eq!(black_box(read.unwrap()).len() as u64, FORCES);
                    });
                });
            }
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    targets = recording, reading
}
criterion_main!(benches);
