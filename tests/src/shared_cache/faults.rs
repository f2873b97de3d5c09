//! One Redis, under load: frozen, full, gone, back and empty.

use crate::shared_cache::load::{Load, exchanges};
use crate::shared_cache::{ASKED, answers_from_redis, data, forgetful, scoring};
use crate::support::collector::Collector;
use crate::support::redis_server::RedisServer;

const TIMEOUTS: &str = "peel.cache.redis.failures timeout";
const REFUSED_FULL: &str = "peel.cache.redis.failures full";
const LOST: &str = "peel.cache.redis.failures connection-lost";
const CONNECTIONS: &str = "peel.cache.redis.connections";

const IS_FULL: &str = "redis is full: what is computed is not shared until it has room";
const HAS_ROOM: &str = "redis has room again";

/// Answers that must come while Redis is in a certain trouble.
const MEANWHILE: usize = 60;

/// Lets Redis forget all comparisons and keep everything else.
const FORGET: &str =
    "for _, key in ipairs(redis.call('keys', 'peel:*')) do redis.call('del', key) end";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_redis_under_load_every_answer_is_right_and_in_time() {
    let (mut redis, collector) = (RedisServer::start(), Collector::start());
    let data = data().await;
    let alone = scoring(&data).start(crate::support::launch::SCORING).await;
    let exchanges = exchanges(&alone).await;
    let replica = forgetful(scoring(&data)).with("redis.url", redis.url());
    let replica = replica.observed_by(&collector);
    let replica = replica.start(crate::support::launch::SCORING).await;
    let load = Load::on(&[&replica], &exchanges).await;
    answers_from_redis(&collector, 100).await;
    let now = |series: &str| collector.received().number(series);

    // Frozen: connections stay open, and nothing is answered.
    let (timeouts, connections) = (now(TIMEOUTS), now(CONNECTIONS));
    redis.pause();
    collector
        .shows("a frozen Redis", |received| {
            received.number(TIMEOUTS) > timeouts && received.number(ASKED) == 0
        })
        .await;
    load.goes_on(MEANWHILE).await;
    redis.resume();
    collector
        .shows("that it goes on", |received| {
            received.number(CONNECTIONS) > connections && received.number(ASKED) == 1
        })
        .await;
    answers_from_redis(&collector, 100).await;

    // Full: what is not there cannot be written.
    let told = collector.received().events(IS_FULL);
    redis.ask(&["CONFIG", "SET", "maxmemory", "3mb"]);
    redis.ask(&["SETRANGE", "ballast", "4000000", "x"]);
    let refused = now(REFUSED_FULL);
    redis.ask(&["EVAL", FORGET, "0"]);
    collector
        .shows("a full Redis", |received| {
            received.number(REFUSED_FULL) > refused && received.events(IS_FULL) > told
        })
        .await;
    load.goes_on(MEANWHILE).await;
    redis.ask(&["DEL", "ballast"]);
    collector
        .shows("that it has room", |received| {
            received.events(HAS_ROOM) > told
        })
        .await;
    answers_from_redis(&collector, 100).await;

    // Gone, and back with nothing in it.
    let (lost, connections) = (now(LOST), now(CONNECTIONS));
    redis.stop();
    collector
        .shows("a Redis that is gone", |received| {
            received.number(LOST) > lost && received.number(ASKED) == 0
        })
        .await;
    load.goes_on(MEANWHILE).await;
    redis.start_again();
    collector
        .shows("that it is back", |received| {
            received.number(CONNECTIONS) > connections && received.number(ASKED) == 1
        })
        .await;
    answers_from_redis(&collector, 100).await;

    assert!(load.answers() > 4 * MEANWHILE);
}
