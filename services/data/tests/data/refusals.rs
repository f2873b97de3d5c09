//! What callers of the reference are refused, and how they are told.

use peel_proto::data::v1::{
    GetEditionDocumentRequest, GetEditionRequest, GetForceRequest, GetIndicatorRequest,
    ListCaveatsRequest, ListEditionsRequest, ListForcesRequest, ListIndicatorsRequest,
    ListMeasuresRequest,
};
use peel_proto::errors::v1::ErrorReason;

use crate::support::{EDITION, Service, fields, refused};

#[tokio::test]
async fn names_that_are_not_known_are_told_with_the_nearest() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let force = |force: &str| GetForceRequest {
        force: force.to_owned(),
        edition: String::new(),
    };

    let details = refused(
        reference.get_force(force("northshir")).await,
        ErrorReason::UnknownForce,
        "force \"northshir\" is not known; did you mean \"northshire\" or \"southshire\"?",
    );
    assert_eq!(details.error_info().unwrap().metadata["force"], "northshir");
    let resource = details.resource_info().unwrap();
    assert_eq!(
        (
            resource.resource_type.as_str(),
            resource.resource_name.as_str()
        ),
        ("force", "northshir")
    );

    let long = "x".repeat(100_000);
    let message = format!("force \"{}\" is not known", "x".repeat(100));
    refused(
        reference.get_force(force(&long)).await,
        ErrorReason::UnknownForce,
        &message,
    );

    let request = GetForceRequest {
        edition: "made-up".to_owned(),
        ..force("northshire")
    };
    refused(
        reference.get_force(request).await,
        ErrorReason::UnknownEdition,
        "edition \"made-up\" is not known; did you mean \"made-up-edition\"?",
    );
    let request = GetIndicatorRequest {
        indicator: "theft-shar".to_owned(),
        edition: String::new(),
    };
    refused(
        reference.get_indicator(request).await,
        ErrorReason::UnknownIndicator,
        "indicator \"theft-shar\" is not known; did you mean \"theft-share\" or \
         \"theft-rate-change\"?",
    );
    let request = ListCaveatsRequest {
        indicator: "fog".to_owned(),
        ..ListCaveatsRequest::default()
    };
    refused(
        reference.list_caveats(request).await,
        ErrorReason::UnknownIndicator,
        "indicator \"fog\" is not known",
    );
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused_by_field() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let details = refused(
        reference.get_force(GetForceRequest::default()).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; force: is required; ListForces tells those there are",
    );
    assert_eq!(fields(&details)[0].0, "force");
    refused(
        reference
            .get_indicator(GetIndicatorRequest::default())
            .await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; indicator: is required; ListIndicators tells those there are",
    );
    let request = ListIndicatorsRequest {
        question: "lightning".to_owned(),
        ..ListIndicatorsRequest::default()
    };
    refused(
        reference.list_indicators(request).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; question: made-up-edition has no such question \
         (nearest known: lighting)",
    );
    let request = ListMeasuresRequest {
        page_size: 1_001,
        ..ListMeasuresRequest::default()
    };
    refused(
        reference.list_measures(request).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; page_size: a page has 1 to 1000 entries, not 1001",
    );
    let request = GetEditionRequest {
        as_of: u64::MAX,
        ..GetEditionRequest::default()
    };
    refused(
        reference.get_edition(request).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; as_of: no revision has a number above \
         9223372036854775807",
    );
    let request = GetEditionDocumentRequest {
        as_of: 4,
        ..GetEditionDocumentRequest::default()
    };
    let details = refused(
        reference.get_edition_document(request).await,
        ErrorReason::UnknownRevision,
        "revision 4 does not exist yet: the newest is 3; leave the revision out to read the newest",
    );
    assert_eq!(
        details.error_info().unwrap().metadata["newestRevision"],
        "3"
    );
}

#[tokio::test]
async fn a_page_token_belongs_to_one_list_and_its_arguments() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let request = ListForcesRequest {
        page_size: 1,
        ..ListForcesRequest::default()
    };
    let token = reference
        .list_forces(request.clone())
        .await
        .unwrap()
        .into_inner()
        .next_page_token;

    let message = "the request has 1 invalid field; page_token: is not the next_page_token of \
                   this list; ask for the first page again";
    let other_arguments = ListForcesRequest {
        include_out_of_scope: true,
        page_token: token.clone(),
        ..request.clone()
    };
    let answer = reference.list_forces(other_arguments).await;
    let details = refused(answer, ErrorReason::InvalidPageToken, message);
    assert_eq!(fields(&details)[0].0, "page_token");
    let other_list = ListMeasuresRequest {
        page_token: token.clone(),
        ..Default::default()
    };
    let answer = reference.list_measures(other_list).await;
    refused(answer, ErrorReason::InvalidPageToken, message);
    let made_up = ListEditionsRequest {
        page_token: "1".to_owned(),
        page_size: 0,
    };
    refused(
        reference.list_editions(made_up).await,
        ErrorReason::InvalidPageToken,
        message,
    );

    // Naming the edition that was meant, or another size, makes no other list.
    let same_list = ListForcesRequest {
        edition: EDITION.to_owned(),
        page_size: 7,
        page_token: token,
        ..request
    };
    assert_eq!(
        reference
            .list_forces(same_list)
            .await
            .unwrap()
            .into_inner()
            .forces
            .len(),
        2
    );
}

#[tokio::test]
async fn without_any_edition_there_is_no_newest() {
    let service = Service::with(&[]).await;
    let mut reference = service.reference();
    refused(
        reference.list_forces(ListForcesRequest::default()).await,
        ErrorReason::UnknownEdition,
        "no edition is recorded yet",
    );
    let editions = reference
        .list_editions(ListEditionsRequest::default())
        .await
        .unwrap();
    assert!(editions.into_inner().editions.is_empty());
}

#[tokio::test]
async fn a_store_that_fails_is_told_without_its_place_or_cause() {
    let service = Service::start().await;
    service.store.close().await;
    refused(
        service
            .reference()
            .get_edition(GetEditionRequest::default())
            .await,
        ErrorReason::StoreUnavailable,
        "the store does not answer; tell who runs this service",
    );
}
