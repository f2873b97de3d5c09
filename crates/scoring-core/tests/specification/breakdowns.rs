//! Parts that have to add up to a whole.

use peel_model::{
    Breakdown, BreakdownMismatch, DenominatorPeriod, Indicator, MeasureId, MeasureKind, RatioKind,
};
use peel_scoring_core::{breakdowns_of, check_breakdowns, measures_of_breakdowns, mismatches};

use crate::support::*;

fn checked(world: &World) -> Vec<BreakdownMismatch> {
    check_breakdowns(&world.edition, &world.observations()).unwrap()
}

fn share(name: &str, numerator: &str) -> Indicator {
    let kind = RatioKind::Proportion;
    Indicator {
        id: id(name),
        ..ratio(kind, numerator, "offences", DenominatorPeriod::Same, 100.0)
    }
}

/// A measure for the printed figures of each indicator, and the figures.
fn printed(mut world: World, figures: &[(&str, f64)]) -> World {
    for (indicator, figure) in figures {
        let measure = format!("printed-{indicator}");
        world = world.measure(&measure, MeasureKind::Printed, &[]).record(
            &measure,
            YEAR,
            &[("east", *figure)],
        );
    }
    world
}

#[test]
fn a_whole_that_was_recorded_too_is_held_against_its_parts() {
    let world = World::of(&["east", "fen"])
        .record("thefts", YEAR, &[("east", 30.0), ("fen", 10.0)])
        .record("frauds", YEAR, &[("east", 12.0), ("fen", 10.0)]);
    assert_eq!(checked(&world), []);
    let agreeing = world.clone().record("offences", YEAR, &[("east", 42.0)]);
    assert_eq!(checked(&agreeing), []);
    let differing = world.record("offences", YEAR, &[("east", 42.0), ("fen", 21.0)]);
    let [found] = checked(&differing).try_into().unwrap();
    assert_eq!(found.area.as_str(), "fen");
    assert_eq!((found.sum, found.whole, found.tolerance), (20.0, 21.0, 0.0));
    let breakdown = Breakdown::Recorded {
        whole: id("offences"),
        parts: vec![id("thefts"), id("frauds")],
    };
    assert_eq!(found.breakdown, breakdown);
}

#[test]
fn printed_shares_of_everything_are_a_hundred_percent_within_rounding() {
    let world = World::of(&["east"])
        .indicator(share("theft-share", "thefts"))
        .indicator(share("fraud-share", "frauds"));
    let check = |thefts, frauds, expected: usize| {
        let world = printed(
            world.clone(),
            &[("theft-share", thefts), ("fraud-share", frauds)],
        );
        assert_eq!(checked(&world).len(), expected, "{thefts} and {frauds}");
    };
    check(71.4, 28.6, 0);
    check(71.4, 28.7, 0);
    check(71.4, 28.8, 1);
    check(71.4, 28.4, 1);
}

#[test]
fn a_printed_subtotal_is_held_against_its_printed_parts() {
    let world = World::of(&["east"])
        .measure("burglaries", MeasureKind::Count, &[])
        .measure("losses", MeasureKind::Count, &["thefts", "burglaries"])
        .indicator(share("theft-share", "thefts"))
        .indicator(share("burglary-share", "burglaries"))
        .indicator(share("loss-share", "losses"));
    let check = |losses: f64, expected: &[f64]| {
        let figures = [
            ("theft-share", 1.6),
            ("burglary-share", 1.7),
            ("loss-share", losses),
        ];
        let found = checked(&printed(world.clone(), &figures));
        let sums: Vec<f64> = found.iter().map(|found| found.whole).collect();
        assert_eq!(sums, expected, "{found:?}");
    };
    check(3.3, &[]);
    check(3.2, &[]);
    check(3.1, &[3.1]);
}

#[test]
fn nothing_is_said_of_a_sum_with_a_part_missing() {
    let world = World::of(&["east"])
        .record("thefts", YEAR, &[("east", 30.0)])
        .record("offences", YEAR, &[("east", 99.0)])
        .record_status("frauds", YEAR, "east", None, "not-supplied");
    assert_eq!(checked(&world), []);
}

#[test]
fn an_indicator_has_the_subtotals_of_what_it_counts_and_the_printed_figures_it_is_part_of() {
    let world = World::of(&["east"])
        .indicator(share("theft-share", "thefts"))
        .indicator(share("fraud-share", "frauds"))
        .record("thefts", YEAR, &[("east", 30.0)])
        .record("frauds", YEAR, &[("east", 12.0)])
        .record("offences", YEAR, &[("east", 43.0)]);
    let check = |indicator: &Indicator, expected: &[&str]| {
        let own = breakdowns_of(&world.edition, indicator).unwrap();
        let wholes: Vec<&str> = own
            .iter()
            .map(|breakdown| match breakdown {
                Breakdown::Recorded { whole, .. } => whole.as_str(),
                Breakdown::Printed { whole, .. } => whole.as_str(),
                Breakdown::PrintedShares { of, .. } => of.as_str(),
            })
            .collect();
        assert_eq!(wholes, expected, "{}", indicator.id);
        let found = mismatches(&world.edition, &own, &world.observations()).unwrap();
        assert_eq!(found.len(), usize::from(!expected.is_empty()), "{found:?}");
        let measures = measures_of_breakdowns(&world.edition, &own).unwrap();
        let read: [MeasureId; 3] = ["offences", "thefts", "printed-theft-share"].map(id);
        assert_eq!(
            read.iter().all(|measure| measures.contains(measure)),
            !expected.is_empty()
        );
    };
    // All offences are a subtotal of what a share of them divides by, and all shares of them are
    // printed parts of a whole.
    check(&share("theft-share", "thefts"), &["offences", "offences"]);
    // Crimes are counted as they are.
    check(&crime_rate(), &[]);
}
