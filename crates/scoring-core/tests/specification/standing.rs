//! Ranks and bands.

use peel_model::{Band, Comparison, NoBand};

use crate::support::*;

/// Forces with these numbers of crimes per 1,000 people.
fn compared(rates: &[u32]) -> Comparison {
    let names: Vec<String> = (0..rates.len()).map(|n| format!("force-{n:03}")).collect();
    let forces: Vec<&str> = names.iter().map(String::as_str).collect();
    let crimes: Vec<(&str, f64)> = forces
        .iter()
        .zip(rates)
        .map(|(force, rate)| (*force, f64::from(*rate)))
        .collect();
    let people: Vec<(&str, f64)> = forces.iter().map(|force| (*force, 1_000.0)).collect();
    World::of(&forces)
        .record("crimes", YEAR, &crimes)
        .record("people", MID_YEAR, &people)
        .compare(&crime_rate())
}

fn ranks(comparison: &Comparison) -> Vec<(u32, u32)> {
    let units = comparison.units.iter();
    units.map(|unit| (unit.rank, unit.tied)).collect()
}

fn bands(comparison: &Comparison) -> Vec<Result<Band, NoBand>> {
    comparison.units.iter().map(|unit| unit.band).collect()
}

#[test]
fn the_highest_is_first_and_ties_share_the_smaller_number() {
    assert_eq!(
        ranks(&compared(&[10, 30, 20, 30, 5])),
        [(4, 1), (1, 2), (3, 1), (1, 2), (5, 1)]
    );
    assert_eq!(ranks(&compared(&[7, 7, 7])), [(1, 3); 3]);
    assert_eq!(ranks(&compared(&[])), []);
}

#[test]
fn a_band_is_a_quarter_of_the_units_halves_up() {
    let check = |units: u32, expected: Result<u32, NoBand>| {
        let comparison = compared(&(1..=units).collect::<Vec<_>>());
        assert_eq!(comparison.bands, expected, "{units} units");
        if let Ok(size) = expected {
            let count = |band| {
                bands(&comparison)
                    .iter()
                    .filter(|b| **b == Ok(band))
                    .count()
            };
            assert_eq!(count(Band::Highest), size as usize, "{units} units");
            assert_eq!(count(Band::Lowest), size as usize, "{units} units");
        }
    };
    check(43, Ok(11));
    check(42, Ok(11));
    check(41, Ok(10));
    check(40, Ok(10));
    check(38, Ok(10));
    check(10, Ok(3));
    check(8, Ok(2));
    check(7, Err(NoBand::TooFewUnits));
    check(0, Err(NoBand::TooFewUnits));
}

#[test]
fn fewer_than_eight_units_have_no_band_each() {
    assert_eq!(
        bands(&compared(&[1, 2, 3, 4, 5, 6, 7])),
        [Err(NoBand::TooFewUnits); 7]
    );
}

#[test]
fn ties_at_the_edge_of_a_band_are_in_it_together() {
    use Band::{Highest, InLine, Lowest};
    // Two of eight make a band. One unit is strictly higher than the three that tie.
    assert_eq!(
        bands(&compared(&[90, 80, 80, 80, 50, 40, 20, 10])),
        [
            Ok(Highest),
            Ok(Highest),
            Ok(Highest),
            Ok(Highest),
            Ok(InLine),
            Ok(InLine),
            Ok(Lowest),
            Ok(Lowest)
        ]
    );
}

#[test]
fn ties_that_make_a_unit_highest_and_lowest_at_once_have_no_band() {
    assert_eq!(bands(&compared(&[5; 8])), [Err(NoBand::Ties); 8]);
    let mostly_tied = bands(&compared(&[9, 5, 5, 5, 5, 5, 5, 1]));
    assert_eq!(mostly_tied[0], Ok(Band::Highest));
    assert_eq!(mostly_tied[1], Err(NoBand::Ties));
    assert_eq!(mostly_tied[7], Ok(Band::Lowest));
}
