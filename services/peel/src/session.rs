//! What every command that asks services works with.

use peel_kit::ProcessError;

use crate::arguments::Shared;
use crate::output::Output;
use crate::services::Services;

/// The services, where answers go, and the options that all commands share.
pub(crate) struct Session<'a> {
    pub(crate) services: Services,
    pub(crate) output: Output,
    pub(crate) shared: &'a Shared,
    /// The moment at which the command began, seconds since 1970-01-01 00:00 UTC.
    pub(crate) now: i64,
}

/// What a command ends with.
pub(crate) type Done = Result<(), ProcessError>;
