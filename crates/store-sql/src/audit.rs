//! The log of calls that write: entries are added and read, and nothing else.

use peel_data_core::AuditQuery;
use peel_model::{AuditEntry, AuditOutcome, AuditedCall, AuditedCaller, KnownBy};

use crate::codec;
use crate::database::Connection;
use crate::statement::{Row, Statement};
use crate::trouble::Tried;

/// As the code of a call that was not refused.
const ACCEPTED: &str = "OK";

/// Adds an entry after the newest. The caller holds the writers' lock and commits.
pub(crate) async fn note(
    writing: &mut Connection<'_>,
    call: &AuditedCall,
    outcome: &AuditOutcome,
) -> Tried<()> {
    let (code, reason, revision, repeated) = match outcome {
        AuditOutcome::Accepted { revision, repeated } => (ACCEPTED, "", *revision, *repeated),
        AuditOutcome::Refused { code, reason } => (code.as_str(), reason.as_str(), None, false),
    };
    let statement = Statement::new(
        "INSERT INTO audit_entry (number, at_milliseconds, caller, known_by, identity, roles, \
         through, method, edition, force_name, object, request_id, trace_id, code, reason, \
         revision, repeated) \
         VALUES ((SELECT coalesce(max(number), 0) + 1 FROM audit_entry), $1, $2, $3, $4, $5, $6, \
         $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(call.at_milliseconds)
    .bind(call.caller.name.as_str())
    .bind(call.caller.known_by.name())
    .bind(call.caller.identity.as_str())
    .bind(call.caller.roles.as_str())
    .bind(call.through.as_str())
    .bind(call.method.as_str())
    .bind(call.edition.as_str())
    .bind(call.force.as_str())
    .bind(call.object.as_str())
    .bind(call.request_id.as_str())
    .bind(call.trace_id.as_str())
    .bind(code)
    .bind(reason)
    .bind(revision.map(codec::number))
    .bind(i64::from(repeated));
    writing.execute(statement).await?;
    Ok(())
}

pub(crate) async fn list(
    connection: &mut Connection<'_>,
    query: &AuditQuery,
) -> Tried<Vec<AuditEntry>> {
    let after = query.page.after().copied().unwrap_or(0);
    let mut statement = Statement::new(
        "SELECT number, at_milliseconds, caller, known_by, identity, roles, through, method, \
         edition, force_name, object, request_id, trace_id, code, reason, revision, repeated \
         FROM audit_entry WHERE number > $1",
    )
    .bind(i64::try_from(after).unwrap_or(i64::MAX));
    if let Some(from) = query.from {
        statement.push(" AND at_milliseconds >= ").push_bind(from);
    }
    if let Some(until) = query.until {
        statement.push(" AND at_milliseconds < ").push_bind(until);
    }
    if let Some(caller) = &query.caller {
        statement.push(" AND caller = ").push_bind(caller.as_str());
    }
    if let Some(force) = &query.force {
        statement
            .push(" AND force_name = ")
            .push_bind(force.as_str());
    }
    statement.push(" ORDER BY number LIMIT ");
    statement.push_bind(i64::try_from(query.page.size()).unwrap_or(i64::MAX));
    let rows = connection.rows(statement).await?;
    rows.iter().map(entry).collect()
}

fn entry(row: &Row) -> Tried<AuditEntry> {
    let code: String = row.get(13)?;
    let revision: Option<i64> = row.get(15)?;
    let outcome = if code == ACCEPTED {
        AuditOutcome::Accepted {
            revision: revision.map(codec::revision).transpose()?,
            repeated: row.get::<i64>(16)? != 0,
        }
    } else {
        let reason = row.get(14)?;
        AuditOutcome::Refused { code, reason }
    };
    Ok(AuditEntry {
        number: codec::unsigned(row.get(0)?)?,
        call: AuditedCall {
            at_milliseconds: row.get(1)?,
            caller: AuditedCaller {
                name: row.get(2)?,
                known_by: codec::named(row.get(3)?, KnownBy::from_name)?,
                identity: row.get(4)?,
                roles: row.get(5)?,
            },
            through: row.get(6)?,
            method: row.get(7)?,
            edition: row.get(8)?,
            force: row.get(9)?,
            object: row.get(10)?,
            request_id: row.get(11)?,
            trace_id: row.get(12)?,
        },
        outcome,
    })
}
