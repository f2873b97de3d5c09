use std::{process::Command, sync::Arc};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::settings::ListenSettings;
use peel_kit::{BindError, Drained, Exit, ProcessError, Server, Shutdown, Tls};
use tokio::sync::{Notify, mpsc};
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::support::{Behaviour, Listening, limits, server};

#[tokio::test]
async fn a_call_in_flight_may_finish_and_an_open_stream_does_not_hold_the_server() {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let behaviour = Behaviour::Wait {
        begun,
        release: release.clone(),
    };
    let listening = Listening::start(&server(behaviour, &limits(|_| {})).await);

    let mut health = HealthClient::new(listening.neighbour());
    let stream = health.watch(HealthCheckRequest::default()).await.unwrap();
    let mut client = listening.client();
    let call =
        tokio::spawn(async move { client.export(ExportTraceServiceRequest::default()).await });
    begins.recv().await.unwrap();

    listening.shutdown.request();
    let mut stream = stream.into_inner();
    let end = loop {
        match stream.message().await {
            Ok(message) => assert!(message.is_some()),
            Err(end) => break end,
        }
    };
    assert_eq!(end.code(), Code::Unavailable);
    assert!(!listening.ended.is_finished(), "a call is in flight");

    release.notify_one();
    call.await.unwrap().expect("the call finished");
    assert_eq!(listening.ended.await.unwrap(), Drained { cut: 0 });
}

async fn cut(drain_ms: u32, stop: impl FnOnce(&Shutdown)) {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let behaviour = Behaviour::Wait {
        begun,
        release: Arc::new(Notify::new()),
    };
    let limits = limits(|limits| limits.drain_ms = drain_ms);
    let listening = Listening::start(&server(behaviour, &limits).await);
    let mut client = listening.client();
    let call =
        tokio::spawn(async move { client.export(ExportTraceServiceRequest::default()).await });
    begins.recv().await.unwrap();
    stop(&listening.shutdown);
    assert_eq!(listening.ended.await.unwrap(), Drained { cut: 1 });
    assert_eq!(call.await.unwrap().unwrap_err().code(), Code::Unavailable);
}

#[tokio::test]
async fn a_call_that_takes_longer_than_the_drain_is_cut() {
    cut(20, Shutdown::request).await;
}

#[tokio::test]
async fn now_means_now() {
    cut(u32::MAX, Shutdown::now).await;
}

#[tokio::test]
async fn the_first_signal_asks_and_the_second_demands() {
    let shutdown = Shutdown::on_signals().unwrap();
    let process = std::process::id().to_string();
    let send = |signal: &str| {
        assert!(
            Command::new("kill")
                .args([signal, process.as_str()])
                .status()
                .unwrap()
                .success()
        );
    };
    send("-TERM");
    shutdown.requested().await;
    send("-INT");
    shutdown.demanded().await;
}

#[tokio::test]
async fn a_port_in_use_is_one_clear_line() {
    let first = Server::bind(&ListenSettings::local(0), &Tls::off(), None).unwrap();
    let error = Server::bind(&ListenSettings::at(first.address()), &Tls::off(), None).unwrap_err();
    assert!(matches!(error, BindError::InUse { .. }));
    let error = ProcessError::from(error);
    assert_eq!(error.exit(), Exit::Unavailable);
    assert_eq!(
        error.to_string(),
        format!(
            "{} is in use; stop what listens there or choose another port in listen.address",
            first.address()
        )
    );
}
