//! More than can be served, and callers that are slow, silent or broken.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::stream;
use http::{HeaderValue, Request, header::CONTENT_TYPE};
use http_body::Frame;
use http_body_util::{BodyExt as _, Full, StreamBody};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{Neighbour, Reason};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::{Notify, mpsc},
    task::JoinSet,
};
use tonic::{Code, Status, body::Body};
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;

use crate::support::{Behaviour, EXPORT, Listening, limits, server};

const CALLS: usize = 10_000;
const CONNECTIONS: usize = 100;
const SERVED: u32 = 8;

#[tokio::test]
async fn of_ten_thousand_calls_at_once_each_is_answered_or_refused_with_the_reason() {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let waiting = Behaviour::Wait {
        begun,
        release: release.clone(),
    };
    let few = limits(|limits| {
        limits.max_concurrent_calls = SERVED.try_into().unwrap();
        limits.default_deadline_ms = 120_000.try_into().unwrap();
    });
    let listening = Listening::start(&server(waiting, &few).await);
    let mut calls = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let client = listening.client();
        for _ in 0..CALLS / CONNECTIONS {
            let mut client = client.clone();
            calls.spawn(async move { client.export(ExportTraceServiceRequest::default()).await });
        }
    }
    let served = usize::try_from(SERVED).unwrap();
    for _ in 0..CALLS - served {
        let refused = calls.join_next().await.unwrap().unwrap().unwrap_err();
        assert_eq!(refused.code(), Code::ResourceExhausted, "{refused:?}");
        let details = refused.get_error_details();
        assert_eq!(details.error_info().unwrap().reason, Reason::TOO_MANY_CALLS);
        let delay = details.retry_info().unwrap().retry_delay;
        assert_eq!(delay, Some(Duration::from_millis(100)));
    }
    for _ in 0..served {
        begins.recv().await.unwrap();
    }
    release.notify_waiters();
    while let Some(answered) = calls.join_next().await {
        answered.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_thousand_connections_that_say_nothing_keep_nobody_from_calling() {
    let listening = Listening::start(&server(Behaviour::Answer, &limits(|_| {})).await);
    let mut silent = Vec::new();
    for _ in 0..1_000 {
        silent.push(TcpStream::connect(listening.address).await.unwrap());
    }
    let mut client = listening.client();
    for _ in 0..100 {
        client
            .export(ExportTraceServiceRequest::default())
            .await
            .unwrap();
    }
}

/// The outcome of a call whose body is `body`, whatever that is.
async fn sent(neighbour: &Neighbour, body: Body) -> Code {
    let mut request = Request::post(format!("http://test{EXPORT}"))
        .body(body)
        .unwrap();
    let kind = HeaderValue::from_static("application/grpc");
    request.headers_mut().insert(CONTENT_TYPE, kind);
    let answer = match neighbour.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(status) => return status.code(),
    };
    let (head, body) = answer.into_parts();
    let told = match Status::from_header_map(&head.headers) {
        Some(status) => Some(status),
        None => match body.collect().await {
            Ok(body) => body.trailers().and_then(Status::from_header_map),
            Err(status) => Some(status),
        },
    };
    told.unwrap().code()
}

#[tokio::test]
async fn a_caller_that_never_ends_its_message_is_let_go_at_the_deadline() {
    let one = limits(|limits| {
        limits.max_concurrent_calls = 1.try_into().unwrap();
        limits.default_deadline_ms = 30.try_into().unwrap();
    });
    let listening = Listening::start(&server(Behaviour::Answer, &one).await);
    let neighbour = listening.neighbour();
    let begun = stream::iter([Ok::<_, Status>(Frame::data(Bytes::from_static(&[0, 0])))]);
    let endless = futures::StreamExt::chain(begun, stream::pending());
    let outcome = sent(&neighbour, Body::new(StreamBody::new(endless))).await;
    assert_eq!(outcome, Code::DeadlineExceeded);
    let outcome = sent(
        &neighbour,
        Body::new(Full::new(Bytes::from_static(&[0; 5]))),
    )
    .await;
    assert_eq!(outcome, Code::Ok, "its place is free again");
}

#[tokio::test]
async fn a_message_that_is_none_is_refused_and_the_connection_goes_on() {
    let listening = Listening::start(&server(Behaviour::Answer, &limits(|_| {})).await);
    let neighbour = listening.neighbour();
    let check = async |bytes: &'static [u8], expected: &[Code]| {
        let outcome = sent(&neighbour, Body::new(Full::new(Bytes::from_static(bytes)))).await;
        assert!(expected.contains(&outcome), "{bytes:?}: {outcome:?}");
        let outcome = sent(
            &neighbour,
            Body::new(Full::new(Bytes::from_static(&[0; 5]))),
        )
        .await;
        assert_eq!(outcome, Code::Ok);
    };
    // Nothing, a head that is cut off, a message that is cut off, one that is packed in no way that
    // is known, one that is longer than any may be, and one that is none of the contract.
    let broken = [Code::Internal, Code::Unimplemented, Code::InvalidArgument];
    check(&[], &broken).await;
    check(&[0, 0, 0], &broken).await;
    check(&[0, 0, 0, 0, 9, 1], &broken).await;
    check(&[7, 0, 0, 0, 0], &broken).await;
    check(
        &[0, 255, 255, 255, 255],
        &[Code::OutOfRange, Code::ResourceExhausted],
    )
    .await;
    check(&[0, 0, 0, 0, 2, 255, 255], &broken).await;
}

#[tokio::test]
async fn a_caller_that_speaks_no_http_is_let_go() {
    let listening = Listening::start(&server(Behaviour::Answer, &limits(|_| {})).await);
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let frames: [&[u8]; 3] = [
        &[0xff; 64],
        // Headers of a stream that no caller may open, and a length that no frame may have.
        &[0, 0, 1, 1, 4, 0, 0, 0, 2, 0x82],
        &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1],
    ];
    for frame in frames {
        let mut caller = TcpStream::connect(listening.address).await.unwrap();
        caller.write_all(preface).await.unwrap();
        caller.write_all(frame).await.unwrap();
        // Until the server is done with it, in whatever way.
        let _last_words = caller.read_to_end(&mut Vec::new()).await;
    }
    listening
        .client()
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap();
}
