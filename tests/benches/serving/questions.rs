//! Everything that can be asked: each force on each indicator.

use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::{ListForcesRequest, ListIndicatorsRequest, ListInspectionsRequest};
use peel_proto::reporting::v1::GetReportRequest;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{BatchCompareRequest, CompareRequest, ComparisonChoice};
use prost::Message;
use tonic::transport::Channel;

use crate::Outcome;
use crate::processes::Server;

/// As many as a page may hold: the lists here are shorter.
const PAGE: u32 = 1_000;

/// The indicators of the newest edition.
pub(crate) async fn indicators(data: &Server) -> Outcome<Vec<String>> {
    let request = ListIndicatorsRequest {
        page_size: PAGE,
        ..ListIndicatorsRequest::default()
    };
    let mut client = ReferenceServiceClient::new(data.channel().await?);
    let answer = client.list_indicators(request).await?.into_inner();
    let names = answer.indicators.into_iter().map(|indicator| indicator.id);
    Ok(names.collect())
}

/// The inspected forces.
async fn forces(data: &Server) -> Outcome<Vec<String>> {
    let request = ListForcesRequest {
        page_size: PAGE,
        ..ListForcesRequest::default()
    };
    let mut client = ReferenceServiceClient::new(data.channel().await?);
    let answer = client.list_forces(request).await?.into_inner();
    Ok(answer.forces.into_iter().map(|force| force.id).collect())
}

/// A force whose inspection is recorded, and that can therefore be reported on.
pub(crate) async fn inspected(data: &Server) -> Outcome<String> {
    let mut client = InspectionServiceClient::new(data.channel().await?);
    let answer = client.list_inspections(ListInspectionsRequest::default());
    let first = answer.await?.into_inner().inspections.into_iter().next();
    Ok(first.ok_or("no inspection is recorded")?.force)
}

/// Asks for the report on `force`, to its last byte.
pub(crate) async fn report(reporting: &Server, force: &str) -> Outcome<()> {
    let request = GetReportRequest {
        force: force.to_owned(),
        ..GetReportRequest::default()
    };
    let mut client = ReportServiceClient::new(reporting.channel().await?);
    let mut parts = client.get_report(request).await?.into_inner();
    while parts.message().await?.is_some() {}
    Ok(())
}

/// Every indicator for every force, in one request.
pub(crate) fn of_everything(indicators: &[String]) -> BatchCompareRequest {
    let choices = indicators.iter().map(|indicator| ComparisonChoice {
        indicator: indicator.clone(),
        period: String::new(),
    });
    BatchCompareRequest {
        choices: choices.collect(),
        ..BatchCompareRequest::default()
    }
}

/// Every indicator for one force, in one request.
pub(crate) fn of_one_force(indicators: &[String], force: &str) -> BatchCompareRequest {
    BatchCompareRequest {
        force: force.to_owned(),
        ..of_everything(indicators)
    }
}

/// A question and its answer, as they go over the wire.
pub(crate) struct Exchange {
    pub(crate) question: Vec<u8>,
    pub(crate) answer: Vec<u8>,
}

/// Asks for each force on each indicator, and leaves the answers in the server's memory.
///
/// One force after the other: how long an answer is depends on its indicator, so that wherever a
/// round of load begins and ends, its answers are of the same length on average.
pub(crate) async fn exchanges(data: &Server, scoring: &Server) -> Outcome<Vec<Exchange>> {
    let (forces, indicators) = (forces(data).await?, indicators(data).await?);
    let mut client = ComparisonServiceClient::new(scoring.channel().await?);
    let mut exchanges = Vec::with_capacity(forces.len() * indicators.len());
    for force in &forces {
        for indicator in &indicators {
            let question = CompareRequest {
                force: force.clone(),
                indicator: indicator.clone(),
                ..CompareRequest::default()
            };
            exchanges.push(ask(&mut client, question).await?);
        }
    }
    Ok(exchanges)
}

async fn ask(
    client: &mut ComparisonServiceClient<Channel>,
    question: CompareRequest,
) -> Outcome<Exchange> {
    let encoded = question.encode_to_vec();
    let answer = client.compare(question).await?.into_inner();
    Ok(Exchange {
        question: encoded,
        answer: answer.encode_to_vec(),
    })
}
