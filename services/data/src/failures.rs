//! What goes wrong, as callers are told it.
//!
//! Reasons are those of `peel.errors.v1.ErrorReason`. Places, paths and causes go to the log.

use std::error::Error;
use std::time::Duration;

use peel_data_core::{CollectionError, ReadEditionError, RecordError, Rejected, StoreError};
use peel_kit::{Failure, FailureKind, Violations};
use peel_model::{QueryId, Revision, nearest_names};
use peel_proto::errors::v1::ErrorReason;
use tonic::Status;

use crate::inspection_failures;

/// Proposed when somebody else is writing.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// The most unsettled queries that are told: details travel in a header.
const MOST_PENDING_TOLD: usize = 20;

/// `NOT_FOUND` for a `thing` ("force") called `name`, with the nearest of those known.
pub(crate) fn unknown<'k>(
    reason: ErrorReason,
    thing: &str,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Failure {
    Failure::not_found(reason.reason(), thing, name, &nearest_names(name, known))
}

/// The newest edition where there is none.
pub(crate) fn no_edition() -> Failure {
    let reason = ErrorReason::UnknownEdition.reason();
    Failure::new(FailureKind::NotFound, reason, "no edition is recorded yet")
}

/// A revision that does not exist, beside the newest that does.
pub(crate) fn unknown_revision(asked: Revision, newest: Option<Revision>) -> Failure {
    let error = StoreError::FutureRevision { asked, newest };
    Failure::new(
        FailureKind::NotFound,
        ErrorReason::UnknownRevision.reason(),
        error.to_string(),
    )
    .resource("revision", asked.to_string(), "it does not exist yet")
    .metadata(
        "newestRevision",
        newest.map_or(0, Revision::number).to_string(),
    )
}

/// A store that cannot answer.
pub(crate) fn store(error: StoreError) -> Failure {
    match error {
        StoreError::FutureRevision { asked, newest } => unknown_revision(asked, newest),
        StoreError::RequestConflict {
            ref request_id,
            first,
        } => reused(&error)
            .resource("request", request_id.as_str(), "it was used before")
            .metadata("revision", first.to_string()),
        StoreError::RunConflict { ref id } => {
            reused(&error).resource("run", id, "another run is recorded under this id")
        }
        StoreError::QueryMoved { query } => query_moved(query, error.to_string()),
        StoreError::DecisionMoved { .. } => {
            let reason = ErrorReason::DecisionRefused.reason();
            Failure::new(FailureKind::AlreadyExists, reason, error.to_string())
        }
        moved @ (StoreError::InspectionMoved { .. } | StoreError::FiguresMoved { .. }) => {
            inspection_failures::moved(&moved)
        }
        StoreError::Busy { .. } => {
            unavailable(error, "the store is busy; try again in a moment").retry_after(RETRY_AFTER)
        }
        StoreError::Full { .. } => unavailable(
            error,
            "the store has no room left; tell who runs this service",
        ),
        other => unavailable(
            other,
            "the store does not answer; tell who runs this service",
        ),
    }
}

fn reused(error: &StoreError) -> Failure {
    let reason = ErrorReason::RequestIdReused.reason();
    Failure::new(FailureKind::AlreadyExists, reason, error.to_string())
}

fn unavailable(cause: impl Error + Send + Sync + 'static, message: &str) -> Failure {
    let reason = ErrorReason::StoreUnavailable.reason();
    Failure::new(FailureKind::Unavailable, reason, message).caused_by(cause)
}

/// An edition that cannot be read from the store.
pub(crate) fn edition(error: ReadEditionError) -> Failure {
    match error {
        ReadEditionError::Unknown { edition, nearest } => {
            let nearest = nearest.iter().map(String::as_str);
            unknown(
                ErrorReason::UnknownEdition,
                "edition",
                edition.as_str(),
                nearest,
            )
        }
        ReadEditionError::Store(error) => store(error),
        unreadable @ ReadEditionError::Unreadable { .. } => Failure::internal(unreadable),
    }
}

/// Something that was not recorded; `reason` is given where it breaks rules, and `part` is where
/// it stands in the request ("run.").
pub(crate) fn recording(error: RecordError, reason: ErrorReason, part: &str) -> Status {
    match error {
        RecordError::Rejected(rejected) => {
            let violations = violations(&rejected, |field| format!("{part}{field}"));
            violations.refused_as(reason.reason()).into()
        }
        RecordError::Store(error) => store(error).into(),
    }
}

