//! Comparison cache, memory over Redis: the only crate that sees Redis.
//!
//! It stores comparisons as opaque bytes and knows nothing of what is in them. Invariants:
//!
//! - **An answer is never wrong because of the cache.** The key holds everything the value depends
//!   on; a value from Redis is believed only if magic, version, checksum, key and length fit.
//! - **An answer never fails because of Redis**, and waits no longer than one command timeout for one
//!   that does not answer.
//! - **No caller makes a connection.** A background task does, and tries again while Redis is away.
//! - **Many callers, one computation**, with no lock held while it runs and no caller able to wedge
//!   the others by going away. Between replicas the same, as far as Redis answers: who begins says so
//!   there, and the others wait for the value, for a bounded time.
//! - **Everything is bounded**: bytes in memory, time in both levels, size of a stored value, waiting
//!   writes.
//!
//! ```
//! use bytes::Bytes;
//! use peel_cache::{CacheKey, CacheSettings, ComparisonCache, KeyParts, Source};
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let cache = ComparisonCache::<std::io::Error>::new(CacheSettings::default(), None)?;
//! let key = CacheKey::new(&KeyParts {
//!     answer: "comparison",
//!     definition: &[7; 32],
//!     period: "2016-06-12m",
//!     comparator: "england-and-wales",
//!     revision: 41,
//!     history: &[9; 32],
//!     method: "2016.1",
//!     encoding: 1,
//!     slice: None,
//! });
//! assert_eq!(cache.peek(&key), None);
//!
//! let compute = async { Ok(Bytes::from_static(b"43 rows")) };
//! let (value, source) = cache.get_or_compute(&key, compute).await?;
//! assert_eq!((&value[..], source), (&b"43 rows"[..], Source::Computed));
//! assert_eq!(cache.peek(&key), Some(value));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod breaker;
mod cache;
mod certificates;
mod claim;
mod envelope;
mod flight;
mod home;
mod key;
mod redis_level;
#[cfg(feature = "remote")]
mod remote;
mod settings;
mod statistics;
mod writer;

pub use cache::{ComparisonCache, Source};
pub use certificates::Certificates;
pub use key::{CacheKey, KeyParts};
pub use settings::{
    BreakerSettings, CacheSettings, Lifetime, RedisSettings, SettingsError, Topology,
};
pub use statistics::{BreakerState, CacheStatistics};
