//! What the whole can be told: the settings of all three services at once.

use peel_data::{DataSettings, EditionsSettings, StoreSettings};
use peel_kit::settings::{
    AccessSettings, LimitSettings, ListenSettings, ProcessSettings, TelemetrySettings, TlsSettings,
};
use peel_kit::{Clock, Exit, Foundation, ProcessError};
use peel_reporting::ReportingSettings;
use peel_scoring::{MemorySettings, ScoringSettings, SharedSettings, StartError};
use serde::{Deserialize, Serialize};

/// Everything that can be set, by file or by `PEEL__SECTION__KEY`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PeelSettings {
    /// Where `peel serve` is reached. Default: 127.0.0.1:7700.
    pub(crate) listen: ListenSettings,
    /// Who `peel` is, to those who call it and to the services that its commands ask.
    pub(crate) tls: TlsSettings,
    /// Who the callers of `peel serve` are.
    pub(crate) access: AccessSettings,
    /// Where what is recorded is kept. Default: `:memory:`, gone with the process.
    pub(crate) store: StoreSettings,
    /// Which editions are recorded at the start.
    pub(crate) editions: EditionsSettings,
    /// Comparisons kept in memory.
    pub(crate) cache: MemorySettings,
    /// Comparisons shared with other processes.
    pub(crate) redis: SharedSettings,
    /// What the process says about itself.
    pub(crate) telemetry: TelemetrySettings,
    /// What the process takes on.
    pub(crate) limits: LimitSettings,
}

impl Default for PeelSettings {
    fn default() -> Self {
        Self {
            listen: ListenSettings::local(7700),
            tls: TlsSettings::default(),
            access: AccessSettings::default(),
            store: StoreSettings::memory(),
            editions: EditionsSettings::default(),
            cache: MemorySettings::default(),
            redis: SharedSettings::default(),
            // A command prints its answer; what it did on the way is of interest when it served.
            telemetry: TelemetrySettings {
                log_filter: "warn".to_owned(),
                ..TelemetrySettings::default()
            },
            limits: LimitSettings::default(),
        }
    }
}

impl ProcessSettings for PeelSettings {
    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn check(&self, clock: &Clock) -> Result<(), ProcessError> {
        let foundation = Foundation {
            listen: &self.listen,
            tls: &self.tls,
            access: &self.access,
            telemetry: &self.telemetry,
            neighbours: &[],
        };
        foundation.check(clock)?;
        self.data().check_store_and_editions()?;
        let wrong = |error| ProcessError::from_error(Exit::Config, &StartError::Cache(error));
        self.scoring().open_cache().map(drop).map_err(wrong)
    }
}

impl PeelSettings {
    pub(crate) fn data(&self) -> DataSettings {
        DataSettings {
            store: self.store.clone(),
            editions: self.editions.clone(),
            limits: self.limits.clone(),
            ..DataSettings::default()
        }
    }

    pub(crate) fn scoring(&self) -> ScoringSettings {
        ScoringSettings {
            cache: self.cache.clone(),
            redis: self.redis.clone(),
            limits: self.limits.clone(),
            ..ScoringSettings::default()
        }
    }

    pub(crate) fn reporting(&self) -> ReportingSettings {
        ReportingSettings {
            limits: self.limits.clone(),
            ..ReportingSettings::default()
        }
    }
}
