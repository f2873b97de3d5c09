//! Several Redis servers that know each other: a master with what watches over it, and a cluster.
//!
//! Depends on `std` and `tempfile` only, like the single server that it is made of.

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::redis_server::{PATIENCE, RedisServer, free_port};

/// What the Sentinel calls the master.
pub(crate) const MASTER: &str = "comparisons";

/// A master with a replica, and a Sentinel that puts the replica in its place.
pub(crate) struct WatchedRedis {
    pub(crate) master: RedisServer,
    pub(crate) replica: RedisServer,
    pub(crate) sentinel: RedisServer,
}

impl WatchedRedis {
    /// Starts them, and waits until the Sentinel knows both.
    pub(crate) fn start() -> Self {
        let master = RedisServer::start();
        let port = master.port().to_string();
        let arguments = ["--replicaof", "127.0.0.1", &port].map(str::to_owned);
        let replica = RedisServer::start_with(|_| arguments.to_vec());
        let sentinel = sentinel_of(&master);
        until("the Sentinel to know the replica", || {
            let known = sentinel.ask(&["SENTINEL", "REPLICAS", MASTER]);
            known.contains(&replica.port().to_string())
                && replica
                    .ask(&["INFO", "replication"])
                    .contains("master_link_status:up")
        });
        Self {
            master,
            replica,
            sentinel,
        }
    }
}

/// A Sentinel that alone decides, after half a second without an answer.
fn sentinel_of(master: &RedisServer) -> RedisServer {
    let settings = format!(
        "sentinel monitor {MASTER} 127.0.0.1 {} 1\n\
         sentinel down-after-milliseconds {MASTER} 500\n\
         sentinel failover-timeout {MASTER} 2000\n",
        master.port()
    );
    RedisServer::start_with(|directory: &Path| {
        let file = directory.join("sentinel.conf");
        std::fs::write(&file, &settings).expect("settings for the Sentinel");
        vec![file.display().to_string(), "--sentinel".to_owned()]
    })
}

/// Six nodes, three of them masters of a third of the keys each, once all of them agree on that.
pub(crate) fn cluster() -> Vec<RedisServer> {
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
    let places = nodes.iter().map(RedisServer::place);
    let made = Command::new("redis-cli")
        .args(["--cluster", "create"])
        .args(places)
        .args(["--cluster-replicas", "1", "--cluster-yes"])
        .output()
        .expect("redis-cli runs");
    assert!(made.status.success(), "{made:?}");
    for node in &nodes {
        until("the cluster to be whole", || {
            node.ask(&["CLUSTER", "INFO"]).contains("cluster_state:ok")
                && !node
                    .ask(&["INFO", "replication"])
                    .contains("master_link_status:down")
        });
    }
    nodes
}

fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
