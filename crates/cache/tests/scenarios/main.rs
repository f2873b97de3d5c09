//! The cache as its callers meet it: alone, over a real Redis, and over a Redis in trouble.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking, in helpers too"
)]

mod claims;
mod healthy_redis;
mod many_redis;
mod memory;
mod poisoned_redis;
#[path = "../support/redis_server.rs"]
mod redis_server;
#[path = "../support/redis_servers.rs"]
mod redis_servers;
mod secured_redis;
mod telemetry;
mod troubled_redis;

use std::io;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use peel_cache::{
    BreakerState, CacheKey, CacheSettings, ComparisonCache, KeyParts, RedisSettings, SettingsError,
    Source,
};

use redis_server::RedisServer;

type Cache = ComparisonCache<io::Error>;

/// Longest wait for something that happens in the background.
const PATIENCE: Duration = Duration::from_secs(20);

fn key(name: &str) -> CacheKey {
    CacheKey::new(&KeyParts {
        answer: "comparison",
        definition: &[7; 32],
        period: "2016-06-12m",
        comparator: "england-and-wales",
        revision: 41,
        history: &[9; 32],
        method: "2016.1",
        encoding: 1,
        slice: Some(name),
    })
}

/// The only right value of [`key`]`(name)`.
fn value(name: &str) -> Bytes {
    Bytes::from(format!("comparison of {name}"))
}

/// Asks for `name`, checks that the answer is right, and says where it came from.
async fn ask(cache: &Cache, name: &str) -> Source {
    let compute = async { Ok(value(name)) };
    let (answer, source) = cache
        .get_or_compute(&key(name), compute)
        .await
        .expect("an answer");
    assert_eq!(answer, value(name));
    source
}

/// Defaults that suit a busy machine: a slow answer of a healthy Redis is still an answer.
fn redis_settings(server: &RedisServer) -> RedisSettings {
    let mut settings = RedisSettings::new(server.url());
    settings.command_timeout = Duration::from_secs(5);
    settings.connect_timeout = Duration::from_secs(5);
    settings.breaker.pause = Duration::from_millis(20);
    settings
}

/// The same for a Redis that will not answer: waits that a test can afford.
fn impatient_settings(server: &RedisServer) -> RedisSettings {
    let mut settings = redis_settings(server);
    settings.command_timeout = Duration::from_millis(100);
    settings.connect_timeout = Duration::from_millis(300);
    settings.breaker.failures_to_open = NonZeroU32::new(2).unwrap();
    settings
}

fn cache_over(settings: &RedisSettings) -> Cache {
    Cache::new(CacheSettings::default(), Some(settings)).expect("good settings")
}

async fn connected(settings: &RedisSettings) -> Cache {
    let cache = cache_over(settings);
    reaches(&cache, BreakerState::Closed).await;
    cache
}

async fn reaches(cache: &Cache, state: BreakerState) {
    until(&format!("the breaker to be {state:?}"), || {
        cache.statistics().breaker == Some(state)
    })
    .await;
}

async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} for {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A connection beside the cache, to look and to meddle.
fn meddler(server: &RedisServer) -> redis::Connection {
    let client = redis::Client::open(server.url()).expect("a good URL");
    client.get_connection().expect("a connection")
}

/// Why no cache can be made.
fn refused(settings: &RedisSettings) -> SettingsError {
    let made = Cache::new(CacheSettings::default(), Some(settings));
    made.err().expect("a refusal")
}

fn failure(text: &str) -> io::Error {
    io::Error::other(text.to_owned())
}

fn same<E>(errors: &[Arc<E>]) -> bool {
    errors
        .windows(2)
        .all(|pair| Arc::ptr_eq(&pair[0], &pair[1]))
}
