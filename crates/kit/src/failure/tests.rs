use std::{
    io,
    sync::{Arc, Mutex},
};

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
    assert_eq!(
        details.error_info().unwrap().metadata["force"],
        "west-midland"
    );
}

#[test]
fn an_unknown_name_is_repeated_only_so_far() {
    let long = "x".repeat(100_000);
    let failure = Failure::not_found("UNKNOWN", "peer group", &long, &[""; 0]);
    let (status, details) = status(failure);
    let told = "x".repeat(100);
    let message = format!("peer group \"{told}\" is not known");
    assert_eq!(status.message(), message);
    assert_eq!(details.error_info().unwrap().metadata["peerGroup"], told);
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

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[track_caller]
fn check_log(failure: Failure, expected: &str) {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_target(false)
        .without_time()
        .finish();
    tracing::subscriber::with_default(subscriber, || Status::from(failure));
    let lines = lines.0.lock().unwrap().clone();
    assert_eq!(String::from_utf8(lines).unwrap(), expected);
}

#[test]
fn the_log_gets_the_cause_once() {
    let failure = |kind| {
        Failure::new(
            kind,
            "STORE_UNAVAILABLE",
            "the store does not answer; repeat later",
        )
        .caused_by(io::Error::other("disk is full"))
    };
    let line = "the store does not answer; repeat later \
                reason=\"STORE_UNAVAILABLE\" cause=\"disk is full\"\n";
    check_log(failure(FailureKind::Unavailable), &format!("ERROR {line}"));
    check_log(
        failure(FailureKind::FailedPrecondition),
        &format!(" WARN {line}"),
    );
    check_log(Failure::invalid_field("force", "is required"), "");
}
