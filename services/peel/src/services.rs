//! The services as commands see them: in this process, or somewhere else.

use std::fs;
use std::path::Path;

use peel_kit::settings::NeighbourSettings;
use peel_kit::{CallContext, Exit, Neighbour, Process, ProcessError, Tls};
use peel_proto::data::v1::collection_service_client::CollectionServiceClient;
use peel_proto::data::v1::decision_service_client::DecisionServiceClient;
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::inspection_work_service_client::InspectionWorkServiceClient;
use peel_proto::data::v1::observation_service_client::ObservationServiceClient;
use peel_proto::data::v1::query_service_client::QueryServiceClient;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::evidence_service_client::EvidenceServiceClient;
use peel_proto::scoring::v1::inspection_run_service_client::InspectionRunServiceClient;
use peel_proto::scoring::v1::series_service_client::SeriesServiceClient;

use crate::arguments::Shared;
use crate::settings::PeelSettings;
use crate::whole::Whole;

/// The largest answer a command takes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Clients of the three services.
pub(crate) struct Services {
    data: Neighbour,
    scoring: Neighbour,
    reporting: Neighbour,
    /// Those in this process, which end with the command.
    own: Option<Whole>,
}

macro_rules! clients {
    ($($(#[$about:meta])* $name:ident: $client:ident at $place:ident,)*) => {
        impl Services {
            $($(#[$about])*
            pub(crate) fn $name(&self) -> $client<Neighbour> {
                $client::new(self.$place.clone()).max_decoding_message_size(LARGEST_ANSWER)
            })*
        }
    };
}

clients! {
    collection: CollectionServiceClient at data,
    reference: ReferenceServiceClient at data,
    revisions: RevisionServiceClient at data,
    inspections: InspectionServiceClient at data,
    inspection_work: InspectionWorkServiceClient at data,
    observations: ObservationServiceClient at data,
    returns: ReturnServiceClient at data,
    queries: QueryServiceClient at data,
    decisions: DecisionServiceClient at data,
    comparisons: ComparisonServiceClient at scoring,
    series: SeriesServiceClient at scoring,
    evidence: EvidenceServiceClient at scoring,
    runs: InspectionRunServiceClient at scoring,
    reports: ReportServiceClient at reporting,
}

impl Services {
    /// Starts the services in this process, or finds those that the command line names.
    pub(crate) async fn reach(
        asked: &Shared,
        settings: &PeelSettings,
        process: &Process,
    ) -> Result<Self, ProcessError> {
        if asked.server.is_empty() {
            if asked.token_file.is_some() {
                let message = "--token-file is for services elsewhere: add --server URL";
                return Err(ProcessError::new(Exit::Usage, message));
            }
            return Self::in_process(settings, process).await;
        }
        let tls = Tls::start(&settings.tls, &process.clock)?;
        let services = Self::remote(&asked.server, &tls)?;
        match &asked.token_file {
            Some(file) => services.bearing(file),
            None => Ok(services),
        }
    }

    async fn in_process(settings: &PeelSettings, process: &Process) -> Result<Self, ProcessError> {
        let (clock, telemetry) = (process.clock.clone(), process.telemetry.clone());
        let whole = Whole::start(settings, clock, telemetry).await?;
        let served = Neighbour::in_process(&whole.assemble().await?);
        Ok(Self {
            data: served.clone(),
            scoring: served.clone(),
            reporting: served,
            own: Some(whole),
        })
    }

    /// The same services, shown the token in `file`.
    fn bearing(self, file: &Path) -> Result<Self, ProcessError> {
        let token = fs::read_to_string(file).map_err(|cause| {
            let message = format!("--token-file {} cannot be read: {cause}", file.display());
            ProcessError::new(Exit::NoInput, message)
        })?;
        let bearing = |neighbour: Neighbour| {
            neighbour.bearing(token.trim()).ok_or_else(|| {
                let message = format!("--token-file {} holds no token", file.display());
                ProcessError::new(Exit::Data, message)
            })
        };
        Ok(Self {
            data: bearing(self.data)?,
            scoring: bearing(self.scoring)?,
            reporting: bearing(self.reporting)?,
            own: self.own,
        })
    }

    fn remote(addresses: &[String], tls: &Tls) -> Result<Self, ProcessError> {
        let [mut data, mut scoring, mut reporting] = [const { None }; 3];
        for address in addresses {
            let (name, url) = match address.split_once('=') {
                Some((name, url)) => (name, url),
                None => ("", address.as_str()),
            };
            let places: &mut [&mut Option<&str>] = match name {
                "" => &mut [&mut data, &mut scoring, &mut reporting],
                "data" => &mut [&mut data],
                "scoring" => &mut [&mut scoring],
                "reporting" => &mut [&mut reporting],
                _ => {
                    let message = format!(
                        "--server {address}: the name before = is data, scoring or reporting"
                    );
                    return Err(ProcessError::new(Exit::Usage, message));
                }
            };
            for place in places {
                **place = Some(url);
            }
        }
        let neighbour = |name: &'static str, url: Option<&str>| {
            let Some(url) = url else {
                let message = format!("no address for {name}: add --server {name}=URL");
                return Err(ProcessError::new(Exit::Usage, message));
            };
            let settings = NeighbourSettings {
                address: url.to_owned(),
                ..NeighbourSettings::local(0)
            };
            Neighbour::remote(name, &settings, tls)
                .map_err(|error| ProcessError::from_error(Exit::Usage, &error))
        };
        Ok(Self {
            data: neighbour("data", data)?,
            scoring: neighbour("scoring", scoring)?,
            reporting: neighbour("reporting", reporting)?,
            own: None,
        })
    }

    /// What commands send with a call: the server's own deadline holds.
    pub(crate) fn context(&self) -> CallContext {
        CallContext::background()
    }

    /// Ends those in this process.
    pub(crate) async fn close(self) {
        if let Some(own) = self.own {
            own.close().await;
        }
    }
}
