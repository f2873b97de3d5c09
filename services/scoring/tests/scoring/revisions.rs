//! What is newest, and what was known before.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::task::Poll;

use futures::future::join_all;
use peel_kit::settings::{ListenSettings, NeighbourSettings};
use peel_kit::{Drained, Neighbour, Server, ServerService, Shutdown, Tls};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use tokio::task::JoinHandle;
use tonic::{Code, Response, Status};

use crate::support::{
    CRIME, Comparisons, EDITION, FORCE, Service, bundled, burglaries, compare, data, import,
    refused, scoring, soon,
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

/// Data on a socket, where it can be stopped and replaced.
struct Elsewhere {
    address: SocketAddr,
    shutdown: Shutdown,
    served: JoinHandle<Drained>,
}

impl Elsewhere {
    fn serve(data: ServerService, address: SocketAddr) -> Self {
        let server = Server::bind(&ListenSettings::at(address), &Tls::off(), None).unwrap();
        let (address, shutdown) = (server.address(), Shutdown::new());
        let served = tokio::spawn(server.serve(data, shutdown.clone()));
        Self {
            address,
            shutdown,
            served,
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn neighbour(&self) -> Neighbour {
        let settings = NeighbourSettings {
            address: self.url(),
            ..NeighbourSettings::local(0)
        };
        Neighbour::remote("data", &settings, &Tls::off()).unwrap()
    }

    async fn stop(self) {
        self.shutdown.now();
        self.served.await.unwrap();
    }
}

/// Asks for the newest until it is refused. Until a broken stream is noticed, the newest known is
/// served; from then on data is asked.
async fn refusal(
    comparisons: &mut Comparisons,
    known: &CompareResponse,
    is_meant: impl Fn(&Status) -> bool,
) -> Status {
    soon(async {
        loop {
            match comparisons.compare(as_of(0)).await {
                Ok(answer) => assert_eq!(answer.get_ref(), known),
                Err(status) if is_meant(&status) => return status,
                Err(_) => {}
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn without_data_what_is_known_is_answered_and_the_newest_is_not() {
    let (data, _) = data(&bundled()).await;
    let elsewhere = Elsewhere::serve(data, "127.0.0.1:0".parse().unwrap());
    let address = elsewhere.url();
    let (_scoring, server) = scoring(elsewhere.neighbour()).await;
    let mut comparisons = ComparisonServiceClient::new(Neighbour::in_process(&server));
    let known = comparisons.compare(as_of(7)).await.unwrap().into_inner();

    elsewhere.stop().await;
    let status = refusal(&mut comparisons, &known, |_| true).await;
    unreachable(Err(status), &address);
    let answer = comparisons.compare(as_of(7)).await.unwrap();
    assert_eq!(answer.into_inner(), known);
    // Never announced, and known but never computed.
    let never_computed = CompareRequest {
        indicator: "sexual-offences-rate".to_owned(),
        ..as_of(7)
    };
    for asked in [as_of(8), never_computed] {
        let answer = comparisons.compare(asked).await;
        unreachable(answer.map(Response::into_inner), &address);
    }
}

async fn replaced(by: Option<f64>) -> Status {
    let (first, _) = data(&bundled()).await;
    import(&first, EDITION, &[burglaries(12_320.0)]).await;
    let elsewhere = Elsewhere::serve(first, "127.0.0.1:0".parse().unwrap());
    let (address, neighbour) = (elsewhere.address, elsewhere.neighbour());
    let (_scoring, server) = scoring(neighbour).await;
    let mut comparisons = ComparisonServiceClient::new(Neighbour::in_process(&server));
    let known = comparisons.compare(as_of(8)).await.unwrap().into_inner();
    elsewhere.stop().await;

    let (second, _) = data(&bundled()).await;
    if let Some(count) = by {
        import(&second, EDITION, &[burglaries(count)]).await;
    }
    let _again = Elsewhere::serve(second, address);
    let is_fault = |status: &Status| status.code() == Code::Internal;
    refusal(&mut comparisons, &known, is_fault).await
}

#[tokio::test]
async fn a_store_that_was_replaced_by_another_is_not_believed() {
    let message = "the server failed; the cause is in its log";
    // By an older one, and by one that has as many revisions.
    for by in [None, Some(12_321.0)] {
        refused::<()>(Err(replaced(by).await), ErrorReason::Internal, message);
    }
}
