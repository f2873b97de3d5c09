//! How scoring refuses.

use peel_kit::{Failure, FailureKind};
use peel_model::nearest_names;
use peel_proto::errors::v1::ErrorReason;
use peel_scoring_core::ComparisonError;
use tonic::Status;

/// A name that is not among the known ones.
pub(crate) fn unknown<'k>(
    reason: ErrorReason,
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Status {
    Failure::not_found(reason.reason(), what, name, &nearest_names(name, known)).into()
}

/// A revision that does not exist yet.
pub(crate) fn future_revision(as_of: u64, newest: u64) -> Status {
    let message = format!(
        "revision {as_of} does not exist yet: the newest is {newest}; leave the revision out to \
         read the newest"
    );
    not_found(ErrorReason::UnknownRevision, message)
        .resource("revision", as_of.to_string(), "it does not exist yet")
        .metadata("newestRevision", newest.to_string())
        .into()
}

/// A store without an edition: nothing can be compared.
pub(crate) fn no_edition() -> Status {
    let message = "no edition was recorded by then; ask as at a later revision";
    not_found(ErrorReason::UnknownEdition, message).into()
}

/// A comparison that cannot be made. Periods are the caller's; all else was checked before.
pub(crate) fn not_comparable(error: ComparisonError) -> Status {
    match error {
        ComparisonError::NoBasePeriod { period, .. } => {
            not_found(ErrorReason::UnknownPeriod, error.to_string())
                .resource("period", period.to_string(), "nothing precedes it")
                .into()
        }
        at_fault => fault(at_fault),
    }
}

/// Comparisons that do not fit into one answer.
pub(crate) fn too_large(comparisons: usize, max_message: usize) -> Status {
    let message = format!(
        "{comparisons} comparisons are more than the {max_message} bytes that an answer may have; \
         ask for fewer at once"
    );
    let reason = ErrorReason::TooLarge.reason();
    Failure::new(FailureKind::ResourceExhausted, reason, message).into()
}

fn not_found(reason: ErrorReason, message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::NotFound, reason.reason(), message)
}

/// Data broke its contract, or an edition that was checked cannot be used: a fault of ours.
pub(crate) fn fault(cause: impl std::error::Error + Send + Sync + 'static) -> Status {
    Failure::internal(cause).into()
}
