//! Intervals, funnels and small numbers.

use peel_model::{Absent, DenominatorPeriod, Flag, FunnelPosition, Indicator, RatioKind};
use peel_stats::{ConfidenceLevel, poisson, wilson};

use crate::support::*;

/// Ten forces of 10,000 people with about 100 crimes, and one with as many as given.
fn ten_alike_and(crimes: f64) -> World {
    let alike = [
        96.0, 97.0, 98.0, 99.0, 100.0, 100.0, 101.0, 102.0, 103.0, 104.0,
    ];
    let names: Vec<String> = (0..alike.len()).map(|n| format!("alike-{n}")).collect();
    let mut forces: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut counts: Vec<(&str, f64)> = forces.iter().copied().zip(alike).collect();
    forces.push("odd");
    counts.push(("odd", crimes));
    let people: Vec<(&str, f64)> = forces.iter().map(|force| (*force, 10_000.0)).collect();
    World::of(&forces)
        .record("crimes", YEAR, &counts)
        .record("people", MID_YEAR, &people)
}

#[test]
fn a_proportion_has_wilsons_interval_in_percent() {
    let comparison = World::of(&["north"])
        .record("thefts", YEAR, &[("north", 81.0)])
        .record("crimes", YEAR, &[("north", 263.0)])
        .compare(&theft_share());
    let interval = unit(&comparison, "north").interval.unwrap();
    let expected = wilson(81.0, 263.0, ConfidenceLevel::P95).unwrap();
    assert_close(interval.at_95.lower, expected.lower() * 100.0);
    assert_close(interval.at_95.upper, expected.upper() * 100.0);
    assert!(interval.at_99_8.lower < interval.at_95.lower);
    assert!(interval.at_99_8.upper > interval.at_95.upper);
}

#[test]
fn a_rate_has_the_poisson_interval_of_its_count() {
    for crimes in [3.0, 100.0] {
        let comparison = ten_alike_and(crimes).compare(&crime_rate());
        let interval = unit(&comparison, "odd").interval.unwrap();
        let expected = poisson(crimes, ConfidenceLevel::P95).unwrap();
        assert_close(interval.at_95.lower, expected.lower() / 10.0);
        assert_close(interval.at_95.upper, expected.upper() / 10.0);
    }
}

#[test]
fn a_change_has_the_interval_of_a_ratio_of_counts() {
    let comparison = World::of(&["north"])
        .record("crimes", YEAR_BEFORE, &[("north", 400.0)])
        .record("crimes", YEAR, &[("north", 440.0)])
        .compare(&crime_change());
    let at_95 = unit(&comparison, "north").interval.unwrap().at_95;
    let reach = 1.959_963_984_540_054 * (1.0_f64 / 400.0 + 1.0 / 440.0).sqrt();
    assert_close(at_95.lower, (1.1 * (-reach).exp() - 1.0) * 100.0);
    assert_close(at_95.upper, (1.1 * reach.exp() - 1.0) * 100.0);
}

#[test]
fn a_quotient_has_neither_interval_nor_funnel_nor_small_numbers() {
    let spending = ratio(
        RatioKind::Quotient,
        "crimes",
        "people",
        DenominatorPeriod::MidYear,
        1.0,
    );
    let comparison = ten_alike_and(2.0).compare(&spending);
    assert_eq!(comparison.over_dispersion, None);
    for unit in &comparison.units {
        assert_eq!(unit.interval, Err(Absent::NotApplicable));
        assert_eq!(unit.funnel, Err(Absent::NotApplicable));
        assert!(unit.flags.is_empty());
    }
}

#[test]
fn a_funnel_tells_a_unit_that_stands_out_from_those_that_do_not() {
    let check = |crimes: f64, expected: FunnelPosition| {
        let comparison = ten_alike_and(crimes).compare(&crime_rate());
        let funnel = unit(&comparison, "odd").funnel.unwrap();
        assert_eq!(funnel.plain_position, expected, "{crimes}");
        assert_eq!(
            unit(&comparison, "alike-4").funnel.unwrap().plain_position,
            FunnelPosition::Within
        );
    };
    check(60.0, FunnelPosition::BelowOuter);
    check(78.0, FunnelPosition::BelowInner);
    check(100.0, FunnelPosition::Within);
    check(124.0, FunnelPosition::AboveInner);
    check(150.0, FunnelPosition::AboveOuter);
}

#[test]
fn limits_surround_the_comparator_in_the_indicators_unit() {
    let comparison = ten_alike_and(100.0).compare(&crime_rate());
    let centre = comparison.comparator.value.unwrap().value;
    assert_close(centre, 10.0);
    let limits = unit(&comparison, "odd").funnel.unwrap().plain;
    // 1,000 times z times the root of 0.01 per person over 10,000 people.
    assert_close(limits.at_95.upper - centre, 1.959_963_984_540_054);
    assert_close(centre - limits.at_99_8.lower, 3.090_232_306_167_813);
}

