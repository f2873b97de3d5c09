use peel_cache::{Certificates, Lifetime};
use redis::Commands;

use crate::*;

#[tokio::test]
async fn what_one_replica_computed_another_finds() {
    let server = RedisServer::start();
    let settings = redis_settings(&server);
    let (first, second) = (connected(&settings).await, connected(&settings).await);

    assert_eq!(ask(&first, "a").await, Source::Computed);
    until("the write", || first.statistics().written == 1).await;
    assert_eq!(ask(&second, "a").await, Source::Redis);
    assert_eq!(ask(&second, "a").await, Source::Memory);

    let statistics = second.statistics();
    assert_eq!((statistics.redis_hits, statistics.memory_hits), (1, 1));
    assert_eq!((statistics.misses, statistics.computed), (0, 0));
}

#[tokio::test]
async fn callers_at_once_cost_redis_one_command() {
    let server = RedisServer::start();
    let settings = redis_settings(&server);
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    ask(&first, "a").await;
    until("the write", || first.statistics().written == 1).await;

    let sources = futures::future::join_all((0..100).map(|_| ask(&second, "a"))).await;
    assert_eq!(
        sources
            .iter()
            .filter(|source| **source == Source::Redis)
            .count(),
        1
    );
    assert_eq!(
        sources
            .iter()
            .filter(|source| **source == Source::Shared)
            .count(),
        99
    );
}

#[tokio::test]
async fn redis_keeps_an_entry_within_its_jittered_time() {
    let server = RedisServer::start();
    let mut settings = redis_settings(&server);
    settings.lifetime = Lifetime::new(Duration::from_secs(1000), 50).expect("a good lifetime");
    let cache = connected(&settings).await;
    for number in 0..20 {
        ask(&cache, &number.to_string()).await;
    }
    until("the writes", || cache.statistics().written == 20).await;

    let mut meddler = meddler(&server);
    let mut left: Vec<i64> = (0..20)
        .map(|number| {
            meddler
                .pttl(key(&number.to_string()).to_string())
                .expect("a PTTL")
        })
        .collect();
    left.sort_unstable();
    // The lower bound leaves as long as the whole test may wait for its writes.
    assert!(left[0] >= 480_000 && left[19] <= 1_000_000, "{left:?}");
    assert!(
        left[19] - left[0] > 100_000,
        "the times to live are spread out: {left:?}"
    );
}

#[tokio::test]
async fn a_value_too_large_for_redis_stays_in_memory() {
    let server = RedisServer::start();
    let mut settings = redis_settings(&server);
    settings.max_value_bytes = NonZeroU32::new(5).unwrap();
    let cache = connected(&settings).await;
    assert_eq!(ask(&cache, "a").await, Source::Computed);
    assert_eq!(ask(&cache, "a").await, Source::Memory);
    let statistics = cache.statistics();
    assert_eq!((statistics.written, statistics.dropped_writes), (0, 1));
}

#[tokio::test]
async fn a_value_larger_than_allowed_is_not_read_whoever_wrote_it() {
    let server = RedisServer::start();
    let mut settings = redis_settings(&server);
    let generous = connected(&settings).await;
    ask(&generous, "a").await;
    until("the write", || generous.statistics().written == 1).await;

    settings.max_value_bytes = NonZeroU32::new(5).unwrap();
    let strict = connected(&settings).await;
    assert_eq!(ask(&strict, "a").await, Source::Computed);
    assert_eq!(strict.statistics().damaged, 1);
}

#[tokio::test]
async fn settings_that_cannot_be_meant_are_refused() {
    fn check(change: impl FnOnce(&mut RedisSettings), expected: &str) {
        let mut settings = RedisSettings::new("redis://127.0.0.1:6379/0");
        change(&mut settings);
        assert_eq!(refused(&settings).to_string(), expected);
    }
    let url = "the Redis URL cannot be used: write it as redis://HOST:PORT/DATABASE";
    check(|settings| settings.url = "cache".to_owned(), url);
    check(|settings| settings.url = "redis://one,,two".to_owned(), url);
    check(
        |settings| settings.url = "redis://one,two".to_owned(),
        "the Redis URL names several addresses: say that they are a cluster's or Sentinels', or \
         name one",
    );
    check(
        |settings| settings.certificates = Some(Certificates::default()),
        "certificates are given for Redis, but not TLS: write its URL as rediss://",
    );
    check(
        |settings| settings.command_timeout = Duration::ZERO,
        "the Redis command timeout is zero, so every command would fail: give it a length",
    );
    check(
        |settings| settings.claim = Duration::ZERO,
        "the Redis claim is zero, so every command would fail: give it a length",
    );
    check(
        |settings| settings.breaker.pause = Duration::ZERO,
        "the Redis pause of the breaker is zero, so every command would fail: give it a length",
    );
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let settings = RedisSettings::new("redis://127.0.0.1:6379/0");
    let error = Cache::new(CacheSettings::default(), Some(&settings)).err();
    assert!(
        matches!(error, Some(SettingsError::NoRuntime(_))),
        "{error:?}"
    );
}
