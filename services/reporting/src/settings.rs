//! What the reporting process can be told.

use peel_kit::settings::{
    AccessSettings, LimitSettings, ListenSettings, NeighbourSettings, ProcessSettings,
    TelemetrySettings, TlsSettings,
};
use peel_kit::{Clock, Foundation, ProcessError};
use serde::{Deserialize, Serialize};

/// Everything that can be set, by file or by `PEEL__SECTION__KEY`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportingSettings {
    /// Where the service is reached. Default: 127.0.0.1:7703.
    pub listen: ListenSettings,
    /// Who it is, and whom it trusts.
    pub tls: TlsSettings,
    /// Who its callers are.
    pub access: AccessSettings,
    /// Where data is. Default: `http://127.0.0.1:7701`.
    pub data: NeighbourSettings,
    /// Where scoring is. Default: `http://127.0.0.1:7702`.
    pub scoring: NeighbourSettings,
    /// What the process says about itself.
    pub telemetry: TelemetrySettings,
    /// What the process takes on.
    pub limits: LimitSettings,
}

impl Default for ReportingSettings {
    fn default() -> Self {
        Self {
            listen: ListenSettings::local(7703),
            tls: TlsSettings::default(),
            access: AccessSettings::default(),
            data: NeighbourSettings::local(7701),
            scoring: NeighbourSettings::local(7702),
            telemetry: TelemetrySettings::default(),
            limits: LimitSettings::default(),
        }
    }
}

impl ProcessSettings for ReportingSettings {
    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn check(&self, clock: &Clock) -> Result<(), ProcessError> {
        let foundation = Foundation {
            listen: &self.listen,
            tls: &self.tls,
            access: &self.access,
            telemetry: &self.telemetry,
            neighbours: &[("data", &self.data), ("scoring", &self.scoring)],
        };
        foundation.check(clock)
    }
}
