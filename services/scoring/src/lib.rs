//! The scoring service: unpack, compare, pack.
//!
//! It keeps no state of its own. What was recorded it asks of data, what was computed it keeps in
//! a cache whose keys name everything that a comparison depends on, and what it computes it leaves
//! to `peel-scoring-core`.

mod answers;
mod at_hand;
mod beside;
mod comparisons;
mod data;
mod evidence;
mod evidence_service;
mod failures;
mod figures;
mod held_against;
mod inspected;
mod inspection_run;
mod ledger;
mod making;
mod metrics;
mod national_run;
mod programme;
mod question;
mod recording;
mod revisions;
mod runs;
mod series;
mod settings;
mod under_way;
mod warm_up;

use std::sync::Arc;

use peel_kit::{Clock, Drain, Neighbour, ServerService, ServerStack, StackError, TelemetryHandle};
use peel_proto::descriptors;
use peel_proto::rules::RULES;
use peel_proto::scoring::v1::servers::comparison_service_server::ComparisonServiceServer;
use peel_proto::scoring::v1::servers::evidence_service_server::EvidenceServiceServer;
use peel_proto::scoring::v1::servers::inspection_run_service_server::InspectionRunServiceServer;
use peel_proto::scoring::v1::servers::series_service_server::SeriesServiceServer;
use tokio_util::task::TaskTracker;
use tonic::service::Routes;

use crate::answers::Answers;
use crate::comparisons::Comparisons;
use crate::data::Data;
use crate::evidence_service::AllEvidence;
use crate::revisions::Revisions;
use crate::runs::{Instruments, Runs};
use crate::series::AllSeries;
pub use crate::settings::{MemorySettings, ScoringSettings, SharedSettings};
use crate::warm_up::Lately;

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The cache's settings cannot be meant.
    #[error("the cache cannot be set up; correct [cache] or [redis]")]
    Cache(#[source] peel_cache::SettingsError),
    /// A mistake in the program.
    #[error(transparent)]
    Stack(#[from] StackError),
}

/// Methods whose calls are all traced: runs, because somebody will ask what one did.
pub const ALWAYS_TRACED: [&str; 2] = [
    "/peel.scoring.v1.InspectionRunService/RunInspection",
    "/peel.scoring.v1.InspectionRunService/RunNational",
];

/// The service, ready to be served by a process of its own or beside the others in one.
#[derive(Debug, Clone)]
pub struct ScoringService {
    comparisons: Arc<Comparisons>,
    series: Arc<AllSeries>,
    evidence: Arc<AllEvidence>,
    runs: Arc<Runs>,
    max_message: usize,
    tasks: TaskTracker,
}

impl ScoringService {
    /// Puts the service together over its neighbour data, and follows data's revisions until
    /// `drain`. Must be called inside a tokio runtime. Data need not be reachable yet.
    ///
    /// # Errors
    /// The settings cannot be meant.
    pub fn start(
        settings: &ScoringSettings,
        data: Neighbour,
        clock: Clock,
        telemetry: &TelemetryHandle,
        drain: Drain,
    ) -> Result<Self, StartError> {
        let max_message = settings.limits.max_message_size();
        let cache = settings.open_cache().map_err(StartError::Cache)?;
        let data = Data::new(data, max_message);
        let revisions = Arc::new(Revisions::new(data.clone()));
        let lately = Lately::new(settings.cache.warm_up);
        let answers = Arc::new(Answers::new(data, Arc::clone(&revisions), cache, lately));
        let instruments = telemetry.meter().map(|meter| {
            metrics::observe(meter, &answers);
            Instruments::new(meter)
        });
        let tasks = TaskTracker::new();
        let reads_ahead = settings.cache.read_ahead;
        if reads_ahead || settings.cache.warm_up > 0 {
            tasks.spawn(Arc::clone(&answers).keep_warm(drain.clone(), reads_ahead));
        }
        tasks.spawn(revisions.follow(drain));
        let comparisons = Arc::new(Comparisons {
            answers: Arc::clone(&answers),
            max_message,
        });
        let series = Arc::new(AllSeries {
            answers: Arc::clone(&answers),
        });
        let evidence = Arc::new(AllEvidence {
            answers: Arc::clone(&answers),
        });
        let runs = Arc::new(Runs::new(
            answers,
            clock,
            instruments,
            tasks.clone(),
            max_message,
        ));
        Ok(Self {
            comparisons,
            series,
            evidence,
            runs,
            max_message,
            tasks,
        })
    }

    /// Waits until runs under way are recorded and data is no longer followed, once the service
    /// drains: whoever closes data in the same process does so after this.
    pub async fn stopped(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Waits until what was asked lately and a revision touches is computed, so that whoever asks
    /// for it again finds it. For ever where nothing is computed in advance.
    pub async fn warm(&self, revision: u64) {
        self.comparisons.answers.lately.warm(revision).await;
    }

    /// Adds the service's methods to those that a process serves.
    #[must_use]
    pub fn add_to(&self, routes: Routes) -> Routes {
        let comparisons = ComparisonServiceServer::from_arc(Arc::clone(&self.comparisons));
        let series = SeriesServiceServer::from_arc(Arc::clone(&self.series));
        let evidence = EvidenceServiceServer::from_arc(Arc::clone(&self.evidence));
        let runs = InspectionRunServiceServer::from_arc(Arc::clone(&self.runs));
        routes
            .add_service(
                comparisons
                    .max_decoding_message_size(self.max_message)
                    .max_encoding_message_size(self.max_message),
            )
            .add_service(
                series
                    .max_decoding_message_size(self.max_message)
                    .max_encoding_message_size(self.max_message),
            )
            .add_service(
                evidence
                    .max_decoding_message_size(self.max_message)
                    .max_encoding_message_size(self.max_message),
            )
            .add_service(
                runs.max_decoding_message_size(self.max_message)
                    .max_encoding_message_size(self.max_message),
            )
    }
}

/// The service on its own, and as it is served.
///
/// # Errors
/// The settings cannot be meant.
pub async fn assemble(
    settings: &ScoringSettings,
    data: Neighbour,
    clock: Clock,
    telemetry: TelemetryHandle,
) -> Result<(ScoringService, ServerService), StartError> {
    let stack = ServerStack::new("scoring", &[descriptors::SCORING], RULES, &settings.limits)?
        .always_traced(&ALWAYS_TRACED)?;
    let service = ScoringService::start(settings, data, clock, &telemetry, stack.drain())?;
    let served = stack
        .telemetry(telemetry)
        .assemble(service.add_to(Routes::default()))
        .await?;
    Ok((service, served))
}
