//! Whole reports.

use futures::TryStreamExt as _;
use peel_proto::reporting::v1::get_report_response::Part;
use peel_proto::reporting::v1::{GetReportRequest, ReportFormat};
use sha2::{Digest as _, Sha256};

use crate::support::{EDITION, FORCE, Service, report};

fn sha256(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_report_comes_with_what_is_needed_to_check_it() {
    let service = Service::start().await;
    let check = async |format, content_type: &str, file_name: &str, begins: &str| {
        let (header, content) = service.report(report(FORCE, format)).await;
        assert_eq!(header.content_type, content_type);
        assert_eq!(header.file_name, file_name);
        assert_eq!(header.size, content.len() as u64);
        assert_eq!(header.sha256, sha256(&content));
        assert_eq!((header.as_of, header.method.as_str()), (7, "2016.1"));
        assert!(content.starts_with(begins.as_bytes()), "{file_name}");
        assert!(header.size > 64 * 1024, "so that it comes in chunks");
        (header, content)
    };
    let html = "text/html; charset=utf-8";
    let name = "west-midlands-2016-effectiveness.html";
    let page = check(ReportFormat::Html, html, name, "<!DOCTYPE html>").await;
    let usual = check(ReportFormat::Unspecified, html, name, "<!DOCTYPE html>").await;
    assert_eq!(page, usual);
    let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = "west-midlands-2016-effectiveness.xlsx";
    check(ReportFormat::Xlsx, workbook, name, "PK").await;
    let name = "west-midlands-2016-effectiveness.json";
    check(
        ReportFormat::Json,
        "application/json",
        name,
        "{\n  \"format\": \"peel-report\",\n",
    )
    .await;
    let name = "west-midlands-2016-effectiveness.pdf";
    check(ReportFormat::Pdf, "application/pdf", name, "%PDF-1.7").await;
    let (_, table) = check(
        ReportFormat::Csv,
        "text/csv; charset=utf-8; header=present",
        "west-midlands-2016-effectiveness.csv",
        "edition,force,place,item,indicator,period,",
    )
    .await;
    let table = String::from_utf8(table).unwrap();
    assert!(
        table
            .lines()
            .skip(1)
            .all(|line| line.starts_with("2016-effectiveness,west-midlands,"))
    );
}

#[tokio::test]
async fn the_same_revision_gives_the_same_bytes_wherever_it_is_asked_for() {
    let (one, other) = (Service::start().await, Service::start().await);
    // The other has more recorded since.
    assert_eq!(other.correct().await, 8);
    for format in [
        ReportFormat::Html,
        ReportFormat::Csv,
        ReportFormat::Xlsx,
        ReportFormat::Json,
        ReportFormat::Pdf,
    ] {
        let pinned = GetReportRequest {
            as_of: 7,
            edition: EDITION.to_owned(),
            ..report(FORCE, format)
        };
        let first = one.report(pinned.clone()).await;
        assert_eq!(one.report(report(FORCE, format)).await, first);
        assert_eq!(other.report(pinned).await, first);
    }
}

#[tokio::test]
async fn a_report_that_the_caller_has_is_not_sent_again() {
    let service = Service::start().await;
    let (header, _) = service.report(report(FORCE, ReportFormat::Html)).await;
    let ask_again = async |known_sha256: String| {
        let asked = GetReportRequest {
            known_sha256,
            ..report(FORCE, ReportFormat::Html)
        };
        let parts = service.reports().get_report(asked).await.unwrap();
        let parts: Vec<_> = parts.into_inner().try_collect().await.unwrap();
        let Some(Part::Header(header)) = parts[0].part.clone() else {
            panic!("the header comes first");
        };
        (header, parts.len())
    };
    let (again, parts) = ask_again(header.sha256.to_uppercase()).await;
    assert!(again.unchanged && parts == 1);
    assert_eq!(
        (again.size, again.sha256),
        (header.size, header.sha256.clone())
    );
    let (other, parts) = ask_again("0".repeat(64)).await;
    assert!(!other.unchanged && parts > 1);
    // What is recorded later is another report.
    service.correct().await;
    let (newer, parts) = ask_again(header.sha256.clone()).await;
    assert!(!newer.unchanged && parts > 1);
    assert_ne!(newer.sha256, header.sha256);
}

#[tokio::test]
async fn the_newest_report_has_what_was_recorded_before_it_was_asked_for() {
    let service = Service::start().await;
    let table = async || {
        let (header, table) = service.report(report(FORCE, ReportFormat::Csv)).await;
        (header.as_of, String::from_utf8(table).unwrap())
    };
    let (before, published) = table().await;
    let newest = service.correct().await;
    let (after, corrected) = table().await;
    assert_eq!((before, after), (7, newest));
    // 188,908 and 199,589 offences among 2,834,500 people.
    let is_told = |table: &str, rate: &str| table.contains(&format!(",value,{rate}"));
    assert!(is_told(&published, "66.64596") && !is_told(&published, "70.41418"));
    assert!(is_told(&corrected, "70.41418") && !is_told(&corrected, "66.64596"));
}

#[tokio::test]
async fn a_force_without_an_inspection_has_its_data() {
    let service = Service::start().await;
    let (header, page) = service.report(report("kent", ReportFormat::Html)).await;
    assert_eq!(header.file_name, "kent-2016-effectiveness.html");
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("Kent Police"));
    assert!(page.contains("No inspection of this force is recorded here"));
    let (_, table) = service.report(report("kent", ReportFormat::Csv)).await;
    let (_, inspected) = service.report(report(FORCE, ReportFormat::Csv)).await;
    let indicators = |table: Vec<u8>| -> Vec<String> {
        let table = String::from_utf8(table).unwrap();
        let rows = table
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(4).unwrap().to_owned());
        let mut indicators: Vec<String> = rows.collect();
        indicators.sort();
        indicators.dedup();
        indicators
    };
    assert_eq!(indicators(table), indicators(inspected));
}

#[tokio::test]
async fn a_draft_is_marked_and_lists_what_the_checks_raised() {
    let path = "inspections/west-midlands.toml";
    let published = "state = \"published\"";
    let draft = Service::with(path, published, "state = \"draft\"").await;
    let (_, page) = draft.report(report(FORCE, ReportFormat::Html)).await;
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("<body class=\"draft\" data-mark=\"Draft\">"));
    assert!(page.contains("Held against every check: "));
    let failed = page.split("<ul class=\"failed\">").nth(1).unwrap();
    let failed = failed.split("</ul>").next().unwrap();
    assert!(failed.matches("<li>").count() > 5, "{failed}");
    assert!(failed.contains("Check: grade-words"), "{failed}");

    let published = Service::start().await;
    let (_, page) = published.report(report(FORCE, ReportFormat::Html)).await;
    let page = String::from_utf8(page).unwrap();
    assert!(!page.contains("<section id=\"draft\"") && !page.contains("data-mark=\""));
}
