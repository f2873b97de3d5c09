//! A listening socket and the connections it accepts.
//!
//! The loop is our own rather than tonic's because tonic's server puts a timeout of its own around
//! every call, which answers `CANCELLED` and races ours, and because its shutdown waits for open
//! streams without limit.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{ServerService, Shutdown, after_others::AfterOthers};

/// How often a quiet connection is tried, so that callers that vanished are noticed.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// How long a caller may take to show that its connection is alive.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// After a failure to accept, such as too many open files, some may have been closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long the tasks of cut connections may take to end.
const CUT_TIME: Duration = Duration::from_secs(1);

/// Why a server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Something else listens there.
    #[error(
        "{address} is in use; stop what listens there or choose another port in listen.address"
    )]
    InUse {
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// The operating system refuses.
    #[error("cannot listen on {address}")]
    Refused {
        /// Where it was to listen.
        address: SocketAddr,
        /// Why.
        #[source]
        cause: io::Error,
    },
}

/// A socket that already listens, and nothing yet to serve on it.
///
/// Binding comes first in a process, so that a port in use is found before any work is done.
/// Callers that connect early wait until [`Server::serve`].
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    announced_as: Option<&'static str>,
}

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that still had calls in flight when the time to drain was over.
    pub cut: usize,
}

impl Server {
    /// Listens on `address`; port 0 takes any free port. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`BindError`] when the port is in use or the operating system refuses.
    pub fn bind(address: SocketAddr) -> Result<Self, BindError> {
        let bound = || {
            let listener = std::net::TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((TcpListener::from_std(listener)?, address))
        };
        let (listener, address) = bound().map_err(|cause: io::Error| match cause.kind() {
            io::ErrorKind::AddrInUse => BindError::InUse { address },
            _ => BindError::Refused { address, cause },
        })?;
        Ok(Self {
            listener,
            address,
            announced_as: None,
        })
    }

    /// Where it listens, with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Says on standard output when it serves: `peel-data listening on http://127.0.0.1:7701`.
    #[must_use]
    pub fn announced_as(self, name: &'static str) -> Self {
        Self {
            announced_as: Some(name),
            ..self
        }
    }

    /// Makes `service` ready and serves it until `shutdown` is requested, then drains: health says
    /// `NOT_SERVING`, the socket is closed, long-lived streams end, and calls in flight may finish
    /// within the limit's `drain_ms`. What is left then, or at [`Shutdown::now`], is cut.
    pub async fn serve(self, service: ServerService, shutdown: Shutdown) -> Drained {
        let Self {
            listener,
            address,
            announced_as,
        } = self;
        service.health().ready().await;
        tracing::info!(service = service.name(), %address, "listening");
        if let Some(name) = announced_as {
            announce(name, address);
        }
        let mut connections = Connections::new(&service);
        tokio::select! {
            () = connections.accept(&listener, &service) => {}
            () = shutdown.requested() => {}
        }
        service.health().drain().await;
        drop(listener);
        service.drain().start();
        let cut = connections.drain(service.limits().drain(), &shutdown).await;
        if cut > 0 {
            tracing::warn!(
                service = service.name(),
                connections = cut,
                "cut calls in flight"
            );
        }
        Drained { cut }
    }
}

/// A closed standard output must not stop a server.
fn announce(name: &str, address: SocketAddr) {
    let mut output = io::stdout().lock();
    let announced = writeln!(output, "{name} listening on http://{address}");
    if let Err(error) = announced.and_then(|()| output.flush()) {
        tracing::debug!(%error, "nobody reads standard output");
    }
}

struct Connections {
    builder: http2::Builder<TokioExecutor>,
    free: Arc<Semaphore>,
    tasks: JoinSet<()>,
    draining: CancellationToken,
}

impl Connections {
    fn new(service: &ServerService) -> Self {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(service.limits().max_concurrent_calls.get())
            .keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .keep_alive_timeout(KEEP_ALIVE_TIMEOUT);
        let limit = usize::try_from(service.limits().max_connections.get());
        let limit = limit
            .unwrap_or(Semaphore::MAX_PERMITS)
            .min(Semaphore::MAX_PERMITS);
        Self {
            builder,
            free: Arc::new(Semaphore::new(limit)),
            tasks: JoinSet::new(),
            draining: CancellationToken::new(),
        }
    }

    /// Accepts connections until it is dropped.
    async fn accept(&mut self, listener: &TcpListener, service: &ServerService) {
        loop {
            let free = Arc::clone(&self.free);
            let place = free.acquire_owned();
            tokio::select! {
                Some(ended) = self.tasks.join_next() => look_at(ended),
                (place, accepted) = async { (place.await, listener.accept().await) } => {
                    match accepted {
                        Ok((stream, _)) => self.serve(stream, service.clone(), place.ok()),
                        Err(error) => {
                            tracing::warn!(%error, "cannot accept a connection");
                            tokio::time::sleep(ACCEPT_PAUSE).await;
                        }
                    }
                }
            }
        }
    }

    fn serve<P: Send + 'static>(&mut self, stream: TcpStream, service: ServerService, place: P) {
        // Without it small answers wait for the acknowledgement of earlier ones: 44 ms a call.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "the caller has already gone");
        }
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        let draining = self.draining.clone();
        self.tasks.spawn(async move {
            let mut connection = std::pin::pin!(connection);
            let ended = tokio::select! {
                ended = AfterOthers::new(connection.as_mut()) => ended,
                () = draining.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(error = crate::one_line(&error), "a connection broke");
            }
            drop(place);
        });
    }

    /// Waits for the connections to end, at most `time`. Returns how many were cut.
    async fn drain(mut self, time: Duration, shutdown: &Shutdown) -> usize {
        self.draining.cancel();
        tokio::select! {
            () = self.ended() => {}
            () = tokio::time::sleep(time) => {}
            () = shutdown.demanded() => {}
        }
        let cut = self.tasks.len();
        self.tasks.abort_all();
        if tokio::time::timeout(CUT_TIME, self.ended()).await.is_err() {
            tracing::error!("cut connections do not end");
        }
        cut
    }

    async fn ended(&mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            look_at(ended);
        }
    }
}

fn look_at(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "the task of a connection panicked");
    }
}
