use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{CallContext, Neighbour, Reason};
use tokio::{
    sync::{Notify, mpsc},
    time::Instant,
};
use tonic::{Code, Request, Status};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt as _;

use crate::support::{Behaviour, Client, Listening, client, limits, server};

fn short() -> peel_kit::settings::LimitSettings {
    limits(|limits| {
        limits.default_deadline_ms = 30.try_into().unwrap();
        limits.max_deadline_ms = 50.try_into().unwrap();
    })
}

#[track_caller]
fn check_exceeded(status: &Status) {
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    assert_eq!(
        status.get_details_error_info().unwrap().reason,
        Reason::DEADLINE_EXCEEDED
    );
}

/// How long a call that asks for `timeout` takes to be refused by a handler that never answers.
async fn time_until_exceeded(mut client: Client, timeout: Option<Duration>) -> Duration {
    let mut request = Request::new(ExportTraceServiceRequest::default());
    if let Some(timeout) = timeout {
        request.set_timeout(timeout);
    }
    let begun = Instant::now();
    check_exceeded(&client.export(request).await.unwrap_err());
    begun.elapsed()
}

#[tokio::test(start_paused = true)]
async fn the_caller_the_default_or_the_cap_sets_the_deadline() {
    let service = server(Behaviour::Hang, &short()).await;
    let check = async |timeout: Option<u64>, expected: u64| {
        let time = time_until_exceeded(client(&service), timeout.map(Duration::from_millis)).await;
        assert_eq!(
            time,
            Duration::from_millis(expected),
            "asked for {timeout:?}"
        );
    };
    check(None, 30).await;
    check(Some(10), 10).await;
    check(Some(40), 40).await;
    check(Some(3_600_000), 50).await;
    check(Some(0), 0).await;
}

#[tokio::test]
async fn a_deadline_holds_over_a_socket_too() {
    let listening = Listening::start(&server(Behaviour::Hang, &short()).await);
    time_until_exceeded(listening.client(), None).await;
    time_until_exceeded(listening.client(), Some(Duration::from_millis(10))).await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_at_the_deadline_of_its_caller() {
    let service = server(Behaviour::Hang, &short()).await;
    let mut client = HealthClient::new(Neighbour::in_process(&service));
    let mut request = Request::new(HealthCheckRequest::default());
    request.set_timeout(Duration::from_secs(60));
    let begun = Instant::now();
    let mut stream = client.watch(request).await.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());
    check_exceeded(&stream.message().await.unwrap_err());
    assert_eq!(
        begun.elapsed(),
        Duration::from_secs(60),
        "a long-lived stream is not capped"
    );
}

#[tokio::test]
async fn a_stream_over_a_socket_ends_with_the_same_trailers() {
    let listening = Listening::start(&server(Behaviour::Hang, &short()).await);
    let mut client = HealthClient::new(listening.neighbour());
    let mut request = Request::new(HealthCheckRequest::default());
    request.set_timeout(Duration::from_millis(300));
    let mut stream = client.watch(request).await.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());
    check_exceeded(&stream.message().await.unwrap_err());
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_the_deadline_is_passed_on() {
    let (begun, mut deadlines) = mpsc::unbounded_channel();
    let release = std::sync::Arc::new(Notify::new());
    let far = server(Behaviour::Wait { begun, release }, &limits(|_| {})).await;
    let near = server(
        Behaviour::Relay(Box::new(Neighbour::in_process(&far))),
        &limits(|_| {}),
    )
    .await;

    let context = CallContext::within(Duration::from_secs(3));
    let request = context.request(ExportTraceServiceRequest::default());
    check_exceeded(&client(&near).export(request).await.unwrap_err());

    let seen = deadlines.recv().await.unwrap().unwrap();
    assert_eq!(seen, context.deadline().unwrap());
}

#[tokio::test]
async fn a_timeout_that_cannot_be_read_is_refused() {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let mut request = Request::new(ExportTraceServiceRequest::default());
    request
        .metadata_mut()
        .insert("grpc-timeout", "soon".parse().unwrap());
    let status = client(&service).export(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(
        status.get_details_error_info().unwrap().reason,
        Reason::MALFORMED_TIMEOUT
    );
}
