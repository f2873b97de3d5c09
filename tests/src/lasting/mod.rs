//! What was acknowledged lasts: through kills at any moment, on both databases, and with several
//! replicas on one.

mod cut_off;
mod faults;
mod migrations;
pub(crate) mod postgres;
pub(crate) mod submitter;

use std::collections::BTreeMap;

use futures::future::join_all;
use peel_proto::data::v1 as data;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::support::PATIENCE;
use crate::support::launch::{DATA, Launch, Running};
use postgres::Server;
use submitter::{FORCES, Sent, Submitter};

/// How often the service is killed; 100 for the full test: `PEEL_KILLS=100 scripts/test lasting`.
const KILLS: &str = "PEEL_KILLS";

fn kills() -> u32 {
    let asked = std::env::var(KILLS).ok();
    asked.map_or(6, |asked| {
        asked
            .parse()
            .unwrap_or_else(|_| panic!("{KILLS} is a number, not {asked:?}"))
    })
}

pub(crate) fn harbours() -> Launch {
    let editions = concat!(env!("CARGO_MANIFEST_DIR"), "/editions");
    DATA.launch().with("editions.folder", editions)
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Draws(pub(crate) u64);

impl Draws {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Everything that was sent, by request, with the revision where it was acknowledged.
type Log = BTreeMap<String, (Sent, Option<u64>)>;

async fn all_submitters(running: &Running) -> Vec<Submitter> {
    join_all(FORCES.map(|force| Submitter::of(running, force))).await
}

/// Three forces submit, one after the other, until what they need is gone: `end` is called once,
/// in the middle, as soon as so many are acknowledged.
async fn submit_until(
    submitters: Vec<Submitter>,
    acknowledgements: u64,
    round: u32,
    log: &mut Log,
    end: impl AsyncFnOnce(),
) {
    let (told, mut hears) = tokio::sync::mpsc::channel(64);
    let mut submitting = JoinSet::new();
    for mut submitter in submitters {
        let told = told.clone();
        submitting.spawn(async move {
            for number in 0.. {
                let sent = Sent::new(submitter.force, round, number);
                let answer = submitter.submit(&sent).await;
                let lost = answer.is_err();
                // The receiver stays until all have ended.
                let _ = told.send((sent, answer.ok())).await;
                if lost {
                    return;
                }
            }
        });
    }
    drop(told);
    let mut end = Some(end);
    let mut acknowledged = 0;
    loop {
        if acknowledged >= acknowledgements
            && let Some(end) = end.take()
        {
            end().await;
        }
        let Some((sent, revision)) = timeout(PATIENCE, hears.recv()).await.unwrap() else {
            break;
        };
        acknowledged += u64::from(revision.is_some());
        log.insert(sent.request_id(), (sent, revision));
    }
    submitting.join_all().await;
}

/// Every acknowledged submission is there, with all of its values; no other is half there.
async fn check_log(running: &Running, log: &mut Log) {
    let mut submitters = BTreeMap::new();
    for force in FORCES {
        submitters.insert(force, Submitter::of(running, force).await);
    }
    let recorded = submissions(running).await;
    for (request, (sent, acknowledged)) in log {
        let submitter = submitters.get_mut(sent.force).unwrap();
        let again = submitter.again(sent).await;
        if let Some(revision) = acknowledged {
            assert_eq!(again, (*revision, true), "{request} was acknowledged");
        } else if again.1 {
            assert!(recorded.contains_key(&again.0), "{request} is there whole");
        } else {
            assert!(!recorded.contains_key(&again.0), "{request} was not there");
        }
        *acknowledged = Some(again.0);
    }
    for (revision, submission) in submissions(running).await {
        assert_eq!(submission.values, Sent::VALUES, "revision {revision}");
    }
    for submitter in submitters.values_mut() {
        submitter.check_histories().await;
    }
}

async fn submissions(running: &Running) -> BTreeMap<u64, data::Submission> {
    let mut client = submitter::returns(running).await;
    let mut all = BTreeMap::new();
    let mut page_token = String::new();
    loop {
        let request = data::ListSubmissionsRequest {
            page_size: 1_000,
            page_token,
            ..data::ListSubmissionsRequest::default()
        };
        let page = client.list_submissions(request).await.unwrap().into_inner();
        all.extend(page.submissions.into_iter().map(|one| (one.revision, one)));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

async fn killed_at_any_moment(launch: impl Fn() -> Launch, seed: u64) {
    let mut draws = Draws(seed);
    let mut log = Log::new();
    for round in 0..kills() {
        let running = launch().start(DATA).await;
        let submitters = all_submitters(&running).await;
        let kill = async || running.kill().await;
        submit_until(submitters, draws.below(12), round, &mut log, kill).await;
        let running = launch().start(DATA).await;
        check_log(&running, &mut log).await;
        running.kill().await;
    }
    let acknowledged = log.values().filter(|(_, revision)| revision.is_some());
    assert!(acknowledged.count() > 0, "nothing was ever acknowledged");
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_any_moment_lose_nothing_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("peel.db");
    killed_at_any_moment(|| harbours().with("store.path", &store), 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_any_moment_lose_nothing_in_postgresql() {
    let server = Server::start("");
    let url = server.database();
    killed_at_any_moment(|| harbours().with("store.url", &url), 2).await;
}

/// The revisions that a replica pushes, up to a number.
async fn pushed(running: &Running, until: u64) -> Vec<u64> {
    let mut client = RevisionServiceClient::new(running.channel().await);
    let request = data::WatchRevisionsRequest { after: 0 };
    let mut stream = client.watch_revisions(request).await.unwrap().into_inner();
    let mut numbers = Vec::new();
    while numbers.last() != Some(&until) {
        let next = timeout(PATIENCE, stream.message()).await;
        let next = next.unwrap_or_else(|_| panic!("{until} was not pushed after {numbers:?}"));
        numbers.push(next.unwrap().unwrap().revision.unwrap().number);
    }
    numbers
}

/// How many returns each force sends to each replica.
const EACH: u32 = 12;

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_on_one_database_neither_lose_nor_double_a_revision() {
    let server = Server::start("-c fsync=off");
    let url = server.database();
    let launch = || harbours().with("store.url", &url);
    let replicas = [launch().start(DATA).await, launch().start(DATA).await];

    let mut submitting = JoinSet::new();
    for (round, replica) in (0..).zip(&replicas) {
        for force in FORCES {
            let mut submitter = Submitter::of(replica, force).await;
            submitting.spawn(async move {
                let mut revisions = Vec::new();
                for number in 0..EACH {
                    // Every other request goes to both replicas, as a retry by another way does.
                    let round = if number % 2 == 0 { 0 } else { round };
                    let sent = Sent::new(force, round, number);
                    revisions.push((sent.request_id(), submitter.again(&sent).await));
                }
                revisions
            });
        }
    }
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    for (request, (revision, _)) in submitting.join_all().await.into_iter().flatten() {
        let known = *first.entry(request.clone()).or_insert(revision);
        assert_eq!(
            known, revision,
            "{request} is one revision, whoever was asked"
        );
    }
    let recorded = submissions(&replicas[0]).await;
    assert_eq!(recorded.len(), first.len(), "each was recorded once");
    assert!(
        first
            .values()
            .all(|revision| recorded.contains_key(revision))
    );
    let newest = *recorded.keys().next_back().unwrap();
    let without_gaps: Vec<u64> = (1..=newest).collect();
    for replica in &replicas {
        assert_eq!(pushed(replica, newest).await, without_gaps);
    }

    // What one replica records is pushed by the other, too.
    let mut submitter = Submitter::of(&replicas[1], FORCES[0]).await;
    let watching = pushed(&replicas[0], newest + 1);
    let sent = Sent::new(FORCES[0], 9, 0);
    let submitting = submitter.submit_new(&sent);
    let (pushed, submitted) = tokio::join!(watching, submitting);
    assert_eq!(
        (pushed.last(), submitted),
        (Some(&(newest + 1)), newest + 1)
    );
}
