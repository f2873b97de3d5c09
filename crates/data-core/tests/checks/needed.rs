//! What must be read before a submission can be checked.

use peel_data_core::{Cell, ObservationQuery, observations_needed};

use crate::fixture::{FORCE, LAST_YEAR, NOW, area, force, lines, measure, period, world};

fn needed(rows: &[&str]) -> Vec<ObservationQuery> {
    let world = world();
    observations_needed(
        &world.edition,
        &world.definition,
        &force(FORCE),
        &lines(rows),
    )
    .unwrap()
}

fn query(measures: &[&str], areas: &[&str], periods: &[&str]) -> ObservationQuery {
    let measures = measures.iter().map(|id| measure(id));
    let areas = areas.iter().map(|id| area(id));
    let periods = periods.iter().map(|text| period(text));
    ObservationQuery::new(measures, areas, periods).unwrap()
}

#[test]
fn a_forces_own_history_and_the_other_forces_same_period_are_read() {
    assert_eq!(
        needed(&[&format!("solved {NOW} 1"), &format!("solved {LAST_YEAR} 1")]),
        [
            // With the whole that it lies within.
            query(&["solved", "thefts"], &[FORCE], &[]),
            query(&["solved"], &[], &[LAST_YEAR, NOW]),
            query(&["population"], &[], &["at-2029-06-30", "at-2030-06-30"]),
        ]
    );
}

#[test]
fn related_measures_are_read_with_those_sent() {
    let own = |row: &str| {
        needed(&[row])[0]
            .measures()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        own(&format!("bicycle-thefts {NOW} 1")),
        ["bicycle-thefts", "other-thefts", "thefts"]
    );
    assert_eq!(own(&format!("cases {NOW} 1")), ["cases", "cases-solved"]);
    assert_eq!(
        own(&format!("thefts {NOW} 1")),
        ["bicycle-thefts", "other-thefts", "solved", "thefts"]
    );
}

#[test]
fn a_level_is_held_against_its_own_past_only() {
    assert_eq!(
        needed(&["officers at-2031-03-31 1"]),
        [query(&["officers"], &[FORCE], &[])]
    );
}

/// A query without measures would be one for all of them.
#[test]
fn nothing_is_read_for_rows_that_are_not_asked_for() {
    assert_eq!(needed(&[]), []);
    assert_eq!(needed(&[&format!("swords {NOW} 1")]), []);
    let wrong_period = needed(&["thefts 12m-to-2001-06 1"]);
    assert_eq!(wrong_period.len(), 1);
    assert!(!wrong_period[0].covers(&Cell {
        measure: measure("thefts"),
        period: period(NOW),
        area: area("force-1"),
    }));
}
