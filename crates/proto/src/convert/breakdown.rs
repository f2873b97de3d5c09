use peel_model::{Breakdown, BreakdownMismatch};

use crate::scoring::v1 as wire;

/// Parts that do not add up to their whole.
#[must_use]
pub fn mismatch_to_wire(mismatch: &BreakdownMismatch) -> wire::BreakdownMismatch {
    let (kind, whole, parts) = match &mismatch.breakdown {
        Breakdown::Recorded { whole, parts } => ("recorded", whole.to_string(), texts(parts)),
        Breakdown::Printed { whole, parts } => ("printed", whole.to_string(), texts(parts)),
        Breakdown::PrintedShares { of, parts } => ("printed-shares", of.to_string(), texts(parts)),
    };
    wire::BreakdownMismatch {
        kind: kind.to_owned(),
        whole,
        parts,
        area: mismatch.area.to_string(),
        period: mismatch.period.to_string(),
        sum: mismatch.sum,
        expected: mismatch.whole,
        tolerance: mismatch.tolerance,
    }
}

fn texts(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
