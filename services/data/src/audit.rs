//! How calls that write come into the log, whatever becomes of them.
//!
//! A call is an attempt from its arrival. What it records takes it over, and has its entry with
//! it; one that ends before has its entry then. Neither waits for a caller who has gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures::future::{BoxFuture, Either};
use peel_data_core::Collection;
use peel_kit::{Caller, Failure, Origin, Proof, code_name, one_line, trace_id};
use peel_model::{AuditedCall, AuditedCaller, KnownBy};
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::{Request, Response};
use tonic::server::NamedService;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use tracing::{Instrument as _, Span};

use crate::concerns::Concern;
use crate::service::Shared;

/// What stands for a service that hands a call on within one process.
const THIS_PROCESS: &str = "this process";

/// A call that writes, from its arrival on.
#[derive(Clone, Debug)]
pub(crate) struct Attempt(Arc<Known>);

#[derive(Debug)]
struct Known {
    call: Mutex<AuditedCall>,
    /// Somebody else sees to it that it has an entry.
    taken_over: AtomicBool,
}

impl Attempt {
    fn new(shared: &Shared, origin: &Origin) -> Self {
        let call = AuditedCall {
            at_milliseconds: shared.clock.now().as_millisecond(),
            caller: origin.caller().map_or_else(AuditedCaller::not_asked, known),
            through: match origin.through() {
                Some("") => THIS_PROCESS.to_owned(),
                through => through.unwrap_or_default().to_owned(),
            },
            method: origin.method().to_owned(),
            edition: String::new(),
            force: String::new(),
            object: String::new(),
            request_id: origin.known_as().to_owned(),
            trace_id: trace_id().unwrap_or_default(),
        };
        Self(Arc::new(Known {
            call: Mutex::new(call),
            taken_over: AtomicBool::new(false),
        }))
    }

    /// The attempt that a request is.
    ///
    /// # Errors
    /// A fault of ours: the method does not stand among those that write.
    pub(crate) fn of<T>(request: &tonic::Request<T>) -> Result<Self, Failure> {
        let attempt = request.extensions().get().cloned();
        attempt.ok_or_else(|| Failure::internal("a method writes and the rules do not say so"))
    }

    /// Notes what it is about.
    pub(crate) fn concerns(&self, concern: Concern) {
        let mut call = self.call();
        let Concern {
            edition,
            force,
            object,
            request_id,
        } = concern;
        (call.edition, call.force, call.object) = (edition, force, object);
        // Whoever handed it on knows under which identifier it was asked for.
        if call.through.is_empty() || call.request_id.is_empty() {
            call.request_id = request_id;
        }
    }

    /// Notes of which force that is which it is about.
    pub(crate) fn concerns_force(&self, force: &str) {
        force.clone_into(&mut self.call().force);
    }

    /// The call, whose entry is from now on its taker's to see to.
    pub(crate) fn taken_over(&self) -> AuditedCall {
        self.0.taken_over.store(true, Ordering::Release);
        self.call().clone()
    }

    fn call(&self) -> MutexGuard<'_, AuditedCall> {
        self.0.call.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn known(caller: &Caller) -> AuditedCaller {
    let (known_by, identity) = match caller.proof() {
        Proof::Certificate(name) => (KnownBy::Certificate, name),
        Proof::Token(subject) => (KnownBy::Token, subject),
    };
    AuditedCaller {
        name: caller.name().to_owned(),
        known_by,
        identity: identity.clone(),
        roles: caller.roles().to_string(),
    }
}

/// Sees to it that a call has an entry, once it is known how it ended.
pub(crate) async fn conclude(audited: &Collection, call: &AuditedCall, refused: Option<&Status>) {
    let details = refused.map(StatusExt::get_error_details);
    let reason = details.as_ref().and_then(|details| details.error_info());
    let reason = reason.map_or("", |info| info.reason.as_str());
    let refused = refused.map(|status| (code_name(status.code()), reason));
    if let Err(error) = audited.conclude(refused).await {
        let code = refused.map_or(code_name(Code::Ok), |(code, _)| code);
        tracing::warn!(
            method = call.method,
            caller = call.caller.name,
            identity = call.caller.identity,
            force = call.force,
            object = call.object,
            request_id = call.request_id,
            code,
            cause = one_line(&error),
            "a call that recorded nothing has no entry in the log of the store"
        );
    }
}

/// A contract whose calls that write have an entry in the log each.
#[derive(Clone)]
pub(crate) struct Audited<S> {
    pub(crate) contract: S,
    pub(crate) shared: Arc<Shared>,
}

impl<S: NamedService> NamedService for Audited<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for Audited<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Either<S::Future, BoxFuture<'static, Result<Response<Body>, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.contract.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let Some(origin) = request.extensions().get::<Origin>() else {
            return Either::Left(self.contract.call(request));
        };
        let attempt = Attempt::new(&self.shared, origin);
        request.extensions_mut().insert(attempt.clone());
        let answer = self.contract.call(request);
        let pending = Pending {
            shared: Arc::clone(&self.shared),
            attempt: Some(attempt),
        };
        Either::Right(Box::pin(async move {
            let answer = answer.await?;
            let refused = Status::from_header_map(answer.headers());
            pending.answered(refused).await;
            Ok(answer)
        }))
    }
}

/// An attempt that has not ended. Dropped before that, nobody waits for its answer any more.
struct Pending {
    shared: Arc<Shared>,
    attempt: Option<Attempt>,
}

impl Pending {
    /// What the head of its answer says; an answer that comes says nothing yet.
    async fn answered(mut self, refused: Option<Status>) {
        let refused = refused.filter(|status| status.code() != Code::Ok);
        if let Some(noted) = self.note(refused) {
            // A panic is in the log.
            let _ = noted.await;
        }
    }

    /// Has a task of its own see to the entry, unless that is somebody else's to do.
    fn note(&mut self, refused: Option<Status>) -> Option<tokio::task::JoinHandle<()>> {
        let attempt = self.attempt.take()?;
        // There is none when the process ends.
        let runtime = tokio::runtime::Handle::try_current().ok()?;
        if attempt.0.taken_over.load(Ordering::Acquire) {
            return None;
        }
        let call = attempt.taken_over();
        let audited = self.shared.collection.audited(call.clone());
        let noted = async move { conclude(&audited, &call, refused.as_ref()).await };
        Some(runtime.spawn(noted.instrument(Span::current())))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.note(Some(Status::cancelled("nobody waits for the answer")));
    }
}
