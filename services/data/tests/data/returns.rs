//! Templates, filled templates, and what lists of returns tell.

use peel_proto::data::v1::{
    GetReturnTemplateRequest, GetReturnTemplateResponse, ListChecksRequest, ListReturnsRequest,
    ListSubmissionsRequest, ReturnFormat, SubmissionHeader,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::Status;

use crate::returning::{YEAR, declared, plain, returned_by, start};
use crate::support::{Service, fields, message, refused};

async fn template(
    service: &Service,
    force: &str,
    format: ReturnFormat,
) -> Result<GetReturnTemplateResponse, Status> {
    let request = GetReturnTemplateRequest {
        force: force.to_owned(),
        format: format.into(),
        ..GetReturnTemplateRequest::default()
    };
    let answer = service.returns().get_return_template(request).await?;
    Ok(answer.into_inner())
}

#[tokio::test]
async fn a_template_asks_for_everything_with_last_years_values_beside() {
    let service = start().await;
    let csv = template(&service, "northshire", ReturnFormat::Unspecified)
        .await
        .unwrap();
    assert_eq!(csv.file_name, "northshire-made-up-edition-return.csv");
    assert_eq!(csv.media_type, "text/csv; charset=utf-8");
    assert_eq!((csv.values, csv.as_of), (4, 3));
    let text = String::from_utf8(csv.content).unwrap();
    let row = text.lines().find(|line| line.contains(YEAR)).unwrap();
    assert!(
        row.starts_with("thefts,Thefts,offences,12m-to-2032-06"),
        "{row}"
    );
    assert!(row.contains("120"), "{row}");
    for words in [
        "Count every offence once.",
        "Also by post.",
        "Northshire Police",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }

    let xlsx = template(&service, "northshire", ReturnFormat::Xlsx)
        .await
        .unwrap();
    assert_eq!(xlsx.file_name, "northshire-made-up-edition-return.xlsx");
    assert!(xlsx.content.starts_with(b"PK"));
    assert_eq!(xlsx.values, 4);
}

/// A template with what a force filled in.
async fn filled(service: &Service, fill: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let template = template(service, "northshire", ReturnFormat::Csv).await;
    let text = String::from_utf8(template.unwrap().content).unwrap();
    let lines = text.lines();
    let lines = lines.map(|line| fill(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n").into_bytes()
}

/// A form in the shortest way that is read.
fn form(rows: &str) -> Vec<u8> {
    let heading = "edition,made-up-edition\nforce,northshire\n\
                   measure,period,value,status,months,reason\n";
    format!("{heading}{rows}").into_bytes()
}

#[tokio::test]
async fn a_filled_template_is_a_submission() {
    let service = start().await;
    let empty = filled(&service, |_| None).await;
    let answer = service.submit_file(returned_by("empty"), &empty).await;
    let text = message(&answer);
    let details = refused(answer, ErrorReason::SubmissionRefused, &text);
    assert_eq!(fields(&details)[0].0, "file");
    assert_eq!(service.newest().await, 3);

    let file = form(
        "thefts,12m-to-2032-06,130,,,\n\
         frauds,12m-to-2032-06,,not-supplied,,The office burned down.\n\
         population,at-2031-06-30,,,,\n",
    );
    let answer = service
        .submit_file(returned_by("r-1"), &file)
        .await
        .unwrap();
    assert_eq!(answer.left_empty, 1);
    let submission = answer.submission.unwrap();
    assert_eq!((submission.revision, submission.values), (4, 2));

    // The same bytes under the same id are the same submission.
    let again = service
        .submit_file(returned_by("r-1"), &file)
        .await
        .unwrap();
    assert!(again.repeated_request);
    assert_eq!(again.submission.unwrap().revision, 4);
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_told_by_its_place() {
    let service = start().await;
    let check = async |header: SubmissionHeader, file: &[u8], reason, expected: &[(&str, &str)]| {
        let answer = service.submit_file(header, file).await;
        let text = message(&answer);
        let details = refused(answer, reason, &text);
        let told = fields(&details);
        assert_eq!(told.len(), expected.len(), "{told:?}");
        for ((field, message), (place, words)) in told.iter().zip(expected) {
            assert_eq!(field, place, "{message}");
            assert!(message.contains(words), "{message}");
        }
        assert_eq!(service.newest().await, 3);
    };
    let own = || returned_by("r-1");
    let refused = ErrorReason::SubmissionRefused;
    check(
        own(),
        &form("thefts,12m-to-2032-06,many,,,\nfrauds,June,1,,,\n"),
        refused,
        &[
            ("file[line 4]", "not a number"),
            ("file[line 5]", "not a period"),
        ],
    )
    .await;
    // Read, and then refused by the checks: still by its place in the file.
    check(
        own(),
        &form("population,at-2031-06-30,,,,\nthefts,12m-to-2032-06,-4,,,\n"),
        refused,
        &[("file[line 5]", "negative-count: ")],
    )
    .await;
    let of_another = SubmissionHeader {
        force: "southshire".to_owned(),
        ..own()
    };
    check(
        of_another,
        &form("thefts,12m-to-2032-06,4,,,\n"),
        ErrorReason::InvalidRequest,
        &[("header.force", "the file is a return of northshire")],
    )
    .await;
    let as_workbook = SubmissionHeader {
        format: ReturnFormat::Xlsx.into(),
        ..own()
    };
    check(
        as_workbook,
        &form(""),
        refused,
        &[("file", "not an .xlsx workbook")],
    )
    .await;
    check(
        own(),
        &form("thefts,12m-to-2032-06,,,,\n"),
        refused,
        &[("file", "nothing in it is filled in")],
    )
    .await;
    check(
        own(),
        &[0xff; 100],
        refused,
        &[("file[line 1]", "not UTF-8")],
    )
    .await;
}

#[tokio::test]
async fn a_template_is_refused_by_name() {
    let service = start().await;
    let check = async |force: &str, reason, expected: &str| {
        let answer = template(&service, force, ReturnFormat::Csv).await;
        refused(answer, reason, expected);
    };
    check(
        "",
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; force: is required; ListForces tells those there are",
    )
    .await;
    check(
        "northshir",
        ErrorReason::UnknownForce,
        "force \"northshir\" is not known; did you mean \"northshire\" or \"southshire\"?",
    )
    .await;
    check(
        "canal-police",
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; force: canal-police is not inspected and sends no return",
    )
    .await;
    let request = GetReturnTemplateRequest {
        force: "northshire".to_owned(),
        format: 7,
        as_of: u64::MAX,
        ..GetReturnTemplateRequest::default()
    };
    refused(
        service.returns().get_return_template(request).await,
        ErrorReason::InvalidRequest,
        "the request has 2 invalid fields; format: no format has the number 7; as_of: no revision \
         has a number above 9223372036854775807",
    );
    let request = GetReturnTemplateRequest {
        force: "northshire".to_owned(),
        as_of: 4,
        ..GetReturnTemplateRequest::default()
    };
    refused(
        service.returns().get_return_template(request).await,
        ErrorReason::UnknownRevision,
        "revision 4 does not exist yet: the newest is 3; leave the revision out to read the newest",
    );

    let without = Service::start().await;
    let answer = template(&without, "northshire", ReturnFormat::Csv).await;
    let details = refused(
        answer,
        ErrorReason::NoReturn,
        "the edition \"made-up-edition\" asks forces for nothing: it has no return.toml",
    );
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(metadata["edition"], "made-up-edition");
}

#[tokio::test]
async fn every_check_is_listed_with_its_rule() {
    let service = start().await;
    let answer = service.returns().list_checks(ListChecksRequest {}).await;
    let checks = answer.unwrap().into_inner().checks;
    assert_eq!(checks.len(), peel_data_core::CHECKS.len());
    for check in &checks {
        assert!(
            !check.title.is_empty() && !check.rule.is_empty(),
            "{check:?}"
        );
        assert!(["error", "warning"].contains(&check.severity.as_str()));
    }
}

#[tokio::test]
async fn submissions_are_listed_by_force_page_by_page() {
    let service = start().await;
    for (request_id, force, value) in [
        ("r-1", "northshire", 130.0),
        ("r-2", "southshire", 131.0),
        ("r-3", "northshire", 132.0),
        ("r-4", "northshire", 133.0),
    ] {
        let header = SubmissionHeader {
            force: force.to_owned(),
            note: "As counted.".to_owned(),
            ..returned_by(request_id)
        };
        let values = [plain("frauds", YEAR, value)];
        service.submit(header, &values).await.unwrap();
    }
    let list = async |force: &str, page_size, page_token: &str| {
        let request = ListSubmissionsRequest {
            force: force.to_owned(),
            edition: String::new(),
            page_size,
            page_token: page_token.to_owned(),
        };
        let answer = service.returns().list_submissions(request).await?;
        let answer = answer.into_inner();
        let revisions: Vec<_> = answer.submissions.iter().map(|it| it.revision).collect();
        Ok::<_, Status>((revisions, answer.next_page_token))
    };
    assert_eq!(
        list("", 0, "").await.unwrap(),
        (vec![4, 5, 6, 7], String::new())
    );
    let (first, token) = list("northshire", 2, "").await.unwrap();
    let (second, end) = list("northshire", 2, &token).await.unwrap();
    assert_eq!((first, second, end), (vec![4, 6], vec![7], String::new()));
    // As long as the rest is no reason for another page.
    assert_eq!(list("northshire", 3, "").await.unwrap().1, "");
    let invalid = "the request has 1 invalid field; page_token: is not the next_page_token of \
                   this list; ask for the first page again";
    refused(
        list("southshire", 2, &token).await,
        ErrorReason::InvalidPageToken,
        invalid,
    );
    refused(
        list("eastshire", 0, "").await,
        ErrorReason::UnknownForce,
        "force \"eastshire\" is not known; did you mean \"southshire\"?",
    );
}

#[tokio::test]
async fn returns_tell_how_far_every_force_has_come() {
    let service = start().await;
    service.asked_about("r-1").await;
    let gap = declared("not-supplied", "The office burned down.", None, 0);
    let header = SubmissionHeader {
        force: "port-city".to_owned(),
        ..returned_by("r-2")
    };
    service.submit(header, &[gap]).await.unwrap();

    let list = async |page_size, page_token: String| {
        let request = ListReturnsRequest {
            page_size,
            page_token,
            ..ListReturnsRequest::default()
        };
        let answer = service.returns().list_returns(request).await.unwrap();
        answer.into_inner()
    };
    let first = list(2, String::new()).await;
    let second = list(2, first.next_page_token.clone()).await;
    assert_eq!(second.next_page_token, "");
    let all: Vec<_> = first.returns.iter().chain(&second.returns).collect();
    let forces: Vec<_> = all.iter().map(|it| it.force.as_str()).collect();
    assert_eq!(forces, ["northshire", "port-city", "southshire"]);
    let [northshire, port_city, southshire] = all.try_into().unwrap();
    assert_eq!((northshire.asked, northshire.recorded), (4, 2));
    assert_eq!(northshire.open_queries, 1);
    assert_eq!(northshire.newest_submission, 4);
    // A reason why there is none is an answer too.
    assert_eq!((port_city.recorded, port_city.newest_submission), (2, 5));
    assert_eq!((southshire.recorded, southshire.newest_submission), (1, 0));
    assert!(southshire.signed_off.is_none() && first.frozen.is_none());
}
