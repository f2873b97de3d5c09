//! A Redis of several servers: a master that can fail over, and a cluster.

use peel_cache::Topology;

use crate::redis_servers::{MASTER, WatchedRedis, cluster};
use crate::*;

fn over(topology: Topology, servers: &[&RedisServer]) -> RedisSettings {
    let places = servers.iter().map(|server| server.place());
    let mut settings = redis_settings(servers[0]);
    settings.url = format!("redis://{}", places.collect::<Vec<_>>().join(","));
    settings.topology = topology;
    settings
}

#[tokio::test]
async fn after_a_failover_the_new_master_is_found_with_what_it_has() {
    let WatchedRedis {
        mut master,
        replica,
        sentinel,
    } = WatchedRedis::start();
    let topology = Topology::Sentinel {
        master: MASTER.to_owned(),
    };
    let settings = over(topology, &[&sentinel]);
    let cache = connected(&settings).await;
    ask(&cache, "before").await;
    until("the write", || cache.statistics().written == 1).await;
    until("the replica to have it", || {
        replica.ask(&["EXISTS", &key("before").to_string()]) == "1"
    })
    .await;

    master.stop();
    assert_eq!(ask(&cache, "meanwhile").await, Source::Computed);
    reaches(&cache, BreakerState::Closed).await;
    let other = connected(&settings).await;
    assert_eq!(ask(&other, "before").await, Source::Redis);
    ask(&other, "after").await;
    until("a write to the new master", || {
        other.statistics().written == 1
    })
    .await;
}

#[tokio::test]
async fn a_cluster_shares_values_and_outlives_one_of_its_nodes() {
    let mut nodes = cluster();
    // One that is not there is no reason not to ask the others.
    let mut settings = over(Topology::Cluster, &[&nodes[0], &nodes[1]]);
    settings.command_timeout = Duration::from_millis(300);
    settings.url = settings.url.replace("://", "://127.0.0.1:1,");
    let cache = connected(&settings).await;

    // Enough that every master has some.
    let names: Vec<_> = (0..30).map(|number| number.to_string()).collect();
    for name in &names {
        assert_eq!(ask(&cache, name).await, Source::Computed);
    }
    until("every write", || cache.statistics().written == 30).await;
    let other = connected(&settings).await;
    for name in &names {
        assert_eq!(ask(&other, name).await, Source::Redis, "{name}");
    }

    // `ask` holds every answer to the right one, found or computed.
    nodes[0].stop();
    let left = connected(&settings).await;
    for name in &names {
        ask(&left, name).await;
    }
    // A replica takes its place: every key has a home again.
    let deadline = Instant::now() + PATIENCE;
    for round in 0.. {
        let after = connected(&settings).await;
        for name in &names {
            ask(&after, &format!("{name} in round {round}")).await;
        }
        let done = || {
            let statistics = after.statistics();
            statistics.written + statistics.dropped_writes == 30
        };
        until("every write to be tried", done).await;
        if after.statistics().written == 30 {
            break;
        }
        assert!(Instant::now() < deadline, "{:?}", after.statistics());
    }
}
