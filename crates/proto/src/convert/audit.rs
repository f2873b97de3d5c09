use peel_model::{AuditEntry, AuditOutcome};

use crate::data::v1 as wire;

/// As the code of a call that was not refused.
const ACCEPTED: &str = "OK";

/// An entry of the log of calls that write.
#[must_use]
pub fn audit_entry_to_wire(entry: &AuditEntry) -> wire::AuditEntry {
    let AuditEntry {
        number,
        call,
        outcome,
    } = entry.clone();
    let (code, reason, revision, repeated) = match outcome {
        AuditOutcome::Accepted { revision, repeated } => {
            let revision = revision.map_or(0, |revision| revision.number());
            (ACCEPTED.to_owned(), String::new(), revision, repeated)
        }
        AuditOutcome::Refused { code, reason } => (code, reason, 0, false),
    };
    wire::AuditEntry {
        number,
        at_milliseconds: call.at_milliseconds,
        caller: call.caller.name,
        known_by: call.caller.known_by.name().to_owned(),
        identity: call.caller.identity,
        roles: call.caller.roles,
        through: call.through,
        method: call.method,
        edition: call.edition,
        force: call.force,
        object: call.object,
        request_id: call.request_id,
        trace_id: call.trace_id,
        code,
        reason,
        revision,
        repeated,
    }
}
