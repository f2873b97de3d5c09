//! Values coming in: in order, within bounds, whole or not at all.

use futures::StreamExt as _;
use futures::future::join_all;
use peel_proto::data::v1::submit_return_request::Part;
use peel_proto::data::v1::{
    GetObservationHistoryRequest, GetRevisionRequest, ListExclusionsRequest, RevisionKind,
    SubmissionHeader, SubmitReturnRequest,
};
use peel_proto::errors::v1::ErrorReason;

use crate::returning::{YEAR, declared, plain, returned_by, start, values_part};
use crate::support::{Service, fields, message, refused};

#[tokio::test]
async fn a_submission_is_one_revision_with_what_the_force_says() {
    let service = start().await;
    service.clock.set("2032-10-01T12:00:00Z".parse().unwrap());
    let header = SubmissionHeader {
        note: "Counted twice.".to_owned(),
        ..returned_by("r-1")
    };
    let parts = [
        Part::Header(header),
        values_part(&[declared("partial", "The book was lost.", Some(90.0), 9)]),
        values_part(&[plain("frauds", YEAR, 7.0)]),
    ];
    let answer = service.submit_parts(parts).await.unwrap();
    assert!(!answer.repeated_request);
    let submission = answer.submission.unwrap();
    assert_eq!((submission.revision, submission.values), (4, 2));
    assert_eq!(submission.checked_against, 3);
    assert_eq!(
        (submission.force.as_str(), submission.edition.as_str()),
        ("northshire", "made-up-edition")
    );
    assert_eq!(
        (submission.author.as_str(), submission.note.as_str()),
        ("Ada", "Counted twice.")
    );
    assert_eq!(submission.recorded_at, service.clock.now().as_second());

    let revision = service
        .revisions()
        .get_revision(GetRevisionRequest { number: 4 })
        .await
        .unwrap();
    let revision = revision.into_inner().revision.unwrap();
    assert_eq!(revision.kind(), RevisionKind::Submission);
    assert!(revision.changes_edition, "a declared value is a decision");

    let request = GetObservationHistoryRequest {
        area: "northshire".to_owned(),
        measure: "thefts".to_owned(),
        period: YEAR.to_owned(),
    };
    let history = service
        .observations()
        .get_observation_history(request)
        .await
        .unwrap();
    let [observation] = history.into_inner().observations.try_into().unwrap();
    assert_eq!(observation.status, "partial");
    assert_eq!(
        (observation.reason.as_str(), observation.months),
        ("The book was lost.", 9)
    );
}

#[tokio::test]
async fn of_equal_submissions_at_once_one_is_not_a_repeat() {
    let service = start().await;
    let values = [plain("frauds", YEAR, 7.0)];
    let submit = async |_| service.submit(returned_by("r-1"), &values).await.unwrap();
    let answers = join_all((0..8).map(submit)).await;
    let first = answers.iter().filter(|it| !it.repeated_request).count();
    assert_eq!(first, 1);
    let one = &answers[0].submission;
    assert!(answers.iter().all(|it| it.submission == *one));
    assert_eq!(service.newest().await, 4);
}

/// What is declared reaches the edition's decisions from its revision on.
#[tokio::test]
async fn a_declared_value_is_a_decision_as_at_its_revision() {
    let service = start().await;
    let values = [declared("partial", "The book was lost.", Some(90.0), 9)];
    service.submit(returned_by("r-1"), &values).await.unwrap();
    let decided = async |as_of| {
        let request = ListExclusionsRequest {
            as_of,
            ..ListExclusionsRequest::default()
        };
        let answer = service.reference().list_exclusions(request).await.unwrap();
        let exclusions = answer.into_inner().exclusions;
        let decided = exclusions.into_iter().filter(|it| it.decided_in > 0);
        decided.collect::<Vec<_>>()
    };
    assert_eq!(decided(3).await, []);
    let [exclusion] = decided(0).await.try_into().unwrap();
    assert_eq!(exclusion.treatment, "partial");
    assert_eq!((exclusion.months, exclusion.decided_in), (9, 4));
    assert_eq!(exclusion.decided_by, "Ada");
    assert_eq!(exclusion.forces, ["northshire"]);

    // A plain value takes it back.
    let values = [plain("thefts", YEAR, 121.0)];
    service.submit(returned_by("r-2"), &values).await.unwrap();
    assert_eq!(decided(0).await, []);
    assert_eq!(decided(4).await, [exclusion]);
}

