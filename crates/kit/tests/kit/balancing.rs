//! Several replicas behind one name, as a headless service of Kubernetes has them.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{CallContext, Neighbour, Reason, Resolver, Tls, settings::NeighbourSettings};
use tokio::sync::{Notify, mpsc};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::support::{Behaviour, Client, EXPORT, Listening, limits, server};

/// Nobody listens there.
const DESERTED: ([u8; 4], u16) = ([127, 0, 0, 1], 1);

/// What a name stands for at the moment.
type Addresses = Arc<Mutex<Vec<SocketAddr>>>;

fn neighbour(addresses: &Addresses) -> Neighbour {
    let there = Arc::clone(addresses);
    let resolver = Resolver::new(move |host, port| {
        assert_eq!((host.as_str(), port), ("replicas.test", 7701));
        let found = there.lock().unwrap().clone();
        Box::pin(async move { Ok(found) })
    });
    let settings = NeighbourSettings {
        address: "http://replicas.test:7701".to_owned(),
        ..NeighbourSettings::local(0)
    };
    let found = Neighbour::found_by(&resolver, "test", &settings, &Tls::off());
    found.unwrap().drawing(|| 1.0)
}

fn addresses(of: &[&Listening]) -> Addresses {
    let addresses = of.iter().map(|listening| listening.address);
    Arc::new(Mutex::new(addresses.collect()))
}

async fn counting() -> (Listening, Arc<AtomicUsize>) {
    let calls = Arc::<AtomicUsize>::default();
    let service = server(Behaviour::Count(Arc::clone(&calls)), &limits(|_| {})).await;
    (Listening::start(&service), calls)
}

/// A server that takes one call at a time, and has it.
async fn full() -> Listening {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let one = limits(|limits| limits.max_concurrent_calls = 1.try_into().unwrap());
    let listening = Listening::start(&server(Behaviour::Wait { begun, release }, &one).await);
    let mut client = listening.client();
    tokio::spawn(async move { client.export(ExportTraceServiceRequest::default()).await });
    begins.recv().await.unwrap();
    listening
}

async fn call(neighbour: &Neighbour) -> Result<(), Status> {
    let mut client = Client::new(neighbour.clone());
    let answer = client.export(ExportTraceServiceRequest::default()).await;
    answer.map(|_| ())
}

#[tokio::test]
async fn calls_go_to_every_address_of_a_name() {
    let [one, two, three] = [counting().await, counting().await, counting().await];
    let all = neighbour(&addresses(&[&one.0, &two.0, &three.0]));
    for _ in 0..30 {
        call(&all).await.unwrap();
    }
    for (_, calls) in [one, two, three] {
        assert_eq!(calls.load(Ordering::SeqCst), 10);
    }
}

#[tokio::test]
async fn an_address_where_nobody_answers_fails_no_call() {
    let (listening, calls) = counting().await;
    let addresses = addresses(&[&listening]);
    addresses.lock().unwrap().push(DESERTED.into());
    let neighbour = neighbour(&addresses);
    for _ in 0..10 {
        call(&neighbour).await.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn a_replica_that_takes_the_place_of_another_is_found() {
    let (old, _) = counting().await;
    let addresses = addresses(&[&old]);
    let neighbour = neighbour(&addresses).repeating(&[EXPORT]);
    call(&neighbour).await.unwrap();
    old.shutdown.now();
    old.ended.await.unwrap();

    let (new, calls) = counting().await;
    *addresses.lock().unwrap() = vec![new.address];
    call(&neighbour).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_name_without_an_address_is_told() {
    let refused = call(&neighbour(&Addresses::default())).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable);
    assert_eq!(
        refused.message(),
        "the address http://replicas.test:7701 of the test service cannot be found; repeat later"
    );
    let details = refused.get_error_details();
    let reason = &details.error_info().unwrap().reason;
    assert_eq!(reason, Reason::NEIGHBOUR_UNREACHABLE);
}

#[tokio::test]
async fn a_call_that_a_full_replica_refuses_goes_to_another_if_it_changes_nothing() {
    let full = full().await;
    let (free, calls) = counting().await;
    let both = neighbour(&addresses(&[&full, &free]));
    let outcomes = [call(&both).await, call(&both).await];
    let refused: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "in turn, and never repeated: {refused:?}");
    check_full(&refused[0]);

    let repeating = both.repeating(&[EXPORT]);
    for _ in 0..2 {
        call(&repeating).await.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[track_caller]
fn check_full(refused: &Status) {
    assert_eq!(refused.code(), Code::ResourceExhausted, "{refused:?}");
    let details = refused.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, Reason::TOO_MANY_CALLS);
    assert!(details.retry_info().unwrap().retry_delay.is_some());
}

#[tokio::test]
async fn nothing_is_repeated_beyond_the_deadline() {
    let full = full().await;
    let neighbour = neighbour(&addresses(&[&full])).repeating(&[EXPORT]);
    // The server asks for 100 milliseconds of patience.
    let context = CallContext::within(Duration::from_millis(100));
    let request = context.request(ExportTraceServiceRequest::default());
    let refused = Client::new(neighbour).export(request).await.unwrap_err();
    check_full(&refused);
}
