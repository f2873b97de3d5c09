use std::num::NonZeroUsize;

use futures::future::join_all;

use crate::*;

#[tokio::test]
async fn a_redis_that_stops_and_comes_back_is_only_missed() {
    let mut server = RedisServer::start();
    let cache = connected(&redis_settings(&server)).await;
    ask(&cache, "before").await;
    until("the write", || cache.statistics().written == 1).await;

    server.stop();
    for number in 0..10 {
        assert_eq!(ask(&cache, &number.to_string()).await, Source::Computed);
    }
    assert_eq!(ask(&cache, "before").await, Source::Memory);
    assert_ne!(cache.statistics().breaker, Some(BreakerState::Closed));

    server.start_again();
    reaches(&cache, BreakerState::Closed).await;
    ask(&cache, "after").await;
    until("the write", || cache.statistics().written == 2).await;
    let other = connected(&redis_settings(&server)).await;
    assert_eq!(ask(&other, "after").await, Source::Redis);
}

#[tokio::test]
async fn a_redis_that_is_not_there_at_the_start_is_found_when_it_comes() {
    let mut server = RedisServer::start();
    server.stop();
    let cache = cache_over(&redis_settings(&server));
    assert_eq!(ask(&cache, "a").await, Source::Computed);
    until("a failed trial", || cache.statistics().redis_errors > 0).await;
    server.start_again();
    reaches(&cache, BreakerState::Closed).await;
}

#[tokio::test]
async fn a_frozen_redis_costs_one_timeout_until_the_breaker_opens() {
    let server = RedisServer::start();
    let cache = connected(&impatient_settings(&server)).await;
    server.pause();
    for number in 0..5 {
        let began = Instant::now();
        assert_eq!(ask(&cache, &number.to_string()).await, Source::Computed);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(2), "an answer took {took:?}");
    }
    let statistics = cache.statistics();
    assert_eq!(statistics.breaker_opened, 1);
    assert_ne!(statistics.breaker, Some(BreakerState::Closed));
    assert!(statistics.redis_timeouts >= 2, "{statistics:?}");

    server.resume();
    reaches(&cache, BreakerState::Closed).await;
}

#[tokio::test]
async fn writes_that_a_frozen_redis_does_not_take_are_dropped_not_waited_for() {
    let server = RedisServer::start();
    let mut settings = impatient_settings(&server);
    settings.breaker.failures_to_open = NonZeroU32::MAX;
    settings.write_queue = NonZeroUsize::MIN;
    let cache = connected(&settings).await;
    server.pause();
    let names: Vec<_> = (0..10).map(|number| number.to_string()).collect();
    join_all(names.iter().map(|name| ask(&cache, name))).await;
    // One may be in the writer's hand and one in the queue; no write can have succeeded.
    let statistics = cache.statistics();
    assert!(statistics.dropped_writes >= 8, "{statistics:?}");
    assert_eq!(statistics.written, 0);
}

#[tokio::test]
async fn lost_connections_are_made_again() {
    let server = RedisServer::start();
    let settings = redis_settings(&server);
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    ask(&first, "a").await;
    until("the write", || first.statistics().written == 1).await;

    let mut meddler = meddler(&server);
    let kill = ["KILL", "TYPE", "normal", "SKIPME", "yes"];
    redis::cmd("CLIENT")
        .arg(&kill)
        .exec(&mut meddler)
        .expect("killed connections");
    assert_eq!(ask(&second, "b").await, Source::Computed);
    reaches(&second, BreakerState::Closed).await;
    assert_eq!(ask(&second, "a").await, Source::Redis);
    assert_eq!(second.statistics().breaker_opened, 1);
}

#[tokio::test]
async fn a_full_redis_still_answers_what_it_has() {
    let server = RedisServer::start();
    let mut settings = redis_settings(&server);
    settings.breaker.failures_to_open = NonZeroU32::MIN;
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    ask(&first, "a").await;
    until("the write", || first.statistics().written == 1).await;

    let full = ["SET", "maxmemory", "1", "maxmemory-policy", "noeviction"];
    redis::cmd("CONFIG")
        .arg(&full)
        .exec(&mut meddler(&server))
        .expect("a full server");
    for number in 0..5 {
        assert_eq!(ask(&second, &number.to_string()).await, Source::Computed);
    }
    until("the refusals", || second.statistics().dropped_writes == 5).await;
    assert_eq!(ask(&second, "a").await, Source::Redis);
    let statistics = second.statistics();
    // Of each, that it was claimed and that it was computed.
    assert_eq!((statistics.redis_full, statistics.claimed), (10, 0));
    assert_eq!((statistics.redis_errors, statistics.breaker_opened), (0, 0));
}

#[tokio::test]
async fn a_redis_that_became_a_replica_is_connected_to_anew() {
    let server = RedisServer::start();
    let cache = connected(&redis_settings(&server)).await;
    let mut meddler = meddler(&server);
    let become_replica = ["127.0.0.1", "1"];
    redis::cmd("REPLICAOF")
        .arg(&become_replica)
        .exec(&mut meddler)
        .expect("a replica");
    assert_eq!(ask(&cache, "a").await, Source::Computed);
    until("the breaker to open", || {
        cache.statistics().breaker_opened > 0
    })
    .await;
    redis::cmd("REPLICAOF")
        .arg(&["NO", "ONE"])
        .exec(&mut meddler)
        .expect("a primary");
    reaches(&cache, BreakerState::Closed).await;
    ask(&cache, "b").await;
    until("the write", || cache.statistics().written == 1).await;
}

#[tokio::test]
async fn a_redis_that_refuses_the_password_is_left_alone() {
    let server = RedisServer::start();
    let password = ["SET", "requirepass", "secret"];
    redis::cmd("CONFIG")
        .arg(&password)
        .exec(&mut meddler(&server))
        .expect("a password");
    let cache = cache_over(&redis_settings(&server));
    until("refused trials", || cache.statistics().redis_errors >= 2).await;
    assert_eq!(ask(&cache, "a").await, Source::Computed);
    assert_ne!(cache.statistics().breaker, Some(BreakerState::Closed));
}
