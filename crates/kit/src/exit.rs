//! Why a process ended, in numbers that a script can tell apart.

use std::{fmt, process::ExitCode};

use crate::causes::{flat, one_line};
use crate::settings::SettingsError;
use crate::{AccessError, BindError, NeighbourError, StackError, TelemetryError, TlsError};

/// How a process ends when it cannot do its work. The numbers are those of BSD `sysexits.h`.
///
/// | code | means | example |
/// |---|---|---|
/// | 0 | done, or stopped as asked | `SIGTERM`, then drained |
/// | 64 | the command line is wrong | an unknown option |
/// | 65 | the data given is wrong | an edition folder that does not hold together |
/// | 66 | the data given cannot be read | no such edition folder |
/// | 69 | something needed is not there | the port is in use, the database does not answer |
/// | 70 | a fault of the program | a task panicked |
/// | 71 | the operating system refused | no threads left |
/// | 73 | an output file cannot be created | the report folder is read-only |
/// | 74 | reading or writing failed | the disk is full |
/// | 78 | the configuration is wrong | an unknown key |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The command line is wrong (64).
    Usage = 64,
    /// The data given is wrong (65).
    Data = 65,
    /// The data given cannot be read (66).
    NoInput = 66,
    /// Something needed is not there (69).
    Unavailable = 69,
    /// A fault of the program (70).
    Software = 70,
    /// The operating system refused (71).
    System = 71,
    /// An output file cannot be created (73).
    CannotCreate = 73,
    /// Reading or writing failed (74).
    Io = 74,
    /// The configuration is wrong (78).
    Config = 78,
}

impl Exit {
    /// The number the operating system sees.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// The end of a process: why, as one line for a person and one code for a script. Where several
/// things are wrong with what a person brought, each has a line of its own below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessError {
    exit: Exit,
    message: String,
    items: Vec<String>,
}

impl ProcessError {
    /// An end with `message`, one sentence that names the place and the next step.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            items: Vec::new(),
        }
    }

    /// The same end with everything that is wrong, an item a line.
    ///
    /// ```
    /// use peel_kit::{Exit, ProcessError};
    /// let error = ProcessError::new(Exit::Data, "refused:").listing(["line 4: no number"]);
    /// assert_eq!(error.to_string(), "refused:\n  line 4: no number");
    /// ```
    #[must_use]
    pub fn listing(mut self, items: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.items.extend(items.into_iter().map(Into::into));
        self
    }

    /// An end whose message is `error` with its chain of causes.
    pub fn from_error(exit: Exit, error: &(dyn std::error::Error + 'static)) -> Self {
        Self {
            exit,
            message: one_line(error),
            items: Vec::new(),
        }
    }

    /// The code to end with.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for ProcessError {
    /// One line, whatever the message holds, and one for each item.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&flat(&self.message))?;
        self.items
            .iter()
            .try_for_each(|item| write!(formatter, "\n  {}", flat(item)))
    }
}

impl std::error::Error for ProcessError {}

impl From<SettingsError> for ProcessError {
    fn from(error: SettingsError) -> Self {
        Self::from_error(Exit::Config, &error)
    }
}

impl From<TelemetryError> for ProcessError {
    fn from(error: TelemetryError) -> Self {
        Self::from_error(Exit::Config, &error)
    }
}

impl From<NeighbourError> for ProcessError {
    fn from(error: NeighbourError) -> Self {
        Self::from_error(Exit::Config, &error)
    }
}

impl From<AccessError> for ProcessError {
    fn from(error: AccessError) -> Self {
        Self::from_error(Exit::Config, &error)
    }
}

impl From<TlsError> for ProcessError {
    fn from(error: TlsError) -> Self {
        Self::from_error(Exit::Config, &error)
    }
}

impl From<BindError> for ProcessError {
    fn from(error: BindError) -> Self {
        let exit = match error {
            BindError::Unprotected { .. } => Exit::Config,
            BindError::InUse { .. } | BindError::Refused { .. } => Exit::Unavailable,
        };
        Self::from_error(exit, &error)
    }
}

impl From<StackError> for ProcessError {
    fn from(error: StackError) -> Self {
        Self::from_error(Exit::Software, &error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_causes_becomes_one_line() {
        #[derive(Debug, thiserror::Error)]
        #[error("cannot open the store")]
        struct Outer(#[source] std::io::Error);

        let error = Outer(std::io::Error::other("disk\n  is full"));
        let error = ProcessError::from_error(Exit::Io, &error);
        assert_eq!(error.to_string(), "cannot open the store: disk is full");
        assert_eq!(error.exit().number(), 74);
    }
}
