//! How long a report takes from a warm document, in each format.
//!
//! The aim is 20 milliseconds for HTML. The document is that of a made-up force;
//! `scripts/bench` measures a real one through the services.
//!
//! `PEEL_REPORTS=1000 cargo bench -p peel-render --bench reports -- nothing` renders as many
//! reports as are named, and says how much memory the process held on the way (Linux).

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use peel_render::{render_html, report_json, report_workbook, tidy_csv};
use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{ReportDocument, force_report};

/// As in the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Names how many reports are rendered for their memory.
const REPORTS: &str = "PEEL_REPORTS";

#[expect(
    clippy::expect_used,
    reason = "a measurement that cannot go on has failed"
)]
fn document() -> ReportDocument {
    force_report(&MadeUp::report().input()).expect("the made-up report is whole")
}

fn formats(criterion: &mut Criterion) {
    let document = document();
    let mut group = criterion.benchmark_group("report");
    group.bench_function("html", |bench| {
        bench.iter(|| render_html(black_box(&document)))
    });
    group.bench_function("csv", |bench| bench.iter(|| tidy_csv(black_box(&document))));
    group.bench_function("json", |bench| {
        bench.iter(|| report_json(black_box(&document)))
    });
    group.bench_function("xlsx", |bench| {
        bench.iter(|| report_workbook(black_box(&document)))
    });
    group.finish();
}

/// Memory over many reports, in ten parts of the way.
#[expect(clippy::print_stdout, reason = "what was measured")]
fn memory(_: &mut Criterion) {
    let asked = std::env::var(REPORTS)
        .ok()
        .and_then(|number| number.parse().ok());
    let Some(reports) = asked.filter(|number: &u32| *number > 0) else {
        return;
    };
    let document = document();
    let step = reports.div_ceil(10);
    for report in 1..=reports {
        let _ = black_box(render_html(&document));
        if report % step == 0 {
            println!("after {report} reports: {} MiB", held().unwrap_or_default());
        }
    }
}

/// What the process holds in memory now, in MiB, where the system says.
fn held() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1_024)
}

criterion_group!(benches, formats, memory);
criterion_main!(benches);
