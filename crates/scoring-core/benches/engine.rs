//! How long one indicator takes, from observations to comparison.
//!
//! The aim is below 20 microseconds for the forces of England and Wales, and no more than
//! n log n beyond.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use peel_model::{ComparatorKind, Indicator};
use peel_scoring_core::{compare, compare_series, definition_hash, explain, rank_units};

#[path = "made_up/world.rs"]
mod world;

use world::support::{World, crime_change, crime_rate, id, theft_share};
use world::world;

/// As in the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn engine(criterion: &mut Criterion) {
    let indicators: [(&str, Indicator); 3] = [
        ("rate", crime_rate()),
        ("proportion", theft_share()),
        ("change", crime_change()),
    ];
    for (name, indicator) in &indicators {
        let mut group = criterion.benchmark_group(*name);
        for units in [43, 1_000, 10_000, 100_000] {
            group.throughput(Throughput::Elements(u64::from(units)));
            group.bench_function(BenchmarkId::from_parameter(units), |bench| {
                let world = world(units);
                let observations = world.observations();
                bench.iter(|| {
                    compare(
                        black_box(&world.edition),
                        indicator,
                        indicator.period,
                        &ComparatorKind::EnglandAndWales,
                        &observations,
                    )
                });
            });
        }
        group.finish();
    }
    let world = world(43);
    beside(criterion, &world);
    criterion.bench_function("definition hash", |bench| {
        bench.iter(|| definition_hash(black_box(&world.edition), &crime_rate()));
    });
    criterion.bench_function("observations laid out", |bench| {
        bench.iter(|| world.observations());
    });
}

/// What takes longer than a comparison and is therefore apart from it.
fn beside(criterion: &mut Criterion, world: &World) {
    let observations = world.observations();
    let national = ComparatorKind::EnglandAndWales;
    for (name, indicator) in [("rate", crime_rate()), ("change", crime_change())] {
        criterion.bench_function(&format!("intervals of ranks, {name}"), |bench| {
            bench.iter(|| rank_units(&world.edition, &indicator, indicator.period, &observations));
        });
    }
    let force = id("force-000007");
    let rate = crime_rate();
    criterion.bench_function("working", |bench| {
        bench.iter(|| {
            let edition = black_box(&world.edition);
            explain(
                edition,
                &rate,
                rate.period,
                &national,
                &force,
                &observations,
            )
        });
    });
    criterion.bench_function("series of one year", |bench| {
        bench.iter(|| {
            let edition = black_box(&world.edition);
            compare_series(
                edition,
                &rate,
                rate.period,
                &national,
                &force,
                &observations,
            )
        });
    });
}

criterion_group!(benches, engine);
criterion_main!(benches);
