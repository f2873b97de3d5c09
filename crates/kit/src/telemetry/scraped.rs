//! Metrics for a Prometheus that comes and reads them.
//!
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus::{Registry, TextEncoder};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
    time::timeout,
};

use super::TelemetryError;

/// Where metrics are read.
const PATH: &str = "/metrics";

/// Connections at the same time; one more waits to be accepted.
const MOST_CONNECTIONS: usize = 8;

/// How long one connection may take, and the beginning of a request.
const CONNECTION_TIME: Duration = Duration::from_secs(60);
const HEADER_TIME: Duration = Duration::from_secs(10);

/// After a failure to accept, such as too many open files, some may have been closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What is measured, for whoever reads it. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Scraped {
    address: SocketAddr,
    registry: Registry,
    serving: JoinHandle<()>,
}

impl Scraped {
    /// Listens at `address`. Must be called inside a tokio runtime.
    pub(super) fn listen(address: SocketAddr) -> Result<Self, TelemetryError> {
        let bound = || -> io::Result<_> {
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((TcpListener::from_std(listener)?, address))
        };
        let bound = bound().map_err(|cause| TelemetryError::Listen { address, cause });
        let (listener, address) = bound?;
        let registry = Registry::new();
        let serving = tokio::spawn(serve(listener, registry.clone()));
        Ok(Self {
            address,
            registry,
            serving,
        })
    }

    /// With the port that was taken.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }
}

impl Drop for Scraped {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Gives what is in `registry` to whoever connects to `listener`.
async fn serve(listener: TcpListener, registry: Registry) {
    let free = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let place = Arc::clone(&free).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                let registry = registry.clone();
                tokio::spawn(async move {
                    let _cut = timeout(CONNECTION_TIME, attend(stream, registry)).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection for metrics");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn attend(stream: TcpStream, registry: Registry) {
    let answered = service_fn(|request: Request<Incoming>| {
        let answer = answer(&request, &registry);
        async { Ok::<_, Infallible>(answer) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .serve_connection(TokioIo::new(stream), answered);
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection for metrics broke");
    }
}

fn answer<B>(request: &Request<B>, registry: &Registry) -> Response<Full<Bytes>> {
    let told = |status: StatusCode, text: String| {
        let mut response = Response::new(Full::from(text));
        *response.status_mut() = status;
        let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    };
    if request.uri().path() != PATH {
        let only = format!("metrics are at {PATH}\n");
        return told(StatusCode::NOT_FOUND, only);
    }
    if request.method() != Method::GET {
        return told(
            StatusCode::METHOD_NOT_ALLOWED,
            "metrics are read\n".to_owned(),
        );
    }
    match TextEncoder::new().encode_to_string(&registry.gather()) {
        Ok(text) => told(StatusCode::OK, text),
        Err(error) => {
            tracing::error!(%error, "metrics cannot be written");
            told(
                StatusCode::INTERNAL_SERVER_ERROR,
                "see the log\n".to_owned(),
            )
        }
    }
}
