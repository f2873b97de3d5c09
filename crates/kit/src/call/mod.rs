//! What happens to every call, over a socket or in process, around its handler.
//!
//! In order: a method that does not exist is refused, then a caller who may not call it, then a call
//! beyond the limits; a deadline is set; it is decided whether the call is traced; the handler
//! runs. All of it is one future and one body rather than a tower of layers, because a call answered
//! from memory takes a dozen microseconds and each layer would cost an allocation.

mod answer;
mod audit;
mod body;
mod callers;
mod limit;
mod methods;
mod metrics;
mod observation;
mod origin;
mod stack;
mod stream;

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
use self::answer::Timer;
use self::audit::AuditLine;
pub use self::audit::code_name;
pub use self::body::CallBody;
use self::callers::CallerLimits;
pub(crate) use self::callers::Peer;
use self::limit::CallLimit;
pub use self::methods::Rules;
use self::methods::{Method, MethodTable};
use self::metrics::CallMetrics;
use self::observation::{Observation, Place};
pub use self::origin::Origin;
pub use self::stack::{ServerStack, StackError};
use self::stream::{Counted, Messages};
use crate::deadline::{TIMEOUT_HEADER, parse_timeout};
use crate::{
    Access, Caller, Deadline, Drain, Failure, FailureKind, Health, Reason, TelemetryHandle, access,
    settings::LimitSettings,
};

/// What a call has that is let in: a place among those served at once, and a deadline.
type Begun = (Option<Place>, Option<Deadline>);

/// Who is not let in, if that is known, and why.
type NotAdmitted = (Option<Arc<Caller>>, Failure);

/// Longer paths are not repeated to the caller.
const MAXIMUM_PATH: usize = 200;

/// A server's services with the stack around them: served over sockets by
/// [`Server`](crate::Server), or called in process through
/// [`Neighbour::in_process`](crate::Neighbour::in_process). Clones are the same server.
#[derive(Clone, Debug)]
pub struct ServerService {
    routes: Routes,
    limit: Option<CallLimit>,
    caller_limits: Option<Arc<CallerLimits>>,
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
            caller_limits: None,
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

    /// Whether calls are counted by the address that they come from, where nobody is known.
    pub(crate) fn counts_callers(&self) -> bool {
        self.caller_limits.is_some()
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
            return self.refused(None, None, failure);
        };
        let admitted = self.admitted(method, &request);
        let line = method.writes.then(|| {
            let caller = match &admitted {
                Ok(caller) | Err((caller, _)) => caller.as_ref(),
            };
            AuditLine::of(&mut request, caller)
        });
        let begun = admitted.map_err(|(_, failure)| failure);
        let begun = begun.and_then(|caller| self.let_in(method, &mut request, caller));
        let (place, deadline) = match begun {
            Ok(begun) => begun,
            Err(failure) => return self.refused(Some(method), line, failure),
        };
        if let Some(deadline) = deadline {
            request.extensions_mut().insert(deadline);
        }
        let messages = || Messages::at_most(shared.limits.max_stream_messages);
        if method.takes_stream {
            request = request.map(|body| Body::new(Counted::new(body, messages())));
        }
        let sampler = shared.telemetry.sampler();
        let span = observation::span(shared.service, method, sampler, request.headers());
        let observation = Observation::begin(
            Some(Arc::clone(method)),
            span,
            shared.metrics.as_ref(),
            place,
        )
        .logged(line);
        let handler = {
            let _entered = observation.enter();
            self.routes.clone().call(request)
        };
        let drain = method.long_lived.then(|| shared.drain.clone());
        let longest = method.long_lived && !method.never_refused;
        let longest = longest.then(|| Deadline::after(shared.limits.max_stream()));
        let messages = method.gives_stream.then(messages);
        let timer = Timer::new(deadline, longest);
        CallFuture::running(handler, observation, timer, messages, drain)
    }

    /// Who makes a call, if callers are asked and it may; else who it is, if that is known.
    fn admitted(
        &self,
        method: &Method,
        request: &Request<Body>,
    ) -> Result<Option<Arc<Caller>>, NotAdmitted> {
        match self.access.as_ref().filter(|_| !method.never_refused) {
            Some(access) => admitted(access, method, request).map(Some),
            None => Ok(None),
        }
    }

    /// A place and the time for a call, and in `request` who makes it. Who calls is found out first,
    /// so that a process full of one caller's calls can tell so.
    fn let_in(
        &self,
        method: &Method,
        request: &mut Request<Body>,
        caller: Option<Arc<Caller>>,
    ) -> Result<Begun, Failure> {
        let place = self.place(method, request, caller.as_deref())?;
        let deadline = self.shared.deadline(method, request.headers())?;
        if deadline.is_some_and(Deadline::has_passed) {
            return Err(Deadline::exceeded());
        }
        if let Some(caller) = caller {
            request.extensions_mut().insert(caller);
        }
        Ok((place, deadline))
    }

    fn place(
        &self,
        method: &Method,
        request: &Request<Body>,
        caller: Option<&Caller>,
    ) -> Result<Option<Place>, Failure> {
        if method.never_refused {
            return Ok(None);
        }
        let of_caller = match &self.caller_limits {
            Some(limits) => limits.admit(caller, request.extensions().get().copied())?,
            None => None,
        };
        let among_all = self.limit.as_ref().map(CallLimit::admit).transpose()?;
        Ok(Some(Place::new(among_all, of_caller)))
    }

    fn refused(
        &self,
        method: Option<&Arc<Method>>,
        line: Option<AuditLine>,
        failure: Failure,
    ) -> CallFuture {
        let metrics = self.shared.metrics.as_ref();
        let observation = Observation::begin(method.cloned(), Span::none(), metrics, None);
        CallFuture::refused(failure, observation.logged(line))
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

/// Who makes a call, if it is known and may; else who it is, if that is known.
fn admitted(
    access: &Access,
    method: &Method,
    request: &Request<Body>,
) -> Result<Arc<Caller>, NotAdmitted> {
    let certificate = request.extensions().get();
    let caller = access.caller(request.headers(), certificate);
    let caller = caller.map_err(|failure| (None, failure))?;
    if caller.roles().meets(method.allowed) {
        Ok(caller)
    } else {
        let failure = access::refused(&caller, method.allowed);
        Err((Some(caller), failure))
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
