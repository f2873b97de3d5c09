//! Calls from pages in browsers: grpc-web, and which pages may make them.
//!
//! A browser tells from where a page comes, and asks the service whether such a page may read its
//! answers (<https://fetch.spec.whatwg.org/#http-cors-protocol>). Here a call from another page is
//! refused before it does anything, too: what a page may not read it may not write either.

use std::{convert::Infallible, net::IpAddr, time::Duration};

use futures::{
    TryFutureExt as _,
    future::{BoxFuture, Either, ready},
};
use http::{
    HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version,
    header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN},
};
use http_body_util::Full;
use hyper::body::Incoming;
use tonic::{Status, body::Body};
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::{Layer as _, ServiceExt as _};
use tower_http::cors::{AllowOrigin, Cors, CorsLayer};

use crate::access::CertificateNames;
use crate::call::Peer;
use crate::settings::Origins;
use crate::{CallBody, CallFuture, Failure, FailureKind, Reason, ServerService};

/// How long a browser may remember what it was told about a page.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// Longer origins are not repeated to the caller.
const MAXIMUM_ORIGIN: usize = 200;

/// What a page may send with a call.
const SENT: [HeaderName; 7] = [
    CONTENT_TYPE,
    AUTHORIZATION,
    HeaderName::from_static("x-grpc-web"),
    HeaderName::from_static("x-user-agent"),
    HeaderName::from_static("grpc-timeout"),
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
];

/// What a page may read of an answer beside its body: how a call ended that has none.
const READ: [HeaderName; 3] = [
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
];

const EXPLANATION: &str = "This is a gRPC service: call it by gRPC over HTTP/2, or from a page by \
                           grpc-web. docs/calls.md shows how.\n";

/// Which pages may call.
#[derive(Clone, Debug)]
pub(crate) enum Pages {
    /// Those from the machine that the service runs on, which listens to no other.
    OfThisMachine,
    /// Those from these origins.
    From(Origins),
}

impl Pages {
    fn may_call(&self, origin: &[u8]) -> bool {
        match self {
            Self::OfThisMachine => is_of_this_machine(origin),
            Self::From(origins) => origins.contains(origin),
        }
    }
}

/// Whether an origin is `http://` or `https://`, a name of this machine, and perhaps a port.
fn is_of_this_machine(origin: &[u8]) -> bool {
    let host = std::str::from_utf8(origin).ok().and_then(|origin| {
        let rest = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))?;
        let port_begins = rest.rfind(':').filter(|at| {
            let port = &rest[at + 1..];
            !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
        });
        Some(port_begins.map_or(rest, |at| &rest[..at]))
    });
    matches!(host, Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Where the requests of a connection come in: gRPC goes straight to the service, calls from pages
/// by way of grpc-web.
#[derive(Clone, Debug)]
pub(crate) struct Entrance {
    service: ServerService,
    pages: Pages,
    web: Cors<GrpcWebService<ServerService>>,
    certificate: Option<CertificateNames>,
    peer: Option<Peer>,
}

impl Entrance {
    pub(crate) fn new(service: ServerService, pages: Pages) -> Self {
        let asked = pages.clone();
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::predicate(move |origin, _| {
                asked.may_call(origin.as_bytes())
            }))
            .allow_methods([Method::POST])
            .allow_headers(SENT)
            .expose_headers(READ)
            .max_age(REMEMBERED);
        let web = cors.layer(GrpcWebLayer::new().layer(service.clone()));
        Self {
            service,
            pages,
            web,
            certificate: None,
            peer: None,
        }
    }

    /// The same for a connection from `address`.
    pub(crate) fn from(self, address: IpAddr) -> Self {
        let peer = self.service.counts_callers().then_some(Peer(address));
        Self { peer, ..self }
    }

    /// The same for a connection whose caller has shown a certificate.
    pub(crate) fn shown(self, certificate: Option<CertificateNames>) -> Self {
        Self {
            certificate,
            ..self
        }
    }

    /// Why a request that is not gRPC goes no further, if it does not.
    fn refusal(&self, request: &Request<Incoming>) -> Option<Response<CallBody>> {
        let origin = request.headers().get(ORIGIN);
        if let Some(origin) = origin.filter(|origin| !self.pages.may_call(origin.as_bytes())) {
            let origin = String::from_utf8_lossy(origin.as_bytes());
            return Some(Status::from(foreign_page(&origin)).into_http());
        }
        let asks = request.method() == Method::OPTIONS;
        (!asks && !is_web_call(request)).then(explained)
    }
}

