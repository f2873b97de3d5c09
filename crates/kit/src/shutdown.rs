//! How a process is told to stop, and how streams learn of it.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The two ways of stopping a process: finish what is in flight, or stop now.
///
/// Clones are the same shutdown.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    requested: CancellationToken,
    now: CancellationToken,
}

impl Shutdown {
    /// A shutdown that nobody has asked for yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A shutdown that `SIGTERM` or `SIGINT` asks for; the second signal means now.
    ///
    /// # Errors
    ///
    /// When the operating system refuses a signal handler.
    pub fn on_signals() -> io::Result<Self> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let shutdown = Self::new();
        let told = shutdown.clone();
        tokio::spawn(async move {
            let mut next = async || {
                tokio::select! {
                    _ = terminate.recv() => "SIGTERM",
                    _ = interrupt.recv() => "SIGINT",
                }
            };
            let name = next().await;
            tracing::info!(signal = name, "stopping: calls in flight may finish");
            told.request();
            let name = next().await;
            tracing::warn!(signal = name, "stopping now: calls in flight are cut");
            told.now();
        });
        Ok(shutdown)
    }

    /// Asks for the end: no new calls, those in flight may finish.
    pub fn request(&self) {
        self.requested.cancel();
    }

    /// Ends everything now.
    pub fn now(&self) {
        self.requested.cancel();
        self.now.cancel();
    }

    /// Waits until the end is asked for, in either way.
    pub async fn requested(&self) {
        self.requested.cancelled().await;
    }

    /// Waits until the end is to be now.
    pub async fn demanded(&self) {
        self.now.cancelled().await;
    }

    /// Whether the end was asked for.
    pub fn is_requested(&self) -> bool {
        self.requested.is_cancelled()
    }
}

/// Tells what a server has running that it is draining, so that it ends by itself.
///
/// Streams of [long-lived](crate::ServerStack::long_lived) methods are ended by the stack; this is
/// for other work that would hold the server open.
#[derive(Clone, Debug, Default)]
pub struct Drain(CancellationToken);

impl Drain {
    /// Waits until the server drains.
    pub async fn started(&self) {
        self.0.cancelled().await;
    }

    /// Whether the server drains.
    pub fn has_started(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Begins it. [`Server::serve`](crate::Server::serve) does so when it ends; a process calls this
    /// for a server that it only called [in process](crate::Neighbour::in_process).
    pub fn start(&self) {
        self.0.cancel();
    }

    pub(crate) fn token(&self) -> CancellationToken {
        self.0.clone()
    }
}
