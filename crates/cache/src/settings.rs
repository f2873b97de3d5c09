use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use crate::Certificates;

/// Longest time to live accepted. A comparison is a function of its key, so this bounds memory and
/// Redis, not truth; beyond a year it is a mistake in units.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Largest share by which a time to live may be shortened. At 100 % entries could expire at once.
const LARGEST_JITTER_PERCENT: u8 = 90;

/// Why a cache cannot be made from its settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// An entry would expire at once, or not within a year.
    #[error("the time to live of {0:?} is outside 1 millisecond to 366 days: choose one inside")]
    TimeToLive(Duration),
    /// The jitter would leave nothing of the time to live.
    #[error("a jitter of {0} % is too large: choose 0 to {LARGEST_JITTER_PERCENT} %")]
    Jitter(u8),
    /// A time limit that nothing could meet.
    #[error("the Redis {0} is zero, so every command would fail: give it a length")]
    ZeroDuration(&'static str),
    /// The address is not one that Redis clients understand, or needs a feature that is not built in.
    #[error("the Redis URL cannot be used: write it as redis://HOST:PORT/DATABASE")]
    Url(#[source] redis::RedisError),
    /// TLS, Sentinels or a cluster, in a program that was built without.
    #[error(
        "this program was built for one Redis server without TLS: build it with --features remote"
    )]
    NotBuilt,
    /// One server has one address.
    #[error(
        "the Redis URL names several addresses: say that they are a cluster's or Sentinels', \
         or name one"
    )]
    SeveralAddresses,
    /// Certificates were given for connections that would not use them.
    #[error("certificates are given for Redis, but not TLS: write its URL as rediss://")]
    CertificatesWithoutTls,
    /// A file with a certificate or a key.
    #[error("{} cannot be read: check that it exists and who may read it", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Two kinds of Redis at one address.
    #[error("Redis is either a cluster or found by Sentinels: set `cluster` or `sentinel_master`")]
    ClusterAndSentinel,
    /// A certificate is shown with its key or not at all.
    #[error("a certificate to show to Redis needs its key: set `certificate_file` and `key_file`")]
    CertificateWithoutKey,
    /// The connection is kept by a background task, which needs a runtime to live on.
    #[error("a cache with Redis has to be made inside a Tokio runtime: make it after the start")]
    NoRuntime(#[source] tokio::runtime::TryCurrentError),
}

/// How long entries live, and by how much that varies from key to key.
///
/// Entries that were made together and expire together are computed again together, which was seen
/// to raise the 99th percentile from 0.2 ms to 30 ms. So each key lives a little shorter than the
/// longest, by a share taken from its hash: the same on every replica, and without randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    longest: Duration,
    jitter_percent: u8,
}

impl Lifetime {
    /// Entries live between `longest` less `jitter_percent` (0 to 90) and `longest` (1 ms to 366 days).
    ///
    /// # Errors
    /// A value outside these limits.
    pub fn new(longest: Duration, jitter_percent: u8) -> Result<Self, SettingsError> {
        if longest < Duration::from_millis(1) || longest > LONGEST {
            return Err(SettingsError::TimeToLive(longest));
        }
        if jitter_percent > LARGEST_JITTER_PERCENT {
            return Err(SettingsError::Jitter(jitter_percent));
        }
        Ok(Self {
            longest,
            jitter_percent,
        })
    }

    /// The lifetime of a key with this spread, which runs evenly over all of `u32`.
    pub(crate) fn at(self, spread: u32) -> Duration {
        let share =
            f64::from(self.jitter_percent) / 100.0 * f64::from(spread) / f64::from(u32::MAX);
        self.longest.mul_f64(1.0 - share)
    }
}

/// The level in memory.
#[derive(Debug, Clone, Copy)]
pub struct CacheSettings {
    /// Bytes that entries may take together, with an estimate for what each costs beside its value.
    /// The least recently used go first. At times exceeded, by what is being inserted just then.
    pub max_bytes: u64,
    /// How long entries stay.
    pub lifetime: Lifetime,
}

impl Default for CacheSettings {
    /// 64 MiB for an hour, less up to 20 %.
    fn default() -> Self {
        Self {
            max_bytes: 64 * 1024 * 1024,
            lifetime: Lifetime {
                longest: Duration::from_secs(60 * 60),
                jitter_percent: 20,
            },
        }
    }
}

/// When Redis is left alone, and when it is tried again.
#[derive(Debug, Clone, Copy)]
pub struct BreakerSettings {
    /// Commands that fail one after another before Redis is left alone. A lost connection counts
    /// as enough.
    pub failures_to_open: NonZeroU32,
    /// Shortest time between two trials, which run in the background: no caller waits for one.
    pub pause: Duration,
}

/// What stands at the addresses of a Redis URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Topology {
    /// One server.
    #[default]
    Single,
    /// Sentinels, which know where the master is now. After a failover it is asked for again.
    Sentinel {
        /// What the Sentinels call the master.
        master: String,
    },
    /// Nodes of a Redis Cluster; they know the others. Database 0 is the only one.
    Cluster,
}

