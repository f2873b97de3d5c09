//! What is newest, and what was known before.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures::future::join_all;
use peel_kit::settings::NeighbourSettings;
use peel_kit::{Neighbour, Server, Shutdown};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use tonic::Status;

use crate::support::{
    CRIME, EDITION, FORCE, Service, bundled, burglaries, compare, data, refused, scoring, soon,
};
use crate::traffic::{OBSERVATIONS, REVISION};

fn as_of(revision: u64) -> CompareRequest {
    CompareRequest {
        as_of: revision,
        ..compare(FORCE, CRIME)
    }
}

/// Offences counted, and the revision that was read.
fn offences(answer: &CompareResponse) -> (f64, u64) {
    let comparison = answer.comparison.as_ref().unwrap();
    (comparison.units[0].numerator, answer.as_of)
}

#[tokio::test]
async fn a_corrected_count_changes_what_is_newest_and_nothing_before() {
    let service = Service::start().await;
    let before = service.compare(as_of(0)).await.unwrap();
    assert_eq!(offences(&before), (188_908.0, 7));

    let corrected = service.import(EDITION, &[burglaries(12_320.0)]).await;
    assert_eq!(corrected, 8);
    // Named, it is read at once, whether or not the stream has told of it.
    let after = service.compare(as_of(8)).await.unwrap();
    assert_eq!(offences(&after), (188_909.0, 8));
    assert_eq!(after.comparison.as_ref().unwrap().revision, 8);
    assert_eq!(service.compare(as_of(7)).await.unwrap(), before);
    // And from then on it is the newest.
    assert_eq!(service.compare(as_of(0)).await.unwrap(), after);
}

#[tokio::test]
async fn the_stream_of_revisions_tells_what_is_newest() {
    let service = Service::start().await;
    service.import(EDITION, &[burglaries(12_320.0)]).await;
    soon(async {
        while service.compare(as_of(0)).await.unwrap().as_of != 8 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // Of every other indicator the answer is the one there was, read as at the new revision.
    let asked = compare(FORCE, "anti-social-behaviour-rate");
    let reads = service.traffic.calls(OBSERVATIONS).len();
    let newest = service.compare(asked.clone()).await.unwrap();
    let before = CompareRequest { as_of: 7, ..asked };
    let before = service.compare(before).await.unwrap();
    assert_eq!((before.as_of, newest.as_of), (7, 8));
    assert_eq!(before.comparison, newest.comparison);
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), reads + 1);
}

#[tokio::test]
async fn without_the_stream_data_is_asked() {
    let service = Service::start().await;
    // Who drains follows no longer, but still answers.
    service.server.drain().start();
    soon(service.scoring.stopped()).await;
    for (burglaries_now, newest) in [(12_320.0, 8), (12_321.0, 9)] {
        service.import(EDITION, &[burglaries(burglaries_now)]).await;
        let answer = service.compare(as_of(0)).await.unwrap();
        assert_eq!(offences(&answer), (176_589.0 + burglaries_now, newest));
    }
}

#[tokio::test]
async fn many_who_wait_for_the_newest_share_one_question() {
    let service = Service::start().await;
    service.server.drain().start();
    soon(service.scoring.stopped()).await;
    let asked = service.traffic.calls(REVISION).len();

    service.traffic.hold(REVISION);
    let callers = (0..20).map(|_| service.compare(as_of(0)));
    let mut callers = pin!(join_all(callers));
    poll_fn(|context| {
        assert!(callers.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    // Recorded after all of them came: the first question was asked before, the second is not.
    service.import(EDITION, &[burglaries(12_320.0)]).await;
    service.traffic.release(REVISION);
    for answer in soon(callers).await {
        assert_eq!(offences(&answer.unwrap()), (188_909.0, 8));
    }
    assert_eq!(service.traffic.calls(REVISION).len(), asked + 2);
}

/// Checks that data is told to be out of reach, and when to try again.
fn unreachable(answer: Result<CompareResponse, Status>, address: &str) {
    let message = format!("the data service at {address} cannot be reached; repeat later");
    let details = refused(answer, ErrorReason::NeighbourUnreachable, &message);
    assert_eq!(details.error_info().unwrap().metadata["service"], "data");
    assert!(details.retry_info().unwrap().retry_delay.is_some());
}

#[tokio::test]
async fn without_data_what_is_known_is_answered_and_the_newest_is_not() {
    let (data, _) = data(&bundled()).await;
    let server = Server::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = format!("http://{}", server.address());
    let shutdown = Shutdown::new();
    let served = tokio::spawn(server.serve(data, shutdown.clone()));
    let settings = NeighbourSettings {
        address: address.clone(),
        ..NeighbourSettings::local(0)
    };
    let neighbour = Neighbour::remote("data", &settings).unwrap();
    let (_scoring, server) = scoring(neighbour).await;
    let mut comparisons = ComparisonServiceClient::new(Neighbour::in_process(&server));
    let mut compare = async |asked| {
        let answer = comparisons.compare(asked).await;
        answer.map(tonic::Response::into_inner)
    };
    let known = compare(as_of(7)).await.unwrap();

    shutdown.now();
    served.await.unwrap();
    // Until the broken stream is noticed the newest known is served; from then on data is asked.
    let answer = soon(async {
        loop {
            match compare(as_of(0)).await {
                Ok(answer) => assert_eq!(answer, known),
                Err(status) => return status,
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    unreachable(Err(answer), &address);
    assert_eq!(compare(as_of(7)).await.unwrap(), known);
    unreachable(compare(as_of(8)).await, &address);
    // Known, but never computed.
    let never_asked = CompareRequest {
        indicator: "sexual-offences-rate".to_owned(),
        ..as_of(7)
    };
    unreachable(compare(never_asked).await, &address);
}