impl hyper::service::Service<Request<Incoming>> for Entrance {
    type Response = Response<CallBody>;
    type Error = Infallible;
    type Future = Either<CallFuture, BoxFuture<'static, Result<Response<CallBody>, Infallible>>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        if let Some(certificate) = &self.certificate {
            request.extensions_mut().insert(certificate.clone());
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
        }
        if is_native(&request) {
            return Either::Left(self.service.begin(request.map(Body::new)));
        }
        Either::Right(match self.refusal(&request) {
            Some(refusal) => Box::pin(ready(Ok(refusal))),
            None => {
                let answer = self.web.clone().oneshot(request);
                Box::pin(answer.map_ok(|answer| answer.map(CallBody::unwatched)))
            }
        })
    }
}

/// Whether a request is a gRPC call as programs make it.
///
/// No page can make such a request unasked, so where it comes from need not be looked at.
fn is_native(request: &Request<Incoming>) -> bool {
    request.version() == Version::HTTP_2
        && content_type(request)
            .strip_prefix(b"application/grpc")
            .is_some_and(|rest| !rest.starts_with(b"-web"))
}

/// Whether a request is a call by grpc-web, as binary or as text.
fn is_web_call(request: &Request<Incoming>) -> bool {
    let kind = content_type(request);
    let kind = kind.strip_suffix(b"+proto").unwrap_or(kind);
    matches!(kind, b"application/grpc-web" | b"application/grpc-web-text")
}

fn content_type(request: &Request<Incoming>) -> &[u8] {
    let kind = request.headers().get(CONTENT_TYPE);
    kind.map_or(b"", |kind| kind.as_bytes())
}

fn foreign_page(origin: &str) -> Failure {
    let origin: String = origin.chars().take(MAXIMUM_ORIGIN).collect();
    Failure::new(
        FailureKind::PermissionDenied,
        Reason::ORIGIN_REFUSED,
        format!("pages from {origin} may not call this service; listen.browser_origins names those that may"),
    )
    .metadata("origin", origin)
}

/// For whoever opens the address in a browser.
fn explained() -> Response<CallBody> {
    let body = Body::new(Full::from(EXPLANATION));
    let mut response = Response::new(CallBody::unwatched(body));
    *response.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pages: &Pages, origin: &str, expected: bool) {
        assert_eq!(pages.may_call(origin.as_bytes()), expected, "{origin}");
    }

    #[test]
    fn pages_of_this_machine_are_told_by_their_host() {
        let pages = Pages::OfThisMachine;
        for origin in [
            "http://localhost",
            "http://localhost:8080",
            "https://127.0.0.1:443",
            "http://[::1]:3000",
        ] {
            check(&pages, origin, true);
        }
        for origin in [
            "null",
            "",
            "http://",
            "file://localhost",
            "http://localhost.example.org",
            "http://localhost:",
            "http://localhost:80a",
            "http://127.0.0.1.example.org:80",
            "http://example.org:127.0.0.1",
        ] {
            check(&pages, origin, false);
        }
    }

    #[test]
    fn other_pages_are_told_by_their_whole_origin() {
        let origins = "https://one.example.org, http://two.example.org:8080".to_owned();
        let pages = Pages::From(origins.try_into().unwrap());
        check(&pages, "https://one.example.org", true);
        check(&pages, "http://two.example.org:8080", true);
        check(&pages, "http://one.example.org", false);
        check(&pages, "https://one.example.org:8443", false);
        check(&pages, "http://two.example.org", false);
        check(&pages, "http://localhost", false);
    }
}
