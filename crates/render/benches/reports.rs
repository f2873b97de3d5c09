//! How long a report takes from a warm document, in each format.
//!
//! The aim is 20 milliseconds for HTML and 400 for PDF (`--features pdf`, which has figures as PNG,
//! too). The document is that of a made-up force; `scripts/bench` measures a real one through the
//! services. Where `PEEL_CHROMIUM` names a Chromium, it prints the same HTML for comparison.
//!
//! `PEEL_REPORTS=1000 cargo bench -p peel-render --bench reports -- nothing` renders as many
//! reports as are named, and says how much memory the process held on the way (Linux).

use std::hint::black_box;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use peel_render::{
    HAS_PDF, render_figure_png, render_html, render_pdf, report_json, report_workbook, tidy_csv,
};
use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{ReportDocument, force_report};

/// As in the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Names the Chromium that prints pages for comparison.
const CHROMIUM: &str = "PEEL_CHROMIUM";

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

/// Pages and pictures, where built with them.
fn pages(criterion: &mut Criterion) {
    if !HAS_PDF {
        return;
    }
    let document = document();
    let mut group = criterion.benchmark_group("report");
    group.sample_size(20);
    group.bench_function("pdf", |bench| {
        bench.iter(|| render_pdf(black_box(&document)));
    });
    let figures = document
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.figures);
    let figures: Vec<_> = figures.collect();
    group.bench_function("png of every figure in chapters", |bench| {
        bench.iter(|| {
            for figure in &figures {
                let _ = black_box(render_figure_png(figure));
            }
        });
    });
    if let Some(chromium) = std::env::var_os(CHROMIUM) {
        group.sample_size(10);
        let printer = Printer::new(&document);
        group.bench_function("html printed by chromium, its start included", |bench| {
            bench.iter(|| printer.print(&chromium));
        });
    }
    group.finish();
}

/// The same report as a page, to be printed by a browser.
struct Printer {
    folder: std::path::PathBuf,
}

#[expect(
    clippy::expect_used,
    reason = "a measurement that cannot go on has failed"
)]
impl Printer {
    fn new(document: &ReportDocument) -> Self {
        let folder = std::env::temp_dir().join(format!("peel-printed-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for temporary files");
        let page = render_html(document).expect("the made-up report is whole");
        std::fs::write(folder.join("report.html"), page).expect("room for a page");
        Self { folder }
    }

    fn print(&self, chromium: &std::ffi::OsStr) {
        let printed = Command::new(chromium)
            .args(["--headless", "--no-sandbox", "--disable-gpu"])
            .arg(format!(
                "--print-to-pdf={}",
                self.folder.join("report.pdf").display()
            ))
            .arg(self.folder.join("report.html"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(
            printed.is_ok_and(|status| status.success()),
            "nothing was printed"
        );
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
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
        let _ = black_box(HAS_PDF.then(|| render_pdf(&document)));
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

criterion_group!(benches, formats, pages, memory);
criterion_main!(benches);
