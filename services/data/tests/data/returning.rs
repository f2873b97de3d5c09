//! What tests of collection work with: an edition with a return, and calls made short.

use peel_edition::Folder;
use peel_kit::Neighbour;
use peel_proto::data::v1::decision_service_client::DecisionServiceClient;
use peel_proto::data::v1::query_service_client::QueryServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::data::v1::submit_return_request::Part;
use peel_proto::data::v1::{
    GetRevisionRequest, Query, ReturnedValue, ReturnedValueChunk, SubmissionHeader,
    SubmitReturnRequest, SubmitReturnResponse,
};
use tonic::{Response, Status};

use crate::support::{Service, made_up};

/// Thefts are recorded for 2031 with the edition, where Northshire has 120.
const RETURN: &str = r#"
source = "harbour-office"

[[section]]
title = "Offences"
note = "Count every offence once."

[[section.entry]]
measure = "thefts"
periods = ["12m-to-2031-06", "12m-to-2032-06"]
per = "population"

[[section.entry]]
measure = "frauds"
periods = ["12m-to-2032-06"]
note = "Also by post."

[[section]]
title = "People"

[[section.entry]]
measure = "population"
periods = ["at-2031-06-30"]
"#;

/// The year that the return asks about first.
pub(crate) const YEAR: &str = "12m-to-2032-06";

/// The made-up edition with a return: four values of three measures.
pub(crate) fn with_return() -> Folder {
    let folder = made_up();
    let files = folder
        .files()
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    let files = files.chain([("return.toml".to_owned(), RETURN.as_bytes().to_vec())]);
    Folder::from_files("made-up", files.collect::<Vec<_>>()).unwrap()
}

/// A service that collects; the newest revision is 3.
pub(crate) async fn start() -> Service {
    Service::with(&[with_return()]).await
}

impl Service {
    pub(crate) fn returns(&self) -> ReturnServiceClient<Neighbour> {
        ReturnServiceClient::new(self.neighbour())
    }

    pub(crate) fn queries(&self) -> QueryServiceClient<Neighbour> {
        QueryServiceClient::new(self.neighbour())
    }

    pub(crate) fn decisions(&self) -> DecisionServiceClient<Neighbour> {
        DecisionServiceClient::new(self.neighbour())
    }

    /// Submits values in one chunk.
    pub(crate) async fn submit(
        &self,
        header: SubmissionHeader,
        values: &[ReturnedValue],
    ) -> Result<SubmitReturnResponse, Status> {
        self.submit_parts([Part::Header(header), values_part(values)])
            .await
    }

    /// Submits a file in two parts.
    pub(crate) async fn submit_file(
        &self,
        header: SubmissionHeader,
        file: &[u8],
    ) -> Result<SubmitReturnResponse, Status> {
        let (one, other) = file.split_at(file.len() / 2);
        let parts = [one, other].map(|part| Part::File(part.to_vec()));
        self.submit_parts([Part::Header(header)].into_iter().chain(parts))
            .await
    }

    pub(crate) async fn submit_parts(
        &self,
        parts: impl IntoIterator<Item = Part>,
    ) -> Result<SubmitReturnResponse, Status> {
        let parts = parts.into_iter();
        let requests = parts.map(|part| SubmitReturnRequest { part: Some(part) });
        let requests = futures::stream::iter(requests.collect::<Vec<_>>());
        let answer = self.returns().submit_return(requests).await;
        answer.map(Response::into_inner)
    }

    /// A submission of no thefts, where there always were some: the query that it raises.
    pub(crate) async fn asked_about(&self, request_id: &str) -> Query {
        let values = [plain("thefts", YEAR, 0.0)];
        let answer = self.submit(returned_by(request_id), &values).await;
        let mut raised = answer.unwrap().raised;
        assert_eq!(raised.len(), 1, "{raised:?}");
        raised.remove(0)
    }

    pub(crate) async fn newest(&self) -> u64 {
        let request = GetRevisionRequest::default();
        let answer = self.revisions().get_revision(request).await.unwrap();
        answer.into_inner().revision.unwrap().number
    }
}

/// Northshire's header.
pub(crate) fn returned_by(request_id: &str) -> SubmissionHeader {
    SubmissionHeader {
        request_id: request_id.to_owned(),
        force: "northshire".to_owned(),
        author: "Ada".to_owned(),
        ..SubmissionHeader::default()
    }
}

pub(crate) fn values_part(values: &[ReturnedValue]) -> Part {
    Part::Values(ReturnedValueChunk {
        values: values.to_vec(),
    })
}

pub(crate) fn plain(measure: &str, period: &str, value: f64) -> ReturnedValue {
    ReturnedValue {
        measure: measure.to_owned(),
        period: period.to_owned(),
        value: Some(value),
        ..ReturnedValue::default()
    }
}

pub(crate) fn declared(
    status: &str,
    reason: &str,
    value: Option<f64>,
    months: u32,
) -> ReturnedValue {
    ReturnedValue {
        status: status.to_owned(),
        reason: reason.to_owned(),
        value,
        months,
        ..plain("thefts", YEAR, 0.0)
    }
}
