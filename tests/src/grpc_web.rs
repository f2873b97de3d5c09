//! A page in a browser calls the services, with the lines that `docs/calls.md` gives for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use peel_proto::data::v1::{ListForcesRequest, ListForcesResponse};
use peel_proto::reporting::v1::{GetReportRequest, GetReportResponse, get_report_response::Part};
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use prost::Message;
use serde_json::{Value, json};
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::pages::{BROWSING, told_by};
use crate::support::launch::{Launch, WHOLE};
use crate::support::workspace;

fn call(method: &str, message: &impl Message) -> Value {
    json!([method, STANDARD.encode(message.encode_to_vec())])
}

/// The messages of an answer.
fn messages<M: Message + Default>(answer: &Value) -> Vec<M> {
    let messages = answer["messages"].as_array().unwrap().iter();
    let decoded = messages.map(|one| STANDARD.decode(one.as_str().unwrap()).unwrap());
    decoded.map(|bytes| M::decode(&*bytes).unwrap()).collect()
}

#[tokio::test]
async fn a_page_compares_streams_a_report_and_reads_why_it_is_refused() {
    let whole = WHOLE.start().await;
    let compare = |force: &str| CompareRequest {
        force: force.to_owned(),
        indicator: "recorded-crime-rate".to_owned(),
        ..CompareRequest::default()
    };
    let report = GetReportRequest {
        force: "west-midlands".to_owned(),
        ..GetReportRequest::default()
    };
    const COMPARE: &str = "peel.scoring.v1.ComparisonService/Compare";
    let calls = json!([
        call(COMPARE, &compare("west-midlands")),
        call("peel.reporting.v1.ReportService/GetReport", &report),
        call(
            "peel.data.v1.ReferenceService/ListForces",
            &ListForcesRequest::default()
        ),
        call(COMPARE, &compare("west-midland")),
    ]);
    let modules = told_by("PEEL_PAGES", "what tests/pages/package.json asks for");
    let browser = told_by("PEEL_CHROMIUM", "the program of Chromium");
    let page = Launch::new(&told_by("PEEL_NODE", "the program of Node.js"))
        .arguments([workspace().join("tests/pages/call.mjs"), modules, browser])
        .arguments([workspace().join("docs/calls.md")])
        .arguments([whole.url(), calls.to_string()]);
    let told = page.finish_within(BROWSING).await.printed();
    let told: Value = serde_json::from_str(&told).unwrap();

    let answers = &told["answers"];
    let compared: Vec<CompareResponse> = messages(&answers[0]);
    let comparison = compared[0].comparison.as_ref().unwrap();
    assert_eq!(comparison.included_units, 43);

    let parts: Vec<GetReportResponse> = messages(&answers[1]);
    let chunks = parts.into_iter().filter_map(|message| match message.part {
        Some(Part::Chunk(chunk)) => Some(chunk),
        _ => None,
    });
    let chunks: Vec<_> = chunks.collect();
    assert!(chunks.len() > 1, "a report streams: {}", chunks.len());
    let report = String::from_utf8(chunks.concat()).unwrap();
    assert!(report.trim_end().ends_with("</html>"));

    let forces: Vec<ListForcesResponse> = messages(&answers[2]);
    assert_eq!(forces[0].forces.len(), 43);

    let refused = &answers[3];
    assert_eq!(refused["code"], Code::NotFound as i32, "{refused}");
    let said = refused["message"].as_str().unwrap();
    assert!(said.contains("did you mean \"west-midlands\""), "{said}");
    let details = refused["details"].as_str().unwrap();
    let details = BASE64_STANDARD_NO_PAD.decode(details).unwrap();
    let status = Status::with_details_and_metadata(
        Code::NotFound,
        said,
        details.into(),
        MetadataMap::default(),
    );
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.reason, "UNKNOWN_FORCE");

    let foreign = told["foreign"].as_str().unwrap();
    assert!(foreign.contains("Failed to fetch"), "{foreign}");
}
