//! Printed figures held against computed ones.

use peel_model::{
    Comparison, Formula, Indicator, PrintedValue, Reconciliation, ReconciliationStatus, Treatment,
};
use peel_scoring_core::{printed_values, reconcile};

use crate::support::*;

fn world() -> World {
    World::of(&["north", "south"])
        .indicator(known(crime_rate()))
        .record("crimes", YEAR, &[("north", 66.65), ("south", 30.0)])
        .record(
            "people",
            MID_YEAR,
            &[("north", 1_000.0), ("south", 1_000.0)],
        )
}

fn known(mut indicator: Indicator) -> Indicator {
    indicator.known_difference = "The population was revised.".to_owned();
    indicator
}

fn printed(area: &str, value: f64) -> PrintedValue {
    PrintedValue {
        indicator: id("made-up-indicator"),
        area: area.parse().unwrap(),
        period: period(YEAR),
        value,
    }
}

fn held(world: &World, area: &str, value: f64) -> Reconciliation {
    let computed: Vec<Comparison> = world
        .edition
        .indicators
        .iter()
        .map(|indicator| world.compare(indicator))
        .collect();
    let lookup = |indicator: &_, period| {
        computed
            .iter()
            .find(|found| found.indicator == *indicator && found.period == period)
    };
    reconcile(&world.edition, &[printed(area, value)], lookup).remove(0)
}

#[test]
fn a_figure_is_reproduced_when_the_value_rounds_to_it() {
    let check = |area: &str, figure: f64, reproduced: bool| {
        let held = held(&world(), area, figure);
        let expected = if reproduced {
            (ReconciliationStatus::Reproduced, "")
        } else {
            (ReconciliationStatus::Differs, "The population was revised.")
        };
        assert_eq!((held.status, held.cause.as_str()), expected, "{figure}");
        assert_close(held.difference.unwrap(), held.computed.unwrap() - figure);
    };
    check("north", 66.7, true);
    check("north", 66.6, false);
    // A figure printed to more decimals than the indicator's is held to its own.
    check("north", 66.65, true);
    check("north", 66.66, false);
    check("england-and-wales", 48.3, true);
    check("england-and-wales", 48.4, false);
}

#[test]
fn the_computed_value_is_given_unrounded() {
    assert_close(held(&world(), "north", 66.7).computed.unwrap(), 66.65);
}

#[test]
fn what_was_not_computed_is_published_only_with_the_reason() {
    let check = |world: World, area: &str, cause: &str| {
        let held = held(&world, area, 10.0);
        assert_eq!(held.status, ReconciliationStatus::PublishedOnly);
        assert_eq!((held.computed, held.difference), (None, None));
        assert_eq!(held.cause, cause);
    };
    check(
        world().decide("x1", &["north"], Treatment::Exclude),
        "north",
        "Not computed: excluded. Reason of x1.",
    );
    check(world(), "elsewhere", "The population was revised.");
    check(
        World::of(&["north"]).indicator(crime_rate()),
        "north",
        "Not computed: not-recorded. crimes, 12 months to 30 June 2016: nothing is recorded.",
    );
    check(
        World::of(&[]).indicator(crime_rate()),
        "elsewhere",
        "Not computed: not-recorded.",
    );
    check(
        World::of(&[]).indicator(crime_rate()),
        "england-and-wales",
        "Not computed: no-units.",
    );
    check(
        world().without_indicators(),
        "north",
        "Nothing was computed for this indicator and period.",
    );
    let reason = "The returns were never published.";
    let formula = Formula::PublishedOnly {
        reason: reason.to_owned(),
    };
    let unpublished = World::of(&["north"]).indicator(indicator(formula, 1.0));
    check(unpublished.clone(), "north", reason);
    check(unpublished, "england-and-wales", reason);
}

impl World {
    fn without_indicators(mut self) -> Self {
        self.edition.indicators.clear();
        self
    }
}

#[test]
fn a_merged_force_is_held_against_its_unit() {
    let merge = Treatment::Merge {
        unit: id("both"),
        name: "Both".to_owned(),
    };
    let world = world().decide("x12", &["north", "south"], merge);
    let held = held(&world, "south", 48.3);
    assert_eq!(held.status, ReconciliationStatus::Reproduced);
}

#[test]
fn a_printed_tally_is_held_against_the_units_that_rose() {
    let mut change = crime_change();
    change.id = id("made-up-change");
    let tally = indicator(
        Formula::Tally {
            of: change.id.clone(),
        },
        1.0,
    );
    let world = World::of(&["north", "south"])
        .indicator(change)
        .indicator(tally)
        .record("crimes", YEAR_BEFORE, &[("north", 1.0), ("south", 2.0)])
        .record("crimes", YEAR, &[("north", 2.0), ("south", 1.0)]);
    let held = held(&world, "england-and-wales", 1.0);
    assert_eq!(held.status, ReconciliationStatus::Reproduced);
}

#[test]
fn printed_figures_are_read_by_indicator_period_and_area() {
    let measure = "printed-made-up-indicator";
    let world = world()
        .record(
            measure,
            YEAR,
            &[("north", 66.7), ("england-and-wales", 48.0)],
        )
        .record(measure, YEAR_BEFORE, &[("south", 1.5)])
        .record_status(measure, YEAR, "south", None, "not-supplied")
        .record("printed-unknown", YEAR, &[("north", 5.0)]);
    let found: Vec<(String, f64)> = printed_values(&world.edition, &world.observations())
        .into_iter()
        .map(|printed| {
            (
                format!("{} {}", printed.period, printed.area),
                printed.value,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (format!("{YEAR_BEFORE} south"), 1.5),
            (format!("{YEAR} north"), 66.7),
            (format!("{YEAR} england-and-wales"), 48.0),
        ]
    );
}
