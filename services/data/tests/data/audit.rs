//! The log of calls that write: each has its entry, with what it recorded or why it recorded nothing.

use peel_data_core::{AuditQuery, Page, Store as _};
use peel_kit::{Caller, Proof};
use peel_model::AuditEntry;
use peel_proto::data::v1::audit_service_client::AuditServiceClient;
use peel_proto::data::v1::submit_return_request::Part;
use peel_proto::data::v1::{
    AnswerQueryRequest, FreezeEditionRequest, ListAuditEntriesRequest, SubmitReturnRequest,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::Request;

use crate::returning::{YEAR, plain, returned_by, start, values_part};
use crate::support::{Service, refused};

/// By the clock of the tests.
const NOW: i64 = 1_946_019_600_000;

async fn entries(service: &Service) -> Vec<AuditEntry> {
    let all = AuditQuery::all(Page::new(None, 100).unwrap());
    service.store.audit_entries(all).await.unwrap()
}

/// Entries as "method force object request: outcome".
async fn told(service: &Service) -> Vec<String> {
    let request = ListAuditEntriesRequest::default();
    let mut log = AuditServiceClient::new(service.neighbour());
    let answer = log.list_audit_entries(request).await;
    let entries = answer.unwrap().into_inner().entries;
    let told = entries.iter().map(|entry| {
        let method = entry.method.rsplit('/').next().unwrap();
        let again = if entry.repeated { " again" } else { "" };
        format!(
            "{method} {} {} {}: {} {}{again}",
            entry.force, entry.object, entry.request_id, entry.code, entry.revision
        )
    });
    told.collect()
}

#[tokio::test]
async fn what_is_recorded_repeated_and_refused_is_in_the_log() {
    let service = start().await;
    let query = service.asked_about("r-1").await;
    service.asked_about("r-1").await;
    let answer = AnswerQueryRequest {
        request_id: "a-1".to_owned(),
        query: query.id.clone(),
        explanation: "It is so.".to_owned(),
        author: "Northshire".to_owned(),
    };
    service
        .queries()
        .answer_query(answer.clone())
        .await
        .unwrap();
    let again = AnswerQueryRequest {
        request_id: "a-2".to_owned(),
        ..answer
    };
    service.queries().answer_query(again).await.unwrap_err();
    assert_eq!(
        told(&service).await,
        [
            "SubmitReturn northshire return r-1: OK 4",
            "SubmitReturn northshire return r-1: OK 4 again",
            &format!("AnswerQuery northshire query {} a-1: OK 5", query.id),
            &format!(
                "AnswerQuery northshire query {} a-2: FAILED_PRECONDITION 0",
                query.id
            ),
        ]
    );
    let entries = entries(&service).await;
    assert!(
        entries
            .iter()
            .all(|entry| entry.call.at_milliseconds == NOW)
    );
}

#[tokio::test]
async fn a_caller_is_in_the_log_as_it_is_known_and_nobody_where_none_is_asked() {
    let service = start().await;
    let roles = ["analyst".to_owned(), "inspector".to_owned()];
    let ada = Caller::new("Ada", &roles, None).unwrap();
    let ada = ada.proven_by(Proof::Token("a-17".to_owned()));
    let mut freeze = Request::new(FreezeEditionRequest {
        request_id: "f-1".to_owned(),
        author: "somebody else".to_owned(),
        reason: "published".to_owned(),
        ..FreezeEditionRequest::default()
    });
    let open = freeze.get_ref().clone();
    freeze.extensions_mut().insert(std::sync::Arc::new(ada));
    service.returns().freeze_edition(freeze).await.unwrap();
    service.returns().freeze_edition(open).await.unwrap_err();
    let entries = entries(&service).await;
    let known = entries.iter().map(|entry| {
        let caller = &entry.call.caller;
        let known = caller.known_by.name();
        format!(
            "{} {known} {} {}",
            caller.name, caller.identity, caller.roles
        )
    });
    assert_eq!(
        known.collect::<Vec<_>>(),
        [
            "Ada token a-17 analyst, inspector",
            " nobody is asked who they are  "
        ]
    );
}

#[tokio::test]
async fn a_caller_who_goes_away_before_anything_is_recorded_is_in_the_log() {
    let service = start().await;
    let (parts, sent) = futures::channel::mpsc::unbounded();
    let part = |part| SubmitReturnRequest { part: Some(part) };
    parts
        .unbounded_send(part(Part::Header(returned_by("r-1"))))
        .unwrap();
    let mut returns = service.returns();
    let submitting = tokio::spawn(async move { returns.submit_return(sent).await });
    // Once the first of the values is taken, the header has been read.
    parts
        .unbounded_send(part(values_part(&[plain("thefts", YEAR, 0.0)])))
        .unwrap();
    while !parts.is_closed() && !parts.is_empty() {
        tokio::task::yield_now().await;
    }
    submitting.abort();
    let mut told = told(&service).await;
    while told.is_empty() {
        tokio::task::yield_now().await;
        told = self::told(&service).await;
    }
    assert_eq!(told, ["SubmitReturn northshire return r-1: CANCELLED 0"]);
}

#[tokio::test]
async fn whatever_a_refused_request_says_its_entry_is_short() {
    let service = start().await;
    let request = FreezeEditionRequest {
        request_id: format!("\n{}", "x".repeat(10_000)),
        ..FreezeEditionRequest::default()
    };
    let answer = service.returns().freeze_edition(request).await;
    assert!(answer.is_err());
    let entries = entries(&service).await;
    let kept = &entries[0].call.request_id;
    assert_eq!(kept.chars().count(), peel_data_core::LONGEST_AUDITED);
    assert!(kept.starts_with("\u{fffd}x"), "{kept}");
}

#[tokio::test]
async fn a_page_of_the_log_is_bounded() {
    let service = start().await;
    let request = ListAuditEntriesRequest {
        page_size: 1_001,
        ..ListAuditEntriesRequest::default()
    };
    let mut log = AuditServiceClient::new(service.neighbour());
    let answer = log.list_audit_entries(request).await;
    let message =
        "the request has 1 invalid field; page_size: a page has 1 to 1000 entries, not 1001";
    refused(answer, ErrorReason::InvalidRequest, message);
}
