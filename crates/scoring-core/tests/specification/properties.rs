//! What holds whatever the numbers are.

use std::collections::BTreeSet;

use peel_model::{Band, Comparison, Indicator, MeasureId, NoBand, Treatment};
use peel_scoring_core::Observations;
use proptest::prelude::*;

use crate::support::*;

const FORCES: [&str; 12] = [
    "east", "fen", "glen", "hill", "isle", "lake", "moor", "north", "peak", "rock", "south", "west",
];

/// A world in which forces may tie, lack values, or have counts that cannot be compared.
fn worlds() -> impl Strategy<Value = World> {
    let count = prop_oneof![
        4 => (0_u32..60).prop_map(|count| Some(f64::from(count))),
        1 => (0_u32..100_000).prop_map(|count| Some(f64::from(count))),
        1 => Just(None),
        1 => Just(Some(-3.0)),
    ];
    let row = (count.clone(), count.clone(), count);
    proptest::collection::vec(row, 0..=FORCES.len()).prop_map(|rows| {
        let forces = &FORCES[..rows.len()];
        let mut world = World::of(forces).peers("some", &FORCES[..3]);
        for (force, (before, now, people)) in forces.iter().zip(rows) {
            for (measure, period, value) in [
                ("crimes", YEAR_BEFORE, before),
                ("crimes", YEAR, now),
                ("people", MID_YEAR, people),
                ("people", "at-2014-06-30", people),
                ("thefts", YEAR, before),
            ] {
                let status = if value.is_some() {
                    "normal"
                } else {
                    "not-supplied"
                };
                world = world.record_status(measure, period, force, value, status);
            }
        }
        world
    })
}

fn indicators() -> impl Strategy<Value = Indicator> {
    prop_oneof![
        Just(crime_rate()),
        Just(theft_share()),
        Just(crime_change()),
        Just(crime_rate_change()),
    ]
}

fn assert_finite(comparison: &Comparison) {
    let text = format!("{comparison:?}");
    assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
}

