//! How long an inspection takes to be held against its findings and figures.
//!
//! The aim is below 10 milliseconds for every check of a whole report: a run waits for them.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use peel_scoring_core::{check_inspection, lines_of_enquiry, propose_grades};

#[path = "../tests/inspection/support.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' world: more than is needed here, and only for tests"
)]
mod support;

use support::{FORCE, World, edition_2016};

/// As in the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn inspection(criterion: &mut Criterion) {
    let world = World::read(&edition_2016(&[]), FORCE);
    let evidence = world.evidence();
    let mut group = criterion.benchmark_group("inspection");
    group.bench_function("checks", |bench| {
        bench.iter(|| check_inspection(black_box(&evidence)));
    });
    group.bench_function("proposals", |bench| {
        bench.iter(|| propose_grades(black_box(&evidence)));
    });
    group.bench_function("enquiries", |bench| {
        bench.iter(|| lines_of_enquiry(black_box(&evidence)));
    });
    group.finish();
}

criterion_group!(benches, inspection);
criterion_main!(benches);
