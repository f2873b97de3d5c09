//! Values that are not plain and say nothing about it.

use std::collections::BTreeSet;

use peel_model::{Observation, Reading, Severity, Standing};

use super::returned::Returned;
use super::{Check, Found};

pub(super) static NO_REASON: Check = Check {
    id: "no-reason",
    title: "Not a plain value, and no reason why",
    rule: "Every row whose status is not normal says why: whoever reads the value, or finds none, \
           is told. That is so for every status, also for one that changes no comparison \
           (provisional, revised, not-applicable).",
    severity: Severity::Error,
    find: no_reason,
};

fn no_reason(returned: &Returned<'_>) -> Vec<Found> {
    let said = returned.declarations().iter();
    let said: BTreeSet<_> = said
        .filter(|declaration| !declaration.reason.trim().is_empty())
        .map(|declaration| (&declaration.measure, declaration.period))
        .collect();
    let rows = returned.submitted().iter().enumerate();
    rows.filter(|(_, row)| !is_plain(row) && !said.contains(&(&row.measure, row.period)))
        .map(|(place, row)| Found {
            place,
            message: format!(
                "a value that is {} needs a reason; say why in a few words",
                row.reading.status()
            ),
        })
        .collect()
}

fn is_plain(row: &Observation) -> bool {
    matches!(
        row.reading,
        Reading::Present {
            standing: Standing::Normal,
            ..
        }
    )
}
