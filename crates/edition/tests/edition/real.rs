//! The 2016 edition itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use peel_edition::{Folder, read_edition, read_inspection};
use peel_model::{Edition, FindingKind, FindingState, ForceId, Treatment};

pub(crate) fn folder() -> Folder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness");
    Folder::read(&path).unwrap()
}

pub(crate) fn edition() -> Edition {
    match read_edition(&folder()) {
        Ok(edition) => edition,
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn it_asks_five_questions_of_43_forces() {
    let edition = edition();
    let questions: Vec<_> = edition
        .questions
        .iter()
        .map(|question| {
            (
                question.number,
                question.graded,
                question.sub_questions.len(),
            )
        })
        .collect();
    assert_eq!(
        questions,
        [
            (1, true, 3),
            (2, true, 4),
            (3, true, 4),
            (4, true, 3),
            (5, false, 2)
        ]
    );
    let graded = edition.grades.iter().filter(|grade| grade.order.is_some());
    assert_eq!((graded.count(), edition.grades.len()), (4, 5));
    assert_eq!(edition.inspected_forces().count(), 43);
    assert_eq!(edition.forces.len(), 44);
    let (english, welsh): (Vec<_>, Vec<_>) = edition
        .inspected_forces()
        .partition(|force| force.code.as_str().starts_with('E'));
    assert_eq!((english.len(), welsh.len()), (39, 4));
}

#[test]
fn regions_are_peer_groups() {
    let edition = edition();
    let mut regions: BTreeMap<&str, BTreeSet<&ForceId>> = BTreeMap::new();
    for force in edition.inspected_forces() {
        regions.entry(&force.region).or_default().insert(&force.id);
    }
    let groups = edition.peer_groups.iter();
    let groups: BTreeMap<&str, BTreeSet<&ForceId>> = groups
        .filter(|group| group.id.as_str().starts_with("region-"))
        .map(|group| {
            (
                group.title.trim_end_matches(" region"),
                group.forces.iter().collect(),
            )
        })
        .collect();
    assert_eq!(groups, regions);
}

#[test]
fn every_decision_and_warning_of_the_annex_is_there() {
    let edition = edition();
    let exclusions: Vec<_> = edition
        .exclusions
        .iter()
        .map(|x| x.id.to_string())
        .collect();
    assert_eq!(
        exclusions,
        (1..=18).map(|n| format!("x{n}")).collect::<Vec<_>>()
    );
    let caveats: Vec<_> = edition.caveats.iter().map(|c| c.id.to_string()).collect();
    assert_eq!(
        caveats,
        (1..=14).map(|n| format!("c{n}")).collect::<Vec<_>>()
    );
}

/// How many units an indicator compares in its period.
fn units_left(edition: &Edition, indicator: &str, period: Option<&str>) -> usize {
    let indicator = edition
        .indicators
        .iter()
        .find(|one| one.id.as_str() == indicator)
        .unwrap();
    let period = period.map_or(indicator.period, |period| period.parse().unwrap());
    let mut units: BTreeSet<String> = edition.forces.iter().map(|f| f.id.to_string()).collect();
    for exclusion in edition.exclusions_of(&indicator.id, &period) {
        let merged = match &exclusion.treatment {
            Treatment::Exclude | Treatment::NotSupplied | Treatment::OutOfScope => None,
            Treatment::Merge { unit, .. } => Some(unit.to_string()),
            _ => continue,
        };
        for force in &exclusion.forces {
            assert!(units.remove(force.as_str()), "{force} is left out twice");
        }
        units.extend(merged);
    }
    units.len()
}

#[test]
fn as_many_units_are_left_as_the_report_compares() {
    let edition = edition();
    let check = |indicator: &str, units| {
        assert_eq!(units_left(&edition, indicator, None), units, "{indicator}");
    };
    check("recorded-crime-rate", 43);
    check("anti-social-behaviour-change", 43);
    check("outcome-charged", 42);
    check("outcome-victim-does-not-support", 42);
    check("vulnerable-victim-share", 38);
    check("domestic-abuse-arrest-rate", 40);
    check("domestic-abuse-outcome-charged", 41);
    check("organised-crime-groups-rate", 41);
    check("organised-crime-groups-by-type", 42);
}

#[test]
fn what_went_wrong_in_2016_is_not_held_against_2018() {
    let edition = edition();
    assert_eq!(
        units_left(&edition, "outcome-charged", Some("12m-to-2018-03")),
        43
    );
}

#[test]
fn every_figure_of_the_report_is_laid_out() {
    let edition = edition();
    let numbers: Vec<u8> = edition
        .layout
        .figures
        .iter()
        .map(|figure| figure.number)
        .collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<u8>>());
    let lines = edition
        .layout
        .force_in_numbers
        .iter()
        .map(|group| group.entries.len());
    assert_eq!(lines.sum::<usize>(), 14);
}

#[test]
fn the_inspection_tells_the_fourteen_findings_and_their_states() {
    let edition = edition();
    let force = ForceId::new("west-midlands").unwrap();
    let inspection = read_inspection(&folder(), &edition, &force).unwrap();
    let grades = inspection
        .questions
        .iter()
        .map(|q| q.judgment.as_ref().unwrap().grade.as_str());
    assert_eq!(
        grades.collect::<Vec<_>>(),
        ["good", "good", "requires-improvement", "good", "ungraded"]
    );
    let findings: Vec<_> = inspection
        .findings
        .iter()
        .map(|f| f.id.to_string())
        .collect();
    assert_eq!(
        findings,
        (1..=14).map(|n| format!("f{n}")).collect::<Vec<_>>()
    );
    let of_kind = |kind| inspection.findings.iter().filter(move |f| f.kind == kind);
    let concerns: Vec<_> = of_kind(FindingKind::CauseOfConcern)
        .map(|f| (f.state, f.recommendations.len()))
        .collect();
    assert_eq!(
        concerns,
        [
            (FindingState::Enduring, 1),
            (FindingState::Alleviated, 0),
            (FindingState::Enduring, 3)
        ]
    );
    let unlisted = inspection.findings.iter().filter(|f| !f.listed);
    assert_eq!(
        unlisted.map(|f| f.id.as_str()).collect::<Vec<_>>(),
        ["f2", "f5", "f11", "f12", "f13", "f14"]
    );
    for question in &inspection.questions {
        let asked = edition
            .questions
            .iter()
            .find(|asked| asked.id == question.question)
            .unwrap();
        assert_eq!(
            question.assessments.len(),
            asked.sub_questions.len(),
            "{}",
            asked.id
        );
    }
}

#[test]
fn every_force_that_is_inspected_has_a_tile_on_the_map() {
    let edition = edition();
    let mut placed: Vec<_> = edition.layout.map.iter().map(|tile| &tile.force).collect();
    placed.sort();
    let inspected: Vec<_> = edition.inspected_forces().map(|force| &force.id).collect();
    assert_eq!(placed, inspected);
    assert!(
        edition.layout.map.iter().all(|tile| tile.column <= 6),
        "readable at phone width"
    );
}
