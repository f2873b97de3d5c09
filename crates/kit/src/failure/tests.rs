use std::io;

use super::*;

fn status(failure: Failure) -> (Status, ErrorDetails) {
    let status = Status::from(failure);
    let details = status.check_error_details().unwrap();
    (status, details)
}

#[test]
fn every_failure_names_its_reason_and_domain() {
    let failure = Failure::new(
        FailureKind::Aborted,
        "REVISION_MOVED",
        "read again and repeat",
    )
    .metadata("revision", "17");
    let (status, details) = status(failure);
    assert_eq!(status.code(), Code::Aborted);
    let info = details.error_info().unwrap();
    assert_eq!(
        (info.reason.as_str(), info.domain.as_str()),
        ("REVISION_MOVED", "peel")
    );
    assert_eq!(info.metadata.get("revision").unwrap(), "17");
}

#[test]
fn the_cause_stays_out_of_the_answer() {
    let (status, _) = status(Failure::internal(io::Error::other("password is hunter2")));
    assert_eq!(
        status.message(),
        "the server failed; the cause is in its log"
    );
    assert!(!String::from_utf8_lossy(status.details()).contains("hunter2"));
}

#[test]
fn an_unknown_name_comes_with_the_nearest_ones() {
    let nearest = [
        "west-midlands",
        "west-mercia",
        "west-yorkshire",
        "wiltshire",
    ];
    let nearest = nearest.map(str::to_owned);
    let (status, details) = status(Failure::not_found(
        "FORCE_UNKNOWN",
        "force",
        "west-midland",
        &nearest,
    ));
    assert_eq!(
        status.message(),
        "force \"west-midland\" is not known; \
         did you mean \"west-midlands\" or \"west-mercia\" or \"west-yorkshire\"?"
    );
    let resource = details.resource_info().unwrap();
    assert_eq!(resource.resource_type, "force");
    assert_eq!(resource.resource_name, "west-midland");
}

#[test]
fn all_violations_are_listed() {
    let mut violations = Violations::default();
    violations.add("force", "is required");
    violations.add("period", "must end on the last day of a month");
    let (status, details) = status(violations.into());
    assert_eq!(status.code(), Code::InvalidArgument);
    let listed: Vec<_> = details
        .bad_request()
        .unwrap()
        .field_violations
        .iter()
        .map(|violation| format!("{}: {}", violation.field, violation.description))
        .collect();
    assert_eq!(
        listed,
        [
            "force: is required",
            "period: must end on the last day of a month"
        ]
    );
}

#[test]
fn a_flood_of_violations_fits_into_a_header() {
    let mut violations = Violations::default();
    for row in 0..10_000 {
        violations.add(format!("observations[{row}].value"), "must not be negative");
    }
    let (status, details) = status(violations.into());
    assert!(
        status.details().len() < 6 * 1024,
        "{}",
        status.details().len()
    );
    let listed = &details.bad_request().unwrap().field_violations;
    assert_eq!(listed.len(), 51);
    assert_eq!(
        listed.last().unwrap().description,
        "9950 more violations are not listed"
    );
}

#[test]
fn preconditions_and_the_time_to_wait_are_told() {
    let failure = Failure::new(
        FailureKind::FailedPrecondition,
        "NOT_SIGNED_OFF",
        "sign off first",
    )
    .precondition("SIGN_OFF", "return/1", "two queries are open")
    .retry_after(Duration::from_secs(2));
    let (_, details) = status(failure);
    assert_eq!(
        details.precondition_failure().unwrap().violations[0].subject,
        "return/1"
    );
    assert_eq!(
        details.retry_info().unwrap().retry_delay,
        Some(Duration::from_secs(2))
    );
}

#[test]
fn no_violations_is_no_failure() {
    assert!(Violations::default().check().is_ok());
}
