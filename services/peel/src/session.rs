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
}

/// What a command ends with.
pub(crate) type Done = Result<(), ProcessError>;
