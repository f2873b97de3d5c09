use peel_model::{MethodVersion, Revision, Run, RunOutcome};

use super::{Malformed, named, parse, required};
use crate::data::v1 as wire;

/// A run.
#[must_use]
pub fn run_to_wire(run: &Run) -> wire::Run {
    wire::Run {
        id: run.id.clone(),
        force: run.force.to_string(),
        edition: run.edition.to_string(),
        revision: run.revision.number(),
        method: run.method.to_string(),
        outcome: run.outcome.name().to_owned(),
        comparisons: run.comparisons,
        memory_hits: run.memory_hits,
        redis_hits: run.redis_hits,
        computed: run.computed,
        started_at_milliseconds: run.started_at_milliseconds,
        duration_microseconds: run.duration_microseconds,
        trace_id: run.trace_id.clone(),
        failure: run.failure.clone(),
    }
}

/// A run as received.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn run_from_wire(message: wire::Run) -> Result<Run, Malformed> {
    let hexadecimal = |text: &str| {
        text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    if !hexadecimal(&message.id) {
        return Err(Malformed::new(
            "id",
            "must be 32 lower-case hexadecimal digits",
        ));
    }
    if !message.trace_id.is_empty() && !hexadecimal(&message.trace_id) {
        return Err(Malformed::new(
            "trace_id",
            "must be empty or 32 lower-case hexadecimal digits",
        ));
    }
    if message.failure.len() > 2_000 {
        return Err(Malformed::new("failure", "is longer than 2,000 bytes"));
    }
    Ok(Run {
        force: parse("force", &message.force)?,
        edition: parse("edition", &message.edition)?,
        revision: required("revision", Revision::new(message.revision))?,
        method: MethodVersion::new(&message.method)
            .map_err(|problem| Malformed::new("method", problem))?,
        outcome: named(
            "outcome",
            &message.outcome,
            RunOutcome::from_name(&message.outcome),
        )?,
        id: message.id,
        comparisons: message.comparisons,
        memory_hits: message.memory_hits,
        redis_hits: message.redis_hits,
        computed: message.computed,
        started_at_milliseconds: message.started_at_milliseconds,
        duration_microseconds: message.duration_microseconds,
        trace_id: message.trace_id,
        failure: message.failure,
    })
}
