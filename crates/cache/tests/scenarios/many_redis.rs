//! A Redis of several servers: a master that can fail over, and a cluster.

use std::path::Path;
use std::process::Command;

use peel_cache::Topology;

use crate::redis_server::free_port;
use crate::*;

/// What the Sentinel calls the master.
const MASTER: &str = "comparisons";

fn over(topology: Topology, servers: &[&RedisServer]) -> RedisSettings {
    let places = servers.iter().map(|server| place(server));
    let mut settings = redis_settings(servers[0]);
    settings.url = format!("redis://{}", places.collect::<Vec<_>>().join(","));
    settings.topology = topology;
    settings
}

/// Host and port.
fn place(server: &RedisServer) -> String {
    let url = server.url();
    let place = url
        .strip_prefix("redis://")
        .and_then(|rest| rest.split('/').next());
    place.expect("a URL of Redis").to_owned()
}

fn port(server: &RedisServer) -> String {
    let place = place(server);
    place.rsplit(':').next().expect("a port").to_owned()
}

fn replica_of(master: &RedisServer) -> RedisServer {
    let port = port(master);
    RedisServer::start_with(|_| {
        ["--replicaof", "127.0.0.1", &port]
            .map(str::to_owned)
            .into()
    })
}

/// A Sentinel that alone decides, after half a second without an answer.
fn sentinel_of(master: &RedisServer) -> RedisServer {
    let settings = format!(
        "sentinel monitor {MASTER} 127.0.0.1 {} 1\n\
         sentinel down-after-milliseconds {MASTER} 500\n\
         sentinel failover-timeout {MASTER} 2000\n",
        port(master)
    );
    RedisServer::start_with(|directory: &Path| {
        let file = directory.join("sentinel.conf");
        std::fs::write(&file, &settings).expect("settings for the Sentinel");
        vec![file.display().to_string(), "--sentinel".to_owned()]
    })
}

#[tokio::test]
async fn after_a_failover_the_new_master_is_found_with_what_it_has() {
    let mut master = RedisServer::start();
    let replica = replica_of(&master);
    let sentinel = sentinel_of(&master);
    let mut onlooker = meddler(&sentinel);
    until("the Sentinel to know the replica", || {
        let replicas: Vec<redis::Value> = redis::cmd("SENTINEL")
            .arg(&["replicas", MASTER])
            .query(&mut onlooker)
            .expect("an answer of the Sentinel");
        replicas.len() == 1
    })
    .await;

    let topology = Topology::Sentinel {
        master: MASTER.to_owned(),
    };
    let settings = over(topology, &[&sentinel]);
    let cache = connected(&settings).await;
    ask(&cache, "before").await;
    until("the write", || cache.statistics().written == 1).await;
    let mut copy = meddler(&replica);
    until("the replica to have it", || {
        redis::cmd("DBSIZE").query::<u64>(&mut copy) == Ok(1)
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

/// Six nodes, three of them masters of a third of the keys each.
fn cluster() -> Vec<RedisServer> {
    let node = || {
        RedisServer::start_with(|_| {
            let own = free_port().to_string();
            let arguments = [
                "--repl-diskless-sync-delay",
                "0",
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "2000",
                // A cache would rather miss the keys of a node that is gone than all.
                "--cluster-require-full-coverage",
                "no",
                "--cluster-port",
                &own,
            ];
            arguments.map(str::to_owned).into()
        })
    };
    let nodes: Vec<_> = std::iter::repeat_with(node).take(6).collect();
    let places = nodes.iter().map(place);
    let made = Command::new("redis-cli")
        .args(["--cluster", "create"])
        .args(places)
        .args(["--cluster-replicas", "1", "--cluster-yes"])
        .output()
        .expect("redis-cli runs");
    assert!(made.status.success(), "{made:?}");
    nodes
}

/// Waits until every node knows the others, and every replica has what its master has.
async fn all_agree(nodes: &[RedisServer]) {
    for node in nodes {
        let mut connection = meddler(node);
        let mut told = |command: &str, about: &str| -> String {
            let mut command = redis::cmd(command);
            let answer = command.arg(about).query(&mut connection);
            answer.expect("what the node knows")
        };
        until("the cluster to be whole", || {
            told("CLUSTER", "INFO").contains("cluster_state:ok")
                && !told("INFO", "replication").contains("master_link_status:down")
        })
        .await;
    }
}

#[tokio::test]
async fn a_cluster_shares_values_and_outlives_one_of_its_nodes() {
    let mut nodes = cluster();
    all_agree(&nodes).await;
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