#[tokio::test]
async fn only_checking_tells_what_would_be_asked_and_records_nothing() {
    let service = start().await;
    let header = SubmissionHeader {
        check_only: true,
        ..returned_by("r-1")
    };
    let values = [plain("thefts", YEAR, 0.0)];
    let answer = service.submit(header, &values).await.unwrap();
    assert_eq!(answer.submission, None);
    let [would_be] = answer.raised.try_into().unwrap();
    assert_eq!(
        (would_be.id.as_str(), would_be.check.as_str()),
        ("", "first-zero")
    );
    assert_eq!(service.newest().await, 3);

    let query = service.asked_about("r-1").await;
    assert_eq!(query.question, would_be.question);
    assert_eq!(query.id, "q4-1");
}

#[tokio::test]
async fn the_same_request_again_gives_the_first_answer() {
    let service = start().await;
    let (thefts, frauds) = (plain("thefts", YEAR, 0.0), plain("frauds", YEAR, 3.0));
    let values = [thefts.clone(), frauds.clone()];
    let first = service.submit(returned_by("r-1"), &values).await.unwrap();
    // In another order: the same content.
    let values = [frauds, thefts.clone()];
    let again = service.submit(returned_by("r-1"), &values).await.unwrap();
    assert!(again.repeated_request);
    assert_eq!(again.submission, first.submission);
    assert_eq!(again.raised, first.raised);
    let details = refused(
        service.submit(returned_by("r-1"), &[thefts]).await,
        ErrorReason::RequestIdReused,
        "the request id \"r-1\" was used before, for revision 4 with other contents; send new \
         contents under a new request id",
    );
    assert_eq!(details.error_info().unwrap().metadata["revision"], "4");
    assert_eq!(service.newest().await, 4);
}

/// Each submission is refused whole, with these fields at fault.
#[tokio::test]
async fn everything_wrong_with_a_submission_is_told_and_nothing_is_recorded() {
    let service = start().await;
    let check = async |header: SubmissionHeader, values: &[_], expected: &[(&str, &str)]| {
        let answer = service.submit(header, values).await;
        let text = message(&answer);
        let details = refused(answer, ErrorReason::SubmissionRefused, &text);
        let told = fields(&details);
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for ((field, message), (place, words)) in told.iter().zip(expected) {
            assert_eq!(field, place, "{message}");
            assert!(message.starts_with(words), "{message}");
        }
        assert_eq!(service.newest().await, 3);
    };
    let own = || returned_by("r-1");
    let malformed = declared("A", "", Some(1.0), 70_000);
    check(
        own(),
        &[
            plain("thefts", YEAR, 1.0),
            plain("Thefts", "June", 1.0),
            malformed,
        ],
        &[
            ("values[1].measure", "\"Thefts\" is not an identifier"),
            ("values[1].period", "\"June\" is not a period"),
            ("values[2].status", "the status is unknown"),
            ("values[2].months", "70000 is too large"),
        ],
    )
    .await;
    let header = SubmissionHeader {
        author: String::new(),
        note: "n".repeat(1_001),
        ..own()
    };
    check(
        header,
        &[
            declared("estimated", "Lost.", Some(1.0), 7),
            declared("partial", "Lost.", Some(1.0), 12),
        ],
        &[
            ("header.author", "the author has 1 to 100 characters"),
            ("header.note", "the note has 0 to 1000 characters"),
            ("values[0].months", "only a partial value has months"),
            ("values[1].months", "a partial value covers 1 to 11 months"),
        ],
    )
    .await;
    check(
        own(),
        &[
            plain("frauds", YEAR, 1.0),
            plain("calls", YEAR, 1.0),
            plain("thefts", "12m-to-2030-06", 1.0),
            plain("thefts", YEAR, -1.0),
            plain("frauds", YEAR, 2.0),
            declared("provisional", "", Some(1.0), 0),
        ],
        &[
            ("values[1]", "unknown-measure: "),
            ("values[2]", "wrong-period: "),
            ("values[3]", "negative-count: "),
            ("values[4]", "duplicate: "),
            ("values[5]", "duplicate: "),
            ("values[5]", "no-reason: "),
        ],
    )
    .await;
}

#[tokio::test]
async fn parts_come_in_their_order() {
    let service = start().await;
    let check = async |parts: Vec<Part>, expected: &str| {
        let expected = format!("the request has 1 invalid field; {expected}");
        let answer = service.submit_parts(parts).await;
        refused(answer, ErrorReason::InvalidRequest, &expected);
        assert_eq!(service.newest().await, 3);
    };
    let start = || Part::Header(returned_by("r-1"));
    let values = |count| values_part(&vec![plain("thefts", YEAR, 1.0); count]);
    let file = || Part::File(b"measure".to_vec());
    let missing = "part: is missing; a submission begins with its header";
    check(vec![], missing).await;
    check(vec![values(1)], "part: is values; the header comes first").await;
    check(vec![file()], "part: is a file; the header comes first").await;
    let nothing = "part: is missing; after the header come values or a file";
    check(vec![start()], nothing).await;
    let second = "part: is a second header; a submission has one";
    check(vec![start(), start()], second).await;
    check(vec![start(), values(1), start()], second).await;
    check(vec![start(), file(), start()], second).await;
    let among = "part: is a file among values; send one of both";
    check(vec![start(), values(1), file()], among).await;
    let after = "part: is values after a file; send one of both";
    check(vec![start(), file(), values(1)], after).await;
    let bounds = |count| format!("values.values: has 1 to 1000 values, not {count}");
    check(vec![start(), values(0)], &bounds(0)).await;
    check(vec![start(), values(1_001)], &bounds(1_001)).await;
    let empty = futures::stream::iter([SubmitReturnRequest { part: None }]);
    refused(
        service.returns().submit_return(empty).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; part: is neither a header nor values nor a file",
    );
}