proptest! {
    #[test]
    fn the_order_of_anything_given_never_matters(
        (world, shuffled) in worlds().prop_flat_map(|world| {
            let rows = Just(world.recorded.clone()).prop_shuffle();
            let forces = Just(world.edition.forces.clone()).prop_shuffle();
            (Just(world), rows, forces).prop_map(|(world, rows, forces)| {
                let mut shuffled = world.clone();
                shuffled.recorded = rows;
                shuffled.edition.forces = forces;
                (world, shuffled)
            })
        }),
        indicator in indicators(),
    ) {
        prop_assert_eq!(world.compare(&indicator), shuffled.compare(&indicator));
    }

    #[test]
    fn observations_renewed_are_those_laid_out_anew(before in worlds(), after in worlds()) {
        let measures: BTreeSet<MeasureId> = ["crimes", "people"].map(id).into();
        let renewed = before.observations().renewed(&measures, &after.observations());
        let of = |world: &World, replaced: bool| {
            let mut rows = world.recorded.clone();
            rows.retain(|row| measures.contains(&row.observation.measure) == replaced);
            rows
        };
        let anew = Observations::new([of(&before, false), of(&after, true)].concat()).unwrap();
        prop_assert_eq!(renewed.len(), anew.len());
        for measure in ["crimes", "people", "thefts"].map(id::<MeasureId>) {
            let told = |observations: &Observations| {
                let all = observations.of_measure(&measure);
                let all = all.map(|(period, area, cell)| (period, area.clone(), cell));
                all.collect::<Vec<_>>()
            };
            prop_assert_eq!(told(&renewed), told(&anew));
            for (period, area, cell) in told(&anew) {
                prop_assert_eq!(renewed.get(&measure, period, &area), Some(cell));
            }
        }
    }

    #[test]
    fn nothing_is_infinite_or_not_a_number(world in worlds(), indicator in indicators()) {
        assert_finite(&world.compare(&indicator));
        assert_finite(&world.compare_with_peers(&indicator, "some"));
    }

    #[test]
    fn every_force_is_compared_or_left_out(world in worlds(), indicator in indicators()) {
        let comparison = world.compare(&indicator);
        for force in &world.edition.forces {
            let compared = comparison.unit_of(&force.id).is_some();
            prop_assert_ne!(compared, comparison.left_out(&force.id).is_some());
        }
    }

    #[test]
    fn a_multiplier_scales_values_and_moves_no_unit(world in worlds(), indicator in indicators()) {
        let plain = world.compare(&indicator);
        let mut doubled = indicator.clone();
        doubled.multiplier *= 2.0;
        let doubled = world.compare(&doubled);
        for (plain, doubled) in plain.units.iter().zip(&doubled.units) {
            assert_close(doubled.value, plain.value * 2.0);
            prop_assert_eq!(
                (doubled.rank, doubled.tied, doubled.band),
                (plain.rank, plain.tied, plain.band)
            );
        }
    }

    #[test]
    fn a_force_added_but_excluded_changes_nothing_else(
        world in worlds(),
        indicator in indicators(),
        crimes in 0_u32..1_000,
    ) {
        let crimes = f64::from(crimes);
        let without = world.compare(&indicator);
        let with = world
            .force("zone", peel_model::Scope::Inspected)
            .record("crimes", YEAR, &[("zone", crimes)])
            .record("crimes", YEAR_BEFORE, &[("zone", crimes + 1.0)])
            .record("people", MID_YEAR, &[("zone", 50.0)])
            .decide("x1", &["zone"], Treatment::Exclude)
            .compare(&indicator);
        prop_assert!(with.left_out(&id("zone")).is_some());
        let without_zone = Comparison {
            left_out: with
                .left_out
                .iter()
                .filter(|unit| unit.unit.id.as_str() != "zone")
                .cloned()
                .collect(),
            revision: without.revision,
            ..with
        };
        prop_assert_eq!(without_zone, without);
    }

    #[test]
    fn merging_moves_no_pooled_comparator(world in worlds()) {
        let apart = world.compare(&crime_rate());
        let included: Vec<&str> = apart
            .units
            .iter()
            .map(|unit| unit.unit.id.as_str())
            .collect();
        prop_assume!(included.len() >= 2);
        let merge = Treatment::Merge { unit: id("merged"), name: "Merged".to_owned() };
        let merged = world.clone().decide("x12", &included[..2], merge).compare(&crime_rate());
        prop_assert_eq!(merged.units.len(), included.len() - 1);
        let value = |comparison: &Comparison| comparison.comparator.value.unwrap().value;
        assert_close(value(&merged), value(&apart));
    }

    #[test]
    fn ranks_count_the_units_above_and_bands_follow(world in worlds(), indicator in indicators()) {
        let comparison = world.compare(&indicator);
        let units = &comparison.units;
        let size = (units.len() + 2) / 4;
        for unit in units {
            let higher = units.iter().filter(|other| other.value > unit.value).count();
            let lower = units.iter().filter(|other| other.value < unit.value).count();
            prop_assert_eq!(unit.rank as usize, higher + 1);
            prop_assert_eq!(unit.tied as usize, units.len() - higher - lower);
            let expected = match (units.len() >= 8, higher < size, lower < size) {
                (false, _, _) => Err(NoBand::TooFewUnits),
                (true, true, true) => Err(NoBand::Ties),
                (true, true, false) => Ok(Band::Highest),
                (true, false, true) => Ok(Band::Lowest),
                (true, false, false) => Ok(Band::InLine),
            };
            prop_assert_eq!(unit.band, expected);
        }
    }

    #[test]
    fn a_value_lies_within_its_interval_and_levels_nest(
        world in worlds(),
        indicator in indicators(),
    ) {
        for unit in world.compare(&indicator).units {
            let Ok(interval) = unit.interval else { continue };
            let slack = 1e-9 * unit.value.abs().max(1.0);
            prop_assert!(interval.at_95.lower <= unit.value + slack);
            prop_assert!(interval.at_95.upper >= unit.value - slack);
            prop_assert!(interval.at_99_8.lower <= interval.at_95.lower);
            prop_assert!(interval.at_99_8.upper >= interval.at_95.upper);
        }
    }
}
