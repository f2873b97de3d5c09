//! What goes wrong, as callers are told it.
//!
//! Reasons are those of `peel.errors.v1.ErrorReason`. Places, paths and causes go to the log.

use std::error::Error;
use std::time::Duration;

use peel_data_core::{ReadEditionError, RecordError, Rejected, StoreError};
use peel_kit::{Failure, FailureKind, Violations};
use peel_model::{Revision, nearest_names};
use peel_proto::errors::v1::ErrorReason;
use tonic::Status;

/// Proposed when somebody else is writing.
const RETRY_AFTER: Duration = Duration::from_millis(500);

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
            let violations = violations(&rejected, part);
            violations.refused_as(reason.reason()).into()
        }
        RecordError::Store(error) => store(error).into(),
    }
}

fn violations(rejected: &Rejected, part: &str) -> Violations {
    let mut violations = Violations::default();
    for violation in rejected.told() {
        violations.add(
            format!("{part}{}", violation.field),
            violation.message.as_str(),
        );
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
