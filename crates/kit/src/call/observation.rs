//! What is held and noted while a call is served: its place, its span, its duration.

use std::{sync::Arc, time::Instant};

use http::HeaderMap;
use opentelemetry::trace::TraceContextExt as _;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Code, Status};
use tracing::{Span, field, info_span, span::Entered};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::audit::AuditLine;
use super::callers::CallerPlace;
use super::methods::Method;
use super::metrics::CallMetrics;
use crate::telemetry::{
    Sampler,
    propagation::{self, Incoming},
    trace_id,
};

/// What a call takes of the process while it is served.
#[derive(Debug)]
pub(crate) struct Place {
    /// Its place among all calls.
    _among_all: Option<OwnedSemaphorePermit>,
    /// Its place among those of its caller.
    _of_caller: Option<CallerPlace>,
}

impl Place {
    pub(crate) fn new(
        among_all: Option<OwnedSemaphorePermit>,
        of_caller: Option<CallerPlace>,
    ) -> Self {
        Self {
            _among_all: among_all,
            _of_caller: of_caller,
        }
    }
}

/// One call, from its arrival to the end of its answer. Dropped before that, the caller has gone.
#[derive(Debug)]
pub(crate) struct Observation {
    method: Option<Arc<Method>>,
    span: Span,
    measured: Option<(CallMetrics, Instant)>,
    place: Option<Place>,
    /// Of a call that writes. Others do without an allocation.
    line: Option<Box<AuditLine>>,
    finished: bool,
}

impl Observation {
    pub(crate) fn begin(
        method: Option<Arc<Method>>,
        span: Span,
        metrics: Option<&CallMetrics>,
        place: Option<Place>,
    ) -> Self {
        let measured = metrics.map(|metrics| (metrics.clone(), Instant::now()));
        Self {
            method,
            span,
            measured,
            place,
            line: None,
            finished: false,
        }
    }

    /// The same, with a line in the log when the call ends.
    pub(crate) fn logged(mut self, line: Option<AuditLine>) -> Self {
        let traced = |line: AuditLine| line.traced(self.span.in_scope(trace_id));
        self.line = line.map(|line| Box::new(traced(line)));
        self
    }

    /// Makes the call's span the current one.
    pub(crate) fn enter(&self) -> Entered<'_> {
        self.span.enter()
    }

    /// Notes the outcome, once, and gives the place back.
    pub(crate) fn finish(&mut self, code: Code) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        self.place = None;
        if let Some((metrics, begun)) = &self.measured {
            metrics.record(self.method.as_deref(), code, begun.elapsed());
        }
        if let Some(line) = self.line.take() {
            line.write(code);
        }
        if !self.span.is_none() {
            self.span.record("rpc.grpc.status_code", i32::from(code));
            if is_server_error(code) {
                self.span.record("otel.status_code", "ERROR");
            }
            // The span must end with the answer, not when the transport lets go of the body.
            self.span = Span::none();
        }
    }

    /// Notes the outcome that `headers` tell, if they do.
    pub(crate) fn finish_by(&mut self, headers: &HeaderMap) {
        if let Some(code) = headers.get(Status::GRPC_STATUS) {
            self.finish(Code::from_bytes(code.as_bytes()));
        }
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.finish(Code::Cancelled);
    }
}

/// The span of a call that is to be traced, or none, decided before anything is made.
pub(crate) fn span(
    service: &'static str,
    method: &Method,
    sampler: Option<&Sampler>,
    headers: &HeaderMap,
) -> Span {
    let Some(sampler) = sampler else {
        return Span::none();
    };
    let incoming = propagation::incoming(headers);
    let traced = match incoming {
        Incoming::Sampled => true,
        Incoming::NotSampled => method.always_traced,
        Incoming::Undecided => method.always_traced || sampler.pick(),
    };
    if !traced {
        return Span::none();
    }
    let span = info_span!(
        parent: None,
        "call",
        otel.name = format!("{}/{}", method.service, method.name),
        otel.kind = "server",
        otel.status_code = field::Empty,
        peel.service = service,
        rpc.system = "grpc",
        rpc.service = &*method.service,
        rpc.method = &*method.name,
        rpc.grpc.status_code = field::Empty,
        trace_id = field::Empty,
    );
    if incoming == Incoming::Sampled {
        // Refused only where the span is not exported; then it has no use for a parent.
        let _ = span.set_parent(propagation::parent(headers));
    }
    let trace = span.context().span().span_context().trace_id();
    span.record("trace_id", field::display(trace));
    span
}

/// Codes that OpenTelemetry counts as errors of the server.
fn is_server_error(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}
