use peel_model::{
    Declaration, Observation, Period, Reading, RecordedObservation, Revision, RevisionKind,
    RevisionRecord,
};

use super::{Malformed, parse};
use crate::data::v1 as wire;

/// An observation, and the revision that brought it if that is known.
#[must_use]
pub fn observation_to_wire(
    observation: &Observation,
    revision: Option<Revision>,
) -> wire::Observation {
    wire::Observation {
        area: observation.area.to_string(),
        measure: observation.measure.to_string(),
        period: observation.period.to_string(),
        value: observation.reading.value(),
        status: observation.reading.status().to_owned(),
        source: observation.source.to_string(),
        revision: revision.map_or(0, Revision::number),
        reason: String::new(),
        months: 0,
    }
}

/// An observation of a value's history, with what its force said about it.
#[must_use]
pub fn declared_observation_to_wire(
    recorded: &RecordedObservation,
    declaration: Option<&Declaration>,
) -> wire::Observation {
    let plain = observation_to_wire(&recorded.observation, Some(recorded.revision));
    match declaration {
        None => plain,
        Some(declared) => wire::Observation {
            reason: declared.reason.clone(),
            months: declared.months.map_or(0, u32::from),
            ..plain
        },
    }
}

/// An observation as received; its revision is that of the message, or `fallback` where the
/// message has none (an import, whose revision the receiver gives).
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn observation_from_wire(
    message: &wire::Observation,
    fallback: Revision,
) -> Result<RecordedObservation, Malformed> {
    let reading = Reading::new(message.value, &message.status)
        .map_err(|problem| Malformed::new("status", problem))?;
    Ok(RecordedObservation {
        observation: Observation {
            area: parse("area", &message.area)?,
            measure: parse("measure", &message.measure)?,
            period: parse::<Period>("period", &message.period)?,
            reading,
            source: parse("source", &message.source)?,
        },
        revision: Revision::new(message.revision).unwrap_or(fallback),
    })
}

/// A revision's record.
#[must_use]
pub fn revision_to_wire(record: &RevisionRecord) -> wire::Revision {
    let kind = match record.kind {
        RevisionKind::Edition => wire::RevisionKind::Edition,
        RevisionKind::Import => wire::RevisionKind::Import,
        RevisionKind::Submission => wire::RevisionKind::Submission,
        RevisionKind::Decision => wire::RevisionKind::Decision,
        RevisionKind::Query => wire::RevisionKind::Query,
        RevisionKind::SignOff => wire::RevisionKind::SignOff,
        RevisionKind::Freeze => wire::RevisionKind::Freeze,
        RevisionKind::Inspection => wire::RevisionKind::Inspection,
    };
    wire::Revision {
        number: record.revision.number(),
        kind: kind.into(),
        title: record.title.clone(),
        author: record.author.clone(),
        recorded_at: record.recorded_at,
        checksum: record.checksum.clone(),
        observations: record.observations,
        measures: record.measures.iter().map(ToString::to_string).collect(),
        changes_edition: record.changes_edition,
    }
}

/// What came with a revision.
///
/// # Errors
/// [`Malformed`] for a kind that this version does not know.
pub fn revision_kind_from_wire(kind: i32) -> Result<RevisionKind, Malformed> {
    match wire::RevisionKind::try_from(kind) {
        Ok(wire::RevisionKind::Edition) => Ok(RevisionKind::Edition),
        Ok(wire::RevisionKind::Import) => Ok(RevisionKind::Import),
        Ok(wire::RevisionKind::Submission) => Ok(RevisionKind::Submission),
        Ok(wire::RevisionKind::Decision) => Ok(RevisionKind::Decision),
        Ok(wire::RevisionKind::Query) => Ok(RevisionKind::Query),
        Ok(wire::RevisionKind::SignOff) => Ok(RevisionKind::SignOff),
        Ok(wire::RevisionKind::Freeze) => Ok(RevisionKind::Freeze),
        Ok(wire::RevisionKind::Inspection) => Ok(RevisionKind::Inspection),
        Ok(wire::RevisionKind::Unspecified) | Err(_) => {
            Err(Malformed::new("kind", format_args!("{kind} is not known")))
        }
    }
}
