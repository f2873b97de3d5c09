//! What the scoring process can be told.

use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;
use std::time::Duration;

use peel_cache::{
    CacheSettings, Certificates, ComparisonCache, Lifetime, RedisSettings, SettingsError, Topology,
};
use peel_kit::settings::{
    AccessSettings, LimitSettings, ListenSettings, NeighbourSettings, ProcessSettings,
    TelemetrySettings, TlsSettings,
};
use peel_kit::{Clock, Exit, Foundation, ProcessError};
use serde::{Deserialize, Serialize};

use tonic::Status;

use crate::StartError;

/// Everything that can be set, by file or by `PEEL__SECTION__KEY`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScoringSettings {
    /// Where the service is reached. Default: 127.0.0.1:7702.
    pub listen: ListenSettings,
    /// Who it is, and whom it trusts.
    pub tls: TlsSettings,
    /// Who its callers are.
    pub access: AccessSettings,
    /// Where data is. Default: `http://127.0.0.1:7701`.
    pub data: NeighbourSettings,
    /// Comparisons kept in memory.
    pub cache: MemorySettings,
    /// Comparisons shared between replicas.
    pub redis: SharedSettings,
    /// What the process says about itself.
    pub telemetry: TelemetrySettings,
    /// What the process takes on.
    pub limits: LimitSettings,
}

impl Default for ScoringSettings {
    fn default() -> Self {
        Self {
            listen: ListenSettings::local(7702),
            tls: TlsSettings::default(),
            access: AccessSettings::default(),
            data: NeighbourSettings::local(7701),
            cache: MemorySettings::default(),
            redis: SharedSettings::default(),
            telemetry: TelemetrySettings::default(),
            limits: LimitSettings::default(),
        }
    }
}

impl ProcessSettings for ScoringSettings {
    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn check(&self, clock: &Clock) -> Result<(), ProcessError> {
        let foundation = Foundation {
            listen: &self.listen,
            tls: &self.tls,
            access: &self.access,
            telemetry: &self.telemetry,
            neighbours: &[("data", &self.data)],
        };
        foundation.check(clock)?;
        let wrong = |error| ProcessError::from_error(Exit::Config, &StartError::Cache(error));
        self.open_cache().map(drop).map_err(wrong)
    }
}

impl ScoringSettings {
    /// The cache that is set, which looks for its Redis once the runtime has time for it.
    ///
    /// # Errors
    /// As [`MemorySettings::for_cache`] and [`SharedSettings::for_cache`]; or the addresses of Redis
    /// cannot be read.
    pub fn open_cache(&self) -> Result<ComparisonCache<Status>, SettingsError> {
        let redis = self.redis.for_cache()?;
        ComparisonCache::new(self.cache.for_cache()?, redis.as_ref())
    }
}

/// `[cache]`: comparisons kept in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemorySettings {
    /// The most memory they may take, in bytes. Default: 67108864 (64 MiB).
    pub max_bytes: NonZeroU64,
    /// How long one is kept, in seconds; a fifth less at random by its key, so that they do not
    /// all expire together. Bounds memory only: a comparison never goes stale. Default: 3600.
    pub lifetime_s: NonZeroU32,
    /// How many of the comparisons asked for last are computed again, one after the other, when a
    /// revision touches them. 0: none. Default: 256.
    pub warm_up: u32,
    /// Whether what the newest edition compares is read after the start and after every revision,
    /// rather than when it is asked for. Default: true.
    pub read_ahead: bool,
}

impl Default for MemorySettings {
    fn default() -> Self {
        const MOST: NonZeroU64 = NonZeroU64::new(64 * 1024 * 1024).unwrap();
        const HOUR: NonZeroU32 = NonZeroU32::new(3_600).unwrap();
        Self {
            max_bytes: MOST,
            lifetime_s: HOUR,
            warm_up: 256,
            read_ahead: true,
        }
    }
}

impl MemorySettings {
    /// As the cache wants them.
    ///
    /// # Errors
    /// The lifetime is beyond what the cache accepts.
    pub fn for_cache(&self) -> Result<CacheSettings, SettingsError> {
        Ok(CacheSettings {
            max_bytes: self.max_bytes.get(),
            lifetime: lifetime(self.lifetime_s)?,
        })
    }
}

/// `[redis]`: comparisons shared between replicas. Redis is a help, never a condition: without it
/// every answer is the same, later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SharedSettings {
    /// Where Redis is, such as `redis://127.0.0.1:6379`; `rediss://` for TLS, `user:password@`
    /// before the address, and several addresses separated by commas where there is a cluster or
    /// Sentinels. Default: nowhere; memory alone.
    pub url: Option<String>,
    /// A file that holds the addresses of Redis, so that its password is in no variable. Read at
    /// the start, at most 64 KiB. Default: none.
    pub url_file: Option<PathBuf>,
    /// What Sentinels call the master; the addresses are theirs. Default: none; no Sentinels.
    pub sentinel_master: Option<String>,
    /// Whether the addresses are nodes of a Redis Cluster. Default: false.
    pub cluster: bool,
    /// A PEM file of the authorities that may vouch for Redis. Default: those the system trusts.
    pub authority_file: Option<PathBuf>,
    /// A PEM file with a certificate to show to Redis. Default: none.
    pub certificate_file: Option<PathBuf>,
    /// A PEM file with the key to it. Default: none.
    pub key_file: Option<PathBuf>,
    /// How long one command may take, in milliseconds; then the comparison is computed.
    /// Default: 50.
    pub command_timeout_ms: NonZeroU32,
    /// How long a connection may take, in milliseconds. Default: 500.
    pub connect_timeout_ms: NonZeroU32,
    /// How long a comparison is kept, in seconds, less up to a fifth. Default: 86400.
    pub lifetime_s: NonZeroU32,
    /// The longest wait for a comparison that another replica is at work on, in milliseconds, and
    /// never more than half of the time that the call has left; then it is computed here, too.
    /// Default: 250.
    pub claim_ms: NonZeroU32,
}

