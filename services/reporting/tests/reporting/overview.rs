//! The overview of an edition.

use futures::TryStreamExt as _;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::reporting::v1::get_overview_response::Part;
use peel_proto::reporting::v1::{GetOverviewRequest, ReportFormat, ReportHeader};

use crate::support::{Service, fields, refused, unhurried};

impl Service {
    async fn overview_of(&self, asked: GetOverviewRequest) -> (ReportHeader, Vec<u8>) {
        let parts = self.reports().get_overview(unhurried(asked)).await.unwrap();
        let parts: Vec<_> = parts.into_inner().try_collect().await.unwrap();
        let mut parts = parts.into_iter().map(|message| message.part.unwrap());
        let Some(Part::Header(header)) = parts.next() else {
            panic!("the header comes first");
        };
        let chunks = parts.map(|part| match part {
            Part::Chunk(chunk) => chunk,
            Part::Header(_) => panic!("one header is enough"),
        });
        (header, chunks.collect::<Vec<_>>().concat())
    }

    async fn overview_as(&self, format: ReportFormat) -> (ReportHeader, Vec<u8>) {
        let asked = GetOverviewRequest {
            format: format.into(),
            ..GetOverviewRequest::default()
        };
        let (header, content) = self.overview_of(asked).await;
        assert_eq!(header.size, content.len() as u64);
        (header, content)
    }

    async fn overview(&self, format: ReportFormat) -> (ReportHeader, String) {
        let (header, content) = self.overview_as(format).await;
        (header, String::from_utf8(content).unwrap())
    }
}

#[tokio::test]
async fn an_overview_holds_all_forces() {
    let service = Service::start().await;
    let (header, page) = service.overview(ReportFormat::Unspecified).await;
    assert_eq!(header.content_type, "text/html; charset=utf-8");
    assert_eq!(header.file_name, "overview-2016-effectiveness.html");
    assert_eq!((header.as_of, header.method.as_str()), (7, "2016.1"));
    let holds = |words: &str| assert!(page.contains(words), "{words} is missing");
    holds("All forces at a glance");
    holds("Overall grades of 43 of 43 forces are published.");
    holds("<figure id=\"grade-map\">");
    holds("<figure id=\"map-recorded-crime-rate\">");
    holds("Findings of 1 of 43 forces are published here.");
    holds("No edition before this one is recorded here");
    // Every decision about whose figures are missing or read with care is told.
    for decision in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16] {
        holds(&format!("x{decision}: "));
    }
    assert_eq!(service.overview(ReportFormat::Html).await.1, page, "again");
}

#[tokio::test]
async fn the_numbers_of_an_overview_are_a_table() {
    let service = Service::start().await;
    let (header, table) = service.overview(ReportFormat::Csv).await;
    assert_eq!(header.file_name, "overview-2016-effectiveness.csv");
    let crime = |row: &&str| row.contains(",recorded-crime-rate,12m-to-2016-06,");
    let values = table.lines().filter(crime);
    let values = values.filter(|row| row.contains(",value,"));
    assert_eq!(values.count(), 44, "43 forces, and England and Wales");
    assert!(
        table
            .lines()
            .skip(1)
            .all(|row| row.starts_with("2016-effectiveness,,"))
    );
}

#[tokio::test]
async fn an_overview_comes_as_a_workbook_as_pages_and_for_programs() {
    let service = Service::start().await;
    let (header, workbook) = service.overview_as(ReportFormat::Xlsx).await;
    assert_eq!(header.file_name, "overview-2016-effectiveness.xlsx");
    assert!(header.content_type.ends_with("spreadsheetml.sheet"));
    assert!(workbook.starts_with(b"PK"));
    let (header, json) = service.overview(ReportFormat::Json).await;
    assert_eq!(header.file_name, "overview-2016-effectiveness.json");
    assert_eq!(header.content_type, "application/json");
    assert!(json.starts_with("{\n  \"format\": \"peel-overview\",\n"));
    let (header, pages) = service.overview_as(ReportFormat::Pdf).await;
    assert_eq!(header.file_name, "overview-2016-effectiveness.pdf");
    assert_eq!(header.content_type, "application/pdf");
    assert!(pages.starts_with(b"%PDF-1.7"));
}

#[tokio::test]
async fn an_overview_that_the_caller_has_is_not_sent_again() {
    let service = Service::start().await;
    let (first, _) = service.overview(ReportFormat::Html).await;
    let ask_again = async || {
        let asked = GetOverviewRequest {
            known_sha256: first.sha256.clone(),
            ..GetOverviewRequest::default()
        };
        service.overview_of(asked).await
    };
    let (again, content) = ask_again().await;
    assert!(again.unchanged && content.is_empty());
    assert_eq!((&again.sha256, again.size), (&first.sha256, first.size));
    // What is recorded later is another overview.
    service.correct().await;
    let (newer, content) = ask_again().await;
    assert!(!newer.unchanged && newer.size == content.len() as u64);
    assert_ne!(newer.sha256, first.sha256);
}

#[tokio::test]
async fn an_overview_that_cannot_be_had_is_refused() {
    let service = Service::start().await;
    let asked = GetOverviewRequest {
        format: -1,
        as_of: u64::MAX,
        known_sha256: "abc".to_owned(),
        ..GetOverviewRequest::default()
    };
    let details = refused(
        service.reports().get_overview(asked).await,
        ErrorReason::InvalidRequest,
        "the request has 3 invalid fields; as_of: no revision has a number above \
         9223372036854775807; format: is none that this version makes; ask for HTML, PDF, CSV, \
         XLSX or JSON; known_sha256: is no SHA-256 of 64 hexadecimal digits",
    );
    assert_eq!(fields(&details), ["as_of", "format", "known_sha256"]);
    let asked = GetOverviewRequest {
        edition: "2017-effectiveness".to_owned(),
        ..GetOverviewRequest::default()
    };
    refused(
        service.reports().get_overview(asked).await,
        ErrorReason::UnknownEdition,
        "edition \"2017-effectiveness\" is not known; did you mean \"2016-effectiveness\"?",
    );
}
