//! How readings become numerators and denominators.

use peel_model::{Absent, Flag, MeasureKind, Treatment};
use peel_scoring_core::Observations;

use crate::support::*;

const QUARTERS: [&str; 4] = [
    "3m-to-2015-09",
    "3m-to-2015-12",
    "3m-to-2016-03",
    "3m-to-2016-06",
];

fn one_force() -> World {
    World::of(&["north"]).record("people", MID_YEAR, &[("north", 1_000.0)])
}

fn offence_rate() -> peel_model::Indicator {
    ratio(
        peel_model::RatioKind::Rate,
        "offences",
        "people",
        peel_model::DenominatorPeriod::MidYear,
        1_000.0,
    )
}

#[test]
fn a_sum_counts_what_cannot_exist_as_nothing_and_is_missing_when_a_part_is() {
    let check = |thefts: (Option<f64>, &str), frauds: (Option<f64>, &str), expected| {
        let comparison = one_force()
            .record_status("thefts", YEAR, "north", thefts.0, thefts.1)
            .record_status("frauds", YEAR, "north", frauds.0, frauds.1)
            .compare(&offence_rate());
        let numerator = comparison
            .units
            .first()
            .map(|unit| unit.numerator)
            .ok_or_else(|| left_out(&comparison, "north").because);
        assert_eq!(numerator, expected, "{thefts:?} {frauds:?}");
    };
    let seven = (Some(7.0), "normal");
    check(seven, (Some(2.0), "normal"), Ok(9.0));
    check(seven, (None, "not-applicable"), Ok(7.0));
    check(seven, (None, "not-supplied"), Err(Absent::NotSupplied));
    check(seven, (None, "missing"), Err(Absent::NotRecorded));
    check(
        (None, "not-applicable"),
        (None, "not-applicable"),
        Err(Absent::NotApplicable),
    );
}

#[test]
fn a_correction_may_make_a_part_negative_but_not_the_sum() {
    let check = |frauds: f64, expected: Result<f64, Absent>| {
        let comparison = one_force()
            .record("thefts", YEAR, &[("north", 10.0)])
            .record("frauds", YEAR, &[("north", frauds)])
            .compare(&offence_rate());
        let value = comparison
            .units
            .first()
            .map(|unit| unit.numerator)
            .ok_or_else(|| left_out(&comparison, "north").because);
        assert_eq!(value, expected, "{frauds}");
    };
    check(-4.0, Ok(6.0));
    check(-10.0, Ok(0.0));
    check(-11.0, Err(Absent::NegativeCount));
}

#[test]
fn a_part_that_was_never_recorded_makes_a_sum_missing_and_is_named() {
    let comparison = one_force()
        .record("thefts", YEAR, &[("north", 10.0)])
        .compare(&offence_rate());
    let north = left_out(&comparison, "north");
    assert_eq!(north.because, Absent::NotRecorded);
    assert_eq!(
        north.note,
        "frauds, 12 months to 30 June 2016: nothing is recorded."
    );
}

#[test]
fn a_span_recorded_in_consecutive_parts_is_their_sum() {
    let recorded_in = |periods: &[&str]| {
        periods.iter().fold(one_force(), |world, period| {
            world.record("crimes", period, &[("north", 10.0)])
        })
    };
    let months: Vec<String> = period(YEAR)
        .parts(1)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let months: Vec<&str> = months.iter().map(String::as_str).collect();
    let check = |periods: &[&str], expected: Option<f64>| {
        let comparison = recorded_in(periods).compare(&crime_rate());
        let numerator = comparison.units.first().map(|unit| unit.numerator);
        assert_eq!(numerator, expected, "{periods:?}");
    };
    check(&QUARTERS, Some(40.0));
    check(&months, Some(120.0));
    check(&QUARTERS[1..], None);
    check(&months[1..], None);
    // Quarters come before months, and the whole before either.
    check(&[&QUARTERS[..], &months].concat(), Some(40.0));
    check(&[&[YEAR], &QUARTERS[..]].concat(), Some(10.0));
    // An incomplete set of quarters does not hide complete months.
    check(&[&QUARTERS[1..], &months].concat(), Some(120.0));
}

#[test]
fn some_forces_may_record_quarters_and_others_the_year() {
    let mut world = World::of(&["north", "south"])
        .record(
            "people",
            MID_YEAR,
            &[("north", 1_000.0), ("south", 1_000.0)],
        )
        .record("crimes", YEAR, &[("south", 50.0)]);
    for quarter in QUARTERS {
        world = world.record("crimes", quarter, &[("north", 10.0)]);
    }
    let comparison = world.compare(&crime_rate());
    assert_close(unit(&comparison, "north").value, 40.0);
    assert_close(unit(&comparison, "south").value, 50.0);
}

#[test]
fn a_level_is_never_added_up_over_time() {
    let comparison = QUARTERS
        .iter()
        .fold(
            World::of(&["north"])
                .measure("staff", MeasureKind::Stock, &[])
                .record("crimes", YEAR, &[("north", 10.0)]),
            |world, quarter| world.record("staff", quarter, &[("north", 5.0)]),
        )
        .compare(&ratio(
            peel_model::RatioKind::Rate,
            "crimes",
            "staff",
            peel_model::DenominatorPeriod::Same,
            1.0,
        ));
    assert_eq!(left_out(&comparison, "north").because, Absent::NotRecorded);
}

