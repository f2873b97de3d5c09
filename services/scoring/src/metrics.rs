//! What the cache and the ledger say of themselves to whoever collects metrics.

use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use peel_cache::BreakerState;

use crate::answers::Answers;

/// Has the cache's counters and the newest revision observed whenever metrics are collected.
pub(crate) fn observe(meter: &Meter, answers: &Arc<Answers>) {
    let observed = Arc::clone(answers);
    meter
        .u64_observable_counter("peel.cache.lookups")
        .with_description("Comparisons looked up, by where they were found")
        .with_callback(move |observer| {
            let statistics = observed.cache.0.statistics();
            for (found, count) in [
                ("memory", statistics.memory_hits),
                ("redis", statistics.redis_hits),
                ("computed", statistics.computed),
                ("shared", statistics.shared),
            ] {
                observer.observe(count, &[KeyValue::new("peel.found", found)]);
            }
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_counter("peel.cache.redis.failures")
        .with_description("Redis commands or values that could not be used, by cause")
        .with_callback(move |observer| {
            let statistics = observed.cache.0.statistics();
            for (cause, count) in [
                ("error", statistics.redis_errors),
                ("timeout", statistics.redis_timeouts),
                ("damaged", statistics.damaged),
                ("full", statistics.redis_full),
                ("dropped-write", statistics.dropped_writes),
                ("connection-lost", statistics.breaker_opened),
            ] {
                observer.observe(count, &[KeyValue::new("peel.cause", cause)]);
            }
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_counter("peel.cache.redis.connections")
        .with_description("Connections to Redis that were made")
        .with_callback(move |observer| {
            observer.observe(observed.cache.0.statistics().connections, &[]);
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_gauge("peel.cache.redis.asked")
        .with_description("1 while Redis is asked, 0 while it is left alone")
        .with_callback(move |observer| {
            if let Some(breaker) = observed.cache.0.statistics().breaker {
                observer.observe(u64::from(breaker == BreakerState::Closed), &[]);
            }
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_counter("peel.cache.redis.claims")
        .with_description("Computations that replicas told each other of, by what came of it")
        .with_callback(move |observer| {
            let statistics = observed.cache.0.statistics();
            for (outcome, count) in [
                ("computed-here", statistics.claimed),
                ("came-from-another", statistics.awaited),
                ("did-not-come", statistics.awaited_in_vain),
            ] {
                observer.observe(count, &[KeyValue::new("peel.outcome", outcome)]);
            }
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_counter("peel.cache.warm_ups")
        .with_description("Comparisons asked for lately, made again after a revision, by outcome")
        .with_callback(move |observer| {
            let statistics = observed.lately.statistics();
            for (outcome, count) in [
                ("computed", statistics.computed),
                ("found", statistics.found),
                ("failed", statistics.failed),
            ] {
                observer.observe(count, &[KeyValue::new("peel.outcome", outcome)]);
            }
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_gauge("peel.cache.remembered")
        .with_description("Comparisons asked for lately that a revision would have made again")
        .with_callback(move |observer| {
            observer.observe(observed.lately.statistics().remembered, &[]);
        })
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_gauge("peel.cache.size")
        .with_unit("By")
        .with_description("Memory that cached comparisons take")
        .with_callback(move |observer| observer.observe(observed.cache.0.statistics().bytes, &[]))
        .build();
    let observed = Arc::clone(answers);
    meter
        .u64_observable_gauge("peel.revision")
        .with_description("The newest revision that this process knows")
        .with_callback(move |observer| {
            let following = KeyValue::new("peel.following", observed.revisions.is_following());
            observer.observe(observed.revisions.ledger().newest(), &[following]);
        })
        .build();
}
