//! How long a year's facts take to be recorded, and a report's worth to be read.
//!
//! The aim on an otherwise idle machine: 45,000 observations are recorded within 300 ms, 5,000 are
//! read in about 10 ms, and a read hardly slows as revisions of its cells pile up.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use peel_data_core::{Checksum, Contents, NewRevision, ObservationQuery, RequestId, Store};
use peel_model::{
    Area, ForceId, MeasureId, Observation, Period, Quantity, Reading, SourceId, Standing,
};
use peel_store_sql::{SqliteSettings, SqliteStore};
use tokio::runtime::Runtime;

const FORCES: usize = 45;
const PERIODS: i16 = 10;

fn import(request: usize, measures: usize) -> NewRevision {
    let source = SourceId::new("a-source").unwrap();
    let mut observations = Vec::new();
    for measure in (0..measures).map(|i| MeasureId::new(&format!("measure-{i}")).unwrap()) {
        for year in 2007..2007 + PERIODS {
            let period = Period::months_to(12, year, 6).unwrap();
            for force in 0..FORCES {
                observations.push(Observation {
                    area: Area::Force(ForceId::new(&format!("force-{force}")).unwrap()),
                    measure: measure.clone(),
                    period,
                    reading: Reading::Present {
                        value: Quantity::new(request as f64 + force as f64 / 7.0).unwrap(),
                        standing: Standing::Normal,
                    },
                    source: source.clone(),
                });
            }
        }
    }
    NewRevision {
        title: "a year's facts".to_owned(),
        author: "a benchmark".to_owned(),
        recorded_at: 0,
        checksum: Checksum::of(&request.to_be_bytes()),
        request_id: RequestId::new(&request.to_string()).unwrap(),
        contents: Contents::Import(observations),
    }
}

/// Some of the measures, some of the forces.
fn question(measures: usize, forces: usize) -> ObservationQuery {
    ObservationQuery::new(
        (0..measures).map(|i| MeasureId::new(&format!("measure-{i}")).unwrap()),
        (0..forces).map(|i| Area::Force(ForceId::new(&format!("force-{i}")).unwrap())),
        [],
    )
    .unwrap()
}

async fn read(store: &SqliteStore, question: ObservationQuery, expected: usize) {
    let found = store
        .observations(question, None)
        .await
        .unwrap()
        .all()
        .await
        .unwrap();
    assert_eq!(black_box(found).len(), expected);
}

fn recording(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    criterion.bench_function("record 45,000 observations in a new file", |bencher| {
        bencher.iter_batched(
            || {
                let folder = tempfile::tempdir().unwrap();
                let settings = SqliteSettings::file(folder.path().join("peel.db"));
                let store = runtime.block_on(SqliteStore::open(&settings)).unwrap();
                (folder, store, import(0, 100))
            },
            |(folder, store, new)| {
                runtime.block_on(store.append(vec![new])).unwrap();
                (folder, store)
            },
            BatchSize::PerIteration,
        );
    });
}

fn reading(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = SqliteSettings::file(folder.path().join("peel.db"));
    let store = runtime.block_on(SqliteStore::open(&settings)).unwrap();
    let mut recorded = 0;
    for revisions in [1, 10] {
        while recorded < revisions {
            runtime
                .block_on(store.append(vec![import(recorded, 100)]))
                .unwrap();
            recorded += 1;
        }
        for (what, measures, forces, expected) in [
            ("450 observations of one measure", 1, 0, 450),
            ("4,950 observations of 11 measures", 11, 0, 4_950),
            (
                "1,000 observations of 100 measures and one force",
                100,
                1,
                1_000,
            ),
        ] {
            let name = format!("read {what}, {revisions} revisions of each");
            criterion.bench_function(&name, |bencher| {
                bencher.iter(|| {
                    runtime.block_on(read(&store, question(measures, forces), expected));
                });
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = recording, reading
}
criterion_main!(benches);
