//! What the edition decides about forces.

use peel_model::{Absent, Flag, IndicatorScope, Scope, Treatment};

use crate::support::*;

fn world() -> World {
    World::of(&["north", "south", "west"])
        .record(
            "crimes",
            YEAR,
            &[("north", 100.0), ("south", 200.0), ("west", 300.0)],
        )
        .record(
            "people",
            MID_YEAR,
            &[("north", 1_000.0), ("south", 1_000.0), ("west", 1_000.0)],
        )
}

#[test]
fn a_unit_left_out_is_left_out_of_everything() {
    let check = |treatment: Treatment, because: Absent| {
        let comparison = world()
            .decide("x1", &["west"], treatment.clone())
            .compare(&crime_rate());
        assert_eq!(included(&comparison), ["north", "south"], "{treatment:?}");
        let west = left_out(&comparison, "west");
        assert_eq!(west.because, because, "{treatment:?}");
        assert_eq!(west.exclusion, Some(id("x1")));
        assert_eq!(unit(&comparison, "south").rank, 1);
        assert_close(comparison.comparator.value.unwrap().value, 150.0);
        assert_close(comparison.comparator.value.unwrap().denominator, 2_000.0);
    };
    check(Treatment::Exclude, Absent::Excluded);
    check(Treatment::NotSupplied, Absent::NotSupplied);
    check(Treatment::OutOfScope, Absent::OutOfScope);
}

#[test]
fn excluded_and_not_supplied_are_different_facts_and_the_note_says_what_contradicts_them() {
    let check = |treatment: Treatment, with_value: bool, note: &str| {
        let mut world = world().decide("x1", &["west"], treatment);
        if !with_value {
            world
                .recorded
                .retain(|row| row.observation.area.as_str() != "west");
        }
        assert_eq!(left_out(&world.compare(&crime_rate()), "west").note, note);
    };
    check(Treatment::Exclude, true, "Reason of x1.");
    check(
        Treatment::Exclude,
        false,
        "Reason of x1. No value is recorded.",
    );
    check(Treatment::NotSupplied, false, "Reason of x1.");
    check(
        Treatment::NotSupplied,
        true,
        "Reason of x1. A value is recorded nevertheless.",
    );
}

#[test]
fn what_was_not_supplied_needs_no_decision() {
    let mut world = world();
    world
        .recorded
        .retain(|row| row.observation.area.as_str() != "west");
    let comparison = world
        .record_status("crimes", YEAR, "west", None, "not-supplied")
        .record("people", MID_YEAR, &[("west", 1_000.0)])
        .compare(&crime_rate());
    let west = left_out(&comparison, "west");
    assert_eq!(
        (west.because, &west.exclusion),
        (Absent::NotSupplied, &None)
    );
    assert_eq!(
        west.note,
        "crimes, 12 months to 30 June 2016: not supplied."
    );
}

#[test]
fn a_body_out_of_scope_is_told_of_only_when_it_has_data() {
    let world = world().force("trains", Scope::OutOfScope);
    assert_eq!(world.compare(&crime_rate()).left_out, []);

    let with_data = world
        .clone()
        .record("crimes", YEAR, &[("trains", 50.0)])
        .record("people", MID_YEAR, &[("trains", 1.0)]);
    let comparison = with_data.compare(&crime_rate());
    assert_eq!(left_out(&comparison, "trains").because, Absent::OutOfScope);
    assert_eq!(left_out(&comparison, "trains").exclusion, None);
    assert_eq!(
        comparison.comparator,
        world.compare(&crime_rate()).comparator
    );

    let decided = with_data
        .decide("x17", &["trains"], Treatment::OutOfScope)
        .compare(&crime_rate());
    assert_eq!(left_out(&decided, "trains").exclusion, Some(id("x17")));
    assert_eq!(left_out(&decided, "trains").note, "Reason of x17.");
}

#[test]
fn decisions_that_keep_a_unit_are_flags_on_it() {
    let check = |treatment: Treatment, flags: &[Flag]| {
        let comparison = world()
            .decide("x1", &["west"], treatment.clone())
            .compare(&crime_rate());
        assert_eq!(unit(&comparison, "west").flags, flags, "{treatment:?}");
        assert!(unit(&comparison, "north").flags.is_empty());
    };
    check(Treatment::Estimated, &[Flag::Estimated]);
    check(Treatment::Revised, &[Flag::Revised]);
    check(Treatment::Flag, &[Flag::Flagged(id("x1"))]);
    check(Treatment::Note, &[]);
    check(
        Treatment::Partial { months: 8 },
        &[Flag::Partial { months: 8 }],
    );
}

#[test]
fn flags_stand_in_one_order_without_repetition() {
    let comparison = world()
        .decide("x2", &["west"], Treatment::Flag)
        .decide("x1", &["west"], Treatment::Estimated)
        .decide("x3", &["west"], Treatment::Estimated)
        .decide("x4", &["west"], Treatment::Partial { months: 6 })
        .compare(&crime_rate());
    assert_eq!(
        unit(&comparison, "west").flags,
        [
            Flag::Partial { months: 6 },
            Flag::Estimated,
            Flag::Flagged(id("x2")),
        ]
    );
}

