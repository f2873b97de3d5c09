//! Data that no calculation bears: every function says why, and none of them NaN or infinity.

use peel_model::{Absent, ComparatorKind, Comparison, Indicator, NoBand, RankedUnit, Treatment};
use peel_scoring_core::{compare_series, explain, known_methods, rank_units};
use proptest::prelude::*;

use crate::support::*;

const FORCES: [&str; 9] = [
    "east", "fen", "glen", "hill", "isle", "lake", "moor", "north", "peak",
];

fn indicators() -> [Indicator; 4] {
    [
        crime_rate(),
        theft_share(),
        crime_change(),
        crime_rate_change(),
    ]
}

/// Nine forces with these crimes (now and before), thefts and people.
fn world(crimes: f64, before: f64, thefts: f64, people: f64) -> World {
    let all = |value: f64| FORCES.map(|force| (force, value));
    let mut world = World::of(&FORCES)
        .peers("east-alone", &["east"])
        .record("crimes", YEAR, &all(crimes))
        .record("crimes", YEAR_BEFORE, &all(before))
        .record("thefts", YEAR, &all(thefts))
        .record("people", MID_YEAR, &all(people))
        .record("people", "at-2014-06-30", &all(people));
    let mut method = known_methods()[0].clone();
    method.version = peel_model::MethodVersion::new("2031.1").unwrap();
    method.rank_draws = 100;
    world.edition.method = method.version.clone();
    world.edition.own_method = Some(method);
    world
}

/// Asks everything of every indicator, against both comparators, and looks for what is no number.
fn assert_all_finite(world: &World) {
    let observations = world.observations();
    let edition = &world.edition;
    for indicator in indicators() {
        let ranking = rank_units(edition, &indicator, indicator.period, &observations).unwrap();
        assert_no_infinity(&ranking);
        for comparator in [
            ComparatorKind::EnglandAndWales,
            ComparatorKind::Peers(id("east-alone")),
        ] {
            let force = id("east");
            let series = compare_series(
                edition,
                &indicator,
                indicator.period,
                &comparator,
                &force,
                &observations,
            )
            .unwrap();
            assert_no_infinity(&series);
            let period = indicator.period;
            let working = explain(
                edition,
                &indicator,
                period,
                &comparator,
                &force,
                &observations,
            )
            .unwrap();
            assert_no_infinity(&working);
            assert_no_infinity(&world.try_compare(&indicator, &comparator).unwrap());
        }
    }
}

fn assert_no_infinity(answer: &impl std::fmt::Debug) {
    let text = format!("{answer:?}");
    assert!(
        !text.contains("NaN")
            && !text.contains(": inf")
            && !text.contains("(inf")
            && !text.contains("-inf"),
        "{text}"
    );
}

fn reasons(comparison: &Comparison) -> Vec<Absent> {
    let mut reasons: Vec<Absent> = comparison
        .left_out
        .iter()
        .map(|unit| unit.because)
        .collect();
    reasons.dedup();
    reasons
}

#[test]
fn what_cannot_be_computed_is_absent_for_a_reason() {
    let check = |name: &str, world: &World, indicator: &Indicator, expected: Absent| {
        assert_all_finite(world);
        let comparison = world.compare(indicator);
        assert_eq!(reasons(&comparison), [expected], "{name}");
        assert_eq!(comparison.comparator.value, Err(Absent::NoUnits), "{name}");
        assert_eq!(comparison.bands, Err(NoBand::TooFewUnits), "{name}");
        assert_eq!(comparison.units, [], "{name}");
    };
    let (rate, share, change) = (crime_rate(), theft_share(), crime_change());
    let zero = Absent::ZeroDenominator;
    check("a population of 0", &world(5.0, 5.0, 1.0, 0.0), &rate, zero);
    check("a change from 0", &world(5.0, 0.0, 1.0, 9.0), &change, zero);
    check("a share of 0", &world(0.0, 5.0, 0.0, 9.0), &share, zero);
    let negative = Absent::NegativeCount;
    check(
        "a negative correction",
        &world(-2.0, 5.0, 1.0, 9.0),
        &rate,
        negative,
    );
    check(
        "a negative base",
        &world(2.0, -5.0, 1.0, 9.0),
        &change,
        negative,
    );
    let exceeds = Absent::PartExceedsWhole;
    check(
        "more thefts than crimes",
        &world(5.0, 5.0, 6.0, 9.0),
        &share,
        exceeds,
    );
    let excluded = world(5.0, 5.0, 1.0, 9.0).decide("x1", &FORCES, Treatment::Exclude);
    check("all excluded", &excluded, &rate, Absent::Excluded);
    check("no data", &nothing(), &rate, Absent::NotRecorded);
}

fn nothing() -> World {
    World {
        recorded: Vec::new(),
        ..world(1.0, 1.0, 1.0, 1.0)
    }
}

#[test]
fn all_tied_are_first_in_no_band_and_anywhere_in_the_ranks() {
    let world = world(50.0, 40.0, 5.0, 1_000.0);
    assert_all_finite(&world);
    for indicator in indicators() {
        let comparison = world.compare(&indicator);
        for unit in &comparison.units {
            assert_eq!((unit.rank, unit.tied, unit.band), (1, 9, Err(NoBand::Ties)));
        }
        let observations = world.observations();
        let ranking =
            rank_units(&world.edition, &indicator, indicator.period, &observations).unwrap();
        let between = |unit: &RankedUnit| (unit.best, unit.worst);
        let units = ranking.units.unwrap();
        assert!(
            units.iter().all(|unit| between(unit) == (1, 9)),
            "{units:?}"
        );
    }
}

