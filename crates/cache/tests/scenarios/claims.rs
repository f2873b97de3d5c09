//! One computation between replicas, and none that waits for another in vain for long.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use futures::poll;
use tokio::sync::Notify;

use crate::*;

/// Claims that outlast any test.
fn patient(server: &RedisServer) -> RedisSettings {
    let mut settings = redis_settings(server);
    settings.claim = PATIENCE;
    settings
}

/// A computation of `name` that has begun, and will never end.
async fn begun<'c>(cache: &'c Cache, name: &str) -> impl Future<Output = ()> + 'c {
    let key = key(name);
    let began = Arc::new(Notify::new());
    let compute = {
        let began = Arc::clone(&began);
        async move {
            began.notify_one();
            pending().await
        }
    };
    let mut computation = Box::pin(async move {
        let never = cache.get_or_compute(&key, compute).await;
        panic!("it ended with {never:?}");
    });
    tokio::select! {
        () = &mut computation => {}
        () = began.notified() => {}
    }
    computation
}

#[tokio::test]
async fn callers_of_several_replicas_cost_one_computation() {
    let server = RedisServer::start();
    let replicas = join_all((0..3).map(|_| async { connected(&patient(&server)).await })).await;
    let (computations, waiting) = (AtomicUsize::new(0), Notify::new());
    let a = key("a");
    let asked = join_all(replicas.iter().flat_map(|replica| {
        std::iter::repeat_with(|| {
            replica.get_or_compute(&a, async {
                computations.fetch_add(1, Ordering::Relaxed);
                waiting.notified().await;
                Ok(value("a"))
            })
        })
        .take(100)
    }));
    let others_looked = async {
        until("a computation", || computations.load(Ordering::Relaxed) > 0).await;
        // Who looks again has been told that somebody is at work on it.
        let mut onlooker = meddler(&server);
        until("the others to have looked twice", || {
            let told: String = redis::cmd("INFO")
                .arg("commandstats")
                .query(&mut onlooker)
                .expect("counts");
            let looks = told
                .lines()
                .find_map(|line| line.strip_prefix("cmdstat_getrange:calls="));
            let looks = looks.and_then(|rest| rest.split(',').next()?.parse::<u64>().ok());
            looks.is_some_and(|looks| looks >= 7)
        })
        .await;
        waiting.notify_one();
    };
    let (answers, ()) = futures::join!(asked, others_looked);
    for answer in answers {
        assert_eq!(answer.expect("an answer").0, value("a"));
    }
    assert_eq!(computations.into_inner(), 1);
    let count = |of: fn(&peel_cache::CacheStatistics) -> u64| -> u64 {
        replicas
            .iter()
            .map(|replica| of(&replica.statistics()))
            .sum()
    };
    assert_eq!(count(|statistics| statistics.claimed), 1);
    assert_eq!(count(|statistics| statistics.awaited), 2);
    assert_eq!(count(|statistics| statistics.shared), 297);
}

#[tokio::test]
async fn a_replica_that_gives_up_leaves_the_computation_to_the_next() {
    let server = RedisServer::start();
    let settings = patient(&server);
    let (first, second) = (connected(&settings).await, connected(&settings).await);

    // Cancelled.
    let cancelled = begun(&first, "a").await;
    let mut next = Box::pin(ask(&second, "a"));
    assert!(poll!(next.as_mut()).is_pending());
    drop(cancelled);
    assert_eq!(next.await, Source::Computed);

    // Failed.
    let b = key("b");
    let failed = first.get_or_compute(&b, async { Err(failure("no data")) });
    failed.await.expect_err("a failure");
    assert_eq!(ask(&second, "b").await, Source::Computed);
    assert_eq!(second.statistics().awaited_in_vain, 0);
}

#[tokio::test]
async fn a_value_that_is_not_kept_is_not_waited_for() {
    let server = RedisServer::start();
    let mut settings = patient(&server);
    settings.max_value_bytes = NonZeroU32::new(5).unwrap();
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    assert_eq!(ask(&first, "a").await, Source::Computed);
    assert_eq!(ask(&second, "a").await, Source::Computed);
    assert_eq!(second.statistics().awaited_in_vain, 0);
}

#[tokio::test]
async fn a_replica_that_hangs_is_waited_for_no_longer_than_it_may_claim() {
    let server = RedisServer::start();
    let mut settings = redis_settings(&server);
    settings.claim = Duration::from_millis(200);
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    let _hanging = begun(&first, "a").await;
    // By itself, or with a claim of its own once the first one's is over.
    assert_eq!(ask(&second, "a").await, Source::Computed);
}

#[tokio::test]
async fn who_is_in_a_hurry_waits_for_half_of_its_time_at_most() {
    let server = RedisServer::start();
    let settings = patient(&server);
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    let _hanging = begun(&first, "a").await;

    let began = tokio::time::Instant::now();
    let time = Duration::from_secs(1);
    let compute = async { Ok(value("a")) };
    let (answer, source) = second
        .get_or_compute_before(Some(began + time), &key("a"), compute)
        .await
        .expect("an answer");
    assert_eq!((answer, source), (value("a"), Source::Computed));
    assert!(began.elapsed() < time, "it took {:?}", began.elapsed());
    let statistics = second.statistics();
    assert_eq!((statistics.awaited_in_vain, statistics.claimed), (1, 0));
}

#[tokio::test]
async fn a_claim_takes_no_place_for_long() {
    let server = RedisServer::start();
    let mut settings = redis_settings(&server);
    settings.claim = Duration::from_millis(50);
    let cache = connected(&settings).await;
    ask(&cache, "a").await;
    until("the write", || cache.statistics().written == 1).await;
    until("the claim to expire", || server.ask(&["DBSIZE"]) == "1").await;
    assert_eq!(cache.statistics().claimed, 1);
}