impl Default for SharedSettings {
    fn default() -> Self {
        const COMMAND: NonZeroU32 = NonZeroU32::new(50).unwrap();
        const CONNECT: NonZeroU32 = NonZeroU32::new(500).unwrap();
        const DAY: NonZeroU32 = NonZeroU32::new(86_400).unwrap();
        const CLAIM: NonZeroU32 = NonZeroU32::new(250).unwrap();
        Self {
            url: None,
            url_file: None,
            sentinel_master: None,
            cluster: false,
            authority_file: None,
            certificate_file: None,
            key_file: None,
            command_timeout_ms: COMMAND,
            connect_timeout_ms: CONNECT,
            lifetime_s: DAY,
            claim_ms: CLAIM,
        }
    }
}

impl SharedSettings {
    /// As the cache wants them; `None` without a URL.
    ///
    /// # Errors
    /// The lifetime is beyond what the cache accepts, settings contradict each other, or a file
    /// cannot be read.
    pub fn for_cache(&self) -> Result<Option<RedisSettings>, SettingsError> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        let milliseconds = |time: NonZeroU32| Duration::from_millis(time.get().into());
        let mut settings = RedisSettings::new(url.as_str());
        settings.command_timeout = milliseconds(self.command_timeout_ms);
        settings.connect_timeout = milliseconds(self.connect_timeout_ms);
        settings.lifetime = lifetime(self.lifetime_s)?;
        settings.claim = milliseconds(self.claim_ms);
        settings.topology = self.topology()?;
        settings.certificates = self.certificates()?;
        Ok(Some(settings))
    }

    fn topology(&self) -> Result<Topology, SettingsError> {
        match (&self.sentinel_master, self.cluster) {
            (None, false) => Ok(Topology::Single),
            (None, true) => Ok(Topology::Cluster),
            (Some(master), false) => Ok(Topology::Sentinel {
                master: master.clone(),
            }),
            (Some(_), true) => Err(SettingsError::ClusterAndSentinel),
        }
    }

    fn certificates(&self) -> Result<Option<Certificates>, SettingsError> {
        let own = match (&self.certificate_file, &self.key_file) {
            (Some(certificate), Some(key)) => Some((certificate.as_path(), key.as_path())),
            (None, None) => None,
            _ => return Err(SettingsError::CertificateWithoutKey),
        };
        match (self.authority_file.as_deref(), own) {
            (None, None) => Ok(None),
            (authorities, own) => Certificates::read(authorities, own).map(Some),
        }
    }
}

/// How far below its lifetime an entry may expire, in percent.
const JITTER_PERCENT: u8 = 20;

fn lifetime(seconds: NonZeroU32) -> Result<Lifetime, SettingsError> {
    Lifetime::new(Duration::from_secs(seconds.get().into()), JITTER_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(change: impl FnOnce(&mut SharedSettings)) -> SharedSettings {
        let mut settings = SharedSettings {
            url: Some("rediss://one,two".to_owned()),
            ..SharedSettings::default()
        };
        change(&mut settings);
        settings
    }

    #[test]
    fn a_redis_of_several_servers_is_named_by_what_it_is() {
        let check = |settings: SharedSettings, expected: Topology| {
            assert_eq!(settings.for_cache().unwrap().unwrap().topology, expected);
        };
        check(shared(|_| ()), Topology::Single);
        check(
            shared(|settings| settings.cluster = true),
            Topology::Cluster,
        );
        let master = Some("comparisons".to_owned());
        check(
            shared(|settings| settings.sentinel_master.clone_from(&master)),
            Topology::Sentinel {
                master: "comparisons".to_owned(),
            },
        );
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let check = |settings: SharedSettings, expected: &str| {
            assert_eq!(settings.for_cache().unwrap_err().to_string(), expected);
        };
        check(
            shared(|settings| {
                settings.cluster = true;
                settings.sentinel_master = Some("comparisons".to_owned());
            }),
            "Redis is either a cluster or found by Sentinels: set `cluster` or `sentinel_master`",
        );
        check(
            shared(|settings| settings.key_file = Some("key.pem".into())),
            "a certificate to show to Redis needs its key: set `certificate_file` and `key_file`",
        );
        check(
            shared(|settings| settings.authority_file = Some("/no/such/file.pem".into())),
            "/no/such/file.pem cannot be read: check that it exists and who may read it",
        );
    }
}
