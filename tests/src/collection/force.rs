//! What harbours and their inspectorate do, as calls.

use futures::stream;
use peel_proto::data::v1 as data;
use peel_proto::data::v1::query_service_client::QueryServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::submit_return_request::Part;
use tonic::Status;
use tonic::transport::Channel;

use crate::support::launch::Running;

/// The year that is asked for.
pub(super) const YEAR: &str = "12m-to-2031-06";

pub(super) fn value(measure: &str, period: &str, number: f64) -> data::ReturnedValue {
    data::ReturnedValue {
        measure: measure.to_owned(),
        period: period.to_owned(),
        value: Some(number),
        ..data::ReturnedValue::default()
    }
}

pub(super) fn estimated(
    measure: &str,
    period: &str,
    number: f64,
    reason: &str,
) -> data::ReturnedValue {
    data::ReturnedValue {
        status: "estimated".to_owned(),
        reason: reason.to_owned(),
        ..value(measure, period, number)
    }
}

pub(super) fn partial(
    measure: &str,
    period: &str,
    number: f64,
    months: u32,
    reason: &str,
) -> data::ReturnedValue {
    data::ReturnedValue {
        status: "partial".to_owned(),
        reason: reason.to_owned(),
        months,
        ..value(measure, period, number)
    }
}

pub(super) fn not_supplied(measure: &str, period: &str, reason: &str) -> data::ReturnedValue {
    data::ReturnedValue {
        measure: measure.to_owned(),
        period: period.to_owned(),
        status: "not-supplied".to_owned(),
        reason: reason.to_owned(),
        ..data::ReturnedValue::default()
    }
}

/// Clients of everybody who takes part. Every request has an id made of what it is about.
pub(super) struct Office {
    returns: ReturnServiceClient<Channel>,
    queries: QueryServiceClient<Channel>,
    revisions: RevisionServiceClient<Channel>,
    requests: u32,
}

impl Office {
    pub(super) async fn of(running: &Running) -> Self {
        let channel = running.channel().await;
        Self {
            returns: ReturnServiceClient::new(channel.clone()),
            queries: QueryServiceClient::new(channel.clone()),
            revisions: RevisionServiceClient::new(channel),
            requests: 0,
        }
    }

    fn request_id(&mut self) -> String {
        self.requests += 1;
        format!("request-{}", self.requests)
    }

    pub(super) async fn newest(&mut self) -> u64 {
        let request = data::GetRevisionRequest::default();
        let answer = self.revisions.get_revision(request).await.unwrap();
        answer.into_inner().revision.unwrap().number
    }

    pub(super) async fn template(&mut self, force: &str) -> data::GetReturnTemplateResponse {
        let request = data::GetReturnTemplateRequest {
            force: force.to_owned(),
            ..data::GetReturnTemplateRequest::default()
        };
        let answer = self.returns.get_return_template(request).await;
        answer.unwrap().into_inner()
    }

    pub(super) async fn submit(
        &mut self,
        force: &str,
        request_id: &str,
        values: Vec<data::ReturnedValue>,
    ) -> Result<data::SubmitReturnResponse, Status> {
        // A few at a time, as a client with much to send does.
        let chunks = values.chunks(3).map(|values| {
            Part::Values(data::ReturnedValueChunk {
                values: values.to_vec(),
            })
        });
        self.submit_parts(force, request_id, chunks.collect()).await
    }

    pub(super) async fn submit_file(
        &mut self,
        force: &str,
        request_id: &str,
        content: Vec<u8>,
    ) -> Result<data::SubmitReturnResponse, Status> {
        let parts = vec![Part::File(content)];
        self.submit_parts(force, request_id, parts).await
    }

    async fn submit_parts(
        &mut self,
        force: &str,
        request_id: &str,
        parts: Vec<Part>,
    ) -> Result<data::SubmitReturnResponse, Status> {
        let header = data::SubmissionHeader {
            request_id: format!("{force}-{request_id}"),
            force: force.to_owned(),
            author: "the harbour master".to_owned(),
            note: "as counted".to_owned(),
            ..data::SubmissionHeader::default()
        };
        let parts: Vec<_> = [Part::Header(header)]
            .into_iter()
            .chain(parts)
            .map(|part| data::SubmitReturnRequest { part: Some(part) })
            .collect();
        let answer = self.returns.submit_return(stream::iter(parts)).await;
        Ok(answer?.into_inner())
    }

    pub(super) async fn checks(&mut self) -> Vec<data::Check> {
        let answer = self.returns.list_checks(data::ListChecksRequest {}).await;
        answer.unwrap().into_inner().checks
    }

    /// All queries, or those that one check raised.
    pub(super) async fn queries(&mut self, check: &str) -> Vec<data::Query> {
        let request = data::ListQueriesRequest {
            check: check.to_owned(),
            ..data::ListQueriesRequest::default()
        };
        let answer = self.queries.list_queries(request).await;
        answer.unwrap().into_inner().queries
    }

    pub(super) async fn confirm(&mut self, query: &str) -> Result<data::Query, Status> {
        let request = data::AnswerQueryRequest {
            request_id: self.request_id(),
            query: query.to_owned(),
            explanation: "we counted twice".to_owned(),
            author: "the harbour master".to_owned(),
        };
        let answer = self.queries.answer_query(request).await?;
        Ok(answer.into_inner().query.unwrap())
    }

    pub(super) async fn review(
        &mut self,
        query: &str,
        action: &str,
    ) -> Result<data::Query, Status> {
        let request = data::ReviewQueryRequest {
            request_id: self.request_id(),
            query: query.to_owned(),
            action: action.to_owned(),
            text: "it is clear now, or not".to_owned(),
            author: "an analyst".to_owned(),
        };
        let answer = self.queries.review_query(request).await?;
        Ok(answer.into_inner().query.unwrap())
    }

    pub(super) async fn final_data(&mut self, force: &str) -> data::GetFinalDataResponse {
        let request = data::GetFinalDataRequest {
            force: force.to_owned(),
            ..data::GetFinalDataRequest::default()
        };
        let answer = self.returns.get_final_data(request).await;
        answer.unwrap().into_inner()
    }

    pub(super) async fn sign_off(
        &mut self,
        force: &str,
        as_at: u64,
    ) -> Result<data::SignOff, Status> {
        let request = data::SignOffReturnRequest {
            request_id: self.request_id(),
            edition: String::new(),
            force: force.to_owned(),
            as_at,
            author: "the harbour master".to_owned(),
            note: String::new(),
        };
        let answer = self.returns.sign_off_return(request).await?;
        Ok(answer.into_inner().sign_off.unwrap())
    }

    pub(super) async fn freeze(&mut self, as_at: u64) -> data::Freeze {
        let request = data::FreezeEditionRequest {
            request_id: self.request_id(),
            edition: String::new(),
            as_at,
            author: "the chief analyst".to_owned(),
            reason: "every harbour has signed".to_owned(),
        };
        let answer = self.returns.freeze_edition(request).await;
        answer.unwrap().into_inner().freeze.unwrap()
    }
}