#[test]
fn more_variation_than_chance_widens_the_limits_that_are_worded() {
    let chance = ten_alike_and(100.0).compare(&crime_rate());
    let estimate = chance.over_dispersion.unwrap();
    assert!(!estimate.applies && estimate.phi < 1.0);
    let funnel = unit(&chance, "odd").funnel.unwrap();
    assert_eq!(funnel.plain, funnel.corrected);

    let forces = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let crimes = [20.0, 60.0, 80.0, 95.0, 105.0, 120.0, 140.0, 180.0];
    let counts: Vec<(&str, f64)> = forces.into_iter().zip(crimes).collect();
    let people = forces.map(|force| (force, 10_000.0));
    let spread = World::of(&forces)
        .record("crimes", YEAR, &counts)
        .record("people", MID_YEAR, &people)
        .compare(&crime_rate());
    let estimate = spread.over_dispersion.unwrap();
    assert!(estimate.applies && estimate.phi > 1.0 && estimate.tau_squared > 0.0);
    let highest = unit(&spread, "h").funnel.unwrap();
    assert_eq!(highest.plain_position, FunnelPosition::AboveOuter);
    assert_eq!(highest.position, FunnelPosition::AboveInner);
    assert!(highest.corrected.at_95.upper > highest.plain.at_95.upper);
}

#[test]
fn a_funnel_of_changes_of_rates_has_the_chance_of_its_counts() {
    // Populations that doubled halve the rates, but not the chance in the counts.
    let world = |people_now: f64| {
        let world = World::of(&["north", "south"])
            .record("crimes", YEAR_BEFORE, &[("north", 400.0), ("south", 500.0)])
            .record("crimes", YEAR, &[("north", 420.0), ("south", 490.0)])
            .record("people", "at-2014-06-30", &[("north", 1e4), ("south", 1e4)])
            .record(
                "people",
                MID_YEAR,
                &[("north", people_now), ("south", people_now)],
            );
        unit(&world.compare(&crime_rate_change()), "north")
            .funnel
            .unwrap()
            .plain
            .at_95
    };
    let ratio = |limits: peel_model::Limits| (limits.upper + 100.0) / (limits.lower + 100.0);
    let reach = 1.959_963_984_540_054 * (1.0_f64 / 400.0 + 1.0 / 420.0).sqrt();
    assert_close(ratio(world(1e4)), (2.0 * reach).exp());
    assert_close(ratio(world(2e4)), (2.0 * reach).exp());
}

#[test]
fn where_nothing_can_vary_there_is_no_funnel() {
    let check = |indicator: &Indicator, thefts: f64| {
        let comparison = World::of(&["north", "south"])
            .record("thefts", YEAR, &[("north", thefts), ("south", thefts)])
            .record("crimes", YEAR, &[("north", 50.0), ("south", 50.0)])
            .compare(indicator);
        assert_eq!(comparison.over_dispersion, None);
        for unit in &comparison.units {
            assert_eq!(unit.funnel, Err(Absent::NotApplicable), "{thefts}");
            assert!(unit.interval.is_ok());
        }
    };
    check(&theft_share(), 0.0);
    check(&theft_share(), 50.0);
}

#[test]
fn a_single_unit_has_no_funnel() {
    let comparison = World::of(&["north"])
        .record("crimes", YEAR, &[("north", 50.0)])
        .record("people", MID_YEAR, &[("north", 1_000.0)])
        .compare(&crime_rate());
    let north = unit(&comparison, "north");
    assert_eq!(north.funnel, Err(Absent::NotApplicable));
    assert_close(comparison.comparator.value.unwrap().value, 50.0);
}

#[test]
fn fewer_than_five_events_are_a_small_number() {
    let check = |crimes: f64, expected: &[Flag]| {
        let comparison = ten_alike_and(crimes).compare(&crime_rate());
        assert_eq!(unit(&comparison, "odd").flags, expected, "{crimes}");
    };
    check(5.0, &[]);
    check(4.0, &[Flag::SmallNumber]);
    check(0.0, &[Flag::SmallNumber]);

    let changes = World::of(&["north", "south"])
        .record("crimes", YEAR_BEFORE, &[("north", 4.0), ("south", 90.0)])
        .record("crimes", YEAR, &[("north", 90.0), ("south", 80.0)])
        .compare(&crime_change());
    assert_eq!(unit(&changes, "north").flags, [Flag::SmallNumber]);
    assert!(unit(&changes, "south").flags.is_empty());
}
