//! A Redis of several servers, one of which is lost under load.

use crate::shared_cache::load::{Load, exchanges};
use crate::shared_cache::{answers_from_redis, data, forgetful, scoring};
use crate::support::collector::{Collector, Received};
use crate::support::launch::{Launch, SCORING};
use crate::support::redis_server::RedisServer;
use crate::support::redis_servers::{MASTER, WatchedRedis, cluster};

const CONNECTED: &str = "redis connected";
/// Answers that must come while a server is away.
const MEANWHILE: usize = 60;

/// Puts `lose` in the middle of load on a replica over this Redis; then, telemetry shows the loss.
async fn under_load(
    over: impl Fn(Launch) -> Launch,
    lose: impl FnOnce(),
    loss: impl Fn(&Received) -> bool,
    whole_again: impl AsyncFnOnce(&Collector),
) {
    let collector = Collector::start();
    let data = data().await;
    let alone = scoring(&data).start(SCORING).await;
    let exchanges = exchanges(&alone).await;
    let replica = over(forgetful(scoring(&data))).observed_by(&collector);
    let replica = replica.start(SCORING).await;
    let load = Load::on(&[&replica], &exchanges).await;
    answers_from_redis(&collector, 100).await;

    tokio::task::block_in_place(lose);
    load.goes_on(MEANWHILE).await;
    collector.shows("the loss", loss).await;
    whole_again(&collector).await;
    answers_from_redis(&collector, 100).await;
    assert!(load.answers() > MEANWHILE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failover_under_load_changes_no_answer_and_is_told() {
    let WatchedRedis {
        mut master,
        replica,
        sentinel,
    } = WatchedRedis::start();
    let over = |launch: Launch| {
        launch
            .with("redis.url", sentinel.url())
            .with("redis.sentinel_master", MASTER)
    };
    // The server that the new connection leads to is the one that was the replica.
    let new_master = replica.place();
    let failed_over = |received: &Received| {
        let mut connections = received
            .events
            .iter()
            .filter(|event| event.said == CONNECTED);
        connections.any(|event| event.attributes.get("server") == Some(&new_master))
    };
    under_load(over, || master.stop(), failed_over, async |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_loses_a_node_under_load_changes_no_answer() {
    let mut nodes = tokio::task::block_in_place(cluster);
    let places: Vec<_> = nodes.iter().map(RedisServer::place).collect();
    let url = format!("redis://{}", places.join(","));
    let over = |launch: Launch| launch.with("redis.url", &url).with("redis.cluster", "true");
    let lost = nodes.remove(0);
    let failures = |received: &Received| {
        ["error", "timeout"]
            .iter()
            .any(|cause| received.number(&format!("peel.cache.redis.failures {cause}")) > 0)
    };
    // Another node has taken its place.
    let replaced = async |collector: &Collector| {
        let masters = || {
            let roles = nodes.iter().map(|node| node.ask(&["ROLE"]));
            roles.filter(|role| role.starts_with("master")).count()
        };
        while tokio::task::block_in_place(masters) < 3 {
            answers_from_redis(collector, 1).await;
        }
    };
    under_load(over, || drop(lost), failures, replaced).await;
}
