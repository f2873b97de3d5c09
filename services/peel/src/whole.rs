//! All three services in one process, calling each other without a socket.

use peel_data::DataService;
use peel_kit::settings::LimitSettings;
use peel_kit::{
    Clock, Drain, Exit, Neighbour, ProcessError, ServerService, ServerStack, TelemetryHandle,
};
use peel_proto::descriptors;
use peel_reporting::ReportingService;
use peel_scoring::ScoringService;
use tonic::service::Routes;

use crate::settings::PeelSettings;

/// The three services, started and joined.
pub(crate) struct Whole {
    data: DataService,
    scoring: ScoringService,
    reporting: ReportingService,
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
        drain: Drain,
    ) -> Result<Self, ProcessError> {
        let data = DataService::open(&settings.data(), clock.clone()).await?;
        let limits = &settings.limits;
        let fault = |error: &(dyn std::error::Error + 'static)| {
            ProcessError::from_error(Exit::Software, error)
        };
        let served = data
            .assemble(limits, telemetry.clone())
            .await
            .map_err(|error| fault(&error))?;
        let to_data = Neighbour::in_process(&served);
        let scoring = ScoringService::start(
            &settings.scoring(),
            to_data.clone(),
            clock,
            &telemetry,
            drain,
        )
        .map_err(|error| ProcessError::from_error(Exit::Config, &error))?;
        let stack = ServerStack::new("scoring", &[descriptors::SCORING], limits)
            .and_then(|stack| stack.always_traced(&peel_scoring::ALWAYS_TRACED))
            .map_err(|error| fault(&error))?;
        let served = stack
            .telemetry(telemetry.clone())
            .assemble(scoring.add_to(Routes::default()))
            .await
            .map_err(|error| fault(&error))?;
        let to_scoring = Neighbour::in_process(&served);
        let reporting = ReportingService::new(&settings.reporting(), to_data, to_scoring);
        Ok(Self {
            data,
            scoring,
            reporting,
            limits: limits.clone(),
            telemetry,
        })
    }

    /// All methods of all three, behind one stack.
    pub(crate) async fn assemble(
        &self,
        stack: ServerStack<'_>,
    ) -> Result<ServerService, ProcessError> {
        let routes = self.data.add_to(Routes::default(), &self.limits);
        let routes = self.reporting.add_to(self.scoring.add_to(routes));
        stack
            .telemetry(self.telemetry.clone())
            .assemble(routes)
            .await
            .map_err(|error| ProcessError::from_error(Exit::Software, &error))
    }

    /// Closes the store.
    pub(crate) async fn close(self) {
        self.data.close().await;
    }
}

/// The stack that all methods of all three are served behind.
pub(crate) fn stack(settings: &PeelSettings) -> Result<ServerStack<'static>, ProcessError> {
    ServerStack::new("peel", &[descriptors::ALL], &settings.limits)
        .and_then(|stack| stack.long_lived(&DataService::LONG_LIVED))
        .and_then(|stack| stack.always_traced(&peel_scoring::ALWAYS_TRACED))
        .map_err(|error| ProcessError::from_error(Exit::Software, &error))
}