#[test]
fn counts_of_a_million_billion_are_counts() {
    let world = world(1e15, 9e14, 1e14, 9e17);
    assert_all_finite(&world);
    let comparison = world.compare(&crime_rate());
    assert_eq!(comparison.units.len(), 9);
    assert_close(comparison.units[0].value, 1e15 * 1_000.0 / 9e17);
    assert!(comparison.units[0].interval.is_ok() && comparison.units[0].funnel.is_ok());
}

#[test]
fn a_force_compared_with_itself_is_its_own_comparator() {
    let mut world = world(50.0, 40.0, 5.0, 1_000.0);
    world = world.record_at(2, "crimes", YEAR, "east", 70.0);
    assert_all_finite(&world);
    let comparison = world.compare_with_peers(&crime_rate(), "east-alone");
    let east = unit(&comparison, "east");
    assert_close(comparison.comparator.value.unwrap().value, east.value);
    assert_eq!(east.funnel, Err(Absent::OwnComparator));
    assert!(unit(&comparison, "fen").funnel.is_ok());
}

#[test]
fn one_force_alone_has_a_value_and_nothing_to_stand_among() {
    let everyone_else = &FORCES[1..];
    let world = world(50.0, 40.0, 5.0, 1_000.0).decide("x1", everyone_else, Treatment::Exclude);
    assert_all_finite(&world);
    for indicator in indicators() {
        let comparison = world.compare(&indicator);
        let [only] = comparison.units.as_slice() else {
            panic!("{:?}", comparison.units)
        };
        assert_close(comparison.comparator.value.unwrap().value, only.value);
        assert_eq!((only.rank, only.tied), (1, 1));
        assert_eq!(only.band, Err(NoBand::TooFewUnits));
        assert_eq!(only.funnel, Err(Absent::NotApplicable));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_recorded_makes_any_function_fail_or_answer_with_no_number(
        rows in proptest::collection::vec(
            (0_usize..9, 0_usize..3, 0_usize..6, prop_oneof![
                -5.0..100.0_f64, 0.0..1e17_f64, Just(0.0), Just(1e-300), Just(-1e17),
            ]),
            0..60,
        ),
    ) {
        let periods = [
            YEAR, YEAR_BEFORE, "3m-to-2016-06", "1m-to-2016-06", MID_YEAR, "at-2014-06-30",
        ];
        let mut world = nothing();
        for (revision, (force, measure, period, value)) in (1_u64..).zip(rows) {
            let measure = ["crimes", "thefts", "people"][measure];
            world = world.record_at(revision, measure, periods[period], FORCES[force], value);
        }
        assert_all_finite(&world);
    }

    #[test]
    fn everything_counted_ten_times_over_changes_no_value_and_no_rank(
        crimes in proptest::collection::vec((1_u32..500, 500_u32..9_000), 9),
    ) {
        let times = |factor: f64| {
            let mut world = World::of(&FORCES);
            for (force, (crimes, people)) in FORCES.into_iter().zip(&crimes) {
                world = world
                    .record("crimes", YEAR, &[(force, f64::from(*crimes) * factor)])
                    .record("people", MID_YEAR, &[(force, f64::from(*people) * factor)]);
            }
            world.compare(&crime_rate())
        };
        let (once, tenfold) = (times(1.0), times(10.0));
        for (one, ten) in once.units.iter().zip(&tenfold.units) {
            assert_close(ten.value, one.value);
            prop_assert_eq!((ten.rank, ten.tied, ten.band), (one.rank, one.tied, one.band));
            // Ten times the data are surer.
            let width = |unit: &peel_model::UnitComparison| {
                let at_95 = unit.interval.unwrap().at_95;
                at_95.upper - at_95.lower
            };
            prop_assert!(width(ten) < width(one));
        }
    }

    #[test]
    fn merging_changes_the_merged_and_no_other_value(
        crimes in proptest::collection::vec((0_u32..500, 500_u32..9_000), 9), first in 0_usize..8,
    ) {
        let mut world = World::of(&FORCES);
        for (force, (crimes, people)) in FORCES.into_iter().zip(&crimes) {
            world = world
                .record("crimes", YEAR, &[(force, f64::from(*crimes))])
                .record("people", MID_YEAR, &[(force, f64::from(*people))]);
        }
        let apart = world.compare(&crime_rate());
        let both = &FORCES[first..first + 2];
        let treatment = Treatment::Merge { unit: id("zz"), name: "Both".to_owned() };
        let merged = world.decide("x1", both, treatment).compare(&crime_rate());
        for force in FORCES {
            if both.contains(&force) {
                let joined = unit(&merged, "zz");
                let values = both.iter().map(|force| unit(&apart, force).value);
                let (low, high) = values.fold((f64::MAX, 0.0_f64), |(low, high), value| {
                    (low.min(value), high.max(value))
                });
                prop_assert!(low - 1e-9 <= joined.value && joined.value <= high + 1e-9);
            } else {
                assert_close(unit(&merged, force).value, unit(&apart, force).value);
                prop_assert_eq!(unit(&merged, force).interval, unit(&apart, force).interval);
            }
        }
    }
}
