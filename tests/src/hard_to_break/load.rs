//! Callers who read and write, each as soon as it has its answer, over all replicas.
//!
//! What fails for a passing reason is asked again of another replica: reads, and writes under the
//! same request id. Nothing else is.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::stream;
use peel_kit::Neighbour;
use peel_proto::data::v1 as data;
use peel_proto::data::v1::observation_service_client::ObservationServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::scoring::v1::CompareRequest;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::{
    reporting::v1 as reporting, reporting::v1::report_service_client::ReportServiceClient,
};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tonic::{Code, Request, Status};

use super::replicas::Replicas;
use crate::lasting::submitter::{FORCES, Sent};
use crate::support::PATIENCE;

/// How long a replica has before another is asked.
const ATTEMPT: Duration = Duration::from_secs(3);

/// The pause of a client before it asks again, as services propose it.
const PAUSE: Duration = Duration::from_millis(100);

/// How many callers there are, at most one call of each being under way.
pub(super) const CALLERS: usize = 8;

/// The services' replicas.
#[derive(Clone)]
pub(super) struct Services {
    pub(super) data: Replicas,
    pub(super) scoring: Replicas,
    pub(super) reporting: Replicas,
}

/// What was counted since it was last looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    /// Calls that were answered.
    pub(super) calls: usize,
    /// Of the attempts at them, those that were not answered, by what was said.
    pub(super) failed: Vec<String>,
    /// The longest that a caller waited, over all attempts.
    pub(super) longest: Duration,
}

/// A read, and the answer that it has as at any revision of the test.
#[derive(Clone, Debug)]
pub(super) enum Read {
    Comparison(CompareRequest),
    Report(reporting::GetReportRequest),
    History(data::GetObservationHistoryRequest),
}

/// Everything that callers share.
struct Shared {
    services: Services,
    reads: Vec<(Read, Vec<u8>)>,
    figures: Mutex<Figures>,
    /// The number of answers so far.
    answered: watch::Sender<usize>,
    /// The number of attempts so far that failed.
    failed: watch::Sender<usize>,
    wrong: watch::Sender<Option<String>>,
    ends: watch::Receiver<bool>,
}

/// The load, until it is ended.
pub(super) struct Load {
    shared: Arc<Shared>,
    end: watch::Sender<bool>,
    readers: JoinSet<()>,
    writers: JoinSet<Vec<(Sent, u64)>>,
}

impl Load {
    /// Begins, once it is known what is right.
    pub(super) async fn on(services: &Services, reads: Vec<Read>) -> Self {
        let (end, ends) = watch::channel(false);
        let mut known = Vec::with_capacity(reads.len());
        for read in reads {
            let answer = ask(services, &read).await.unwrap();
            known.push((read, answer));
        }
        let shared = Arc::new(Shared {
            services: services.clone(),
            reads: known,
            figures: Mutex::default(),
            answered: watch::Sender::new(0),
            failed: watch::Sender::new(0),
            wrong: watch::Sender::new(None),
            ends,
        });
        let (mut readers, mut writers) = (JoinSet::new(), JoinSet::new());
        for first in 0..CALLERS - FORCES.len() {
            readers.spawn(keep_reading(Arc::clone(&shared), first));
        }
        for force in FORCES {
            writers.spawn(keep_writing(Arc::clone(&shared), force));
        }
        Self {
            shared,
            end,
            readers,
            writers,
        }
    }

    /// Waits until so many more answers than now have come, all of them right.
    pub(super) async fn goes_on(&self, more: usize) {
        let (mut answered, mut wrong) = (
            self.shared.answered.subscribe(),
            self.shared.wrong.subscribe(),
        );
        let until = *answered.borrow() + more;
        let came = timeout(PATIENCE, async {
            tokio::select! {
                wrong = wrong.wait_for(Option::is_some) => panic!("{:?}", wrong.unwrap().as_ref()),
                came = answered.wait_for(|answered| *answered >= until) => drop(came.unwrap()),
            }
        });
        assert!(
            came.await.is_ok(),
            "fewer than {more} answers in {PATIENCE:?}"
        );
    }

    /// Waits until a caller has gone without an answer.
    pub(super) async fn fails(&self) {
        let mut failed = self.shared.failed.subscribe();
        let before = *failed.borrow();
        let fails = timeout(PATIENCE, failed.wait_for(|failed| *failed > before));
        drop(fails.await.unwrap().unwrap());
    }

    /// What was counted since this was last asked.
    pub(super) fn figures(&self) -> Figures {
        std::mem::take(&mut *self.shared.figures.lock().unwrap())
    }

    /// Lets every caller finish; gives what was acknowledged, and as which revision.
    pub(super) async fn end(self) -> Vec<(Sent, u64)> {
        self.end.send_replace(true);
        self.readers.join_all().await;
        let acknowledged = self.writers.join_all().await;
        assert_eq!(*self.shared.wrong.borrow(), None);
        acknowledged.into_iter().flatten().collect()
    }
}

