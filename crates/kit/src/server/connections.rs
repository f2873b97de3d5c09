//! The connections that a server has accepted, from HTTP/1.1 or HTTP/2 to their end.

use std::{sync::Arc, time::Duration};

use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::{JoinError, JoinSet},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::sync::CancellationToken;

use super::prompt::Prompt;
use crate::{
    Shutdown, Tls, access::CertificateNames, after_others::AfterOthers, browser::Entrance,
    one_line, overheard::Overheard, settings::LimitSettings,
};

/// How long a caller may take to send the head of a request by HTTP/1.1, or to begin at all. A
/// connection by HTTP/1.1 that has nothing to say for so long is closed.
const HEADER_TIME: Duration = Duration::from_secs(30);

/// How often a quiet connection is tried, so that callers that vanished are noticed.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// How long a caller may take to show that its connection is alive.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// After a failure to accept, such as too many open files, some may have been closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What is taken from a caller that is refused, in bytes and in time.
const MAXIMUM_FAREWELL: u64 = 64 * 1024;
const FAREWELL_TIME: Duration = Duration::from_secs(1);

/// How long the tasks of cut connections may take to end.
const CUT_TIME: Duration = Duration::from_secs(1);

/// The connections of one server.
pub(super) struct Connections {
    builder: Builder<TokioExecutor>,
    tls: Option<Tls>,
    free: Arc<Semaphore>,
    tasks: JoinSet<()>,
    draining: CancellationToken,
}

impl Connections {
    pub(super) fn new(limits: &LimitSettings, tls: Option<Tls>) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIME);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(limits.max_concurrent_calls.get())
            .keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .keep_alive_timeout(KEEP_ALIVE_TIMEOUT);
        let limit = usize::try_from(limits.max_connections.get());
        let limit = limit
            .unwrap_or(Semaphore::MAX_PERMITS)
            .min(Semaphore::MAX_PERMITS);
        Self {
            builder,
            tls,
            free: Arc::new(Semaphore::new(limit)),
            tasks: JoinSet::new(),
            draining: CancellationToken::new(),
        }
    }

    /// Accepts connections until it is dropped.
    pub(super) async fn accept(&mut self, listener: &TcpListener, entrance: &Entrance) {
        loop {
            let free = Arc::clone(&self.free);
            let place = free.acquire_owned();
            tokio::select! {
                Some(ended) = self.tasks.join_next() => look_at(ended),
                (place, accepted) = async { (place.await, listener.accept().await) } => {
                    match accepted {
                        Ok((stream, peer)) => {
                            self.serve(stream, entrance.clone().from(peer.ip()), place.ok());
                        }
                        Err(error) => {
                            tracing::warn!(%error, "cannot accept a connection");
                            tokio::time::sleep(ACCEPT_PAUSE).await;
                        }
                    }
                }
            }
        }
    }

    fn serve<P: Send + 'static>(&mut self, stream: TcpStream, entrance: Entrance, place: P) {
        // Without it small answers wait for the acknowledgement of earlier ones: 44 ms a call.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "the caller has already gone");
        }
        let attendance = Attendance {
            builder: self.builder.clone(),
            entrance,
            draining: self.draining.clone(),
        };
        let tls = self.tls.clone();
        self.tasks.spawn(async move {
            match tls {
                None => attendance.attend(stream).await,
                Some(tls) => attendance.attend_secured(stream, &tls).await,
            }
            drop(place);
        });
    }

    /// Waits for the connections to end, at most `time`. Returns how many were cut.
    pub(super) async fn drain(mut self, time: Duration, shutdown: &Shutdown) -> usize {
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

/// What a connection needs from its beginning to its end.
struct Attendance {
    builder: Builder<TokioExecutor>,
    entrance: Entrance,
    draining: CancellationToken,
}

impl Attendance {
    /// Serves a connection whose caller speaks TLS.
    async fn attend_secured(self, stream: TcpStream, tls: &Tls) {
        let greeted = tokio::select! {
            greeted = tokio::time::timeout(HEADER_TIME, greet(stream, tls)) => greeted,
            () = self.draining.cancelled() => return,
        };
        match greeted {
            Ok(Some(stream)) => {
                let shown = stream.get_ref().1.peer_certificates();
                let names = shown.and_then(<[_]>::first).map(CertificateNames::of);
                let Self {
                    builder,
                    entrance,
                    draining,
                } = self;
                let known = Self {
                    builder,
                    entrance: entrance.shown(names),
                    draining,
                };
                Box::pin(known.attend(stream)).await;
            }
            Ok(None) => {}
            Err(_) => tracing::debug!("a caller was too slow to begin with TLS"),
        }
    }

    /// Serves a connection until it ends, or until the calls in flight have when the server drains.
    async fn attend<S>(self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let stream = TokioIo::new(Overheard::new(stream, Prompt::within(HEADER_TIME)));
        let connection = self.builder.serve_connection(stream, self.entrance);
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = AfterOthers::new(connection.as_mut()) => ended,
            () = self.draining.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(error = one_line(error.as_ref()), "a connection broke");
        }
    }
}

/// Begins with TLS; `None` if the two sides do not agree.
async fn greet(stream: TcpStream, tls: &Tls) -> Option<TlsStream<TcpStream>> {
    let config = match tls.server()? {
        Ok(config) => config,
        Err(error) => {
            tracing::error!(%error, "TLS cannot be set up");
            return None;
        }
    };
    let acceptor = TlsAcceptor::from(Arc::new(config));
    match acceptor.accept(stream).into_fallible().await {
        Ok(stream) => Some(stream),
        Err((error, stream)) => {
            tracing::info!(%error, "a caller was refused before it called");
            part(stream).await;
            None
        }
    }
}

/// Takes what a refused caller has sent already: were it left, the system would throw away the
/// reason that was sent to it.
async fn part(mut stream: TcpStream) {
    let farewell = async {
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(MAXIMUM_FAREWELL), &mut tokio::io::sink()).await
    };
    let _gone = tokio::time::timeout(FAREWELL_TIME, farewell).await;
}

fn look_at(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "the task of a connection panicked");
    }
}
