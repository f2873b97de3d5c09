//! From an official file to observations: how long, and with how much memory.
//!
//! The file is that of outcomes of crime in 2017/18 (450,913 lines) inside the folder of official
//! files that `PEEL_OFFICIAL_FILES` names; without it there is nothing to measure. The last line
//! is for `scripts/bench-import`, which sets DuckDB beside it.
//!
//! With a folder after it, one file of each layout is imported instead, and what came of it and how
//! long it took goes there, for `tests/benches/peers/loading.py` to set others beside it.

#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
#![expect(clippy::expect_used, reason = "a benchmark that fails should stop")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use peel_official_files::{ImportOptions, ImportRules, import};

const ROUNDS: usize = 9;
const FILE: &str = "home-office-outcomes/outcomes-pfa-2017-18.csv.gz";

/// One of each layout, and of a workbook the recipe for one of its tables.
const EACH: [(&str, Option<&str>); 7] = [
    ("ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv", None),
    (
        "home-office-prc-pfa-2017-18/prc-pfa-mar2013-onwards-tables201718.csv",
        None,
    ),
    (FILE, None),
    ("home-office-outcomes/outcomes-pfa-2018-19.csv.gz", None),
    (
        "ons-population/lad-mid-year-population-2001-2019.csv.gz",
        None,
    ),
    (
        "police-uk-street-west-yorkshire/2018-07-west-yorkshire-street.csv.gz",
        None,
    ),
    (
        "ons-pfa-tables/policeforceareatablesyearendingmarch2018v2.xlsx",
        Some("area-tables-2018-03-recorded-crime"),
    ),
];

fn main() {
    let Some(folder) = env::var_os("PEEL_OFFICIAL_FILES") else {
        println!("PEEL_OFFICIAL_FILES names no folder of official files: nothing to measure");
        return;
    };
    let folder = PathBuf::from(folder);
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness");
    let rules = ImportRules::read(&edition).expect("the edition's rules");
    if let Some(answers) = env::args().skip(1).find(|word| word != "--bench") {
        let told: String = EACH
            .map(|(file, recipe)| each(&folder, file, recipe, &rules))
            .concat();
        fs::create_dir_all(&answers).expect("a folder for the answers");
        fs::write(Path::new(&answers).join("importers.jsonl"), told).expect("the answers");
        return;
    }
    let path = folder.join(FILE);
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

/// A line of JSON: how many lines a file has, the seconds of each round, and every value in it.
fn each(folder: &Path, file: &str, recipe: Option<&str>, rules: &ImportRules) -> String {
    let options = ImportOptions {
        lookups: Some(folder.to_owned()),
        recipe: recipe.map(str::to_owned),
        ..ImportOptions::default()
    };
    let mut seconds = Vec::new();
    let mut last = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let imported = import(&folder.join(file), rules, &options, |_, _| ());
        seconds.push(start.elapsed().as_secs_f64());
        last = Some(imported.expect("the file"));
    }
    let imported = last.expect("a round");
    let values: Vec<f64> = imported
        .observations
        .iter()
        .filter_map(|one| one.reading.value())
        .collect();
    let lines = imported.report.lines.read;
    format!(
        r#"{{"file": "{file}", "lines": {lines}, "seconds": {seconds:?}, "values": {values:?}}}"#
    ) + "\n"
}

/// The most memory that the process has held so far, where the system tells.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
