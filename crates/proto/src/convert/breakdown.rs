use peel_model::{Breakdown, BreakdownMismatch};

use super::{Malformed, parse};
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

/// Parts that do not add up to their whole, as received.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn mismatch_from_wire(
    message: &wire::BreakdownMismatch,
) -> Result<BreakdownMismatch, Malformed> {
    let breakdown = match message.kind.as_str() {
        "recorded" => Breakdown::Recorded {
            whole: parse("whole", &message.whole)?,
            parts: parsed(&message.parts)?,
        },
        "printed" => Breakdown::Printed {
            whole: parse("whole", &message.whole)?,
            parts: parsed(&message.parts)?,
        },
        "printed-shares" => Breakdown::PrintedShares {
            of: parse("whole", &message.whole)?,
            parts: parsed(&message.parts)?,
        },
        unknown => {
            let problem = format_args!("\"{unknown}\" is not known");
            return Err(Malformed::new("kind", problem));
        }
    };
    for (field, number) in [
        ("sum", message.sum),
        ("expected", message.expected),
        ("tolerance", message.tolerance),
    ] {
        if !number.is_finite() {
            return Err(Malformed::new(field, "is not a number"));
        }
    }
    Ok(BreakdownMismatch {
        breakdown,
        area: parse("area", &message.area)?,
        period: parse("period", &message.period)?,
        sum: message.sum,
        whole: message.expected,
        tolerance: message.tolerance,
    })
}

fn parsed<T>(ids: &[String]) -> Result<Vec<T>, Malformed>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    ids.iter().map(|id| parse("parts", id)).collect()
}

fn texts(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
