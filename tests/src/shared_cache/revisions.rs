//! Two replicas on one Redis, while one revision after the other is recorded.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{
    BatchCompareRequest, CompareRequest, Comparison, ComparisonChoice, RankForcesRequest,
};
use prost::Message as _;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tonic::transport::Channel;
use tonic::{Request, Status};

use super::load::INDICATORS;
use super::{DEADLINE, data, forgetful, scoring};
use crate::lasting::Draws;
use crate::lasting::submitter::{FORCES, Sent, Submitter};
use crate::support::PATIENCE;
use crate::support::launch::{Running, SCORING};
use crate::support::redis_server::RedisServer;

/// Where the random choices begin; told when the test fails, to be set for the same again.
const SEED: &str = "PEEL_SEED";

/// Revisions recorded under load.
const REVISIONS: u32 = 40;

/// Callers of each replica.
const CALLERS: u64 = 3;

/// Tells the seed of a test that fails.
struct Seed(u64);

impl Seed {
    fn drawn() -> Self {
        let asked = std::env::var(SEED).ok();
        let drawn = || RandomState::new().hash_one(()) >> 33;
        Self(asked.map_or_else(drawn, |seed| seed.parse().expect("a whole number as seed")))
    }
}

impl Drop for Seed {
    #[expect(clippy::print_stderr, reason = "for who looks into the failure")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("for the same choices again: {SEED}={}", self.0);
        }
    }
}

/// What is asked. Each kind is kept in the cache in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// One force on one indicator.
    Force(&'static str, &'static str),
    /// All forces on all indicators, which one answer must not take from two revisions.
    All,
    /// All forces with the intervals of their ranks.
    Ranks(&'static str),
}

impl Question {
    fn drawn(draws: &mut Draws) -> Self {
        let mut one_of = |from: [&'static str; 3]| from[draws.below(3) as usize];
        let (force, indicator) = (one_of(FORCES), one_of(INDICATORS));
        match draws.below(4) {
            0 => Self::All,
            1 => Self::Ranks(indicator),
            _ => Self::Force(force, indicator),
        }
    }

    /// The answer's bytes, and the revision that it names.
    async fn ask(
        self,
        client: &mut ComparisonServiceClient<Channel>,
        as_of: u64,
    ) -> Result<(u64, Vec<u8>), Status> {
        match self {
            Self::Force(force, indicator) => {
                let request = in_time(CompareRequest {
                    force: force.to_owned(),
                    indicator: indicator.to_owned(),
                    as_of,
                    ..CompareRequest::default()
                });
                let answer = client.compare(request).await?.into_inner();
                Ok((answer.as_of, answer.encode_to_vec()))
            }
            Self::All => {
                let choice = |indicator: &str| ComparisonChoice {
                    indicator: indicator.to_owned(),
                    ..ComparisonChoice::default()
                };
                let request = in_time(BatchCompareRequest {
                    choices: INDICATORS.map(choice).into(),
                    as_of,
                    ..BatchCompareRequest::default()
                });
                let answer = client.batch_compare(request).await?.into_inner();
                Ok((answer.as_of, answer.encode_to_vec()))
            }
            Self::Ranks(indicator) => {
                let request = in_time(RankForcesRequest {
                    indicator: indicator.to_owned(),
                    as_of,
                    ..RankForcesRequest::default()
                });
                let answer = client.rank_forces(request).await?.into_inner();
                Ok((answer.as_of, answer.encode_to_vec()))
            }
        }
    }
}

fn in_time<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(DEADLINE);
    request
}

/// One replica, and the newest revision that it is known to have heard of.
struct Replica {
    client: ComparisonServiceClient<Channel>,
    announced: AtomicU64,
}

impl Replica {
    async fn of(running: &Running) -> Arc<Self> {
        Arc::new(Self {
            client: ComparisonServiceClient::new(running.channel().await),
            announced: AtomicU64::new(0),
        })
    }

    /// Asks for a revision (0: the newest), and holds it to what had been announced before.
    async fn ask(&self, question: Question, as_of: u64) -> (u64, Vec<u8>) {
        let announced = self.announced.load(Ordering::SeqCst);
        let answer = question.ask(&mut self.client.clone(), as_of).await;
        let (answered_as_of, bytes) = answer.unwrap_or_else(|status| {
            panic!("{question:?} as of {as_of}, with {announced} announced: {status}")
        });
        if as_of == 0 {
            assert!(
                answered_as_of >= announced,
                "{question:?} as of {answered_as_of}, with {announced} announced"
            );
        } else {
            assert_eq!(answered_as_of, as_of, "{question:?}");
        }
        self.announced.fetch_max(answered_as_of, Ordering::SeqCst);
        (answered_as_of, bytes)
    }
}

