//! Rows that have no place in the submission.

use std::collections::BTreeMap;

use peel_model::nearest::suggestion;
use peel_model::{Area, MeasureId, Period, Severity, nearest_names};

use crate::{Cell, MOST_TOLD};

use super::returned::Returned;
use super::{Check, Found, MOST_LISTED};

pub(super) static UNKNOWN_MEASURE: Check = Check {
    id: "unknown-measure",
    title: "Not asked for",
    rule: "Every row is of a measure that the edition's return asks for. The remark names the \
           measures most like it.",
    severity: Severity::Error,
    find: unknown_measure,
};

pub(super) static WRONG_PERIOD: Check = Check {
    id: "wrong-period",
    title: "Not asked for in this period",
    rule: "Every row is for a period in which the return asks for its measure. The remark names \
           those periods.",
    severity: Severity::Error,
    find: wrong_period,
};

pub(super) static ANOTHER_FORCE: Check = Check {
    id: "another-force",
    title: "Not the force's own value",
    rule: "Every row is about the force that sends it: not about another one, nor about England \
           and Wales.",
    severity: Severity::Error,
    find: another_force,
};

pub(super) static DUPLICATE: Check = Check {
    id: "duplicate",
    title: "The same value twice",
    rule: "No two rows are of the same measure, period and area, even if they agree. The remark \
           is about every row but the first.",
    severity: Severity::Error,
    find: duplicate,
};

fn unknown_measure(returned: &Returned<'_>) -> Vec<Found> {
    let known: Vec<&str> = returned
        .definition()
        .entries()
        .map(|entry| entry.measure.as_str())
        .collect();
    let rows = returned.submitted().iter().enumerate();
    let unknown = rows.filter(|(_, row)| returned.entry(&row.measure).is_none());
    unknown
        .enumerate()
        .map(|(nth, (place, row))| {
            // Likeness is costly, and nobody is told more than this.
            let nearest = if nth < MOST_TOLD {
                nearest_names(row.measure.as_str(), known.iter().copied())
            } else {
                Vec::new()
            };
            let message = format!(
                "the return does not ask for \"{}\"{}; leave the row out",
                row.measure,
                suggestion(&nearest)
            );
            Found { place, message }
        })
        .collect()
}

fn wrong_period(returned: &Returned<'_>) -> Vec<Found> {
    let rows = returned.submitted().iter().enumerate();
    rows.filter_map(|(place, row)| {
        let entry = returned.entry(&row.measure)?;
        (!entry.periods.contains(&row.period)).then(|| Found {
            place,
            message: format!(
                "the return does not ask for {} in {}, but in {}",
                row.measure,
                row.period,
                listed(&entry.periods)
            ),
        })
    })
    .collect()
}

/// Periods as they are typed, the last ones of a long list.
fn listed(periods: &[Period]) -> String {
    let untold = periods.len().saturating_sub(MOST_LISTED);
    let told: Vec<String> = periods.iter().skip(untold).map(Period::to_string).collect();
    match (told.is_empty(), untold) {
        (true, _) => "no period".to_owned(),
        (_, 0) => told.join(", "),
        (_, untold) => format!("{} and {untold} earlier ones", told.join(", ")),
    }
}

fn another_force(returned: &Returned<'_>) -> Vec<Found> {
    let rows = returned.submitted().iter().enumerate();
    rows.filter(|(_, row)| !returned.is_own(&row.area))
        .map(|(place, row)| Found {
            place,
            message: format!(
                "this is the return of {}, and the row is about {}; send only values of {}",
                returned.force(),
                row.area,
                returned.force()
            ),
        })
        .collect()
}

fn duplicate(returned: &Returned<'_>) -> Vec<Found> {
    let mut first: BTreeMap<Cell, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (place, row) in returned.submitted().iter().enumerate() {
        if first.insert(Cell::of(row), place).is_some() {
            found.push(Found {
                place,
                message: repeated(&row.measure, row.period, &row.area),
            });
        }
    }
    found
}

fn repeated(measure: &MeasureId, period: Period, area: &Area) -> String {
    format!("{measure} of {area} for {period} stands in the submission before; send one value")
}
