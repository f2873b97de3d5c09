use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{
    Neighbour, Reason, Tls,
    settings::{ListenSettings, NeighbourSettings},
};
use tonic::{Code, Status};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt as _;

use crate::support::{Behaviour, Client, Listening, limits, server};

#[track_caller]
fn check_unreachable(status: &Status, message: &str) {
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    assert_eq!(status.message(), message);
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!(info.reason, Reason::NEIGHBOUR_UNREACHABLE);
    assert_eq!(info.metadata["service"], "test");
    assert!(details.retry_info().unwrap().retry_delay.is_some());
}

#[tokio::test]
async fn a_neighbour_that_is_not_there_is_unavailable() {
    // Port 1 belongs to a service of 1988 that nobody runs.
    let address = "127.0.0.1:1";
    let settings = NeighbourSettings {
        address: format!("http://{address}"),
        ..NeighbourSettings::local(0)
    };
    let mut client = Client::new(Neighbour::remote("test", &settings, &Tls::off()).unwrap());
    for _ in 0..2 {
        let status = client
            .export(ExportTraceServiceRequest::default())
            .await
            .unwrap_err();
        check_unreachable(
            &status,
            &format!("the test service at http://{address} cannot be reached; repeat later"),
        );
    }
}

#[tokio::test]
async fn a_connection_lost_in_a_stream_is_unavailable() {
    let listening = Listening::start(&server(Behaviour::Answer, &limits(|_| {})).await);
    let mut client = HealthClient::new(listening.neighbour());
    let stream = client.watch(HealthCheckRequest::default()).await.unwrap();
    let mut stream = stream.into_inner();
    stream.message().await.unwrap().unwrap();

    listening.ended.abort();
    let address = listening.address;
    check_unreachable(
        &stream.message().await.unwrap_err(),
        &format!(
            "the connection to the test service at http://{address} was lost; repeat the call"
        ),
    );
}

#[tokio::test]
async fn a_neighbour_may_start_late_and_come_back() {
    let first = Listening::start(&server(Behaviour::Answer, &limits(|_| {})).await);
    let mut client = first.client();
    client
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap();
    first.shutdown.now();
    first.ended.await.unwrap();
    client
        .export(ExportTraceServiceRequest::default())
        .await
        .unwrap_err();

    let again =
        peel_kit::Server::bind(&ListenSettings::at(first.address), &Tls::off(), None).unwrap();
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    tokio::spawn(again.serve(service, peel_kit::Shutdown::new()));
    client
        .export(ExportTraceServiceRequest::default())
        .await
        .expect("it connects again");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    let check = |address: &str| {
        let settings = NeighbourSettings {
            address: address.to_owned(),
            ..NeighbourSettings::local(0)
        };
        let error = Neighbour::remote("data", &settings, &Tls::off()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the address \"{address}\" of the data service cannot be used; \
                 it must look like http://host:port or https://host:port"
            )
        );
    };
    check("peel data");
    check("peel-data:7701");
    check("ftp://peel-data:7701");
    check("/peel-data");
    check("");
}
