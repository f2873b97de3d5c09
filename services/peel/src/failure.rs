//! A refused call, told to a person.

use peel_kit::{Exit, ProcessError};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Code, Status};
use tonic_types::{FieldViolation, PreconditionViolation, StatusExt};

/// What a refusal says, with every field at fault, and the exit code that fits.
pub(crate) fn told(status: &Status) -> ProcessError {
    let details = status.get_details_bad_request();
    let violations = details.map_or_else(Vec::new, |details| details.field_violations);
    if violations.len() > 1 {
        // Whoever filled in a form goes through it line by line.
        return ProcessError::new(exit(status), above(status)).listing(violations.iter().map(item));
    }
    let missing = missing(status);
    if missing.len() > 1 {
        let above = "the inspection cannot be moved yet:";
        return ProcessError::new(exit(status), above).listing(missing);
    }
    let message = match status.message() {
        "" => format!("the service answered {:?} without a word", status.code()),
        message => format!("{message}{}", where_listed(status)),
    };
    ProcessError::new(exit(status), message)
}

/// What an inspection lacks before it can be moved, each with its place in it.
fn missing(status: &Status) -> Vec<String> {
    let info = status.get_details_error_info();
    let reason = ErrorReason::InspectionNotReady.reason();
    if info.is_none_or(|info| info.reason != reason) {
        return Vec::new();
    }
    let details = status.get_details_precondition_failure();
    let missing = details.map_or_else(Vec::new, |details| details.violations);
    let item = |one: PreconditionViolation| format!("{}: {}", one.subject, one.description);
    missing.into_iter().map(item).collect()
}

/// What stands above a list of everything that is wrong.
fn above(status: &Status) -> &'static str {
    if is_about_data(status) {
        "refused, and nothing was recorded:"
    } else {
        "the request has several invalid fields:"
    }
}

fn item(violation: &FieldViolation) -> String {
    let (field, description) = (&violation.field, &violation.description);
    match field.as_str() {
        "" => description.clone(),
        field => format!("{field}: {description}"),
    }
}

fn exit(status: &Status) -> Exit {
    match status.code() {
        Code::InvalidArgument if is_about_data(status) => Exit::Data,
        Code::NotFound
        | Code::InvalidArgument
        | Code::OutOfRange
        | Code::FailedPrecondition
        | Code::PermissionDenied => Exit::Usage,
        Code::AlreadyExists | Code::DataLoss => Exit::Data,
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => Exit::Unavailable,
        _ => Exit::Software,
    }
}

/// Whether what was brought is refused, and not how it was asked for.
fn is_about_data(status: &Status) -> bool {
    let of_data = [ErrorReason::SubmissionRefused, ErrorReason::ImportRefused];
    let info = status.get_details_error_info();
    info.is_some_and(|info| of_data.iter().any(|reason| info.reason == reason.reason()))
}

/// Which command lists the names there are, where none is like the one that is not known.
fn where_listed(status: &Status) -> String {
    let is_helped = status.code() != Code::NotFound || status.message().ends_with('?');
    let resource = status.get_details_resource_info();
    let kind = resource.map_or_else(String::new, |resource| resource.resource_type);
    match kind.as_str() {
        "force" if !is_helped => "; peel forces lists them".to_owned(),
        "indicator" if !is_helped => "; peel indicators lists them".to_owned(),
        _ => String::new(),
    }
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

#[cfg(test)]
mod tests {
    use peel_kit::{Failure, Violations};

    use super::*;

    fn refusal(reason: ErrorReason, violations: &[(&str, &str)]) -> Status {
        let mut all = Violations::default();
        for (field, description) in violations {
            all.add(*field, *description);
        }
        all.refused_as(reason.reason()).into()
    }

    #[test]
    fn everything_wrong_is_told_line_by_line_with_the_code_that_fits() {
        let check = |reason, violations: &[(&str, &str)], exit, expected: &str| {
            let told = told(&refusal(reason, violations));
            assert_eq!((told.exit(), told.to_string().as_str()), (exit, expected));
        };
        let [first, second] = [("file[line 4]", "no number"), ("file[line 9]", "twice")];
        check(
            ErrorReason::SubmissionRefused,
            &[first, second],
            Exit::Data,
            "refused, and nothing was recorded:\n  file[line 4]: no number\n  file[line 9]: twice",
        );
        check(
            ErrorReason::ImportRefused,
            &[first],
            Exit::Data,
            "the request has 1 invalid field; file[line 4]: no number",
        );
        check(
            ErrorReason::InvalidRequest,
            &[("force", "is required"), ("period", "is no period")],
            Exit::Usage,
            "the request has several invalid fields:\n  force: is required\n  \
             period: is no period",
        );
    }

    #[test]
    fn a_name_like_no_other_is_told_where_the_names_are() {
        let check = |kind: &str, nearest: &[&str], expected: &str| {
            let reason = ErrorReason::UnknownForce.reason();
            let failure = Failure::not_found(reason, kind, "x", nearest);
            assert_eq!(told(&failure.into()).to_string(), expected);
        };
        check(
            "force",
            &[],
            "force \"x\" is not known; peel forces lists them",
        );
        check(
            "indicator",
            &[],
            "indicator \"x\" is not known; peel indicators lists them",
        );
        let near = "force \"x\" is not known; did you mean \"y\"?";
        check("force", &["y"], near);
        check("run", &[], "run \"x\" is not known");
    }
}
