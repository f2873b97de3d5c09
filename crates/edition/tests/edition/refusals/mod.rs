//! What is told of an edition or inspection with something wrong in it.

mod formulas;
mod names;
mod shapes;

use std::fmt::Write as _;

use peel_edition::{MOST_PROBLEMS, read_inspections};

use crate::made_up::MadeUp;

/// Breaks the made-up edition in one place after another and writes down what is told.
fn told(cases: &[(&str, &str, &str, &str)], tell: impl Fn(&MadeUp) -> String) -> String {
    let mut told = String::new();
    for (what, file, from, to) in cases {
        let broken = MadeUp::new().with(file, from, to);
        writeln!(told, "{what}").unwrap();
        for line in tell(&broken).lines() {
            writeln!(told, "    {line}").unwrap();
        }
    }
    told
}

fn edition_problems(broken: &MadeUp) -> String {
    broken.edition().unwrap_err().to_string()
}

fn inspection_problems(broken: &MadeUp) -> String {
    let edition = broken.edition().unwrap();
    let problems = read_inspections(&broken.folder(), &edition).unwrap_err();
    problems.to_string()
}

#[test]
fn one_problem_does_not_cause_others() {
    // Everything refers to measures and indicators; neither can be read.
    let broken = MadeUp::new().without("measures.toml").with(
        "indicators.toml",
        "multiplier = 1\n",
        "multiplier = many\n",
    );
    let problems = broken.edition().unwrap_err();
    let files: Vec<&str> = problems
        .told()
        .iter()
        .map(|told| told.file.as_str())
        .collect();
    assert_eq!(files, ["made-up/indicators.toml", "made-up/measures.toml"]);
}

#[test]
fn every_problem_of_every_file_is_told_at_once_up_to_a_bound() {
    let mut broken = MadeUp::new();
    let nobody = ["\"nobody\""; 60].join(", ");
    let with_strangers = format!("forces = [\"southshire\", {nobody}]");
    broken = broken
        .with("caveats.toml", "\"offence-rate\"", "\"offence-rates\"")
        .with(
            "peer-groups.toml",
            "forces = [\"southshire\", \"port-city\"]",
            &with_strangers,
        );
    let problems = broken.edition().unwrap_err();
    assert_eq!(problems.told().len(), MOST_PROBLEMS);
    assert!(problems.told().is_sorted());
    // 60 unknown names, 59 repetitions of them, and the caveat's.
    assert_eq!(problems.told().len() + problems.untold(), 120);
    assert!(problems.to_string().ends_with("and 70 more"));
}

#[test]
fn an_inspection_that_is_not_there() {
    let made_up = MadeUp::new();
    let edition = made_up.edition().unwrap();
    let force = peel_model::ForceId::new("southshire").unwrap();
    let problems = peel_edition::read_inspection(&made_up.folder(), &edition, &force).unwrap_err();
    insta::assert_snapshot!(problems, @"made-up/inspections/southshire.toml: the file is missing");
}
