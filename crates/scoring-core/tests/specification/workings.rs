//! The working of one value.

use peel_model::{
    ComparatorKind, Indicator, NamedNumber, Treatment, Working, WorkingKind, WorkingStep,
};
use peel_scoring_core::explain;

use crate::support::*;

fn world() -> World {
    World::of(&["east", "fen", "glen"])
        .record(
            "crimes",
            YEAR,
            &[("east", 300.0), ("fen", 200.0), ("glen", 90.0)],
        )
        .record(
            "people",
            MID_YEAR,
            &[("east", 10_000.0), ("fen", 10_000.0), ("glen", 3_000.0)],
        )
        .record_at(4, "crimes", YEAR, "east", 330.0)
        .decide("x7", &["glen"], Treatment::Exclude)
        .decide("x9", &["east"], Treatment::Flag)
}

fn explained(world: &World, indicator: &Indicator, force: &str) -> Working {
    let national = ComparatorKind::EnglandAndWales;
    let observations = world.observations();
    let period = indicator.period;
    explain(
        &world.edition,
        indicator,
        period,
        &national,
        &id(force),
        &observations,
    )
    .unwrap()
}

fn step(working: &Working, kind: WorkingKind) -> &WorkingStep {
    let mut steps = working.steps.iter();
    steps.find(|step| step.kind == kind).unwrap()
}

fn kinds(working: &Working) -> Vec<&'static str> {
    let steps = working.steps.iter();
    steps.map(|step| step.kind.name()).collect()
}

fn numbers(numbers: &[NamedNumber]) -> Vec<(&str, f64)> {
    let numbers = numbers.iter();
    numbers
        .map(|number| (number.name.as_str(), number.value))
        .collect()
}

#[test]
fn every_step_is_told_in_the_order_of_work() {
    let working = explained(&world(), &crime_rate(), "east");
    assert_eq!(
        kinds(&working),
        [
            "method",
            "decision",
            "numerator",
            "denominator",
            "value",
            "interval",
            "units",
            "comparator",
            "over-dispersion",
            "funnel",
            "rank",
            "band",
        ]
    );
    assert_eq!(working.revision.unwrap().number(), 4);
    let decision = step(&working, WorkingKind::Decision);
    assert_eq!(decision.formula, "x9: flag (east)");
    assert_eq!(decision.note, "Reason of x9.");

    let numerator = step(&working, WorkingKind::Numerator);
    let [read] = numerator.observations.as_slice() else {
        panic!("{:?}", numerator.observations)
    };
    assert_eq!(read.revision.unwrap().number(), 4);
    assert_eq!(read.reading.unwrap().value(), Some(330.0));
    assert_eq!(numbers(&numerator.results), [("crimes", 330.0)]);

    let value = step(&working, WorkingKind::Value);
    assert_eq!(
        value.formula,
        "crimes (12 months to 30 June 2016) ÷ people (30 June 2015) × 1,000"
    );
    assert_eq!(
        numbers(&value.inputs),
        [
            ("numerator", 330.0),
            ("denominator", 10_000.0),
            ("multiplier", 1_000.0)
        ]
    );
    assert_eq!(numbers(&value.results), [("value", 33.0)]);

    let comparator = step(&working, WorkingKind::Comparator);
    assert_eq!(
        numbers(&comparator.inputs),
        [
            ("units of the comparator", 2.0),
            ("sum of counts", 530.0),
            ("sum of denominators", 20_000.0),
        ]
    );
    assert_eq!(numbers(&comparator.results), [("comparator", 26.5)]);
    assert_eq!(
        step(&working, WorkingKind::Units).note,
        "glen is left out: excluded."
    );
    assert_eq!(
        numbers(&step(&working, WorkingKind::Rank).results)[0],
        ("rank", 1.0)
    );
    assert_eq!(
        step(&working, WorkingKind::Band).note,
        "None: too-few-units."
    );
}

#[test]
fn the_limits_told_follow_from_the_numbers_told() {
    let working = explained(&world(), &crime_rate(), "east");
    let number = |kind, name: &str| {
        let step = step(&working, kind);
        let mut all = step.inputs.iter().chain(&step.results);
        all.find(|number| number.name == name).unwrap().value
    };
    let comparator = number(WorkingKind::Comparator, "comparator") / 1_000.0;
    let (z, s) = (
        number(WorkingKind::Funnel, "z at 95%"),
        number(WorkingKind::Funnel, "s"),
    );
    let tau_squared = number(WorkingKind::OverDispersion, "tau squared");
    assert!(tau_squared > 0.0);
    assert_close(s, (comparator / 10_000.0).sqrt());
    assert_close(
        number(WorkingKind::Funnel, "plain upper 95%"),
        (comparator + z * s) * 1_000.0,
    );
    assert_close(
        number(WorkingKind::Funnel, "corrected upper 95%"),
        (comparator + z * (s * s + tau_squared).sqrt()) * 1_000.0,
    );
}

#[test]
fn a_unit_left_out_has_a_working_that_says_why() {
    let working = explained(&world(), &crime_rate(), "glen");
    let value = step(&working, WorkingKind::Value);
    assert_eq!(
        (value.results.len(), value.note.as_str()),
        (0, "None: excluded. Reason of x7.")
    );
    let numerator = step(&working, WorkingKind::Numerator);
    assert_eq!(
        numbers(&numerator.inputs),
        [("crimes, glen, 12m-to-2016-06", 90.0)]
    );
    assert!(numerator.results.is_empty());
    assert!(!kinds(&working).contains(&"rank"));
}

#[test]
fn quarters_that_stand_for_a_year_are_told_one_by_one() {
    let mut world = World::of(&["east"]).record("people", MID_YEAR, &[("east", 100.0)]);
    for quarter in [
        "3m-to-2015-09",
        "3m-to-2015-12",
        "3m-to-2016-03",
        "3m-to-2016-06",
    ] {
        world = world.record("crimes", quarter, &[("east", 5.0)]);
    }
    let working = explained(&world, &crime_rate(), "east");
    let numerator = step(&working, WorkingKind::Numerator);
    assert_eq!(numerator.observations.len(), 4);
    assert_eq!(numbers(&numerator.results), [("crimes", 20.0)]);
}

#[test]
fn a_change_is_told_with_both_its_periods() {
    let world = World::of(&["east", "fen"])
        .record("crimes", YEAR, &[("east", 12.0), ("fen", 20.0)])
        .record("crimes", YEAR_BEFORE, &[("east", 10.0), ("fen", 30.0)]);
    let working = explained(&world, &crime_change(), "east");
    assert_eq!(
        numbers(&step(&working, WorkingKind::Base).results),
        [("crimes", 10.0)]
    );
    assert_eq!(
        numbers(&step(&working, WorkingKind::Value).results),
        [("value", 20.0)]
    );
    assert_close(
        step(&working, WorkingKind::Comparator).results[0].value,
        -20.0,
    );
}

#[test]
fn a_working_of_nothing_says_so_and_never_fails() {
    let empty = World::of(&[]);
    for indicator in [
        crime_rate(),
        theft_share(),
        crime_change(),
        crime_rate_change(),
    ] {
        let working = explained(&empty, &indicator, "east");
        let text = format!("{working:?}");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        assert!(!step(&working, WorkingKind::Value).note.is_empty());
    }
}
