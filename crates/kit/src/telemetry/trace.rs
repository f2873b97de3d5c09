//! Which trace a call is part of.

use opentelemetry::trace::TraceContextExt as _;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The trace that the current call is part of, as 32 hexadecimal digits, for answers that name it.
/// `None` when the call is not traced or nobody records traces.
#[must_use]
pub fn trace_id() -> Option<String> {
    let span = Span::current();
    if span.is_none() {
        return None;
    }
    let context = span.context();
    let context = context.span().span_context().clone();
    context.is_valid().then(|| context.trace_id().to_string())
}