#[test]
fn how_far_a_part_can_be_relied_on_is_said_of_the_whole() {
    let check = |status: &str, flag: Flag| {
        let comparison = one_force()
            .record("thefts", YEAR, &[("north", 10.0)])
            .record_status("frauds", YEAR, "north", Some(5.0), status)
            .compare(&offence_rate());
        assert_eq!(unit(&comparison, "north").flags, [flag], "{status}");
    };
    check("estimated", Flag::Estimated);
    check("provisional", Flag::Provisional);
    check("revised", Flag::Revised);
    check("break", Flag::Break);
}

#[test]
fn an_estimated_denominator_is_said_too() {
    let comparison = World::of(&["north"])
        .record("crimes", YEAR, &[("north", 10.0)])
        .record_status("people", MID_YEAR, "north", Some(1_000.0), "estimated")
        .compare(&crime_rate());
    assert_eq!(unit(&comparison, "north").flags, [Flag::Estimated]);
}

#[test]
fn a_value_for_part_of_the_period_counts_only_when_a_decision_says_how_much() {
    let world = one_force().record_status("crimes", YEAR, "north", Some(80.0), "partial");
    let unexplained = world.compare(&crime_rate());
    let north = left_out(&unexplained, "north");
    assert_eq!(north.because, Absent::NotRecorded);
    assert_eq!(
        north.note,
        "crimes, 12 months to 30 June 2016: covers part of the period, and no decision says how \
         many months."
    );

    let explained = world
        .decide("x1", &["north"], Treatment::Partial { months: 8 })
        .compare(&crime_rate());
    let north = unit(&explained, "north");
    assert_eq!(north.flags, [Flag::Partial { months: 8 }]);
    assert_close(north.denominator, 1_000.0 * 8.0 / 12.0);
    assert_close(north.value, 120.0);
}

#[test]
fn three_quarters_of_a_year_count_only_when_a_decision_says_so() {
    let world = QUARTERS[..3].iter().fold(one_force(), |world, quarter| {
        world.record("crimes", quarter, &[("north", 25.0)])
    });
    let check = |months: u16, expected: Option<f64>| {
        let decided = world
            .clone()
            .decide("x1", &["north"], Treatment::Partial { months })
            .compare(&crime_rate());
        let value = decided.units.first().map(|unit| unit.value);
        assert_eq!(value, expected, "{months} months");
    };
    assert!(world.compare(&crime_rate()).units.is_empty());
    check(9, Some(100.0));
    // What is recorded is not what the decision says.
    check(8, None);
    check(6, None);
}

#[test]
fn a_share_of_part_of_the_year_is_of_the_same_quarters() {
    let mut world =
        World::of(&["north"]).decide("x1", &["north"], Treatment::Partial { months: 9 });
    for quarter in QUARTERS {
        world = world.record("crimes", quarter, &[("north", 100.0)]);
    }
    for quarter in &QUARTERS[..3] {
        world = world.record("thefts", quarter, &[("north", 30.0)]);
    }
    let comparison = world.compare(&theft_share());
    let north = unit(&comparison, "north");
    assert_eq!((north.numerator, north.denominator), (90.0, 300.0));
}

#[test]
fn the_newest_revision_counts_and_is_named() {
    let comparison = one_force()
        .record_at(7, "crimes", YEAR, "north", 20.0)
        .record_at(3, "crimes", YEAR, "north", 10.0)
        .record_at(9, "thefts", YEAR, "north", 1.0)
        .compare(&crime_rate());
    assert_close(unit(&comparison, "north").numerator, 20.0);
    // Revision 9 touched nothing that was looked at.
    assert_eq!(comparison.revision.unwrap().number(), 7);
}

#[test]
fn nothing_recorded_has_no_revision() {
    let comparison = World::of(&["north"]).compare(&crime_rate());
    assert_eq!(comparison.revision, None);
    assert_eq!(left_out(&comparison, "north").because, Absent::NotRecorded);
}

#[test]
fn one_revision_may_not_say_two_things() {
    let twice = |second: f64| {
        Observations::new(
            World::of(&["north"])
                .record_at(4, "crimes", YEAR, "north", 10.0)
                .record_at(4, "crimes", YEAR, "north", second)
                .recorded,
        )
    };
    assert_eq!(twice(10.0).unwrap().len(), 1);
    assert_eq!(
        twice(11.0).unwrap_err().to_string(),
        "revision 4 holds two different values of crimes for north, 12m-to-2016-06; bring a \
         revision that says which is right"
    );
}

#[test]
fn a_published_total_is_no_unit_and_enters_no_comparator() {
    let world = one_force().record("crimes", YEAR, &[("north", 10.0)]);
    let with_total = world
        .clone()
        .record("crimes", YEAR, &[("england-and-wales", 99.0)])
        .record("people", MID_YEAR, &[("england-and-wales", 99.0)]);
    assert_eq!(
        world.compare(&crime_rate()),
        with_total.compare(&crime_rate())
    );
}
