use std::{sync::Arc, time::Duration};

use http_body_util::BodyExt as _;
use opentelemetry_proto::tonic::collector::{
    logs::v1::{ExportLogsServiceRequest, logs_service_client::LogsServiceClient},
    trace::v1::ExportTraceServiceRequest,
};
use peel_kit::{CallContext, Neighbour, Reason, ServerStack, StackError};
use tokio::sync::{Notify, mpsc};
use tonic::{Code, body::Body};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;

use crate::support::{Behaviour, EXPORT, Listening, RULES, client, descriptors, limits, server};

#[tokio::test]
async fn one_call_more_than_the_limit_is_refused_at_once() {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let one = limits(|limits| limits.max_concurrent_calls = 1.try_into().unwrap());
    let service = server(
        Behaviour::Wait {
            begun,
            release: release.clone(),
        },
        &one,
    )
    .await;
    let listening = Listening::start(&service);

    // On connections of their own: the limit is the process's, not a connection's.
    let (mut first, mut second) = (listening.client(), listening.client());
    let running =
        tokio::spawn(async move { first.export(ExportTraceServiceRequest::default()).await });
    begins.recv().await.unwrap();

    let refused = second
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(
        refused.message(),
        "the server already serves 1 calls; repeat in a moment"
    );
    let details = refused.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, Reason::TOO_MANY_CALLS);
    assert_eq!(
        details.retry_info().unwrap().retry_delay,
        Some(Duration::from_millis(100))
    );

    let mut health = HealthClient::new(listening.neighbour());
    health
        .check(HealthCheckRequest::default())
        .await
        .expect("health is told by a full server");

    release.notify_one();
    running.await.unwrap().unwrap();
    release.notify_one();
    second
        .export(ExportTraceServiceRequest::default())
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn a_caller_that_goes_away_gives_its_place_back() {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let one = limits(|limits| limits.max_concurrent_calls = 1.try_into().unwrap());
    let service = server(
        Behaviour::Wait {
            begun,
            release: release.clone(),
        },
        &one,
    )
    .await;

    let request = || {
        http::Request::post(EXPORT)
            .body(Body::new(unary()))
            .unwrap()
    };
    let call = tokio::spawn(service.clone().oneshot(request()));
    begins.recv().await.unwrap();
    let response = service.clone().oneshot(request()).await.unwrap();
    assert_eq!(response.headers()["grpc-status"], "8");
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());

    release.notify_one();
    let response = service.clone().oneshot(request()).await.unwrap();
    let trailers = response
        .into_body()
        .collect()
        .await
        .unwrap()
        .trailers()
        .cloned()
        .unwrap();
    assert_eq!(trailers["grpc-status"], "0");
}

/// An empty message as gRPC frames it.
fn unary() -> http_body_util::Full<bytes::Bytes> {
    http_body_util::Full::new(bytes::Bytes::from_static(&[0; 5]))
}

#[tokio::test]
async fn a_panic_is_the_answer_to_one_call_only() {
    let service = server(Behaviour::Panic, &limits(|_| {})).await;
    let listening = Listening::start(&service);
    let mut client = listening.client();
    for _ in 0..2 {
        let status = client
            .export(ExportTraceServiceRequest::default())
            .await
            .unwrap_err();
        assert_eq!(status.code(), Code::Internal);
        assert_eq!(
            status.message(),
            "the server failed; the cause is in its log"
        );
    }
}

#[tokio::test]
async fn a_method_that_does_not_exist_is_named() {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let mut client = LogsServiceClient::new(Neighbour::in_process(&service));
    let status = client
        .export(ExportLogsServiceRequest::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    assert_eq!(
        status.message(),
        "no service here has the method /opentelemetry.proto.collector.logs.v1.LogsService/Export; \
         server reflection lists those there are"
    );
    assert_eq!(
        status.get_details_error_info().unwrap().reason,
        Reason::METHOD_UNKNOWN
    );
}

#[tokio::test]
async fn one_connection_more_than_the_limit_waits() {
    let one = limits(|limits| limits.max_connections = 1.try_into().unwrap());
    let listening = Listening::start(&server(Behaviour::Answer, &one).await);
    let (mut first, mut second) = (listening.client(), listening.client());
    first
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap();

    let context = CallContext::within(Duration::from_millis(50));
    let request = context.request(ExportTraceServiceRequest::default());
    let status = second.export(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");

    drop(first);
    second
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_call_in_process_does_not_count_twice() {
    let one = limits(|limits| limits.max_concurrent_calls = 1.try_into().unwrap());
    let far = server(Behaviour::Answer, &one).await;
    let near = server(
        Behaviour::Relay(Box::new(Neighbour::in_process(&far))),
        &one,
    )
    .await;
    client(&near)
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap();
}

#[test]
fn a_stack_refuses_methods_that_nobody_has() {
    let descriptors = descriptors();
    let stack = || ServerStack::new("test", &[&descriptors], RULES, &limits(|_| {})).unwrap();
    let error = stack()
        .long_lived(&[EXPORT, "/test.v1.Test/Watch"])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no service has the method /test.v1.Test/Watch"
    );
    let error = stack().always_traced(&["Run"]).unwrap_err();
    assert_eq!(error.to_string(), "no service has the method Run");
    let error = ServerStack::new("test", &[b"\xff"], RULES, &limits(|_| {})).unwrap_err();
    assert!(matches!(error, StackError::Descriptors(_)));
}