/// The level in Redis, shared by all replicas.
#[derive(Clone)]
pub struct RedisSettings {
    /// `redis://[user:password@]host[:port][,host[:port]...][/database]`, or `rediss://` for TLS.
    /// Several addresses, of which one has to answer, only for Sentinels and clusters. Left out of
    /// `Debug` for the password's sake.
    pub url: String,
    /// What stands there.
    pub topology: Topology,
    /// For TLS; those that the system trusts if none are given.
    pub certificates: Option<Certificates>,
    /// Longest wait for one command. A caller may lose this much before it computes by itself.
    pub command_timeout: Duration,
    /// Longest wait for a connection with its first answer. Only the background waits for it.
    pub connect_timeout: Duration,
    /// How long Redis keeps entries.
    pub lifetime: Lifetime,
    /// Largest value written to or read from Redis, in bytes. Larger ones stay in memory only.
    pub max_value_bytes: NonZeroU32,
    /// Values that may wait to be written. When there are more, they are not written, and counted.
    pub write_queue: NonZeroUsize,
    /// How long a replica that begins to compute may keep the others from the same, and so the
    /// longest that one of them waits for it. Beyond this each computes by itself.
    pub claim: Duration,
    /// When Redis is left alone.
    pub breaker: BreakerSettings,
}

impl RedisSettings {
    /// One server and the defaults: 50 ms for a command and 500 ms for a connection; entries kept for a day less up
    /// to 20 %, up to 1 MiB each; 256 waiting writes; up to 250 ms for
    /// another replica that computes; left alone after 3 failures for 1 s.
    ///
    /// ```
    /// let settings = peel_cache::RedisSettings::new("redis://:secret@cache:6379/0");
    /// assert!(!format!("{settings:?}").contains("secret"));
    /// ```
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            topology: Topology::Single,
            certificates: None,
            command_timeout: Duration::from_millis(50),
            connect_timeout: Duration::from_millis(500),
            lifetime: Lifetime {
                longest: Duration::from_secs(24 * 60 * 60),
                jitter_percent: 20,
            },
            max_value_bytes: const { NonZeroU32::new(1024 * 1024).unwrap() },
            write_queue: const { NonZeroUsize::new(256).unwrap() },
            claim: Duration::from_millis(250),
            breaker: BreakerSettings {
                failures_to_open: const { NonZeroU32::new(3).unwrap() },
                pause: Duration::from_secs(1),
            },
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        for (name, duration) in [
            ("command timeout", self.command_timeout),
            ("connect timeout", self.connect_timeout),
            ("claim", self.claim),
            ("pause of the breaker", self.breaker.pause),
        ] {
            if duration.is_zero() {
                return Err(SettingsError::ZeroDuration(name));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RedisSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisSettings")
            .field("url", &"(hidden)")
            .field("topology", &self.topology)
            .field("certificates", &self.certificates)
            .field("command_timeout", &self.command_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("lifetime", &self.lifetime)
            .field("max_value_bytes", &self.max_value_bytes)
            .field("write_queue", &self.write_queue)
            .field("claim", &self.claim)
            .field("breaker", &self.breaker)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_lifetime_that_cannot_be_meant_is_refused() {
        fn check(longest: Duration, jitter_percent: u8, refused: Option<&str>) {
            let answer = Lifetime::new(longest, jitter_percent).map_err(|e| e.to_string());
            match refused {
                None => assert!(answer.is_ok(), "{answer:?}"),
                Some(part) => assert!(
                    answer.as_ref().is_err_and(|e| e.contains(part)),
                    "{answer:?}"
                ),
            }
        }
        check(Duration::from_millis(1), 0, None);
        check(LONGEST, 90, None);
        check(Duration::ZERO, 0, Some("time to live of 0ns"));
        check(LONGEST + Duration::from_nanos(1), 0, Some("366 days"));
        check(Duration::MAX, 0, Some("366 days"));
        check(Duration::from_secs(1), 91, Some("jitter of 91 %"));
    }

    #[test]
    fn jitter_runs_from_the_longest_down_by_its_share() {
        let lifetime = Lifetime::new(Duration::from_secs(100), 20).unwrap();
        assert_eq!(lifetime.at(0), Duration::from_secs(100));
        assert_eq!(lifetime.at(u32::MAX), Duration::from_secs(80));
    }

    proptest! {
        #[test]
        fn every_lifetime_stays_within_its_limits(
            seconds in 1..=LONGEST.as_secs(),
            jitter in 0..=LARGEST_JITTER_PERCENT,
            spread: u32,
        ) {
            let longest = Duration::from_secs(seconds);
            let at = Lifetime::new(longest, jitter).unwrap().at(spread);
            prop_assert!(at <= longest);
            // The floating point behind it is exact to far better than a microsecond in a second.
            prop_assert!(at + longest / 1_000_000 >= longest / 100 * u32::from(100 - jitter));
        }
    }
}
