//! A zero or a gap where there never was one.

use peel_model::{Observation, Reading, Severity};

use super::own_past::is_break;
use super::returned::Returned;
use super::robust::median;
use super::words::{exact, subject};
use super::{Check, Found};

/// From which usual size on a zero is a question. Of a Poisson count that is 10 on average, one
/// in 22,000 is zero.
const USUALLY_AT_LEAST: f64 = 10.0;

pub(super) static FIRST_ZERO: Check = Check {
    id: "first-zero",
    title: "Zero for the first time",
    rule: "A value of 0, where none of the force's earlier values for spans of the same length \
           is 0 or below, and their median is at least 10. A value declared estimated or partial \
           is not asked about; one that is a break in the series neither.",
    severity: Severity::Warning,
    find: first_zero,
};

pub(super) static FIRST_GAP: Check = Check {
    id: "first-gap",
    title: "Missing for the first time",
    rule: "A row that says that there is no value, where the force has at least two earlier \
           values for spans of the same length and none of those is missing. Rows that are not \
           sent are no gap: a return may come in parts.",
    severity: Severity::Warning,
    find: first_gap,
};

/// One earlier value makes no habit.
const FEWEST_VALUES: usize = 2;

fn first_zero(returned: &Returned<'_>) -> Vec<Found> {
    returned
        .values()
        .filter(|(_, row, value)| is_first_zero(returned, row, *value))
        .map(|(place, row, _)| {
            let earlier = earlier(returned, row);
            let values: Vec<f64> = earlier.into_iter().filter_map(Reading::value).collect();
            let least = values.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
            let message = format!(
                "{}: 0, where the lowest of {} earlier values is {}. Was there really none, or \
                 is the value not known?",
                subject(returned, row),
                values.len(),
                exact(least)
            );
            Found { place, message }
        })
        .collect()
}

/// Whether the rule `first-zero` asks about a row.
pub(super) fn is_first_zero(returned: &Returned<'_>, row: &Observation, value: f64) -> bool {
    if value > 0.0 || is_break(row.reading) {
        return false;
    }
    let earlier = earlier(returned, row);
    let values: Vec<f64> = earlier.into_iter().filter_map(Reading::value).collect();
    values.iter().all(|value| *value > 0.0)
        && median(values).is_some_and(|usual| usual >= USUALLY_AT_LEAST)
}

fn first_gap(returned: &Returned<'_>) -> Vec<Found> {
    returned
        .rows()
        .filter(|(_, row)| row.reading.value().is_none())
        .filter_map(|(place, row)| {
            let earlier = earlier(returned, row);
            let always = earlier.iter().all(|reading| reading.value().is_some());
            let last = earlier.last().and_then(|reading| reading.value())?;
            (always && earlier.len() >= FEWEST_VALUES).then(|| Found {
                place,
                message: format!(
                    "{}: no value ({}), where all {} earlier periods have one, the last of them \
                     {}. Can it be supplied?",
                    subject(returned, row),
                    row.reading.status(),
                    earlier.len(),
                    exact(last)
                ),
            })
        })
        .collect()
}

/// What the force has for spans of the same length that end earlier, oldest first.
fn earlier(returned: &Returned<'_>, row: &Observation) -> Vec<Reading> {
    let same_length = returned
        .history(&row.measure)
        .filter(|(period, _)| *period < row.period && period.months() == row.period.months());
    same_length.map(|(_, reading)| reading).collect()
}
