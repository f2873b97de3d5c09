//! What scoring asks of data, seen and held between the two.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use tokio::sync::watch;
use tonic::Status;
use tower::{Layer, Service};

pub(crate) const OBSERVATIONS: &str = "/peel.data.v1.ObservationService/ReadObservations";
pub(crate) const REVISION: &str = "/peel.data.v1.RevisionService/GetRevision";
pub(crate) const RECORD: &str = "/peel.data.v1.InspectionService/RecordRun";
pub(crate) const RECORD_ALL: &str = "/peel.data.v1.InspectionService/RecordRuns";

/// The calls that pass. Clones are the same traffic.
#[derive(Clone, Debug)]
pub(crate) struct Traffic(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    seen: watch::Sender<Vec<Call>>,
    held: watch::Sender<BTreeSet<&'static str>>,
    /// The answers to the next so many calls of a method that never arrive, and what comes instead.
    lost: Mutex<BTreeMap<&'static str, (usize, Status)>>,
}

/// One call that came by.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    /// The time that the caller gave it.
    pub(crate) time: Option<Duration>,
}

impl Traffic {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            seen: watch::Sender::default(),
            held: watch::Sender::default(),
            lost: Mutex::default(),
        }))
    }

    /// The calls of a method so far, held ones too.
    pub(crate) fn calls(&self, method: &str) -> Vec<Call> {
        let seen = self.0.seen.borrow();
        let of_method = seen.iter().filter(|call| call.method == method);
        of_method.cloned().collect()
    }

    /// Waits until a method was called this many times.
    pub(crate) async fn until(&self, method: &str, times: usize) {
        let mut seen = self.0.seen.subscribe();
        let is_there = |calls: &Vec<Call>| {
            let of_method = calls.iter().filter(|call| call.method == method);
            of_method.count() >= times
        };
        seen.wait_for(is_there).await.unwrap();
    }

    /// Lets no call of a method through until it is released.
    pub(crate) fn hold(&self, method: &'static str) {
        self.0.held.send_modify(|held| {
            held.insert(method);
        });
    }

    /// Does the next calls of a method, and has their callers told this instead of the answer.
    pub(crate) fn lose(&self, method: &'static str, calls: usize, instead: Status) {
        self.0.lost.lock().unwrap().insert(method, (calls, instead));
    }

    pub(crate) fn release(&self, method: &'static str) {
        self.0.held.send_modify(|held| {
            held.remove(method);
        });
    }
}

impl Shared {
    /// What the caller of a method is told although it was done.
    fn instead(&self, method: &str) -> Option<Status> {
        let mut lost = self.lost.lock().unwrap();
        let (calls, instead) = lost.get_mut(method)?;
        *calls = calls.checked_sub(1)?;
        Some(instead.clone())
    }
}

impl<S> Layer<S> for Traffic {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        Watched {
            traffic: self.clone(),
            inner,
        }
    }
}

/// A service with the traffic to it watched.
#[derive(Clone, Debug)]
pub(crate) struct Watched<S> {
    traffic: Traffic,
    inner: S,
}

impl<S, B, A> Service<Request<B>> for Watched<S>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    A: Default,
    S::Future: Send,
    B: Send + 'static,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<A>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let method = request.uri().path().to_owned();
        let time = request.headers().get("grpc-timeout");
        let call = Call {
            method: method.clone(),
            time: time.map(|time| duration(time.to_str().unwrap())),
        };
        let shared = Arc::clone(&self.traffic.0);
        shared.seen.send_modify(|seen| seen.push(call));
        let mut inner = self.inner.clone();
        Box::pin(async move {
            let mut held = shared.held.subscribe();
            let is_free = |held: &BTreeSet<&str>| !held.contains(method.as_str());
            held.wait_for(is_free).await.unwrap();
            let answer = inner.call(request).await?;
            Ok(match shared.instead(&method) {
                Some(status) => status.into_http(),
                None => answer,
            })
        })
    }
}

fn duration(grpc_timeout: &str) -> Duration {
    let (digits, unit) = grpc_timeout.split_at(grpc_timeout.len() - 1);
    let number = digits.parse().unwrap();
    match unit {
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => panic!("{grpc_timeout} is no time that a client sends"),
    }
}