#[tokio::test]
async fn a_header_is_refused_before_anything_else_is_read() {
    let service = start().await;
    let check = async |header: SubmissionHeader, reason, expected: &str| {
        let parts = [Part::Header(header), values_part(&[])];
        refused(service.submit_parts(parts).await, reason, expected);
    };
    let rule = "must be 1 to 128 letters, digits, '-', '_', '.' and ':', and not begin with a \
                kind of revision such as \"import:\"";
    let taken = format!("edition:{}", "0".repeat(64));
    for request_id in ["", "a b", "import:0", &taken, &"a".repeat(129)] {
        let expected = format!("the request has 1 invalid field; header.request_id: {rule}");
        check(
            returned_by(request_id),
            ErrorReason::InvalidRequest,
            &expected,
        )
        .await;
    }
    let wrong = SubmissionHeader {
        force: String::new(),
        format: 9,
        ..returned_by("a b")
    };
    let expected = format!(
        "the request has 3 invalid fields; header.request_id: {rule}; header.force: is required; \
         ListForces tells those there are; header.format: no format has the number 9"
    );
    check(wrong, ErrorReason::InvalidRequest, &expected).await;
    let other = SubmissionHeader {
        edition: "made-up".to_owned(),
        ..returned_by("r-1")
    };
    check(
        other,
        ErrorReason::UnknownEdition,
        "edition \"made-up\" is not known; did you mean \"made-up-edition\"?",
    )
    .await;
    let out_of_scope = SubmissionHeader {
        force: "canal-police".to_owned(),
        ..returned_by("r-1")
    };
    check(
        out_of_scope,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; header.force: canal-police is not inspected and sends \
         no return",
    )
    .await;

    let without = Service::start().await;
    let values = [plain("thefts", YEAR, 1.0)];
    refused(
        without.submit(returned_by("r-1"), &values).await,
        ErrorReason::NoReturn,
        "the edition \"made-up-edition\" asks forces for nothing: it has no return.toml",
    );
}

#[tokio::test]
async fn a_submission_is_bounded() {
    let service = start().await;
    let check = async |parts: Vec<Part>, expected: &str| {
        let parts = [Part::Header(returned_by("large"))]
            .into_iter()
            .chain(parts);
        let answer = service.submit_parts(parts).await;
        refused(answer, ErrorReason::TooLarge, expected);
        assert_eq!(service.newest().await, 3);
    };
    let chunk = || values_part(&vec![plain("thefts", YEAR, 1.0); 1_000]);
    let chunks = (0..21).map(|_| chunk()).collect();
    check(chunks, "a submission has at most 20000 values").await;
    let parts = (0..11).map(|_| Part::File(vec![b'a'; 1 << 20])).collect();
    check(parts, "a return's file has at most 10 MiB").await;
    check(
        vec![Part::File(vec![b'a'; 5 << 20])],
        "a message is larger than this server takes; send smaller chunks",
    )
    .await;
}

#[tokio::test]
async fn a_caller_that_goes_away_half_way_leaves_nothing() {
    let service = start().await;
    let sent = [
        Part::Header(returned_by("r-1")),
        values_part(&[plain("thefts", YEAR, 130.0)]),
    ];
    let sent = sent.map(|part| SubmitReturnRequest { part: Some(part) });
    let (all_taken, is_all_taken) = tokio::sync::oneshot::channel();
    // The end never comes; that it is waited for shows that everything before was taken.
    let end = futures::stream::once(async move {
        let _ = all_taken.send(());
        std::future::pending().await
    });
    let requests = futures::stream::iter(sent).chain(end);
    let mut returns = service.returns();
    let call = tokio::spawn(async move { returns.submit_return(requests).await });
    is_all_taken.await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(service.newest().await, 3);

    // The id is free, and the service lives on.
    let values = [plain("thefts", YEAR, 131.0)];
    let answer = service.submit(returned_by("r-1"), &values).await.unwrap();
    assert_eq!(answer.submission.unwrap().revision, 4);
}
