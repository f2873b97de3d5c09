//! The connections that a server has accepted, from HTTP/1.1 or HTTP/2 to their end.

use std::{sync::Arc, time::Duration};

use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use super::prompt::Prompt;
use crate::{
    Shutdown, after_others::AfterOthers, browser::Entrance, one_line, settings::LimitSettings,
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

/// How long the tasks of cut connections may take to end.
const CUT_TIME: Duration = Duration::from_secs(1);

/// The connections of one server.
pub(super) struct Connections {
    builder: Builder<TokioExecutor>,
    free: Arc<Semaphore>,
    tasks: JoinSet<()>,
    draining: CancellationToken,
}

impl Connections {
    pub(super) fn new(limits: &LimitSettings) -> Self {
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
                        Ok((stream, _)) => self.serve(stream, entrance.clone(), place.ok()),
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
        let stream = TokioIo::new(Prompt::new(stream, HEADER_TIME));
        let connection = self.builder.serve_connection(stream, entrance);
        let connection = connection.into_owned();
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
                tracing::debug!(error = one_line(error.as_ref()), "a connection broke");
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

fn look_at(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "the task of a connection panicked");
    }
}
