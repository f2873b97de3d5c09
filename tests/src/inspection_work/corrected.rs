//! What was published is corrected: the first version stays, the second says why.

use futures::TryStreamExt as _;
use peel_proto::reporting::v1::get_overview_response::Part;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::reporting::v1::{GetOverviewRequest, ReportFormat, ReportHeader};
use serde_json::Value;

use super::office::Office;
use super::{draft, mend, open, report};

const EDITION: &str = "2031-harbours";

const FORMATS: [ReportFormat; 4] = [
    ReportFormat::Html,
    ReportFormat::Xlsx,
    ReportFormat::Csv,
    ReportFormat::Json,
];

/// Why it is corrected.
const WHY: &str = "The bell was repaired before the inspection";

async fn reports(office: &Office, as_of: u64) -> Vec<(ReportHeader, Vec<u8>)> {
    let mut all = Vec::new();
    for format in FORMATS {
        all.push(office.report(format, as_of).await);
    }
    all
}

async fn overview(office: &Office) -> String {
    let mut reports = ReportServiceClient::new(office.running.channel().await);
    let request = GetOverviewRequest {
        edition: EDITION.to_owned(),
        ..GetOverviewRequest::default()
    };
    let parts = reports.get_overview(request).await.unwrap().into_inner();
    let parts: Vec<_> = parts.try_collect().await.unwrap();
    let chunks = parts.into_iter().filter_map(|message| match message.part {
        Some(Part::Chunk(chunk)) => Some(chunk),
        _ => None,
    });
    String::from_utf8(chunks.collect::<Vec<_>>().concat()).unwrap()
}

/// Has what is a draft without contradictions moderated, agreed and published.
async fn publish(office: &mut Office) -> u64 {
    office.go("moderator Mo", "moderate", "").await.unwrap();
    let run = office.run().await;
    let finalised = office.go("approver Pat", "finalise", &run.id).await;
    finalised.unwrap();
    office.go("approver Pat", "publish", "").await.unwrap()
}

#[tokio::test]
async fn a_correction_is_a_version_of_its_own_beside_the_first() {
    let mut office = Office::open().await;
    open(&mut office).await;
    draft(&mut office).await;
    mend(&mut office).await;
    assert!(
        overview(&office)
            .await
            .contains("One inspection is not published yet")
    );
    let first = publish(&mut office).await;
    let as_published = reports(&office, 0).await;
    let (header, _) = &as_published[0];
    assert_eq!(header.as_of, first, "a report cites its publication");
    assert!(
        report(&office, 0)
            .await
            .contains("<dt>Version</dt><dd>1</dd>")
    );

    let refused = office.go("inspector Ada", "correct", "").await.unwrap_err();
    let told = "is for the approver to do";
    assert!(refused.message().contains(told), "{refused}");
    let correcting = office.correct("approver Pat", WHY).await.unwrap();

    // What is published is what is read, until the next version is.
    assert_eq!(reports(&office, 0).await, as_published);
    let overview_meanwhile = overview(&office).await;
    assert!(
        overview_meanwhile.contains("Findings of 1 of "),
        "as it was published"
    );
    let under_way = report(&office, correcting).await;
    assert!(under_way.contains("<body class=\"draft\" data-mark=\"Draft\">"));
    assert!(under_way.contains("This is version 2, which is to replace version 1."));
    let refused = office.go("approver Pat", "publish", "").await.unwrap_err();
    assert!(refused.message().contains("is draft"), "{refused}");

    // It goes the way of every draft, and a run before the correction bears nothing out.
    let text = "It can be heard again, but is cracked.";
    office
        .find("f2", "area-for-improvement", "A cracked bell", text)
        .await;
    let second = publish(&mut office).await;
    assert_eq!(reports(&office, first).await, as_published);
    let corrected = reports(&office, 0).await;
    for ((before, was), (after, is)) in as_published.iter().zip(&corrected) {
        assert_eq!(after.as_of, second);
        assert_ne!((&before.sha256, was), (&after.sha256, is));
    }
    let [(_, html), _, (_, table), (_, json)] = &corrected[..] else {
        panic!("a report in each format");
    };
    let html = String::from_utf8(html.clone()).unwrap();
    assert!(html.contains("This is version 2, which replaces version 1."));
    assert!(html.contains(&format!("revision {first}")) && html.contains(WHY));
    assert!(html.contains("It can be heard again") && !html.contains("class=\"draft\""));
    let places = [
        "<nav class=\"contents\"",
        "<section id=\"corrections\"",
        "<section id=\"force-in-numbers\"",
    ];
    let places = places.map(|place| html.find(place).unwrap());
    assert!(places.is_sorted(), "on the first pages");
    let table = std::str::from_utf8(table).unwrap();
    assert!(table.lines().next().unwrap().ends_with(",report_version"));
    assert!(table.lines().skip(1).all(|line| line.ends_with(",2")));
    let json: Value = serde_json::from_slice(json).unwrap();
    assert_eq!(json["provenance"]["report_version"], 2);
    let rows = json["corrections"]["versions"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["cells"][1][0], format!("revision {first}"));
    assert!(rows[1]["cells"][2][0].as_str().unwrap().starts_with(WHY));

    let inspection = office.as_at(0).await.unwrap().inspection.unwrap();
    let steps = inspection.steps.iter().filter(|step| step.corrects > 0);
    let steps: Vec<_> = steps
        .map(|step| (step.r#move.as_str(), step.corrects))
        .collect();
    assert_eq!((inspection.version, steps), (2, vec![("correct", first)]));
}

#[tokio::test]
async fn a_correction_without_a_change_note_is_refused() {
    let mut office = Office::open().await;
    open(&mut office).await;
    draft(&mut office).await;
    mend(&mut office).await;
    publish(&mut office).await;
    let refused = office.correct("approver Pat", "").await.unwrap_err();
    assert!(
        refused.message().contains("reason: is required"),
        "{refused}"
    );
}

#[tokio::test]
async fn an_inspection_that_follows_a_freeze_is_in_report_and_overview() {
    let mut office = Office::open().await;
    let frozen = office.freeze().await;
    let (header, _) = office.report(ReportFormat::Html, 0).await;
    assert!(header.as_of < frozen, "as at the figures that were frozen");
    let opened = open(&mut office).await;
    let (header, page) = office.report(ReportFormat::Html, 0).await;
    assert_eq!(header.as_of, opened);
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("<body class=\"draft\" data-mark=\"Draft\">"));
    assert!(overview(&office).await.contains("Findings of 0 of "));
    draft(&mut office).await;
    mend(&mut office).await;
    publish(&mut office).await;
    assert!(overview(&office).await.contains("Findings of 1 of "));
}
