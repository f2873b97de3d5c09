//! Whole official files, where the folder of them is named: every CSV that a recipe is for is
//! imported, and known totals come out.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use peel_official_files::{ImportOptions, ImportRules, Imported, import};

/// The folder of official files, where there is one. They are not part of the repository.
const OFFICIAL_FILES: &str = "PEEL_OFFICIAL_FILES";

fn import_whole(raw: &Path, file: &str) -> Imported {
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness");
    let rules = ImportRules::read(&edition).unwrap();
    let imported = import(
        &raw.join(file),
        &rules,
        &ImportOptions::default(),
        |_, _| (),
    );
    imported.unwrap()
}

fn sum(imported: &Imported, chosen: impl Fn(&str, &str, &str) -> bool) -> f64 {
    let observations = imported.observations.iter().filter(|observation| {
        let period = observation.period.to_string();
        chosen(
            observation.measure.as_str(),
            observation.area.as_str(),
            &period,
        )
    });
    observations.filter_map(|one| one.reading.value()).sum()
}

fn folder() -> Option<PathBuf> {
    env::var_os(OFFICIAL_FILES).map(PathBuf::from)
}

/// Lines read, used, left out and refused; observations; values withheld.
fn account(imported: &Imported) -> [u64; 6] {
    let report = &imported.report;
    let lines = report.lines;
    [
        lines.read,
        lines.used,
        lines.left_out,
        lines.refused,
        report.observations,
        report.values_withheld,
    ]
}

#[test]
fn whole_files_are_imported() {
    let Some(raw) = folder() else { return };
    let check = |file: &str, recipe: &str, expected: [u64; 6]| {
        let imported = import_whole(&raw, file);
        assert_eq!(imported.report.recipe, recipe, "{file}");
        assert_eq!(account(&imported), expected, "{file}: {}", imported.report);
    };
    check(
        "home-office-outcomes/outcomes-pfa-2017-18.csv.gz",
        "outcomes",
        [450_913, 450_912, 1, 0, 7392, 0],
    );
    check(
        "home-office-outcomes/outcomes-pfa-2018-19.csv.gz",
        "outcomes-2018-19",
        [132_529, 132_529, 0, 0, 7264, 8],
    );
    check(
        "ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv",
        "recorded-crime",
        [46_469, 46_376, 93, 0, 46_376, 0],
    );
    check(
        "ons-pfa-tables/tidy-asb-incidents-2007-08-to-2017-18.csv",
        "anti-social-behaviour",
        [616, 484, 132, 0, 484, 0],
    );
    for (file, recipe) in [("population", "population"), ("households", "households")] {
        let file = format!("ons-pfa-tables/tidy-{file}-mid-2002-to-2016.csv");
        check(&file, recipe, [825, 660, 165, 0, 660, 0]);
    }
}

#[test]
fn known_totals_come_out() {
    let Some(raw) = folder() else { return };
    let outcomes = import_whole(&raw, "home-office-outcomes/outcomes-pfa-2017-18.csv.gz");
    let tracked = sum(&outcomes, |measure, area, _| {
        measure.ends_with("-tracked") && area == "west-midlands"
    });
    assert_eq!(tracked.to_string(), "233393");
    // Tracked and given.
    assert_eq!(outcomes.report.negative_counts, 2584 + 449);

    let crime = import_whole(&raw, "ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv");
    assert_eq!(crime.report.corrected[0].from, "30-12-2017");
    assert_eq!(crime.report.negative_counts, 25);
    let excluding_fraud = |force: &str, year: &str| {
        sum(&crime, |measure, area, period| {
            measure != "fraud-recorded-by-forces" && area == force && period == year
        })
    };
    let forces: BTreeSet<&str> = crime
        .observations
        .iter()
        .map(|one| one.area.as_str())
        .collect();
    let forces: Vec<&str> = forces
        .into_iter()
        .filter(|force| *force != "british-transport-police")
        .collect();
    assert_eq!(forces.len(), 43);
    let rises = forces.iter().filter(|force| {
        excluding_fraud(force, "12m-to-2016-06") > excluding_fraud(force, "12m-to-2015-06")
    });
    assert_eq!(rises.count(), 39);
}
