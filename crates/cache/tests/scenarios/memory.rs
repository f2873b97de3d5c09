use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use futures::{join, poll};
use peel_cache::Lifetime;
use tokio::sync::Notify;

use crate::*;

fn alone(settings: CacheSettings) -> Cache {
    Cache::new(settings, None).expect("good settings")
}

#[tokio::test]
async fn an_answer_is_computed_once_and_then_remembered() {
    let cache = alone(CacheSettings::default());
    assert_eq!(cache.peek(&key("a")), None);
    assert_eq!(ask(&cache, "a").await, Source::Computed);
    assert_eq!(cache.peek(&key("a")), Some(value("a")));
    let never = async { panic!("what is remembered is not computed") };
    let (answer, source) = cache
        .get_or_compute(&key("a"), never)
        .await
        .expect("an answer");
    assert_eq!((answer, source), (value("a"), Source::Memory));

    let statistics = cache.statistics();
    assert_eq!(statistics.memory_hits, 2);
    assert_eq!((statistics.misses, statistics.computed), (1, 1));
    assert_eq!((statistics.entries, statistics.breaker), (1, None));
}

#[tokio::test]
async fn a_hundred_callers_at_once_cost_one_computation() {
    let cache = alone(CacheSettings::default());
    let (computations, everybody_waits) = (AtomicUsize::new(0), Notify::new());
    let a = key("a");
    let asked = join_all((0..100).map(|_| {
        cache.get_or_compute(&a, async {
            computations.fetch_add(1, Ordering::Relaxed);
            everybody_waits.notified().await;
            Ok(value("a"))
        })
    }));
    let (answers, ()) = join!(asked, async { everybody_waits.notify_one() });

    let sources: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.expect("an answer"))
        .inspect(|(answer, _)| assert_eq!(answer, &value("a")))
        .map(|(_, source)| source)
        .collect();
    assert_eq!(
        sources
            .iter()
            .filter(|source| **source == Source::Computed)
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
    assert_eq!(computations.into_inner(), 1);
    assert_eq!(cache.statistics().shared, 99);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_on_many_threads_cost_one_computation_for_each_key() {
    let cache = Arc::new(alone(CacheSettings::default()));
    let callers = (0..2000).map(|number| {
        let cache = Arc::clone(&cache);
        tokio::spawn(async move { ask(&cache, &(number / 8).to_string()).await })
    });
    for caller in join_all(callers).await {
        caller.expect("an answer");
    }
    assert_eq!(cache.statistics().computed, 250);
}

#[tokio::test]
async fn callers_of_different_keys_do_not_wait_for_each_other() {
    let cache = alone(CacheSettings::default());
    let a = key("a");
    let mut stuck = Box::pin(cache.get_or_compute(&a, pending()));
    assert!(poll!(stuck.as_mut()).is_pending());
    assert_eq!(ask(&cache, "b").await, Source::Computed);
}

#[tokio::test]
async fn a_failure_reaches_everybody_who_waited_and_nobody_after() {
    let cache = alone(CacheSettings::default());
    let (computations, everybody_waits) = (AtomicUsize::new(0), Notify::new());
    let a = key("a");
    let asked = join_all((0..100).map(|_| {
        cache.get_or_compute(&a, async {
            computations.fetch_add(1, Ordering::Relaxed);
            everybody_waits.notified().await;
            Err(failure("no data"))
        })
    }));
    let (answers, ()) = join!(asked, async { everybody_waits.notify_one() });

    let errors: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.expect_err("a failure"))
        .collect();
    assert_eq!(errors.len(), 100);
    assert_eq!(errors[0].to_string(), "no data");
    assert!(same(&errors), "everybody gets the same error");
    assert_eq!(computations.into_inner(), 1);
    assert_eq!(ask(&cache, "a").await, Source::Computed);
}

#[tokio::test]
async fn when_the_leader_is_cancelled_another_caller_goes_on() {
    let cache = alone(CacheSettings::default());
    let a = key("a");
    let mut leader = Box::pin(cache.get_or_compute(&a, pending()));
    assert!(poll!(leader.as_mut()).is_pending());
    let mut next = Box::pin(ask(&cache, "a"));
    assert!(poll!(next.as_mut()).is_pending());
    drop(leader);
    assert_eq!(next.await, Source::Computed);
}

#[tokio::test]
async fn a_caller_outlasts_any_number_of_cancelled_leaders() {
    let cache = alone(CacheSettings::default());
    let a = key("a");
    let mut leaders: Vec<_> = (0..1000)
        .map(|_| Box::pin(cache.get_or_compute(&a, pending())))
        .collect();
    for leader in &mut leaders {
        assert!(poll!(leader.as_mut()).is_pending());
    }
    let mut last = Box::pin(ask(&cache, "a"));
    for mut leader in leaders {
        // The first caller to be polled after a cancellation takes the lead.
        assert!(poll!(leader.as_mut()).is_pending());
        assert!(poll!(last.as_mut()).is_pending());
        drop(leader);
    }
    assert_eq!(last.await, Source::Computed);
}

#[tokio::test]
async fn when_the_leader_panics_another_caller_goes_on() {
    let cache = Arc::new(alone(CacheSettings::default()));
    let leads = Arc::new(Notify::new());
    let fate = Arc::new(Notify::new());
    let leader = tokio::spawn({
        let (cache, leads, fate) = (Arc::clone(&cache), Arc::clone(&leads), Arc::clone(&fate));
        async move {
            let compute = async {
                leads.notify_one();
                fate.notified().await;
                panic!("on purpose")
            };
            cache.get_or_compute(&key("a"), compute).await
        }
    });
    leads.notified().await;
    let mut next = Box::pin(ask(&cache, "a"));
    assert!(poll!(next.as_mut()).is_pending());
    fate.notify_one();
    assert_eq!(next.await, Source::Computed);
    assert!(
        leader
            .await
            .expect_err("the leader's panic stays its own")
            .is_panic()
    );
}

#[tokio::test]
async fn full_memory_keeps_to_its_bytes_and_to_what_was_used_last() {
    let max_bytes = 1024 * 1024;
    let cache = alone(CacheSettings {
        max_bytes,
        ..CacheSettings::default()
    });
    for number in 0..1000 {
        let compute = async { Ok(Bytes::from(vec![0; 10 * 1024])) };
        cache
            .get_or_compute(&key(&number.to_string()), compute)
            .await
            .expect("an answer");
    }
    let statistics = cache.statistics();
    assert!(statistics.bytes <= max_bytes, "{statistics:?}");
    assert!(statistics.bytes > max_bytes - 11 * 1024, "{statistics:?}");
    assert!(cache.peek(&key("999")).is_some());
    assert!(cache.peek(&key("0")).is_none());
}

#[tokio::test]
async fn a_value_larger_than_memory_is_answered_and_not_kept() {
    let cache = alone(CacheSettings {
        max_bytes: 100,
        ..CacheSettings::default()
    });
    assert_eq!(ask(&cache, "a").await, Source::Computed);
    assert_eq!(cache.statistics().bytes, 0);
    assert_eq!(ask(&cache, "a").await, Source::Computed);
}

#[tokio::test]
async fn an_entry_leaves_when_its_time_is_over() {
    let lifetime = Lifetime::new(Duration::from_millis(200), 50).expect("a good lifetime");
    let cache = alone(CacheSettings {
        lifetime,
        ..CacheSettings::default()
    });
    ask(&cache, "a").await;
    until("the entry to expire", || cache.peek(&key("a")).is_none()).await;
    assert_eq!(ask(&cache, "a").await, Source::Computed);
}
