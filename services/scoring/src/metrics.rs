//! What the cache and the ledger say of themselves to whoever collects metrics.

use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

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
                ("dropped-write", statistics.dropped_writes),
            ] {
                observer.observe(count, &[KeyValue::new("peel.cause", cause)]);
            }
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
