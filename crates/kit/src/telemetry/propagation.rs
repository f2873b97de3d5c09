//! W3C trace context: how a trace goes on from one service to the next.
//!
//! <https://www.w3.org/TR/trace-context/>

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator as _},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Tells the next service that this call was considered and is not traced, so that it does not
/// begin a trace of its own in the middle of a call. Nobody continues a trace that is not sampled,
/// so the ids, which must not be zero, are never seen.
const NOT_SAMPLED: HeaderValue =
    HeaderValue::from_static("00-00000000000000000000000000000001-0000000000000001-00");

/// What the caller decided about tracing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// Nothing: this server decides.
    Undecided,
    /// Not to trace.
    NotSampled,
    /// To trace; the header names the parent.
    Sampled,
}

/// What the caller decided, read without decoding more than the flags.
///
/// Fields after the flags are those of later versions, which must be tolerated.
pub(crate) fn incoming(headers: &HeaderMap) -> Incoming {
    let Some(header) = headers.get(TRACEPARENT) else {
        return Incoming::Undecided;
    };
    let mut fields = header.as_bytes().split(|byte| *byte == b'-');
    let lengths_are_right = fields.next().is_some_and(|version| version.len() == 2)
        && fields.next().is_some_and(|trace| trace.len() == 32)
        && fields.next().is_some_and(|span| span.len() == 16);
    let flags = fields
        .next()
        .and_then(|flags| std::str::from_utf8(flags).ok());
    match flags.map(|flags| u8::from_str_radix(flags, 16)) {
        Some(Ok(flags)) if lengths_are_right && flags & 1 == 1 => Incoming::Sampled,
        Some(Ok(_)) if lengths_are_right => Incoming::NotSampled,
        _ => Incoming::Undecided,
    }
}

/// The caller's span, as a parent.
pub(crate) fn parent(headers: &HeaderMap) -> Context {
    // Not the current context: in process that would already be the caller's.
    TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(headers))
}

/// Writes the current span into `headers`, or that there is none.
pub(crate) fn inject(headers: &mut HeaderMap) {
    let span = Span::current();
    if span.is_none() {
        headers.insert(TRACEPARENT, NOT_SAMPLED);
    } else {
        TraceContextPropagator::new().inject_context(&span.context(), &mut HeadersMut(headers));
    }
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Incoming) {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, header.parse().unwrap());
        assert_eq!(incoming(&headers), expected, "{header}");
    }

    #[test]
    fn the_flags_decide() {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
        check(&format!("{parent}-01"), Incoming::Sampled);
        check(&format!("{parent}-03"), Incoming::Sampled);
        check(&format!("{parent}-00"), Incoming::NotSampled);
        check(&format!("{parent}-01-later"), Incoming::Sampled);
        check(parent, Incoming::Undecided);
        check(&format!("{parent}-zz"), Incoming::Undecided);
        check("01", Incoming::Undecided);
        assert_eq!(incoming(&HeaderMap::new()), Incoming::Undecided);
    }

    #[test]
    fn outside_a_trace_the_next_service_is_told_not_to_begin_one() {
        let mut headers = HeaderMap::new();
        inject(&mut headers);
        assert_eq!(incoming(&headers), Incoming::NotSampled);
    }
}
