//! All three services in one process, calling each other without a socket.

use peel_data::DataService;
use peel_kit::settings::LimitSettings;
use peel_kit::{Clock, Exit, Neighbour, ProcessError, ServerService, ServerStack, TelemetryHandle};
use peel_proto::descriptors;
use peel_proto::rules::RULES;
use peel_reporting::ReportingService;
use peel_scoring::ScoringService;
use tonic::service::Routes;

use crate::settings::PeelSettings;

/// The three services, started and joined.
pub(crate) struct Whole {
    data: DataService,
    scoring: ScoringService,
    reporting: ReportingService,
    /// Data and scoring as their neighbours call them.
    data_joint: ServerService,
    scoring_joint: ServerService,
    limits: LimitSettings,
    telemetry: TelemetryHandle,
}

impl Whole {
    /// Opens the store, loads the editions, and joins the services: each calls its neighbour
    /// through the generated client laid directly over the generated server.
    pub(crate) async fn start(
        settings: &PeelSettings,
        clock: Clock,
        telemetry: TelemetryHandle,
    ) -> Result<Self, ProcessError> {
        let limits = settings.limits.clone();
        let data = DataService::open(&settings.data(), clock.clone()).await?;
        let data_joint = data.assemble(&limits, telemetry.clone()).await?;
        let to_data = Neighbour::in_process(&data_joint);
        let (scoring, scoring_joint) = peel_scoring::assemble(
            &settings.scoring(),
            to_data.clone(),
            clock,
            telemetry.clone(),
        )
        .await
        .map_err(|error| ProcessError::from_error(Exit::Config, &error))?;
        let to_scoring = Neighbour::in_process(&scoring_joint);
        let reporting = ReportingService::new(&settings.reporting(), to_data, to_scoring);
        Ok(Self {
            data,
            scoring,
            reporting,
            data_joint,
            scoring_joint,
            limits,
            telemetry,
        })
    }

    /// All methods of all three, behind one stack.
    pub(crate) async fn assemble(&self) -> Result<ServerService, ProcessError> {
        let routes = self.data.add_to(Routes::default(), &self.limits);
        let routes = self.reporting.add_to(self.scoring.add_to(routes));
        let stack = ServerStack::new("peel", &[descriptors::ALL], RULES, &self.limits)?
            .long_lived(&DataService::LONG_LIVED)?
            .always_traced(&peel_scoring::ALWAYS_TRACED)?
            .telemetry(self.telemetry.clone());
        Ok(stack.assemble(routes).await?)
    }

    /// Lets runs end, stops following data, and closes the store.
    pub(crate) async fn close(self) {
        // From the right to the left: nobody is cut off by a neighbour that ended before it.
        self.scoring_joint.drain().start();
        self.scoring.stopped().await;
        self.data_joint.drain().start();
        self.data.close().await;
    }
}
