use std::sync::atomic::{AtomicU64, Ordering};

/// What a [`ComparisonCache`](crate::ComparisonCache) has done since it was made, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheStatistics {
    /// Answers from memory.
    pub memory_hits: u64,
    /// Answers from Redis.
    pub redis_hits: u64,
    /// Questions that neither level could answer.
    pub misses: u64,
    /// Computations that succeeded.
    pub computed: u64,
    /// Answers, good or bad, taken over from another caller who was already at work on them.
    pub shared: u64,
    /// Computations that Redis told the other replicas of, so that they wait for the value.
    pub claimed: u64,
    /// Answers from Redis that another replica was at work on when they were first asked for.
    pub awaited: u64,
    /// Waits for another replica's value that ended without it.
    pub awaited_in_vain: u64,
    /// Connections to Redis that were made and answered.
    pub connections: u64,
    /// Redis commands and connections that were answered with an error, or lost.
    pub redis_errors: u64,
    /// Redis commands and connections that took too long.
    pub redis_timeouts: u64,
    /// Commands that Redis refused because it was full.
    pub redis_full: u64,
    /// Values in Redis that were not believed: damaged, foreign, of another version or type.
    pub damaged: u64,
    /// Values written to Redis.
    pub written: u64,
    /// Values not written to Redis: it was away or refused, the queue was full, the value too large.
    pub dropped_writes: u64,
    /// How many times the breaker has opened.
    pub breaker_opened: u64,
    /// Entries in memory.
    pub entries: u64,
    /// Bytes in memory, with the estimate for what each entry costs beside its value.
    pub bytes: u64,
    /// How Redis is being used; `None` without Redis.
    pub breaker: Option<BreakerState>,
}

/// Whether Redis is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BreakerState {
    /// Redis is asked.
    Closed,
    /// Redis is left alone until the next trial.
    Open,
    /// A connection is being made in the background. Callers still leave Redis alone.
    Trial,
}

/// One number that only grows. Relaxed: readers want a recent count, not an order of events.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn increment(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) memory_hits: Counter,
    pub(crate) redis_hits: Counter,
    pub(crate) misses: Counter,
    pub(crate) computed: Counter,
    pub(crate) shared: Counter,
    pub(crate) claimed: Counter,
    pub(crate) awaited: Counter,
    pub(crate) awaited_in_vain: Counter,
    pub(crate) connections: Counter,
    pub(crate) redis_errors: Counter,
    pub(crate) redis_timeouts: Counter,
    pub(crate) redis_full: Counter,
    pub(crate) damaged: Counter,
    pub(crate) written: Counter,
    pub(crate) dropped_writes: Counter,
    pub(crate) breaker_opened: Counter,
}

impl Counters {
    pub(crate) fn snapshot(&self) -> CacheStatistics {
        CacheStatistics {
            memory_hits: self.memory_hits.get(),
            redis_hits: self.redis_hits.get(),
            misses: self.misses.get(),
            computed: self.computed.get(),
            shared: self.shared.get(),
            claimed: self.claimed.get(),
            awaited: self.awaited.get(),
            awaited_in_vain: self.awaited_in_vain.get(),
            connections: self.connections.get(),
            redis_errors: self.redis_errors.get(),
            redis_timeouts: self.redis_timeouts.get(),
            redis_full: self.redis_full.get(),
            damaged: self.damaged.get(),
            written: self.written.get(),
            dropped_writes: self.dropped_writes.get(),
            breaker_opened: self.breaker_opened.get(),
            entries: 0,
            bytes: 0,
            breaker: None,
        }
    }
}
