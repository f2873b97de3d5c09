//! From an official file to observations: how long, and with how much memory.
//!
//! The file is that of outcomes of crime in 2017/18 (450,913 lines) inside the folder of official
//! files that `PEEL_OFFICIAL_FILES` names; without it there is nothing to measure. The last line
//! is for `scripts/bench-import`, which sets DuckDB beside it.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::expect_used, reason = "a benchmark that fails should stop")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use peel_official_files::{ImportOptions, ImportRules, import};

const ROUNDS: usize = 9;
const FILE: &str = "home-office-outcomes/outcomes-pfa-2017-18.csv.gz";

fn main() {
    let Some(folder) = env::var_os("PEEL_OFFICIAL_FILES") else {
        println!("PEEL_OFFICIAL_FILES names no folder of official files: nothing to measure");
        return;
    };
    let path = PathBuf::from(folder).join(FILE);
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness");
    let rules = ImportRules::read(&edition).expect("the edition's rules");
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let imported = import(&path, &rules, &ImportOptions::default(), |_, _| ());
        times.push(start.elapsed());
        let report = imported.expect("the file").report;
        assert_eq!((report.lines.read, report.lines.used), (450_913, 450_912));
    }
    times.sort();
    for (what, at) in [("fastest", 0), ("median", ROUNDS / 2)] {
        let time = times.get(at).copied().unwrap_or_default();
        println!("{what}_seconds={:.3}", time.as_secs_f64());
    }
    if let Some(peak) = peak_memory() {
        println!("peak_memory={peak}");
    }
}

/// The most memory that the process has held so far, where the system tells.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