#[test]
fn a_partial_count_is_held_against_the_same_months_of_a_population_but_a_count_as_recorded() {
    let world = world().record("thefts", YEAR, &[("west", 60.0)]).decide(
        "x1",
        &["west"],
        Treatment::Partial { months: 8 },
    );
    let per_head = world.compare(&crime_rate());
    assert_close(unit(&per_head, "west").denominator, 8_000.0 / 12.0);
    let share = world.compare(&theft_share());
    assert_close(unit(&share, "west").denominator, 300.0);
}

#[test]
fn merged_forces_are_one_unit_on_their_added_counts() {
    let merge = Treatment::Merge {
        unit: id("north-and-west"),
        name: "North and West".to_owned(),
    };
    let comparison = world()
        .decide("x12", &["west", "north"], merge)
        .compare(&crime_rate());
    assert_eq!(included(&comparison), ["north-and-west", "south"]);
    let merged = unit(&comparison, "north-and-west");
    assert_eq!(merged.unit.name, "North and West");
    assert_eq!(merged.unit.forces, [id("north"), id("west")]);
    assert_close(merged.value, 200.0);
    assert_eq!(merged.tied, 2);
    assert_eq!(merged.flags, [Flag::Merged]);
    assert_eq!(comparison.unit_of(&id("west")), Some(merged));
    assert_close(comparison.comparator.value.unwrap().value, 200.0);
}

#[test]
fn a_total_shared_by_merged_forces_may_be_recorded_under_one_of_them() {
    let merge = Treatment::Merge {
        unit: id("both"),
        name: "Both".to_owned(),
    };
    let comparison = World::of(&["north", "south"])
        .record("people", MID_YEAR, &[("north", 1_000.0), ("south", 500.0)])
        .record("crimes", YEAR, &[("north", 30.0)])
        .record_status("crimes", YEAR, "south", None, "not-applicable")
        .decide("x12", &["north", "south"], merge)
        .compare(&crime_rate());
    assert_close(unit(&comparison, "both").value, 20.0);
}

#[test]
fn each_merged_force_has_its_own_months() {
    let merge = Treatment::Merge {
        unit: id("both"),
        name: "Both".to_owned(),
    };
    let comparison = world()
        .decide("x12", &["north", "south"], merge)
        .decide("x7", &["north"], Treatment::Partial { months: 6 })
        .compare(&crime_rate());
    let both = unit(&comparison, "both");
    assert_close(both.denominator, 1_500.0);
    assert_eq!(both.flags, [Flag::Partial { months: 6 }, Flag::Merged]);
}

#[test]
fn a_merged_unit_is_left_out_with_any_of_its_forces() {
    let merge = Treatment::Merge {
        unit: id("both"),
        name: "Both".to_owned(),
    };
    let comparison = world()
        .decide("x12", &["north", "south"], merge)
        .decide("x1", &["south"], Treatment::Exclude)
        .compare(&crime_rate());
    assert_eq!(left_out(&comparison, "both").because, Absent::Excluded);
    assert_eq!(included(&comparison), ["west"]);
}

#[test]
fn a_decision_is_about_its_periods_and_indicators_only() {
    let check = |periods: &[&str], applies_to: IndicatorScope, left_out: usize| {
        let mut world = world().decide_for("x1", &["west"], Treatment::Exclude, periods);
        for exclusion in &mut world.edition.exclusions {
            exclusion.applies_to = applies_to.clone();
        }
        let comparison = world.compare(&crime_rate());
        assert_eq!(comparison.left_out.len(), left_out, "{periods:?}");
    };
    let this = IndicatorScope::These(vec![id("made-up-indicator")]);
    check(&[], this.clone(), 1);
    check(&[YEAR], this.clone(), 1);
    check(&[YEAR_BEFORE], this, 0);
    check(&[], IndicatorScope::These(vec![id("another")]), 0);
    check(&[], IndicatorScope::Inspection, 0);
}

#[test]
fn a_decision_about_either_period_is_about_the_change() {
    let check = |periods: &[&str], treatment: Treatment, expected: Result<&[Flag], Absent>| {
        let comparison = world()
            .record(
                "crimes",
                YEAR_BEFORE,
                &[("north", 90.0), ("south", 210.0), ("west", 280.0)],
            )
            .decide_for("x1", &["west"], treatment, periods)
            .compare(&crime_change());
        let west = comparison
            .unit_of(&id("west"))
            .map(|unit| unit.flags.as_slice())
            .ok_or_else(|| left_out(&comparison, "west").because);
        assert_eq!(west, expected, "{periods:?}");
    };
    check(&[YEAR], Treatment::Exclude, Err(Absent::Excluded));
    check(&[YEAR_BEFORE], Treatment::Exclude, Err(Absent::Excluded));
    check(&[YEAR_BEFORE], Treatment::Estimated, Ok(&[Flag::Estimated]));
    check(&["12m-to-2014-06"], Treatment::Exclude, Ok(&[]));
    // Eight months are not compared with twelve, but with eight.
    let partial = Treatment::Partial { months: 8 };
    check(&[YEAR], partial.clone(), Err(Absent::NotRecorded));
    check(&[], partial, Ok(&[Flag::Partial { months: 8 }]));
}
