//! How scoring refuses.

use peel_kit::{Failure, FailureKind};
use peel_model::{EditionId, ForceId, nearest_names};
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

/// A force that an edition's document has no inspection of.
pub(crate) fn no_inspection(force: &ForceId, edition: &EditionId) -> Status {
    let message =
        format!("{force} has no inspection in {edition}; ListInspections names those that have");
    not_found(ErrorReason::UnknownInspection, message)
        .resource(
            "inspection",
            format!("{edition}/{force}"),
            "it is not recorded",
        )
        .metadata("force", force.as_str())
        .metadata("edition", edition.as_str())
        .into()
}

/// An edition that does not say what inspections are held against.
pub(crate) fn no_inspection_rules(edition: &EditionId) -> Status {
    let message = format!(
        "{edition} has no rules for inspections, so nothing is proposed, asked or checked; add \
         inspection-rules.toml to the edition"
    );
    not_found(ErrorReason::UnknownInspection, message)
        .resource("inspection rules", edition.as_str(), "the edition has none")
        .metadata("edition", edition.as_str())
        .into()
}

/// A run that is neither recorded nor under way here, when nothing says whose it would be.
pub(crate) fn unknown_run(run: &str) -> Status {
    let message = format!(
        "run \"{run}\" is neither recorded nor under way in this process; name its force, and it \
         is recorded as cancelled, wherever it is under way"
    );
    not_found(ErrorReason::UnknownRun, message)
        .resource("run", run, "it is not known here")
        .into()
}

/// An identifier of a national run under which another one is recorded.
pub(crate) fn reused_run(run: &str) -> Status {
    let message =
        format!("another run is recorded under the id \"{run}\"; give every run an id of its own");
    let reason = ErrorReason::RequestIdReused.reason();
    Failure::new(FailureKind::AlreadyExists, reason, message).into()
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