impl Shared {
    /// An answer, whichever replica gives it in the end; `None` where something is wrong.
    async fn answer<T, F>(&self, of: &Replicas, ask: impl Fn(Neighbour) -> F) -> Option<T>
    where
        F: Future<Output = Result<T, Status>>,
    {
        let begun = Instant::now();
        loop {
            let picked = of.pick().await;
            let failed = match timeout(ATTEMPT, ask(picked.channel.clone())).await {
                Ok(Ok(answer)) => {
                    let mut figures = self.figures.lock().unwrap();
                    figures.calls += 1;
                    figures.longest = figures.longest.max(begun.elapsed());
                    self.answered.send_modify(|answered| *answered += 1);
                    return Some(answer);
                }
                Ok(Err(status)) if is_passing(&status) => {
                    format!("{:?}: {}", status.code(), status.message())
                }
                Ok(Err(status)) => {
                    self.wrong.send_replace(Some(format!("{status:?}")));
                    return None;
                }
                Err(_) => "no answer".to_owned(),
            };
            let goes = failed.starts_with("no answer");
            self.figures.lock().unwrap().failed.push(failed);
            self.failed.send_modify(|failed| *failed += 1);
            if begun.elapsed() > PATIENCE {
                let told = "a caller has lost its patience".to_owned();
                self.wrong.send_replace(Some(told));
                return None;
            }
            if goes {
                of.doubt(&picked);
            } else {
                // A client's pause, not a test's: it waits for nothing.
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    fn ended(&self) -> bool {
        *self.ends.borrow()
    }
}

/// What may be asked again: nothing was done, or it is known again by its identifier.
fn is_passing(status: &Status) -> bool {
    status.code() == Code::Unavailable
}

async fn keep_reading(shared: Arc<Shared>, first: usize) {
    let mut next = first;
    while !shared.ended() {
        let (read, expected) = &shared.reads[next % shared.reads.len()];
        next += CALLERS - FORCES.len();
        // As many kinds as callers would have each ask for one kind only.
        if next.is_multiple_of(shared.reads.len()) {
            next += 1;
        }
        let of = of(&shared.services, read);
        let Some(answer) = shared.answer(of, |channel| read_over(channel, read)).await else {
            return;
        };
        if answer != *expected {
            let wrong = format!("{read:?} was answered otherwise");
            shared.wrong.send_replace(Some(wrong));
            return;
        }
    }
}

async fn keep_writing(shared: Arc<Shared>, force: &'static str) -> Vec<(Sent, u64)> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        if shared.ended() {
            break;
        }
        let sent = Sent::new(force, 0, number);
        let of = &shared.services.data;
        let answer = shared.answer(of, |channel| write_over(channel, &sent));
        match answer.await {
            Some(revision) => acknowledged.push((sent, revision)),
            None => break,
        }
    }
    acknowledged
}

fn of<'s>(services: &'s Services, read: &Read) -> &'s Replicas {
    match read {
        Read::Comparison(_) => &services.scoring,
        Read::Report(_) => &services.reporting,
        Read::History(_) => &services.data,
    }
}

/// What a read is answered, in a form that is the same as at every revision.
async fn ask(services: &Services, read: &Read) -> Result<Vec<u8>, Status> {
    let channel = of(services, read).pick().await.channel;
    read_over(channel, read).await
}

async fn read_over(channel: Neighbour, read: &Read) -> Result<Vec<u8>, Status> {
    use prost::Message as _;
    match read {
        Read::Comparison(asked) => {
            let mut client = ComparisonServiceClient::new(channel);
            let mut answer = client.compare(asked.clone()).await?.into_inner();
            // What is written meanwhile is about another year, and changes nothing else.
            answer.as_of = 0;
            if let Some(comparison) = &mut answer.comparison {
                comparison.revision = 0;
            }
            Ok(answer.encode_to_vec())
        }
        Read::Report(asked) => {
            let mut client = ReportServiceClient::new(channel);
            let mut parts = client.get_report(asked.clone()).await?.into_inner();
            let mut content = Vec::new();
            while let Some(part) = parts.message().await? {
                content.extend(part.encode_to_vec());
            }
            Ok(content)
        }
        Read::History(asked) => {
            let mut client = ObservationServiceClient::new(channel);
            let answer = client.get_observation_history(asked.clone()).await?;
            Ok(answer.into_inner().encode_to_vec())
        }
    }
}

async fn write_over(channel: Neighbour, sent: &Sent) -> Result<u64, Status> {
    let mut client = ReturnServiceClient::new(channel);
    let request = Request::new(stream::iter(sent.parts()));
    let answer = client.submit_return(request).await?.into_inner();
    Ok(answer.submission.unwrap().revision)
}
