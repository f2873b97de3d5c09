//! Load that lasts: a replica takes no more memory after minutes of it than after seconds.

use std::time::{Duration, Instant};

use super::load::{Load, exchanges};
use super::{data, scoring};
use crate::lasting::submitter::{FORCES, Sent, Submitter};
use crate::support::launch::{Running, SCORING};
use crate::support::redis_server::RedisServer;

/// How long, in minutes: `PEEL_SOAK_MINUTES=10 scripts/test soak` for the full test.
const MINUTES: &str = "PEEL_SOAK_MINUTES";
const SHORT: Duration = Duration::from_secs(9);

/// Answers between two revisions, each of which makes all entries for the newest useless.
const BETWEEN: usize = 400;

/// By how much the highest memory of the last third may exceed that of the first: what an
/// allocator keeps in reserve, and 200 bytes or so for each revision that is known.
const MOST_GROWTH: f64 = 0.15;

fn time() -> Duration {
    std::env::var(MINUTES).map_or(SHORT, |minutes| {
        let minutes: f64 = minutes.parse().expect("a number of minutes");
        Duration::from_secs_f64(minutes * 60.0)
    })
}

/// The highest memory while load and new revisions go on for `time`, in bytes.
async fn highest(
    replica: &Running,
    load: &Load,
    submitter: &mut Submitter,
    revisions: &mut u32,
    time: Duration,
) -> u64 {
    let end = Instant::now() + time;
    let mut highest = 0;
    while Instant::now() < end {
        load.goes_on(BETWEEN).await;
        submitter
            .submit_new(&Sent::new(FORCES[0], 0, *revisions))
            .await;
        *revisions += 1;
        highest = highest.max(replica.resident_memory().await);
    }
    highest
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_does_not_grow_under_load_that_lasts() {
    let redis = RedisServer::start();
    let data = data().await;
    let alone = scoring(&data).start(SCORING).await;
    let exchanges = exchanges(&alone).await;
    // So little memory for the cache that it is full at once, and stays so.
    let replica = scoring(&data)
        .with("redis.url", redis.url())
        .with("cache.max_bytes", "65536")
        .start(SCORING)
        .await;
    let load = Load::on(&[&replica], &exchanges).await;
    let mut submitter = Submitter::of(&data, FORCES[0]).await;
    let (mut revisions, third) = (0, time() / 3);
    let mut thirds = Vec::new();
    for _ in 0..3 {
        thirds.push(highest(&replica, &load, &mut submitter, &mut revisions, third).await);
    }
    let answers = load.answers();
    let mebibytes: Vec<_> = thirds.iter().map(|bytes| bytes >> 20).collect();
    println!(
        "{:?}, {answers} answers, {revisions} revisions: at most {mebibytes:?} MiB in each third",
        time()
    );
    let most = thirds[0] as f64 * (1.0 + MOST_GROWTH);
    assert!(
        thirds[2] as f64 <= most,
        "{thirds:?} bytes after {answers} answers"
    );
}
