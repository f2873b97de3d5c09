use futures::StreamExt as _;
use peel_kit::settings::{ListenSettings, NeighbourSettings};
use peel_kit::{Neighbour, Server, Shutdown, Tls};
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{
    GetRevisionRequest, ListRevisionsRequest, RevisionKind, WatchRevisionsRequest,
    WatchRevisionsResponse,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Status, Streaming};

use crate::support::{Service, header, refused, thefts};

#[tokio::test]
async fn a_revision_says_what_it_brought() {
    let service = Service::start().await;
    let mut revisions = service.revisions();
    let mut revision = async |number| {
        let request = GetRevisionRequest { number };
        revisions
            .get_revision(request)
            .await
            .unwrap()
            .into_inner()
            .revision
            .unwrap()
    };
    let edition = revision(1).await;
    assert_eq!(
        (edition.kind(), edition.observations),
        (RevisionKind::Edition, 0)
    );
    assert_eq!(edition.title, "A made-up edition");
    assert_eq!(edition.author, "bundled edition");
    assert_eq!(edition.recorded_at, service.clock.now().as_second());

    let newest = revision(0).await;
    assert_eq!((newest.number, newest.kind()), (3, RevisionKind::Import));
    assert_eq!(newest.title, "offences.csv of made-up-edition");
    assert_eq!(newest.observations, 4);
    assert_eq!(newest.measures, ["frauds", "thefts"]);
    assert_eq!(newest.checksum.len(), 64);
}

#[tokio::test]
async fn revisions_come_page_by_page_oldest_first() {
    let service = Service::start().await;
    let mut revisions = service.revisions();
    let mut page = async |page_size, page_token| {
        let request = ListRevisionsRequest {
            page_size,
            page_token,
        };
        let answer = revisions
            .list_revisions(request)
            .await
            .unwrap()
            .into_inner();
        let numbers: Vec<_> = answer.revisions.iter().map(|it| it.number).collect();
        (numbers, answer.next_page_token)
    };
    let (first, token) = page(2, String::new()).await;
    let (second, end) = page(2, token).await;
    assert_eq!((first, second, end), (vec![1, 2], vec![3], String::new()));
    assert_eq!(page(3, String::new()).await, (vec![1, 2, 3], String::new()));
}

#[tokio::test]
async fn revisions_that_do_not_exist_are_refused() {
    let service = Service::start().await;
    let mut revisions = service.revisions();
    let details = refused(
        revisions
            .get_revision(GetRevisionRequest { number: 4 })
            .await,
        ErrorReason::UnknownRevision,
        "revision 4 does not exist yet: the newest is 3; leave the revision out to read the newest",
    );
    assert_eq!(
        details.error_info().unwrap().metadata["newestRevision"],
        "3"
    );
    // Whoever knows more than the store would wait in vain.
    refused(
        revisions
            .watch_revisions(WatchRevisionsRequest { after: 4 })
            .await,
        ErrorReason::UnknownRevision,
        "revision 4 does not exist yet: the newest is 3; leave the revision out to read the newest",
    );
    let request = ListRevisionsRequest {
        page_token: "token".to_owned(),
        page_size: 0,
    };
    refused(
        revisions.list_revisions(request).await,
        ErrorReason::InvalidPageToken,
        "the request has 1 invalid field; page_token: is not the next_page_token of this list; \
         ask for the first page again",
    );

    let empty = Service::with(&[]).await;
    let details = refused(
        empty
            .revisions()
            .get_revision(GetRevisionRequest::default())
            .await,
        ErrorReason::UnknownRevision,
        "revision 1 does not exist yet: nothing was recorded yet; leave the revision out to read \
         the newest",
    );
    assert_eq!(
        details.error_info().unwrap().metadata["newestRevision"],
        "0"
    );
}

async fn next(watch: &mut Streaming<WatchRevisionsResponse>) -> Result<u64, Status> {
    let next = watch.next().await.expect("a watch does not end by itself");
    Ok(next?.revision.expect("every message has a revision").number)
}

#[tokio::test]
async fn a_watch_tells_what_is_known_and_then_what_comes() {
    let service = Service::start().await;
    let watch = async |after| {
        let request = WatchRevisionsRequest { after };
        service
            .revisions()
            .watch_revisions(request)
            .await
            .unwrap()
            .into_inner()
    };
    let (mut all, mut new) = (watch(0).await, watch(3).await);
    for number in [1, 2, 3] {
        assert_eq!(next(&mut all).await.unwrap(), number);
    }
    service
        .import(header("first"), &[thefts(121.0)])
        .await
        .unwrap();
    for watch in [&mut all, &mut new] {
        assert_eq!(next(watch).await.unwrap(), 4);
    }
    // Several at once, recorded before anybody looks.
    service
        .import(header("second"), &[thefts(122.0)])
        .await
        .unwrap();
    service
        .import(header("third"), &[thefts(123.0)])
        .await
        .unwrap();
    for watch in [&mut all, &mut new] {
        assert_eq!(next(watch).await.unwrap(), 5);
        assert_eq!(next(watch).await.unwrap(), 6);
    }
}

#[tokio::test]
async fn a_watch_on_an_empty_store_waits_for_the_first_edition() {
    let service = Service::with(&[]).await;
    let request = WatchRevisionsRequest { after: 0 };
    let watch = service
        .revisions()
        .watch_revisions(request)
        .await
        .unwrap()
        .into_inner();
    let waiting = futures::poll!(std::pin::pin!(watch).next());
    assert!(waiting.is_pending());
}

#[tokio::test]
async fn a_watch_ends_when_the_server_drains() {
    let service = Service::start().await;
    let server = Server::bind(&ListenSettings::local(0), &Tls::off(), None).unwrap();
    let address = format!("http://{}", server.address());
    let shutdown = Shutdown::new();
    let served = tokio::spawn(server.serve(service.server.clone(), shutdown.clone()));
    let settings = NeighbourSettings {
        address,
        ..NeighbourSettings::local(0)
    };
    let neighbour = Neighbour::remote("data", &settings, &Tls::off()).unwrap();

    let request = WatchRevisionsRequest { after: 2 };
    let watch = RevisionServiceClient::new(neighbour)
        .watch_revisions(request)
        .await;
    let mut watch = watch.unwrap().into_inner();
    assert_eq!(next(&mut watch).await.unwrap(), 3);
    shutdown.request();
    let ended = next(&mut watch).await;
    let message = ended.as_ref().unwrap_err().message().to_owned();
    refused(ended, ErrorReason::ServerDraining, &message);
    assert_eq!(served.await.unwrap().cut, 0);
}
