//! What happens to every call, over a socket or in process, around its handler.
//!
//! In order: a method that does not exist is refused, then a call beyond the limit; a deadline is
//! set; it is decided whether the call is traced; the handler runs. All of it is one future and one
//! body rather than a tower of layers, because a call answered from memory takes a dozen
//! microseconds and each layer would cost an allocation.

mod answer;
mod body;
mod limit;
mod methods;
mod metrics;
mod observation;

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, Request, Response};
use tonic::{body::Body, service::Routes};
use tower::Service;
use tracing::Span;

pub use self::answer::CallFuture;
pub use self::body::CallBody;
use self::limit::CallLimit;
pub use self::methods::Rules;
use self::methods::{Method, MethodTable};
use self::metrics::CallMetrics;
use self::observation::Observation;
use crate::deadline::{TIMEOUT_HEADER, parse_timeout};
use crate::{
    Access, Caller, Deadline, Drain, Failure, FailureKind, Health, Reason, TelemetryHandle, access,
    add_reflection, settings::LimitSettings,
};

/// Longer paths are not repeated to the caller.
const MAXIMUM_PATH: usize = 200;

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
    /// `rules` say who may call which of their methods, where [`Access`] asks callers who they are.
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

/// A server's services with the stack around them: served over sockets by
/// [`Server`](crate::Server), or called in process through
/// [`Neighbour::in_process`](crate::Neighbour::in_process). Clones are the same server.
#[derive(Clone, Debug)]
pub struct ServerService {
    routes: Routes,
    limit: Option<CallLimit>,
    health_alone: bool,
    access: Option<Access>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    service: &'static str,
    methods: MethodTable,
    limits: LimitSettings,
    telemetry: TelemetryHandle,
    metrics: Option<CallMetrics>,
    drain: Drain,
    health: Health,
}

impl ServerService {
    /// The health of this server. [`Server::serve`](crate::Server::serve) makes it ready.
    pub fn health(&self) -> &Health {
        &self.shared.health
    }

    /// Tells when this server begins to drain.
    pub fn drain(&self) -> &Drain {
        &self.shared.drain
    }

    /// The name given to the stack.
    pub fn name(&self) -> &'static str {
        self.shared.service
    }

    /// The limits given to the stack.
    pub fn limits(&self) -> &LimitSettings {
        &self.shared.limits
    }

    /// The same server for calls that this process has already let in once. Were they counted
    /// again, a full process would refuse the calls it needs to become less full.
    pub(crate) fn without_limit(&self) -> Self {
        Self {
            limit: None,
            ..self.clone()
        }
    }

    /// The same server for callers who have to be known, if there is `access`.
    pub(crate) fn guarded_by(&self, access: Option<Access>) -> Self {
        Self {
            access,
            ..self.clone()
        }
    }

    /// The health of the same server, and nothing else of it.
    pub(crate) fn of_health_alone(&self) -> Self {
        Self {
            health_alone: true,
            ..self.clone()
        }
    }

    /// Begins to serve one call.
    pub(crate) fn begin(&self, mut request: Request<Body>) -> CallFuture {
        let shared = &*self.shared;
        let method = shared.methods.find(request.uri().path());
        let Some(method) = method.filter(|method| !self.health_alone || method.never_refused)
        else {
            let failure = unknown_method(request.uri().path());
            return self.refused(None, failure);
        };
        if let Some(access) = self.access.as_ref().filter(|_| !method.never_refused) {
            match admitted(access, method, &request) {
                Ok(caller) => request.extensions_mut().insert(caller),
                Err(failure) => return self.refused(Some(method), failure),
            };
        }
        let limit = self.limit.as_ref().filter(|_| !method.never_refused);
        let place = match limit.map(CallLimit::admit).transpose() {
            Ok(place) => place,
            Err(failure) => return self.refused(Some(method), failure),
        };
        let deadline = match shared.deadline(method, request.headers()) {
            Ok(deadline) if deadline.is_some_and(Deadline::has_passed) => {
                return self.refused(Some(method), Deadline::exceeded());
            }
            Ok(deadline) => deadline,
            Err(failure) => return self.refused(Some(method), failure),
        };
        if let Some(deadline) = deadline {
            request.extensions_mut().insert(deadline);
        }
        let sampler = shared.telemetry.sampler();
        let span = observation::span(shared.service, method, sampler, request.headers());
        let observation = Observation::begin(
            Some(Arc::clone(method)),
            span,
            shared.metrics.as_ref(),
            place,
        );
        let handler = {
            let _entered = observation.enter();
            self.routes.clone().call(request)
        };
        let drain = method.long_lived.then(|| shared.drain.clone());
        CallFuture::running(handler, observation, deadline, drain)
    }

    fn refused(&self, method: Option<&Arc<Method>>, failure: Failure) -> CallFuture {
        let metrics = self.shared.metrics.as_ref();
        let observation = Observation::begin(method.cloned(), Span::none(), metrics, None);
        CallFuture::refused(failure, observation)
    }
}

impl Shared {
    fn deadline(&self, method: &Method, headers: &HeaderMap) -> Result<Option<Deadline>, Failure> {
        let asked = match headers.get(TIMEOUT_HEADER) {
            Some(header) => Some(parse_timeout(header).ok_or_else(malformed_timeout)?),
            None => None,
        };
        let time = match (asked, method.long_lived) {
            (asked, true) => asked,
            (Some(asked), false) => Some(asked.min(self.limits.max_deadline())),
            (None, false) => Some(self.limits.default_deadline()),
        };
        Ok(time.map(Deadline::after))
    }
}

/// Who makes a call, if it is known and may.
fn admitted(
    access: &Access,
    method: &Method,
    request: &Request<Body>,
) -> Result<Arc<Caller>, Failure> {
    let certificate = request.extensions().get();
    let caller = access.caller(request.headers(), certificate)?;
    if caller.roles().meets(method.allowed) {
        Ok(caller)
    } else {
        Err(access::refused(&caller, method.allowed))
    }
}

fn malformed_timeout() -> Failure {
    Failure::new(
        FailureKind::InvalidArgument,
        Reason::MALFORMED_TIMEOUT,
        "the header grpc-timeout must be one to eight digits and one of H, M, S, m, u, n",
    )
}

fn unknown_method(path: &str) -> Failure {
    let path: String = path.chars().take(MAXIMUM_PATH).collect();
    Failure::new(
        FailureKind::Unimplemented,
        Reason::METHOD_UNKNOWN,
        format!("no service here has the method {path}; server reflection lists those there are"),
    )
}

impl Service<Request<Body>> for ServerService {
    type Response = Response<CallBody>;
    type Error = Infallible;
    type Future = CallFuture;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> CallFuture {
        self.begin(request)
    }
}
