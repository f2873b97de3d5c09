//! Values that no count or level can have.

use peel_model::{MeasureKind, Reading, Severity, Standing};

use super::returned::Returned;
use super::words::exact;
use super::{Check, Found};

pub(super) static NEGATIVE_COUNT: Check = Check {
    id: "negative-count",
    title: "Below zero",
    rule: "A count or a level is zero or more, whatever its status. Negative figures that were \
           published as corrections may be on record; a return gives the corrected count.",
    severity: Severity::Error,
    find: negative_count,
};

pub(super) static NOT_WHOLE: Check = Check {
    id: "not-whole",
    title: "Not a whole number",
    rule: "A count is a whole number, unless it is declared estimated: an estimate may be scaled \
           or come from a weighted survey. Levels need not be whole (full-time equivalents).",
    severity: Severity::Error,
    find: not_whole,
};

fn negative_count(returned: &Returned<'_>) -> Vec<Found> {
    find(returned, is_negative, |value| {
        format!(
            "{} is below zero; send what was counted, with corrections taken into it",
            exact(value)
        )
    })
}

fn not_whole(returned: &Returned<'_>) -> Vec<Found> {
    find(returned, is_broken, |value| {
        format!(
            "{} is not a whole number; send what was counted, or declare the value estimated",
            exact(value)
        )
    })
}

fn find(
    returned: &Returned<'_>,
    wrong: fn(Option<MeasureKind>, Reading) -> bool,
    message: impl Fn(f64) -> String,
) -> Vec<Found> {
    let rows = returned.submitted().iter().enumerate();
    rows.filter(|(_, row)| wrong(returned.kind(&row.measure), row.reading))
        .filter_map(|(place, row)| {
            Some(Found {
                place,
                message: message(row.reading.value()?),
            })
        })
        .collect()
}

/// Whether a measure of this kind can have this reading.
pub(super) fn possible(kind: Option<MeasureKind>, reading: Reading) -> bool {
    !is_negative(kind, reading) && !is_broken(kind, reading)
}

fn is_negative(kind: Option<MeasureKind>, reading: Reading) -> bool {
    matches!(kind, Some(MeasureKind::Count | MeasureKind::Stock))
        && reading.value().is_some_and(|value| value < 0.0)
}

fn is_broken(kind: Option<MeasureKind>, reading: Reading) -> bool {
    let estimated = matches!(
        reading,
        Reading::Present {
            standing: Standing::Estimated,
            ..
        }
    );
    kind == Some(MeasureKind::Count)
        && !estimated
        // A whole number's remainder is exactly zero, and a broken one's at least 2^-52.
        && reading.value().is_some_and(|value| value.fract().abs() > 0.0)
}
