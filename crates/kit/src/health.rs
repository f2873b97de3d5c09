//! `grpc.health.v1`: whether this server wants calls, told truthfully.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tonic::service::Routes;
use tonic_health::{
    ServingStatus,
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};

/// The health of a server: that of `""`, the server as a whole, and of each of its services.
///
/// All are `NOT_SERVING` from the start until [`Health::ready`], and again, for good, once the
/// server drains. Clones are the same health.
#[derive(Clone, Debug)]
pub struct Health {
    reporter: HealthReporter,
    services: Arc<[String]>,
    drained: Arc<AtomicBool>,
}

impl Health {
    /// Health of `services`, by full name (`peel.data.v1.Reference`), not serving yet.
    pub async fn new(services: impl IntoIterator<Item = String>) -> Self {
        let services = std::iter::once(String::new()).chain(services).collect();
        let health = Self {
            reporter: HealthReporter::new(),
            services,
            drained: Arc::default(),
        };
        health.set(ServingStatus::NotServing).await;
        health
    }

    /// Says that calls are welcome, unless the server drains.
    pub async fn ready(&self) {
        if !self.drained.load(Ordering::SeqCst) {
            self.set(ServingStatus::Serving).await;
        }
    }

    /// Says that calls would fail, because something needed does not answer.
    pub async fn not_ready(&self) {
        self.set(ServingStatus::NotServing).await;
    }

    /// Says that calls are no longer welcome. [`Health::ready`] does not undo it.
    pub async fn drain(&self) {
        self.drained.store(true, Ordering::SeqCst);
        self.set(ServingStatus::NotServing).await;
    }

    /// `routes` with the health service.
    pub(crate) fn add_to(&self, routes: Routes) -> Routes {
        let service = HealthService::from_health_reporter(self.reporter.clone());
        routes.add_service(HealthServer::new(service))
    }

    async fn set(&self, status: ServingStatus) {
        for service in self.services.iter() {
            self.reporter.set_service_status(service, status).await;
        }
    }
}
