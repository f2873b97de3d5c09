use peel_kit::{Neighbour, Reason};
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest,
    health_check_response::ServingStatus::{self, NotServing, Serving},
    health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};
use tonic_types::StatusExt as _;

use crate::support::{Behaviour, EXPORT, Listening, limits, server};

type Client = HealthClient<Neighbour>;

fn service_name() -> String {
    EXPORT[1..].split_once('/').unwrap().0.to_owned()
}

async fn check(client: &mut Client, expected: ServingStatus) {
    for service in [String::new(), service_name()] {
        let response = client
            .check(HealthCheckRequest {
                service: service.clone(),
            })
            .await;
        assert_eq!(
            response.unwrap().into_inner().status(),
            expected,
            "{service:?}"
        );
    }
}

#[tokio::test]
async fn a_server_is_not_serving_until_it_serves_nor_once_it_drains() {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let mut client = Client::new(Neighbour::in_process(&service));
    check(&mut client, NotServing).await;

    let listening = Listening::start(&service);
    let mut remote = Client::new(listening.neighbour());
    check(&mut remote, Serving).await;

    service.health().not_ready().await;
    check(&mut remote, NotServing).await;
    service.health().ready().await;
    check(&mut remote, Serving).await;

    listening.shutdown.request();
    listening.ended.await.unwrap();
    check(&mut client, NotServing).await;
    service.health().ready().await;
    check(&mut client, NotServing).await;
}

#[tokio::test]
async fn a_watcher_sees_the_drain_before_its_stream_ends() {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let listening = Listening::start(&service);
    let mut client = Client::new(listening.neighbour());
    check(&mut client, Serving).await;
    let stream = client.watch(HealthCheckRequest::default()).await.unwrap();
    let mut stream = stream.into_inner();
    assert_eq!(stream.message().await.unwrap().unwrap().status(), Serving);

    listening.shutdown.request();
    assert_eq!(
        stream.message().await.unwrap().unwrap().status(),
        NotServing
    );
    let end = stream.message().await.unwrap_err();
    assert_eq!(end.code(), Code::Unavailable);
    assert_eq!(
        end.get_details_error_info().unwrap().reason,
        Reason::SERVER_DRAINING
    );
}

#[tokio::test]
async fn an_unknown_service_has_no_health() {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let mut client = Client::new(Neighbour::in_process(&service));
    let request = HealthCheckRequest {
        service: "peel.data.v1.Forces".to_owned(),
    };
    assert_eq!(
        client.check(request).await.unwrap_err().code(),
        Code::NotFound
    );
}

#[tokio::test]
async fn both_versions_of_reflection_list_all_services() {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let neighbour = Neighbour::in_process(&service);

    let mut client = v1::server_reflection_client::ServerReflectionClient::new(neighbour.clone());
    let list = v1::server_reflection_request::MessageRequest::ListServices(String::new());
    let request = v1::ServerReflectionRequest {
        message_request: Some(list),
        ..Default::default()
    };
    let answers = client
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap();
    let answer = answers
        .into_inner()
        .message()
        .await
        .unwrap()
        .unwrap()
        .message_response
        .unwrap();
    let v1::server_reflection_response::MessageResponse::ListServicesResponse(list) = answer else {
        panic!("{answer:?}");
    };
    let mut names: Vec<_> = list
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            &service_name()
        ]
    );

    let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(neighbour);
    let symbol =
        v1alpha::server_reflection_request::MessageRequest::FileContainingSymbol(service_name());
    let request = v1alpha::ServerReflectionRequest {
        message_request: Some(symbol),
        ..Default::default()
    };
    let answers = client
        .server_reflection_info(tokio_stream::once(request))
        .await
        .unwrap();
    let answer = answers
        .into_inner()
        .message()
        .await
        .unwrap()
        .unwrap()
        .message_response
        .unwrap();
    assert!(
        matches!(
            answer,
            v1alpha::server_reflection_response::MessageResponse::FileDescriptorResponse(_)
        ),
        "{answer:?}"
    );
}
