//! What cannot be computed, each with its own reason.

use peel_model::{Absent, ComparatorKind, Formula, MeasureKind, MethodVersion, NoBand};

use crate::support::*;

#[test]
fn a_value_that_does_not_exist_is_left_out_with_the_reason() {
    let check = |thefts: f64, crimes: f64, expected: Absent, note: &str| {
        let comparison = World::of(&["north"])
            .record("thefts", YEAR, &[("north", thefts)])
            .record("crimes", YEAR, &[("north", crimes)])
            .compare(&theft_share());
        let north = left_out(&comparison, "north");
        assert_eq!((north.because, north.note.as_str()), (expected, note));
        assert_eq!(comparison.comparator.value, Err(Absent::NoUnits));
    };
    check(3.0, 0.0, Absent::ZeroDenominator, "3 over 0.");
    check(0.0, 0.0, Absent::ZeroDenominator, "0 over 0.");
    check(-1.0, 10.0, Absent::NegativeCount, "-1 over 10.");
    check(1.0, -10.0, Absent::NegativeCount, "1 over -10.");
    check(11.0, 10.0, Absent::PartExceedsWhole, "11 over 10.");
    check(
        1e17,
        5e-324,
        Absent::PartExceedsWhole,
        &format!("{} over {}.", 1e17, 5e-324),
    );
}

#[test]
fn a_rate_may_exceed_its_multiplier_but_has_to_be_a_number() {
    let check = |people: f64, expected: Result<f64, Absent>| {
        let comparison = World::of(&["north"])
            .record("crimes", YEAR, &[("north", 30.0)])
            .record("people", MID_YEAR, &[("north", people)])
            .compare(&crime_rate());
        let value = comparison
            .units
            .first()
            .map(|unit| unit.value)
            .ok_or_else(|| left_out(&comparison, "north").because);
        assert_eq!(value, expected, "{people}");
    };
    check(10.0, Ok(3_000.0));
    check(0.0, Err(Absent::ZeroDenominator));
    // Denominators so small that the quotient is beyond any number are as good as nothing.
    check(5e-324, Err(Absent::ZeroDenominator));
}

#[test]
fn an_edition_without_forces_has_a_comparison_without_units() {
    let comparison = World::of(&[]).compare(&crime_rate());
    assert!(comparison.units.is_empty() && comparison.left_out.is_empty());
    assert_eq!(comparison.comparator.value, Err(Absent::NoUnits));
    assert_eq!(comparison.bands, Err(NoBand::TooFewUnits));
}

#[test]
fn what_is_known_only_as_printed_has_no_unit_rank_or_band() {
    let printed = indicator(
        Formula::PublishedOnly {
            reason: "The returns were never published.".to_owned(),
        },
        1_000.0,
    );
    let comparison = World::of(&["north"]).compare(&printed);
    assert!(comparison.units.is_empty() && comparison.left_out.is_empty());
    assert_eq!(comparison.comparator.value, Err(Absent::PublishedOnly));
    assert_eq!(comparison.bands, Err(NoBand::TooFewUnits));
    assert_eq!(
        comparison.formula,
        "known only as printed: The returns were never published."
    );
}

#[test]
fn a_definition_at_fault_is_refused_with_its_place() {
    let national = ComparatorKind::EnglandAndWales;
    let check = |world: World, numerator: &str, message: &str| {
        let mut indicator = crime_rate();
        if let Formula::Ratio { numerator: n, .. } = &mut indicator.formula {
            *n = id(numerator);
        }
        let refused = world.try_compare(&indicator, &national).unwrap_err();
        assert_eq!(refused.to_string(), message);
    };
    let world = || World::of(&["north"]);
    check(
        world(),
        "ghosts",
        "edition made-up has no measure \"ghosts\"; add it to its measures",
    );
    check(
        world().measure("printed-x", MeasureKind::Printed, &[]),
        "printed-x",
        "measure \"printed-x\" holds printed figures, which nothing may be computed from; name \
         the measure that was counted",
    );
    check(
        world().measure("circle", MeasureKind::Count, &["crimes", "circle"]),
        "circle",
        "measure \"circle\" is a sum that contains itself or nests more than 16 deep; name its \
         recorded parts directly",
    );
    let mut doubling = world();
    let mut below = "crimes".to_owned();
    for level in 0..12 {
        let name = format!("doubled-{level}");
        doubling = doubling.measure(&name, MeasureKind::Count, &[&below, &below]);
        below = name;
    }
    check(
        doubling,
        &below,
        "measure \"crimes\" would be one part too many of a sum that may have 1000; divide the \
         sum into measures",
    );
}

#[test]
fn an_unknown_method_is_refused() {
    let mut world = World::of(&["north"]);
    world.edition.method = MethodVersion::new("1999.9").unwrap();
    let refused = world
        .try_compare(&crime_rate(), &ComparatorKind::EnglandAndWales)
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "method version 1999.9 is not known; this build knows 2016.1"
    );
}

#[test]
fn a_multiplier_has_to_be_a_number_above_zero() {
    for multiplier in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut indicator = crime_rate();
        indicator.multiplier = multiplier;
        let world = World::of(&["north"]);
        let national = ComparatorKind::EnglandAndWales;
        assert!(
            world.try_compare(&indicator, &national).is_err(),
            "{multiplier}"
        );
    }
}

#[test]
fn a_change_cannot_reach_back_before_the_years_there_are() {
    let mut indicator = crime_change();
    indicator.period = period("12m-to-1800-06");
    let refused = World::of(&["north"])
        .try_compare(&indicator, &ComparatorKind::EnglandAndWales)
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "no period lies 12 months before 12m-to-1800-06; ask for a later period"
    );
}
