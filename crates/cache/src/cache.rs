use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use moka::Expiry;
use moka::policy::EvictionPolicy;
use tokio::time::Instant as Moment;

use crate::flight::{Flights, Seat};
use crate::redis_level::{Fetched, RedisLevel};
use crate::statistics::Counters;
use crate::{CacheKey, CacheSettings, CacheStatistics, Lifetime, RedisSettings, SettingsError};

/// Estimate of what an entry costs in memory beside its value: key, pointers, age, frequency.
const ENTRY_OVERHEAD: usize = 256;

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Memory of this process.
    Memory,
    /// Redis: it was there, or another replica brought it while this one waited.
    Redis,
    /// Computed for this caller.
    Computed,
    /// Brought by another caller of this process, who was already at work on it.
    Shared,
}

/// Comparisons as encoded bytes: in memory, behind it in Redis, behind that computed.
///
/// `E` is the error that a computation may end with; everyone who waited for it gets the same one.
///
/// Redis is a help, never a condition. A cache without it, with a slow one or with a broken one gives
/// the same answers, later by at most one command timeout until the breaker opens and by nothing after.
///
/// A value is a function of its [`CacheKey`], so it cannot go stale; time limits only bound space.
pub struct ComparisonCache<E> {
    memory: moka::sync::Cache<CacheKey, Bytes>,
    redis: Option<RedisLevel>,
    flights: Flights<E>,
    counters: Arc<Counters>,
}

impl<E> ComparisonCache<E> {
    /// Makes an empty cache. With Redis settings, a connection is made in the background, and kept:
    /// this neither waits for it nor fails without it.
    ///
    /// # Errors
    /// The settings cannot be meant, or there are Redis settings and no Tokio runtime.
    pub fn new(
        settings: CacheSettings,
        redis: Option<&RedisSettings>,
    ) -> Result<Self, SettingsError> {
        let counters = Arc::<Counters>::default();
        let redis = redis
            .map(|redis| RedisLevel::new(redis, Arc::clone(&counters)))
            .transpose()?;
        let memory = moka::sync::Cache::builder()
            .name("comparisons")
            .max_capacity(settings.max_bytes)
            .weigher(|_, value: &Bytes| weight(value))
            .expire_after(ExpireAfter(settings.lifetime))
            // Not by frequency: after a new revision every key is new, and the old ones, often
            // asked for and never again, would keep the new ones out.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Ok(Self {
            memory,
            redis,
            flights: Flights::new(),
            counters,
        })
    }

    /// The value in memory, without waiting for anything: the way for calls that have to be fast.
    /// `None` says nothing about Redis and is not counted as a miss; go on to
    /// [`get_or_compute`](Self::get_or_compute).
    #[must_use]
    pub fn peek(&self, key: &CacheKey) -> Option<Bytes> {
        let found = self.memory.get(key)?;
        self.counters.memory_hits.increment();
        Some(found)
    }

    /// The value of this key: from memory, else from Redis, else by `compute`.
    ///
    /// However many callers ask at once, one of them looks in Redis and computes; the others wait
    /// for it. If that one is cancelled, the next goes on in its place. `compute` is polled only
    /// when it is needed, and must not ask for its own key. Its value goes to memory, and to Redis in
    /// the background.
    ///
    /// Where another replica is already at work on it, this one waits for its value, no longer than
    /// the [claim](RedisSettings::claim) allows.
    ///
    /// # Errors
    /// The error of the computation. It is not kept: the next caller computes again.
    pub async fn get_or_compute<F>(
        &self,
        key: &CacheKey,
        compute: F,
    ) -> Result<(Bytes, Source), Arc<E>>
    where
        F: Future<Output = Result<Bytes, E>>,
    {
        self.get_or_compute_before(None, key, compute).await
    }

    /// [`get_or_compute`](Self::get_or_compute) for a caller who needs the value by `deadline`: at
    /// the most half of the time left is spent on waiting for another replica, so that there is time
    /// to compute when it does not deliver.
    ///
    /// # Errors
    /// The error of the computation. It is not kept: the next caller computes again.
    pub async fn get_or_compute_before<F>(
        &self,
        deadline: Option<Moment>,
        key: &CacheKey,
        compute: F,
    ) -> Result<(Bytes, Source), Arc<E>>
    where
        F: Future<Output = Result<Bytes, E>>,
    {
        if let Some(found) = self.peek(key) {
            return Ok((found, Source::Memory));
        }
        loop {
            match self.flights.board(*key) {
                Seat::Leader(leader) => {
                    let outcome = self
                        .find_or_compute(deadline, key, pin!(compute))
                        .await
                        .map_err(Arc::new);
                    let landing = outcome.as_ref().map(|(value, _)| value.clone());
                    leader.land(landing.map_err(Arc::clone));
                    return outcome;
                }
                Seat::Passenger(passenger) => {
                    if let Some(landing) = passenger.landed().await {
                        self.counters.shared.increment();
                        return landing.map(|value| (value, Source::Shared));
                    }
                }
            }
        }
    }

    async fn find_or_compute(
        &self,
        deadline: Option<Moment>,
        key: &CacheKey,
        compute: Pin<&mut impl Future<Output = Result<Bytes, E>>>,
    ) -> Result<(Bytes, Source), E> {
        // Again, because the last leader may have landed between the caller's look and its boarding.
        if let Some(found) = self.peek(key) {
            return Ok((found, Source::Memory));
        }
        let mut claim = None;
        if let Some(redis) = &self.redis {
            match redis.fetch_or_claim(key, deadline).await {
                Fetched::Value(found) => {
                    self.counters.redis_hits.increment();
                    self.memory.insert(*key, found.clone());
                    return Ok((found, Source::Redis));
                }
                Fetched::Nothing(ours) => claim = ours,
            }
        }
        self.counters.misses.increment();
        let value = compute.await?;
        self.counters.computed.increment();
        self.memory.insert(*key, value.clone());
        if let Some(redis) = &self.redis {
            redis.store(key, &value, claim);
        }
        Ok((value, Source::Computed))
    }

    /// What the cache has done, and how it stands. Tidies memory first, so that entries and bytes are
    /// those of now; made for a reader every few seconds, not for every call.
    #[must_use]
    pub fn statistics(&self) -> CacheStatistics {
        self.memory.run_pending_tasks();
        CacheStatistics {
            entries: self.memory.entry_count(),
            bytes: self.memory.weighted_size(),
            breaker: self.redis.as_ref().map(RedisLevel::state),
            ..self.counters.snapshot()
        }
    }
}

fn weight(value: &Bytes) -> u32 {
    u32::try_from(value.len().saturating_add(ENTRY_OVERHEAD)).unwrap_or(u32::MAX)
}

struct ExpireAfter(Lifetime);

impl Expiry<CacheKey, Bytes> for ExpireAfter {
    fn expire_after_create(&self, key: &CacheKey, _: &Bytes, _: Instant) -> Option<Duration> {
        let (spread, _) = key.spreads();
        Some(self.0.at(spread))
    }
}
