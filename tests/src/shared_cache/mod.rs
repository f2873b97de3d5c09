//! Redis between replicas of scoring: whatever becomes of it, and whatever is recorded meanwhile,
//! answers are right and in time, and telemetry shows what happened.
//!
//! Right is what a replica without Redis says as at the same revision. The edition is made up
//! (`tests/editions/2031-harbours`), because it is small: what is looked at is the cache.

mod faults;
mod load;
mod many_servers;
mod revisions;
mod size;
mod soak;
mod stampede;

use crate::lasting::harbours;
use crate::support::collector::Collector;
use crate::support::launch::{DATA, Launch, Running, SCORING};

/// Longest wait for one answer, whatever happens to Redis.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(5);

/// How many look for an answer in Redis that is there.
const FROM_REDIS: &str = "peel.cache.lookups redis";
/// Whether Redis is asked, as a number of replicas.
const ASKED: &str = "peel.cache.redis.asked";

async fn data() -> Running {
    harbours().start(DATA).await
}

/// Scoring beside `data`, without Redis.
fn scoring(data: &Running) -> Launch {
    SCORING.launch().with("data.address", data.url())
}

/// Keeps nothing in memory, so that every answer is looked for in Redis.
fn forgetful(launch: Launch) -> Launch {
    launch.with("cache.max_bytes", "1")
}

/// Waits until so many more answers than now have come out of Redis.
async fn answers_from_redis(collector: &Collector, more: u64) {
    let before = collector.received().number(FROM_REDIS);
    let shown = |received: &crate::support::collector::Received| {
        received.number(FROM_REDIS) >= before + more
    };
    collector.shows("answers out of Redis", shown).await;
}
