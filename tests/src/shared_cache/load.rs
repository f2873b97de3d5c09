//! Callers who ask, each as soon as it has its answer, and hold every answer against the right one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tonic::Request;
use tonic::transport::Channel;

use super::DEADLINE;
use crate::support::PATIENCE;
use crate::support::launch::Running;

/// How many ask one replica at the same time.
const CALLERS: usize = 6;

pub(super) const INDICATORS: [&str; 3] = ["offence-rate", "theft-rate", "charged-share"];
const FORCES: [&str; 4] = ["brackwater", "dunmere", "fenwold", "longreach"];
/// Years of which everything is known.
const YEARS: [u32; 5] = [2026, 2027, 2028, 2029, 2030];

/// One question, and what it is to be answered.
type Exchange = (CompareRequest, CompareResponse);

/// Everything that is asked, with the right answers.
pub(super) async fn exchanges(alone: &Running) -> Arc<Vec<Exchange>> {
    let client = ComparisonServiceClient::new(alone.channel().await);
    let mut asked = Vec::new();
    for indicator in INDICATORS {
        for force in FORCES {
            for year in YEARS {
                let request = CompareRequest {
                    force: force.to_owned(),
                    indicator: indicator.to_owned(),
                    period: format!("12m-to-{year}-06"),
                    ..CompareRequest::default()
                };
                let mut client = client.clone();
                asked.push(async move {
                    let answer = client.compare(request.clone()).await.unwrap();
                    (request, timeless(answer.into_inner()))
                });
            }
        }
    }
    Arc::new(join_all(asked).await)
}

/// An answer without the revision that it was read as at: what is recorded under load is of another
/// year, and changes nothing else.
fn timeless(mut answer: CompareResponse) -> CompareResponse {
    answer.as_of = 0;
    if let Some(comparison) = &mut answer.comparison {
        comparison.revision = 0;
    }
    answer
}

/// The load, until it is dropped.
pub(super) struct Load {
    answered: watch::Receiver<usize>,
    wrong: watch::Receiver<Option<String>>,
    _callers: JoinSet<()>,
}

/// What the callers share.
struct Told {
    exchanges: Arc<Vec<Exchange>>,
    next: AtomicUsize,
    answered: watch::Sender<usize>,
    wrong: watch::Sender<Option<String>>,
}

impl Load {
    pub(super) async fn on(replicas: &[&Running], exchanges: &Arc<Vec<Exchange>>) -> Self {
        let told = Arc::new(Told {
            exchanges: Arc::clone(exchanges),
            next: AtomicUsize::new(0),
            answered: watch::Sender::new(0),
            wrong: watch::Sender::new(None),
        });
        let (answered, wrong) = (told.answered.subscribe(), told.wrong.subscribe());
        let mut callers = JoinSet::new();
        for replica in replicas {
            let client = ComparisonServiceClient::new(replica.channel().await);
            for _ in 0..CALLERS {
                callers.spawn(keep_asking(client.clone(), Arc::clone(&told)));
            }
        }
        Self {
            answered,
            wrong,
            _callers: callers,
        }
    }

    /// Waits until so many more answers than now have come, all of them right.
    pub(super) async fn goes_on(&self, more: usize) {
        let (mut answered, mut wrong) = (self.answered.clone(), self.wrong.clone());
        let until = *answered.borrow() + more;
        let came = timeout(PATIENCE, async {
            tokio::select! {
                wrong = wrong.wait_for(Option::is_some) => panic!("{:?}", wrong.unwrap().as_ref()),
                came = answered.wait_for(|answered| *answered >= until) => drop(came.unwrap()),
            }
        });
        if came.await.is_err() {
            panic!(
                "{} of {until} answers within {PATIENCE:?}",
                *self.answered.borrow()
            );
        }
    }

    /// How many right answers there were. None was wrong.
    pub(super) fn answers(self) -> usize {
        assert_eq!(*self.wrong.borrow(), None);
        *self.answered.borrow()
    }
}

async fn keep_asking(mut client: ComparisonServiceClient<Channel>, told: Arc<Told>) {
    loop {
        let next = told.next.fetch_add(1, Ordering::Relaxed);
        let (asked, expected) = &told.exchanges[next % told.exchanges.len()];
        let mut request = Request::new(asked.clone());
        request.set_timeout(DEADLINE);
        let wrong = match client.compare(request).await {
            Ok(answer) => {
                let answer = timeless(answer.into_inner());
                (answer != *expected).then(|| format!("{answer:?} is not {expected:?}"))
            }
            Err(status) => Some(format!("{asked:?}: {status}")),
        };
        if wrong.is_some() {
            told.wrong.send_replace(wrong);
            return;
        }
        told.answered.send_modify(|answered| *answered += 1);
    }
}
