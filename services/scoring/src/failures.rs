//! How scoring refuses.

use peel_kit::{Failure, FailureKind};
use peel_model::nearest_names;
use peel_proto::errors::v1::ErrorReason;
use tonic::Status;

/// A name that is not among the known ones.
pub(crate) fn unknown<'k>(
    reason: ErrorReason,
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Status {
    let nearest: Vec<String> = nearest_names(name, known)
        .into_iter()
        .map(str::to_owned)
        .collect();
    Failure::not_found(reason.reason(), what, name, &nearest).into()
}

/// A revision that does not exist yet.
pub(crate) fn future_revision(as_of: u64, newest: u64) -> Status {
    let message = format!("revision {as_of} does not exist yet; the newest is {newest}");
    Failure::new(
        FailureKind::NotFound,
        ErrorReason::UnknownRevision.reason(),
        message.clone(),
    )
    .resource("revision", as_of.to_string(), message)
    .metadata("newest", newest.to_string())
    .into()
}

/// A store without an edition: nothing can be compared.
pub(crate) fn no_edition() -> Status {
    let message = "no edition was recorded by then; ask as at a later revision";
    Failure::new(
        FailureKind::NotFound,
        ErrorReason::UnknownEdition.reason(),
        message,
    )
    .into()
}

/// Data broke its contract, or an edition that was checked cannot be used: a fault of ours.
pub(crate) fn fault(cause: impl std::error::Error + Send + Sync + 'static) -> Status {
    Failure::internal(cause).into()
}
