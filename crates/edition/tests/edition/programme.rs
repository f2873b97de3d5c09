//! What a valid edition becomes.

use peel_edition::{read_inspection, read_inspections};
use peel_model::{
    Area, ChangeOf, DenominatorPeriod, FindingState, ForceId, Formula, IndicatorScope,
    MeasureDefinition, MeasureId, MeasureKind, RatioKind, Scope, Treatment,
};

use crate::made_up::MadeUp;

fn measure(id: &str) -> MeasureId {
    MeasureId::new(id).unwrap()
}

#[test]
fn every_file_becomes_values_of_the_model() {
    let edition = MadeUp::new().edition().unwrap();

    assert_eq!(edition.id.as_str(), "made-up-edition");
    let forces: Vec<_> = edition
        .forces
        .iter()
        .map(|f| (f.id.as_str(), f.scope))
        .collect();
    let inspected = Scope::Inspected;
    assert_eq!(
        forces,
        [
            ("canal-police", Scope::OutOfScope),
            ("northshire", inspected),
            ("port-city", inspected),
            ("southshire", inspected)
        ]
    );
    assert_eq!(edition.forces[2].aliases, ["City, Port", "The Port"]);
    assert_eq!(edition.grades.last().unwrap().order, None);
    assert_eq!(
        edition.questions[0].sub_questions[0].aspects,
        ["oil", "wick"]
    );
    assert_eq!(edition.peer_groups[0].forces.len(), 2);
    let grades: Vec<_> = edition
        .published_grades
        .iter()
        .map(|grade| (grade.force.as_str(), grade.grade.as_str()))
        .collect();
    assert_eq!(grades, [("northshire", "bright"), ("port-city", "dim")]);
    assert_eq!(edition.layout.figures[0].periods.len(), 2);
    assert_eq!(
        edition.layout.force_in_numbers[0].entries[0].decimals,
        Some(0)
    );
}

#[test]
fn formulas_name_their_measures_and_when_they_are_read() {
    let edition = MadeUp::new().edition().unwrap();
    let formulas: Vec<&Formula> = edition.indicators.iter().map(|one| &one.formula).collect();
    let expected = [
        Formula::Ratio {
            numerator: measure("offences"),
            denominator: measure("population"),
            denominator_period: DenominatorPeriod::MidYear,
            kind: RatioKind::Rate,
        },
        Formula::Ratio {
            numerator: measure("thefts"),
            denominator: measure("offences"),
            denominator_period: DenominatorPeriod::Same,
            kind: RatioKind::Proportion,
        },
        Formula::Change {
            numerator: measure("offences"),
            base: measure("thefts"),
            months_back: 12,
            of: ChangeOf::Counts,
        },
        Formula::Change {
            numerator: measure("thefts"),
            base: measure("thefts"),
            months_back: 12,
            of: ChangeOf::Rates {
                denominator: measure("population"),
                denominator_period: DenominatorPeriod::Fixed("at-2030-06-30".parse().unwrap()),
            },
        },
        Formula::Tally {
            of: edition.indicators[2].id.clone(),
        },
        Formula::PublishedOnly {
            reason: "Calls were never published.".to_owned(),
        },
    ];
    assert_eq!(formulas, expected.iter().collect::<Vec<_>>());
}

#[test]
fn every_indicator_brings_a_measure_for_its_printed_values() {
    let edition = MadeUp::new().edition().unwrap();
    let printed: Vec<_> = edition
        .measures
        .iter()
        .filter(|measure| measure.kind == MeasureKind::Printed)
        .map(|measure| measure.id.as_str())
        .collect();
    assert_eq!(
        printed,
        [
            "printed-offence-rate",
            "printed-theft-share",
            "printed-offence-change",
            "printed-theft-rate-change",
            "printed-rising-forces",
            "printed-call-rate"
        ]
    );
    let recorded = MeasureDefinition::Recorded { source: None };
    assert_eq!(edition.measures.last().unwrap().definition, recorded);
}

#[test]
fn decisions_say_whom_what_when_and_how() {
    let edition = MadeUp::new().edition().unwrap();
    let treatments: Vec<&Treatment> = edition.exclusions.iter().map(|x| &x.treatment).collect();
    assert_eq!(treatments[0], &Treatment::Partial { months: 9 });
    assert!(
        matches!(treatments[1], Treatment::Merge { unit, .. } if unit.as_str() == "south-coast")
    );
    assert_eq!(treatments[2], &Treatment::OutOfScope);
    assert_eq!(edition.exclusions[2].applies_to, IndicatorScope::All);
    assert_eq!(edition.caveats[1].applies_to, IndicatorScope::Inspection);
}

#[test]
fn an_inspection_stands_in_the_editions_order() {
    let made_up = MadeUp::new();
    let edition = made_up.edition().unwrap();
    let force = ForceId::new("northshire").unwrap();
    let inspection = read_inspection(&made_up.folder(), &edition, &force).unwrap();

    let questions: Vec<_> = inspection
        .questions
        .iter()
        .map(|q| q.question.as_str())
        .collect();
    assert_eq!(questions, ["lighting", "keeping"]);
    let findings: Vec<_> = inspection.findings.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(findings, ["f2", "f10"]);
    let oil = &inspection.findings[0];
    assert_eq!(oil.state, FindingState::Enduring);
    assert_eq!((oil.chain[0].year, oil.chain[1].year), (2030, 2031));
    assert_eq!(oil.recommendations[0].due, "immediately");
    assert_eq!(inspection.facts[0].value, "3");

    let all = read_inspections(&made_up.folder(), &edition).unwrap();
    assert_eq!(all, [inspection]);
}

#[test]
fn facts_become_observations_in_the_manifests_order() {
    let made_up = MadeUp::new();
    let edition = made_up.edition().unwrap();
    let files = peel_edition::read_facts(&made_up.folder(), &edition).unwrap();

    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["population.csv", "offences.csv"]);
    assert_eq!(files[0].made_from[0].release, "2031");
    assert_eq!(files[0].observations[1].area, Area::EnglandAndWales);
    let readings: Vec<_> = files[1]
        .observations
        .iter()
        .map(|one| {
            (
                one.area.to_string(),
                one.reading.value(),
                one.reading.status(),
            )
        })
        .collect();
    assert_eq!(
        readings,
        [
            ("northshire".to_owned(), None, "not-supplied"),
            ("northshire".to_owned(), Some(120.0), "normal"),
            ("southshire".to_owned(), Some(-3.0), "revised"),
            ("port-city".to_owned(), Some(80.5), "estimated"),
        ]
    );
}
