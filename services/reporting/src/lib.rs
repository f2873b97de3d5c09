//! The reporting service: fetch, arrange, render.
//!
//! It keeps no state but reports that were rendered already. Everything in a report is read from data and scoring as at one revision,
//! arranged and worded by `peel-reporting-core`, and laid out by `peel-render`.

mod asked;
mod chunks;
mod formats;
mod known;
mod neighbours;
mod overviews;
mod reports;
mod settings;
mod store;

use std::sync::Arc;

use peel_kit::{Neighbour, ServerService, ServerStack, StackError, TelemetryHandle};
use peel_proto::descriptors;
use peel_proto::reporting::v1::report_service_server::ReportServiceServer;
use peel_proto::rules::RULES;
use tonic::service::Routes;

use crate::neighbours::Neighbours;
use crate::reports::Reports;
pub use crate::settings::ReportingSettings;

/// The service, ready to be served by a process of its own or beside the others in one.
#[derive(Debug, Clone)]
pub struct ReportingService {
    reports: Arc<Reports>,
    max_message: usize,
}

impl ReportingService {
    /// Puts the service together over its neighbours, which need not be reachable yet.
    #[must_use]
    pub fn new(settings: &ReportingSettings, data: Neighbour, scoring: Neighbour) -> Self {
        let max_message = settings.limits.max_message_size();
        let neighbours = Neighbours::new(data, scoring, max_message);
        Self {
            reports: Arc::new(Reports::new(neighbours)),
            max_message,
        }
    }

    /// Adds the service's methods to those that a process serves.
    #[must_use]
    pub fn add_to(&self, routes: Routes) -> Routes {
        routes.add_service(
            ReportServiceServer::from_arc(Arc::clone(&self.reports))
                .max_decoding_message_size(self.max_message)
                .max_encoding_message_size(self.max_message),
        )
    }
}

/// The service on its own.
///
/// # Errors
/// [`StackError`]: a mistake in the program.
pub async fn assemble(
    settings: &ReportingSettings,
    data: Neighbour,
    scoring: Neighbour,
    telemetry: TelemetryHandle,
) -> Result<ServerService, StackError> {
    let stack = ServerStack::new(
        "reporting",
        &[descriptors::REPORTING],
        RULES,
        &settings.limits,
    )?;
    let service = ReportingService::new(settings, data, scoring);
    stack
        .telemetry(telemetry)
        .assemble(service.add_to(Routes::default()))
        .await
}
