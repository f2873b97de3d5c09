//! A refused call, told to a person.

use peel_kit::{Exit, ProcessError};
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// One line, with every field at fault, and the exit code that fits.
pub(crate) fn told(status: &Status) -> ProcessError {
    let exit = match status.code() {
        Code::NotFound | Code::InvalidArgument | Code::OutOfRange | Code::FailedPrecondition => {
            Exit::Usage
        }
        Code::AlreadyExists | Code::DataLoss => Exit::Data,
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => Exit::Unavailable,
        _ => Exit::Software,
    };
    let mut message = status.message().to_owned();
    if message.is_empty() {
        message = format!("the service answered {:?} without a word", status.code());
    }
    // The message tells the first violations; whoever has more of them wants to see all.
    let violations = status
        .get_details_bad_request()
        .map(|details| details.field_violations);
    for violation in violations.unwrap_or_default() {
        if !message.contains(&violation.description) {
            message.push_str(&format!("; {}: {}", violation.field, violation.description));
        }
    }
    ProcessError::new(exit, message)
}

/// A file that cannot be written.
pub(crate) fn not_written(path: &std::path::Path, error: &std::io::Error) -> ProcessError {
    let exit = match error.kind() {
        std::io::ErrorKind::StorageFull => Exit::Io,
        _ => Exit::CannotCreate,
    };
    let message = format!(
        "cannot write {}: {error}; choose another folder with --output",
        path.display()
    );
    ProcessError::new(exit, message)
}
