//! Who a caller is known to be counts, not who it claims to be.

use std::sync::Arc;

use peel_kit::{Caller, Reason};
use peel_proto::data::v1::submit_return_request::Part;
use peel_proto::data::v1::{
    AnswerQueryRequest, FreezeEditionRequest, GetFinalDataRequest, GetQueryRequest,
    GetReturnTemplateRequest, GetRevisionRequest, InspectionEntry, ListQueriesRequest,
    ListSubmissionsRequest, OpenInspectionRequest, SignOffReturnRequest, SubmissionHeader,
    SubmitReturnRequest,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use crate::returning::{YEAR, plain, returned_by, start, values_part};
use crate::support::Service;

fn caller(name: &str, role: &str, force: Option<&str>) -> Arc<Caller> {
    let roles = [role.to_owned()];
    Arc::new(Caller::new(name, &roles, force.map(str::to_owned)).unwrap())
}

/// A request as the server hands it on once it knows who calls.
fn by<T>(caller: &Arc<Caller>, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(Arc::clone(caller));
    request
}

#[track_caller]
fn reason(refused: &Status) -> String {
    refused
        .get_error_details()
        .error_info()
        .unwrap()
        .reason
        .clone()
}

/// The refusals of every call about a force, made by `caller` about `force`.
async fn about(service: &Service, caller: &Arc<Caller>, force: &str) -> Vec<Status> {
    let force = || force.to_owned();
    let mut returns = service.returns();
    let mut refusals = Vec::new();
    let request = GetReturnTemplateRequest {
        force: force(),
        ..GetReturnTemplateRequest::default()
    };
    refusals.extend(returns.get_return_template(by(caller, request)).await.err());
    let request = ListSubmissionsRequest {
        force: force(),
        ..ListSubmissionsRequest::default()
    };
    refusals.extend(returns.list_submissions(by(caller, request)).await.err());
    let request = GetFinalDataRequest {
        force: force(),
        ..GetFinalDataRequest::default()
    };
    refusals.extend(returns.get_final_data(by(caller, request)).await.err());
    let request = SignOffReturnRequest {
        request_id: "sign-off".to_owned(),
        force: force(),
        as_at: 1,
        ..SignOffReturnRequest::default()
    };
    refusals.extend(returns.sign_off_return(by(caller, request)).await.err());
    let request = ListQueriesRequest {
        force: force(),
        ..ListQueriesRequest::default()
    };
    refusals.extend(
        service
            .queries()
            .list_queries(by(caller, request))
            .await
            .err(),
    );
    let header = SubmissionHeader {
        force: force(),
        ..returned_by("theirs")
    };
    refusals.extend(submit(service, caller, header).await.err());
    refusals
}

async fn submit(
    service: &Service,
    caller: &Arc<Caller>,
    header: SubmissionHeader,
) -> Result<(), Status> {
    let parts = [
        Part::Header(header),
        values_part(&[plain("thefts", YEAR, 0.0)]),
    ];
    let parts = parts.map(|part| SubmitReturnRequest { part: Some(part) });
    let request = by(caller, futures::stream::iter(parts));
    service.returns().submit_return(request).await.map(|_| ())
}

#[tokio::test]
async fn an_account_of_a_force_learns_nothing_of_another_not_even_whether_it_is_there() {
    let service = start().await;
    let query = service.asked_about("r-1").await;
    let south = caller("Southshire", "force", Some("southshire"));
    // One that has data, one that has none, one that does not exist, one that is misspelt.
    let mut told = Vec::new();
    for force in ["northshire", "port-city", "atlantis", "North Shire"] {
        let refusals = about(&service, &south, force).await;
        assert_eq!(refusals.len(), 6, "{force}: {refusals:?}");
        for refused in refusals {
            assert_eq!(refused.code(), Code::PermissionDenied, "{refused:?}");
            assert_eq!(reason(&refused), Reason::FORCE_REFUSED);
            told.push((refused.message().to_owned(), refused.details().to_vec()));
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "refusals differ: {told:?}");

    // A query of another force's is as one that there is not.
    let ask = async |id: &str| {
        let query = id.to_owned();
        let asked = GetQueryRequest {
            query: query.clone(),
        };
        let got = service.queries().get_query(by(&south, asked)).await;
        let answer = AnswerQueryRequest {
            request_id: "answer".to_owned(),
            query,
            explanation: "It is so.".to_owned(),
            author: String::new(),
        };
        let answered = service.queries().answer_query(by(&south, answer)).await;
        [got.unwrap_err(), answered.unwrap_err()]
    };
    for (theirs, nobodys) in ask(&query.id).await.iter().zip(ask("q4-9").await) {
        assert_eq!(theirs.code(), Code::NotFound, "{theirs:?}");
        assert_eq!(reason(theirs), ErrorReason::UnknownQuery.reason());
        assert_eq!(
            theirs.message().replace(&query.id, "q4-9"),
            nobodys.message()
        );
    }
}

#[tokio::test]
async fn an_account_of_a_force_works_on_its_own() {
    let service = start().await;
    let north = caller("Northshire returns", "force", Some("northshire"));
    submit(&service, &north, returned_by("r-1")).await.unwrap();
    // Without a name it is its own that is meant.
    let all = ListQueriesRequest::default();
    let listed = service
        .queries()
        .list_queries(by(&north, all.clone()))
        .await;
    let queries = listed.unwrap().into_inner().queries;
    assert_eq!(queries.len(), 1);
    let south = caller("Southshire", "force", Some("southshire"));
    let listed = service.queries().list_queries(by(&south, all)).await;
    assert!(listed.unwrap().into_inner().queries.is_empty());

    let answer = AnswerQueryRequest {
        request_id: "a-1".to_owned(),
        query: queries[0].id.clone(),
        explanation: "It is so.".to_owned(),
        author: "Somebody Else".to_owned(),
    };
    let answered = service.queries().answer_query(by(&north, answer)).await;
    let answered = answered.unwrap().into_inner().query.unwrap();
    assert_eq!(answered.moves.last().unwrap().author, "Northshire returns");
}

#[tokio::test]
async fn what_is_written_is_signed_by_who_wrote_it() {
    let service = start().await;
    let analyst = caller("Bea", "analyst", None);
    let request = FreezeEditionRequest {
        request_id: "f-1".to_owned(),
        as_at: 3,
        author: "Somebody Else".to_owned(),
        reason: "it is time".to_owned(),
        ..FreezeEditionRequest::default()
    };
    service
        .returns()
        .freeze_edition(by(&analyst, request))
        .await
        .unwrap();
    let newest = GetRevisionRequest::default();
    let revision = service.revisions().get_revision(newest).await.unwrap();
    assert_eq!(revision.into_inner().revision.unwrap().author, "Bea");
}

#[tokio::test]
async fn a_role_in_an_inspection_is_one_that_the_caller_has() {
    let service = start().await;
    let claimed = |role: &str| OpenInspectionRequest {
        entry: Some(InspectionEntry {
            request_id: "i-1".to_owned(),
            force: "southshire".to_owned(),
            role: role.to_owned(),
            reason: "it is time".to_owned(),
            ..InspectionEntry::default()
        }),
        source: "made up".to_owned(),
        ..OpenInspectionRequest::default()
    };
    let moderator = caller("Mo", "moderator", None);
    let mut work = service.inspection_work();
    let refused = work
        .open_inspection(by(&moderator, claimed("inspector")))
        .await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(reason(&refused), ErrorReason::RoleRefused.reason());
    assert_eq!(refused.message(), "Mo does not have the role inspector");

    let inspector = caller("Ina", "inspector", None);
    work.open_inspection(by(&inspector, claimed("inspector")))
        .await
        .unwrap();
    let newest = GetRevisionRequest::default();
    let revision = service.revisions().get_revision(newest).await.unwrap();
    assert_eq!(revision.into_inner().revision.unwrap().author, "Ina");
}
