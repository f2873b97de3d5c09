use peel_model::{
    FoundIn, MethodVersion, RaisedCheck, Revision, Run, RunOutcome, Severity, UsedComparison,
};

use super::comparison::{group_from_wire, group_to_wire};
use super::{Malformed, named, parse, required};
use crate::data::v1 as wire;

/// The most entries of each list of a run.
const MOST_LISTED: usize = 1_000;

/// The longest place of a raised check, in bytes.
const LONGEST_PLACE: usize = 200;

/// The longest message of a raised check, and reason for a failure, in bytes.
const LONGEST_TEXT: usize = 2_000;

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
        checked: run.checked,
        checks: run.checks.iter().map(check_to_wire).collect(),
        used: run.used.iter().map(used_to_wire).collect(),
    }
}

fn check_to_wire(raised: &RaisedCheck) -> wire::RaisedCheck {
    wire::RaisedCheck {
        check: raised.check.to_string(),
        severity: raised.severity.name().to_owned(),
        place: raised.place.clone(),
        message: raised.message.clone(),
    }
}

fn used_to_wire(used: &UsedComparison) -> wire::UsedComparison {
    wire::UsedComparison {
        indicator: used.indicator.to_string(),
        period: used.period.to_string(),
        peer_group: group_to_wire(&used.comparator),
        revision: used.revision.map_or(0, Revision::number),
        found_in: used.found_in.name().to_owned(),
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
    within("failure", &message.failure, LONGEST_TEXT)?;
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
        checked: message.checked,
        checks: listed("checks", &message.checks, check_from_wire)?,
        used: listed("used", &message.used, used_from_wire)?,
    })
}

fn check_from_wire(field: &str, raised: &wire::RaisedCheck) -> Result<RaisedCheck, Malformed> {
    let part = |name| format!("{field}.{name}");
    within(&part("place"), &raised.place, LONGEST_PLACE)?;
    within(&part("message"), &raised.message, LONGEST_TEXT)?;
    Ok(RaisedCheck {
        check: parse(&part("check"), &raised.check)?,
        severity: named(
            &part("severity"),
            &raised.severity,
            Severity::from_name(&raised.severity),
        )?,
        place: raised.place.clone(),
        message: raised.message.clone(),
    })
}

fn used_from_wire(field: &str, used: &wire::UsedComparison) -> Result<UsedComparison, Malformed> {
    let part = |name| format!("{field}.{name}");
    Ok(UsedComparison {
        indicator: parse(&part("indicator"), &used.indicator)?,
        period: parse(&part("period"), &used.period)?,
        comparator: group_from_wire(&part("peer_group"), &used.peer_group)?,
        revision: Revision::new(used.revision),
        found_in: named(
            &part("found_in"),
            &used.found_in,
            FoundIn::from_name(&used.found_in),
        )?,
    })
}

/// The entries of a list that is not too long, each told by its place when it is wrong.
fn listed<W, M>(
    field: &str,
    entries: &[W],
    from_wire: impl Fn(&str, &W) -> Result<M, Malformed>,
) -> Result<Vec<M>, Malformed> {
    if entries.len() > MOST_LISTED {
        let problem = format!("has {} entries, more than {MOST_LISTED}", entries.len());
        return Err(Malformed::new(field, problem));
    }
    let numbered = entries.iter().enumerate();
    numbered
        .map(|(place, entry)| from_wire(&format!("{field}[{place}]"), entry))
        .collect()
}

fn within(field: &str, text: &str, longest: usize) -> Result<(), Malformed> {
    if text.len() > longest {
        let problem = format!("is longer than {longest} bytes");
        return Err(Malformed::new(field, problem));
    }
    Ok(())
}
