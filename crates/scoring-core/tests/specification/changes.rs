//! Changes between two periods, and how many units rose.

use peel_model::{Absent, ComparatorMethod, DenominatorPeriod, Formula, Indicator};

use crate::support::*;

const EARLIER_MID_YEAR: &str = "at-2014-06-30";

fn world() -> World {
    World::of(&["north", "south"])
        .record("crimes", YEAR_BEFORE, &[("north", 200.0), ("south", 400.0)])
        .record("crimes", YEAR, &[("north", 220.0), ("south", 300.0)])
        .record(
            "people",
            EARLIER_MID_YEAR,
            &[("north", 1_000.0), ("south", 1_000.0)],
        )
        .record(
            "people",
            MID_YEAR,
            &[("north", 1_100.0), ("south", 1_000.0)],
        )
}

#[test]
fn a_change_of_counts_is_relative_to_the_earlier_count() {
    let comparison = world().compare(&crime_change());
    let north = unit(&comparison, "north");
    assert_close(north.value, 10.0);
    assert_eq!((north.numerator, north.denominator), (220.0, 200.0));
    assert_close(unit(&comparison, "south").value, -25.0);
    let national = comparison.comparator.value.unwrap();
    assert_close(national.value, (520.0 - 600.0) / 600.0 * 100.0);
    assert_eq!((national.numerator, national.denominator), (520.0, 600.0));
    assert_eq!(comparison.rising, Some(1));
}

#[test]
fn a_change_of_rates_uses_each_periods_own_denominator() {
    let comparison = world().compare(&crime_rate_change());
    let north = unit(&comparison, "north");
    // The count rose with the population.
    assert_close(north.value, 0.0);
    assert_close(north.numerator, 0.2);
    assert_close(north.denominator, 0.2);
    assert_eq!(comparison.rising, Some(0));
    let national = comparison.comparator.value.unwrap();
    assert_close(
        national.value,
        ((520.0 / 2_100.0) / (600.0 / 2_000.0) - 1.0) * 100.0,
    );
}

#[test]
fn one_denominator_may_stand_for_both_periods() {
    let mut indicator = crime_rate_change();
    if let Formula::Change {
        of: peel_model::ChangeOf::Rates {
            denominator_period, ..
        },
        ..
    } = &mut indicator.formula
    {
        *denominator_period = DenominatorPeriod::Fixed(period(MID_YEAR));
    }
    let comparison = world().compare(&indicator);
    assert_close(unit(&comparison, "north").value, 10.0);
}

#[test]
fn the_base_may_be_another_measure_in_the_open() {
    let mut indicator = crime_change();
    if let Formula::Change { base, .. } = &mut indicator.formula {
        *base = id("thefts");
    }
    let comparison = world()
        .record("thefts", YEAR_BEFORE, &[("north", 110.0), ("south", 100.0)])
        .compare(&indicator);
    assert_close(unit(&comparison, "north").value, 100.0);
}

#[test]
fn the_mean_of_changes_counts_every_unit_alike() {
    let mut indicator = crime_change();
    indicator.comparator = ComparatorMethod::MeanOfRates;
    let comparison = world().compare(&indicator);
    assert_close(comparison.comparator.value.unwrap().value, -7.5);
}

#[test]
fn equal_changes_of_different_units_tie() {
    // Worked out from the two rates in turn, 0.4 after 0.1 and 1.2 after 0.3 differ in the last digit.
    let of_rates = |then: f64, now: f64| (now - then) / then;
    assert_ne!(of_rates(0.1, 0.4).to_bits(), of_rates(0.3, 1.2).to_bits());
    let comparison = World::of(&["north", "south"])
        .record("crimes", YEAR_BEFORE, &[("north", 1.0), ("south", 3.0)])
        .record("crimes", YEAR, &[("north", 4.0), ("south", 12.0)])
        .record(
            "people",
            EARLIER_MID_YEAR,
            &[("north", 10.0), ("south", 10.0)],
        )
        .record("people", MID_YEAR, &[("north", 10.0), ("south", 10.0)])
        .compare(&crime_rate_change());
    assert_eq!(unit(&comparison, "north").tied, 2);
    assert_eq!(unit(&comparison, "south").rank, 1);
}

#[test]
fn a_rise_from_nothing_has_no_value_and_a_fall_to_nothing_no_interval() {
    let comparison = World::of(&["north", "south", "west"])
        .record(
            "crimes",
            YEAR_BEFORE,
            &[("north", 0.0), ("south", 40.0), ("west", 40.0)],
        )
        .record(
            "crimes",
            YEAR,
            &[("north", 5.0), ("south", 0.0), ("west", 50.0)],
        )
        .compare(&crime_change());
    let north = left_out(&comparison, "north");
    assert_eq!(north.because, Absent::ZeroDenominator);
    assert_eq!(north.note, "From 0 to 5.");
    let south = unit(&comparison, "south");
    assert_close(south.value, -100.0);
    assert_eq!(south.interval, Err(Absent::NotApplicable));
    assert_eq!(south.funnel, Err(Absent::NotApplicable));
}

fn tally() -> Indicator {
    let mut tally = indicator(
        Formula::Tally {
            of: id("made-up-indicator"),
        },
        1.0,
    );
    tally.id = id("made-up-tally");
    tally
}

#[test]
fn a_tally_counts_the_units_that_rose() {
    let world = world()
        .peers("cities", &["south"])
        .indicator(crime_change())
        .indicator(tally());
    let comparison = world.compare(&tally());
    assert_eq!(comparison.rising, Some(1));
    assert!(comparison.units.is_empty());
    let value = comparison.comparator.value.unwrap();
    assert_eq!((value.numerator, value.denominator), (1.0, 2.0));
    assert_close(value.value, 1.0);
    assert_eq!(
        comparison.formula,
        "number of units above 0 on Made-up indicator: (crimes (12 months to 30 June 2016) − \
         crimes (12 months to 30 June 2015)) ÷ crimes (12 months to 30 June 2015) × 100"
    );
    assert_eq!(world.compare_with_peers(&tally(), "cities").rising, Some(0));
}

#[test]
fn a_tally_says_what_its_change_leaves_out() {
    let comparison = world()
        .indicator(crime_change())
        .decide("x1", &["north"], peel_model::Treatment::Exclude)
        .compare(&tally());
    assert_eq!(comparison.rising, Some(0));
    assert_eq!(left_out(&comparison, "north").because, Absent::Excluded);
}

#[test]
fn only_changes_can_be_tallied() {
    let national = peel_model::ComparatorKind::EnglandAndWales;
    for world in [world(), world().indicator(crime_rate())] {
        assert_eq!(
            world
                .try_compare(&tally(), &national)
                .unwrap_err()
                .to_string(),
            "indicator \"made-up-tally\" counts rises of \"made-up-indicator\", which is not a \
             change in this edition"
        );
    }
}
