//! What units are compared with.

use peel_model::{Absent, ComparatorMethod, Treatment};
use peel_scoring_core::comparator_groups;

use crate::support::*;

fn world() -> World {
    World::of(&["east", "north", "south", "west"])
        .record(
            "crimes",
            YEAR,
            &[
                ("east", 10.0),
                ("north", 30.0),
                ("south", 60.0),
                ("west", 20.0),
            ],
        )
        .record(
            "people",
            MID_YEAR,
            &[
                ("east", 1_000.0),
                ("north", 1_000.0),
                ("south", 3_000.0),
                ("west", 1_000.0),
            ],
        )
        .peers("cities", &["north", "south"])
        .peers("islands", &[])
}

#[test]
fn pooled_is_the_sum_of_numerators_over_the_sum_of_denominators() {
    let value = world().compare(&crime_rate()).comparator.value.unwrap();
    assert_eq!((value.numerator, value.denominator), (120.0, 6_000.0));
    assert_close(value.value, 20.0);
}

#[test]
fn the_mean_of_rates_counts_every_unit_alike() {
    let mut indicator = crime_rate();
    indicator.comparator = ComparatorMethod::MeanOfRates;
    let comparison = world().compare(&indicator);
    assert_eq!(comparison.comparator.method, ComparatorMethod::MeanOfRates);
    let value = comparison.comparator.value.unwrap();
    assert_close(value.value, (10.0 + 30.0 + 20.0 + 20.0) / 4.0);
    assert_eq!((value.numerator, value.denominator), (120.0, 6_000.0));
}

#[test]
fn peers_make_the_value_and_every_unit_is_still_ranked() {
    let national = world().compare(&crime_rate());
    let comparison = world().compare_with_peers(&crime_rate(), "cities");
    let value = comparison.comparator.value.unwrap();
    assert_eq!((value.numerator, value.denominator), (90.0, 4_000.0));
    assert_close(value.value, 22.5);
    let ranks = |comparison: &peel_model::Comparison| -> Vec<(String, u32)> {
        let units = comparison.units.iter();
        units
            .map(|unit| (unit.unit.id.to_string(), unit.rank))
            .collect()
    };
    assert_eq!(ranks(&comparison), ranks(&national));
}

#[test]
fn a_peer_left_out_is_left_out_of_its_group() {
    let comparison = world()
        .decide("x1", &["south"], Treatment::Exclude)
        .compare_with_peers(&crime_rate(), "cities");
    assert_close(comparison.comparator.value.unwrap().value, 30.0);
}

#[test]
fn a_merged_unit_is_a_peer_when_all_of_it_is() {
    let merge = |forces: &[&str]| {
        let treatment = Treatment::Merge {
            unit: id("merged"),
            name: "Merged".to_owned(),
        };
        let comparison = world()
            .decide("x12", forces, treatment)
            .compare_with_peers(&crime_rate(), "cities");
        comparison.comparator.value.unwrap().numerator
    };
    assert_close(merge(&["north", "south"]), 90.0);
    assert_close(merge(&["north", "west"]), 60.0);
}

#[test]
fn a_group_without_included_units_has_no_value() {
    let comparison = world().compare_with_peers(&crime_rate(), "islands");
    assert_eq!(comparison.comparator.value, Err(Absent::NoUnits));
    assert_eq!(comparison.units.len(), 4);
    assert_eq!(comparison.over_dispersion, None);
    for unit in &comparison.units {
        assert_eq!(unit.funnel, Err(Absent::NoUnits));
        assert!(unit.interval.is_ok());
    }
}

#[test]
fn an_unknown_group_is_refused_with_those_there_are() {
    let kind = peel_model::ComparatorKind::Peers(id("villages"));
    let refused = world().try_compare(&crime_rate(), &kind).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "edition made-up has no peer group \"villages\"; it has cities, islands, region-made-up"
    );
}

#[test]
fn a_region_is_a_comparator_without_being_named() {
    let mut world = World::of(&["east", "fen", "glen"])
        .record(
            "crimes",
            YEAR,
            &[("east", 10.0), ("fen", 20.0), ("glen", 90.0)],
        )
        .record(
            "people",
            MID_YEAR,
            &[("east", 1_000.0), ("fen", 1_000.0), ("glen", 1_000.0)],
        )
        .peers("region-far-south", &["glen", "east"]);
    for (force, region) in world.edition.forces.iter_mut().zip(["North & East"; 2]) {
        region.clone_into(&mut force.region);
    }
    world.edition.forces[2].region = "Far South".to_owned();
    let groups: Vec<(String, usize)> = comparator_groups(&world.edition)
        .into_iter()
        .map(|group| (group.id.to_string(), group.forces.len()))
        .collect();
    let expected = [("region-far-south", 2), ("region-north-east", 2)];
    assert_eq!(groups, expected.map(|(id, forces)| (id.to_owned(), forces)));
    let value = |group| {
        let comparison = world.compare_with_peers(&crime_rate(), group);
        comparison.comparator.value.unwrap().value
    };
    assert_close(value("region-north-east"), 15.0);
    assert_close(value("region-far-south"), 50.0);
}
