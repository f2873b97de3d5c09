//! What one caller may take, so that something is left for the others.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{Access, Deadline, Neighbour, Reason, ServerService, Tls, settings::ListenSettings};
use tokio::{
    sync::{Notify, mpsc},
    time::Instant,
};
use tonic::{Code, Request, Status};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest,
};
use tonic_types::StatusExt as _;

use crate::access::believing;
use crate::support::{Behaviour, Client, Listening, client, limits, server};
use crate::tokens::Issuer;

/// A server whose callers may each have one call in flight, and which answers when told to.
async fn one_each() -> (
    ServerService,
    mpsc::UnboundedReceiver<Option<Deadline>>,
    Arc<Notify>,
) {
    let (begun, begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let waiting = Behaviour::Wait {
        begun,
        release: release.clone(),
    };
    let one = limits(|limits| limits.caller_concurrent_calls = NonZeroU32::new(1));
    (server(waiting, &one).await, begins, release)
}

/// Proposed to those with too many calls in flight.
const RETRY_AFTER: Option<Duration> = Some(Duration::from_millis(100));

async fn call(client: &mut Client, token: Option<&str>) -> Result<(), Status> {
    let mut request = Request::new(ExportTraceServiceRequest::default());
    if let Some(token) = token {
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
    }
    client.export(request).await.map(|_| ())
}

#[track_caller]
fn check_refused(refused: &Status, reason: &str, delay: Option<Duration>) {
    assert_eq!(refused.code(), Code::ResourceExhausted, "{refused:?}");
    let details = refused.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, reason);
    let asked = details.retry_info().and_then(|info| info.retry_delay);
    assert_eq!(asked, delay);
}

#[tokio::test]
async fn who_is_known_is_counted_by_name_whatever_the_connection() {
    let issuer = Issuer::new("one");
    let (_files, settings) = believing(&Issuer::keys(&[&issuer]));
    let access = Access::start(&settings).unwrap().unwrap();
    let (service, mut begins, release) = one_each().await;
    let local = ListenSettings::local(0);
    let listening = Listening::start_guarded(&service, &local, &Tls::off(), Some(&access));
    let [ada, bob] = ["Ada", "Bob"].map(|name| issuer.token(name, &["reader"], None));
    let begin = |token: &str| {
        let (mut client, token) = (listening.client(), token.to_owned());
        tokio::spawn(async move { call(&mut client, Some(&token)).await })
    };

    let of_ada = begin(&ada);
    begins.recv().await.unwrap();
    let refused = begin(&ada).await.unwrap().unwrap_err();
    check_refused(&refused, Reason::CALLER_CALLS_EXCEEDED, RETRY_AFTER);
    assert_eq!(
        refused.message(),
        "you already have 1 calls in flight here; wait for some to end"
    );
    let of_bob = begin(&bob);
    begins.recv().await.unwrap();
    let mut health = HealthClient::new(listening.neighbour());
    health.check(HealthCheckRequest::default()).await.unwrap();

    release.notify_waiters();
    for ended in [of_ada, of_bob] {
        ended.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn who_is_not_known_is_counted_by_address_and_not_in_process() {
    let (service, mut begins, release) = one_each().await;
    let listening = Listening::start(&service);
    let begin = |mut client: Client| tokio::spawn(async move { call(&mut client, None).await });
    let first = begin(listening.client());
    begins.recv().await.unwrap();
    let refused = begin(listening.client()).await.unwrap().unwrap_err();
    check_refused(&refused, Reason::CALLER_CALLS_EXCEEDED, RETRY_AFTER);

    let near = [begin(client(&service)), begin(client(&service))];
    for _ in &near {
        begins.recv().await.unwrap();
    }
    release.notify_waiters();
    first.await.unwrap().unwrap();
    for ended in near {
        ended.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_stream_has_so_many_messages() {
    let few = limits(|limits| limits.max_stream_messages = 3.try_into().unwrap());
    let service = server(Behaviour::Answer, &few).await;
    let mut client = HealthClient::new(Neighbour::in_process(&service));
    let watched = client.watch(HealthCheckRequest::default()).await.unwrap();
    let mut watched = watched.into_inner();
    for ready in [true, false, true] {
        assert!(watched.message().await.unwrap().is_some());
        match ready {
            true => service.health().ready().await,
            false => service.health().not_ready().await,
        }
    }
    let ended = watched.message().await.unwrap_err();
    check_refused(&ended, Reason::STREAM_TOO_LONG, None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_stays_open_so_long() {
    let short = limits(|limits| limits.max_stream_s = 60.try_into().unwrap());
    let service = server(Behaviour::Answer, &short).await;
    let mut client = ServerReflectionClient::new(Neighbour::in_process(&service));
    let question = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let begun = Instant::now();
    let asked = stream::iter([question]).chain(stream::pending());
    let answers = client.server_reflection_info(asked).await.unwrap();
    let mut answers = answers.into_inner();
    assert!(answers.message().await.unwrap().is_some());
    let ended = answers.message().await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(60));
    check_refused(&ended, Reason::STREAM_TOO_LONG, Some(Duration::ZERO));
}