/// All answers that were given to one question as at one revision.
type Answers = BTreeMap<(Question, u64), Vec<u8>>;

fn keep(answers: &mut Answers, question: Question, (as_of, bytes): (u64, Vec<u8>)) {
    let first = answers
        .entry((question, as_of))
        .or_insert_with(|| bytes.clone());
    assert_eq!(*first, bytes, "{question:?} as of {as_of} has one answer");
}

async fn keep_asking(
    replica: Arc<Replica>,
    mut draws: Draws,
    recorded: watch::Receiver<u64>,
    answered: Arc<watch::Sender<u64>>,
) -> Answers {
    let mut answers = Answers::new();
    while recorded.has_changed().is_ok() {
        let question = Question::drawn(&mut draws);
        // Now and then by number what was acknowledged just now, whoever has heard of it.
        let as_of = match draws.below(4) {
            0 => *recorded.borrow(),
            _ => 0,
        };
        keep(&mut answers, question, replica.ask(question, as_of).await);
        answered.send_modify(|answered| *answered += 1);
    }
    answers
}

/// Records revisions at random moments, and does to Redis what can be done to it meanwhile.
async fn record(
    data: &Running,
    redis: &RedisServer,
    draws: &mut Draws,
    recorded: &watch::Sender<u64>,
    answered: &watch::Sender<u64>,
) {
    let mut answered = answered.subscribe();
    let mut submitters = Vec::new();
    for force in FORCES {
        submitters.push(Submitter::of(data, force).await);
    }
    for number in 0..REVISIONS {
        let until = *answered.borrow() + draws.below(15);
        let waited = timeout(PATIENCE, answered.wait_for(|answered| *answered >= until)).await;
        drop(waited.expect("answers go on").expect("callers go on"));
        match draws.below(12) {
            0 => drop(redis.ask(&["FLUSHALL"])),
            1 => drop(redis.ask(&["CLIENT", "KILL", "TYPE", "normal"])),
            2 => drop(redis.ask(&["CLIENT", "PAUSE", "120", "ALL"])),
            _ => {}
        }
        let submitter = &mut submitters[draws.below(3) as usize];
        let sent = Sent::new(submitter.force, 0, number);
        let revision = submitter.submit_new(&sent).await;
        recorded.send_replace(revision);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_mixes_two_revisions_or_is_older_than_the_newest_announced() {
    let seed = Seed::drawn();
    let mut draws = Draws(seed.0);
    let redis = RedisServer::start();
    let data = data().await;
    let alone = scoring(&data).start(SCORING).await;
    // One looks everything up in Redis, the other has a memory of its own.
    let over = || scoring(&data).with("redis.url", redis.url());
    let running = [
        forgetful(over()).start(SCORING).await,
        over().start(SCORING).await,
    ];
    let mut submitter = Submitter::of(&data, FORCES[0]).await;
    let first = submitter.submit_new(&Sent::new(FORCES[0], 1, 900)).await;
    let (recorded, answered) = (watch::Sender::new(first), Arc::new(watch::Sender::new(0)));
    let mut callers = JoinSet::new();
    let mut replicas = Vec::new();
    for replica in &running {
        let replica = Replica::of(replica).await;
        for _ in 0..CALLERS {
            let draws = Draws(draws.below(1 << 31));
            let answered = Arc::clone(&answered);
            callers.spawn(keep_asking(
                Arc::clone(&replica),
                draws,
                recorded.subscribe(),
                answered,
            ));
        }
        replicas.push(replica);
    }
    record(&data, &redis, &mut draws, &recorded, &answered).await;
    let newest = *recorded.borrow();
    drop(recorded);
    let mut answers = Answers::new();
    for of_caller in callers.join_all().await {
        for ((question, as_of), bytes) in of_caller {
            keep(&mut answers, question, (as_of, bytes));
        }
    }

    // Both hear of the newest without being told its number.
    let deadline = Instant::now() + PATIENCE;
    for replica in &replicas {
        while replica.ask(Question::All, 0).await.0 < newest {
            assert!(Instant::now() < deadline, "{newest} was not heard of");
        }
    }
    // Each answer is the one of its revision, computed anew and alone.
    let revisions: std::collections::BTreeSet<u64> =
        answers.keys().map(|(_, as_of)| *as_of).collect();
    assert!(
        revisions.len() > 10,
        "few revisions were seen: {revisions:?}"
    );
    let alone = Replica::of(&alone).await;
    for ((question, as_of), bytes) in answers {
        let (_, expected) = alone.ask(question, as_of).await;
        let told = Comparison::decode(&bytes[..]).is_ok();
        assert!(bytes == expected, "{question:?} as of {as_of}, {told}");
    }
}
