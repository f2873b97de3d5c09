//! What forces return, and the steps that make it final.

use peel_model::{Freeze, Reading, ReturnedValue, Revision, SignOff, Standing, SubmissionRecord};

use super::{Faults, Malformed, parse, small};
use crate::data::v1 as wire;

/// A value as a force sends it. An empty status is a normal one.
///
/// # Errors
/// Everything that is malformed in it. Names are not looked up.
pub fn returned_value_from_wire(
    message: &wire::ReturnedValue,
) -> Result<ReturnedValue, Vec<Malformed>> {
    let mut faults = Faults::default();
    let measure = faults.keep(parse("measure", &message.measure));
    let period = faults.keep(parse("period", &message.period));
    let status = match message.status.as_str() {
        "" => Standing::Normal.name(),
        status => status,
    };
    let reading = Reading::new(message.value, status);
    let reading = faults.keep(reading.map_err(|problem| Malformed::new("status", problem)));
    let months = match message.months {
        0 => None,
        months => faults.keep(small::<u16>("months", months)),
    };
    let value = || {
        Some(ReturnedValue {
            measure: measure?,
            period: period?,
            reading: reading?,
            reason: message.reason.clone(),
            months,
        })
    };
    faults.none_or(value())
}

/// An accepted submission.
#[must_use]
pub fn submission_to_wire(record: &SubmissionRecord) -> wire::Submission {
    wire::Submission {
        revision: record.revision.number(),
        edition: record.edition.to_string(),
        force: record.force.to_string(),
        author: record.author.clone(),
        note: record.note.clone(),
        recorded_at: record.recorded_at,
        checked_against: record.checked_against.number(),
        values: record.values,
        queries: record.queries,
        after_sign_off: record.after_sign_off.map_or(0, Revision::number),
        after_freeze: record.after_freeze.map_or(0, Revision::number),
    }
}

/// A force's word that its data are final.
#[must_use]
pub fn sign_off_to_wire(sign_off: &SignOff) -> wire::SignOff {
    wire::SignOff {
        edition: sign_off.edition.to_string(),
        force: sign_off.force.to_string(),
        as_at: sign_off.as_at.number(),
        author: sign_off.author.clone(),
        note: sign_off.note.clone(),
        at: sign_off.at,
        revision: sign_off.revision.number(),
    }
}

/// The revision that an edition's reports cite.
#[must_use]
pub fn freeze_to_wire(freeze: &Freeze) -> wire::Freeze {
    wire::Freeze {
        edition: freeze.edition.to_string(),
        as_at: freeze.as_at.number(),
        author: freeze.author.clone(),
        reason: freeze.reason.clone(),
        at: freeze.at,
        revision: freeze.revision.number(),
    }
}
