//! A span of months against the shorter spans that cover it.

use std::collections::BTreeSet;

use peel_model::{MeasureId, MeasureKind, Period, Severity};

use super::returned::{Returned, Value};
use super::wholes::exceeds;
use super::words::{exact, of_period};
use super::{Check, Found};

pub(super) static MONTHS_DO_NOT_SUM: Check = Check {
    id: "months-do-not-sum",
    title: "Months and the whole span disagree",
    rule: "A count over a span equals the sum of the same count over the shorter spans of equal \
           length that exactly cover it (quarters or months of a year), where the span and all \
           of those are known. Of several that disagree, the longest shorter spans are told. \
           Values declared missing, estimated or partial take no part.",
    severity: Severity::Warning,
    find: months_do_not_sum,
};

fn months_do_not_sum(returned: &Returned<'_>) -> Vec<Found> {
    let measures: BTreeSet<&MeasureId> = returned
        .values()
        .map(|(_, row, _)| &row.measure)
        .filter(|measure| returned.kind(measure) == Some(MeasureKind::Count))
        .collect();
    let mut found: Vec<Found> = Vec::new();
    let mut places = BTreeSet::new();
    for measure in measures {
        let sent = returned.touched([measure]);
        let wholes = returned.history(measure).map(|(period, _)| period);
        for whole in wholes.filter(|whole| may_touch(&sent, *whole)) {
            // A part of several spans is asked about once.
            if let Some(disagreement) = disagreement(returned, measure, whole)
                && places.insert(disagreement.place)
            {
                found.push(disagreement);
            }
        }
    }
    found
}

/// Whether a span was sent, or one that may be part of it.
fn may_touch(sent: &BTreeSet<Period>, whole: Period) -> bool {
    let shorter = |period: &Period| period.months() < whole.months() && *period <= whole;
    sent.contains(&whole) || sent.iter().any(shorter)
}

/// The first length of parts, longest first, that sums to something else.
fn disagreement(returned: &Returned<'_>, measure: &MeasureId, whole: Period) -> Option<Found> {
    let length = whole.months()?;
    let value = returned.value(measure, whole).known()?;
    let dividing = (1..=length / 2).filter(|months| length.is_multiple_of(*months));
    dividing.rev().find_map(|months| {
        let parts = covering(returned, measure, whole, months)?;
        let sum = sum(returned, measure, &parts)?;
        let mut cells = std::iter::once(&whole).chain(&parts);
        let place = cells.find_map(|period| returned.place(measure, *period))?;
        (exceeds(sum, value) || exceeds(value, sum)).then(|| Found {
            place,
            message: format!(
                "{}: {} for the whole span, and {} for the {} spans of {} that make it up. \
                 Which is right?",
                of_period(returned.title(measure), whole),
                exact(value),
                exact(sum),
                parts.len(),
                if months == 1 {
                    "1 month".to_owned()
                } else {
                    format!("{months} months")
                }
            ),
        })
    })
}

/// The spans of this length that cover the whole one. Looks for the last of them first, so that
/// lengths nobody records cost little.
fn covering(
    returned: &Returned<'_>,
    measure: &MeasureId,
    whole: Period,
    months: u16,
) -> Option<Vec<Period>> {
    let (year, month, _) = whole.last_day();
    let last = Period::months_to(months, year, month).ok()?;
    returned.reading(measure, last)?;
    whole.parts(months)
}

fn sum(returned: &Returned<'_>, measure: &MeasureId, parts: &[Period]) -> Option<f64> {
    parts
        .iter()
        .try_fold(0.0, |sum, part| match returned.value(measure, *part) {
            Value::Known(value) => Some(sum + value),
            Value::Nothing | Value::Unknown => None,
        })
}