/// A step of the collection that was not taken; `reason` is given where it breaks rules.
pub(crate) fn collecting(error: CollectionError, reason: ErrorReason) -> Status {
    collecting_in(error, reason, str::to_owned)
}

/// As [`collecting`], where the request calls fields otherwise than the rules do.
pub(crate) fn collecting_in(
    error: CollectionError,
    reason: ErrorReason,
    named: impl Fn(&str) -> String,
) -> Status {
    let message = error.to_string();
    let failure = match error {
        CollectionError::Rejected(rejected) => {
            violations(&rejected, named).refused_as(reason.reason())
        }
        CollectionError::NoReturn { edition } => {
            let reason = ErrorReason::NoReturn.reason();
            Failure::new(FailureKind::FailedPrecondition, reason, message)
                .resource("edition", edition.as_str(), "it has no return")
                .metadata("edition", edition.as_str())
        }
        CollectionError::UnknownQuery { query } => unknown_query(query),
        CollectionError::QueryStands {
            query,
            state,
            action,
        } => query_moved(query, message)
            .metadata("state", state.name())
            .metadata("action", action.name()),
        CollectionError::NotReadyToSignOff {
            force,
            pending,
            newer,
        } => not_ready(message, &pending, newer).metadata("force", force.as_str()),
        CollectionError::UnknownDecision { id, .. } => {
            let reason = ErrorReason::UnknownDecision.reason();
            Failure::new(FailureKind::NotFound, reason, message)
                .resource("decision", id.as_str(), "it was not added to the edition")
                .metadata("decision", id)
        }
        CollectionError::Inspection(refusal) => inspection_failures::refused(refusal, message),
        CollectionError::Edition(error) => edition(error),
        CollectionError::Store(error) => store(error),
    };
    failure.into()
}

/// No query has this identifier.
pub(crate) fn unknown_query(query: QueryId) -> Failure {
    let message = CollectionError::UnknownQuery { query }.to_string();
    let reason = ErrorReason::UnknownQuery.reason();
    Failure::new(FailureKind::NotFound, reason, message)
        .resource("query", query.to_string(), "no query has this identifier")
        .metadata("query", query.to_string())
}

fn query_moved(query: QueryId, message: String) -> Failure {
    let reason = ErrorReason::QueryMoved.reason();
    Failure::new(FailureKind::FailedPrecondition, reason, message.as_str())
        .precondition("QUERY_STATE", query.to_string(), message)
        .metadata("query", query.to_string())
}

/// What keeps data from being signed off, each a precondition.
fn not_ready(message: String, pending: &[QueryId], newer: Option<Revision>) -> Failure {
    let reason = ErrorReason::NotReadyToSignOff.reason();
    let mut failure = Failure::new(FailureKind::FailedPrecondition, reason, message);
    if let Some(newer) = newer {
        failure = failure
            .precondition("SUBMISSION", newer.to_string(), "it was submitted since")
            .metadata("newestSubmission", newer.to_string());
    }
    for query in pending.iter().take(MOST_PENDING_TOLD) {
        failure = failure.precondition("QUERY", query.to_string(), "it is not settled");
    }
    failure.metadata("pendingQueries", pending.len().to_string())
}

fn violations(rejected: &Rejected, named: impl Fn(&str) -> String) -> Violations {
    let mut violations = Violations::default();
    for violation in rejected.told() {
        violations.add(named(&violation.field), violation.message.as_str());
    }
    if rejected.untold() > 0 {
        let more = format!("{} more violations are not listed", rejected.untold());
        violations.add("", more);
    }
    violations
}

/// Something larger than allowed.
pub(crate) fn too_large(message: impl Into<String>) -> Failure {
    let reason = ErrorReason::TooLarge.reason();
    Failure::new(FailureKind::ResourceExhausted, reason, message)
}

/// The revision to read at: the newest for 0.
pub(crate) fn as_of(field: &str, number: u64, violations: &mut Violations) -> Option<Revision> {
    let revision = Revision::new(number);
    if revision.is_none() && number != 0 {
        violations.add(
            field,
            format!("no revision has a number above {}", i64::MAX),
        );
    }
    revision
}
