//! How a server's stack is put together.

use std::sync::Arc;

use tonic::service::Routes;

use super::{
    Rules, ServerService, Shared, callers::CallerLimits, limit::CallLimit, methods::MethodTable,
    metrics::CallMetrics,
};
use crate::{Drain, Health, TelemetryHandle, add_reflection, settings::LimitSettings};

/// Why a stack cannot be built: a mistake in the program, found at its start.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The bytes are not a `google.protobuf.FileDescriptorSet`.
    #[error("a descriptor set cannot be decoded")]
    Descriptors(#[source] prost::DecodeError),
    /// No descriptor has this method.
    #[error("no service has the method {path}")]
    UnknownMethod {
        /// The path asked for.
        path: String,
    },
    /// Nobody has said who may call it.
    #[error("no rule says who may call {path}; add one to the table of rules")]
    NoRule {
        /// The method.
        path: String,
    },
    /// A rule names a role that there is not.
    #[error("the rule of {path} names a role that is none")]
    UnknownRole {
        /// The method.
        path: String,
    },
    /// Reflection refuses the descriptors.
    #[error("reflection cannot be built from the descriptor sets")]
    Reflection(#[source] tonic_reflection::server::Error),
}

/// Collects what a server needs, and puts it around its services.
///
/// ```no_run
/// # async fn start(
/// #     descriptors: &[u8],
/// #     rules: peel_kit::Rules,
/// #     limits: &peel_kit::settings::LimitSettings,
/// #     telemetry: peel_kit::TelemetryHandle,
/// #     routes: tonic::service::Routes,
/// # ) -> Result<(), peel_kit::StackError> {
/// use peel_kit::ServerStack;
///
/// let stack = ServerStack::new("data", &[descriptors], rules, limits)?
///     .telemetry(telemetry)
///     .long_lived(&["/peel.data.v1.Observations/WatchRevisions"])?;
/// let service = stack.assemble(routes).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ServerStack<'descriptors> {
    service: &'static str,
    descriptor_sets: Vec<&'descriptors [u8]>,
    methods: MethodTable,
    limits: LimitSettings,
    telemetry: TelemetryHandle,
    drain: Drain,
}

impl<'descriptors> ServerStack<'descriptors> {
    /// A stack for the process's part `service` (`data`), whose gRPC services are those in
    /// `descriptor_sets` (encoded `FileDescriptorSet`s). What they do not describe is not served.
    /// `rules` say who may call which of their methods, where [`Access`](crate::Access) asks callers
    /// who they are.
    ///
    /// # Errors
    ///
    /// When a descriptor set cannot be decoded, or a method has no rule.
    pub fn new(
        service: &'static str,
        descriptor_sets: &[&'descriptors [u8]],
        rules: Rules,
        limits: &LimitSettings,
    ) -> Result<Self, StackError> {
        Ok(Self {
            service,
            descriptor_sets: descriptor_sets.to_vec(),
            methods: MethodTable::new(descriptor_sets, rules)?,
            limits: limits.clone(),
            telemetry: TelemetryHandle::off(),
            drain: Drain::default(),
        })
    }

    /// Traces and measures calls. Without it they are not.
    #[must_use]
    pub fn telemetry(mut self, telemetry: TelemetryHandle) -> Self {
        self.telemetry = telemetry;
        self
    }

    /// Names methods whose calls are open by nature, such as watches, by path
    /// (`/package.Service/Method`). They have no deadline but the caller's, and end with
    /// `UNAVAILABLE` when the server drains. Health's and reflection's streams always are.
    ///
    /// # Errors
    ///
    /// When there is no such method.
    pub fn long_lived(mut self, paths: &[&str]) -> Result<Self, StackError> {
        for path in paths {
            self.methods
                .change(path, |method| method.long_lived = true)?;
        }
        Ok(self)
    }

    /// Names methods whose calls are all traced, such as runs of an inspection, by path.
    ///
    /// # Errors
    ///
    /// When there is no such method.
    pub fn always_traced(mut self, paths: &[&str]) -> Result<Self, StackError> {
        for path in paths {
            self.methods
                .change(path, |method| method.always_traced = true)?;
        }
        Ok(self)
    }

    /// Tells when this server begins to drain, for work of its own that must end then.
    pub fn drain(&self) -> Drain {
        self.drain.clone()
    }

    /// Puts the stack around `routes`, and adds health (not serving yet) and reflection to them.
    ///
    /// # Errors
    ///
    /// When reflection refuses the descriptors.
    pub async fn assemble(self, routes: Routes) -> Result<ServerService, StackError> {
        let health = Health::new(self.methods.services().iter().cloned()).await;
        let routes = add_reflection(health.add_to(routes), &self.descriptor_sets)
            .map_err(StackError::Reflection)?
            .prepare();
        let limit = CallLimit::new(self.limits.max_concurrent_calls);
        let metrics = self
            .telemetry
            .meter()
            .map(|meter| CallMetrics::new(self.service, meter, &limit));
        Ok(ServerService {
            routes,
            limit: Some(limit),
            caller_limits: CallerLimits::new(&self.limits).map(Arc::new),
            health_alone: false,
            access: None,
            shared: Arc::new(Shared {
                service: self.service,
                methods: self.methods,
                limits: self.limits,
                telemetry: self.telemetry,
                metrics,
                drain: self.drain,
                health,
            }),
        })
    }
}
