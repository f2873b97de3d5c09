//! A listening socket and the connections it accepts.
//!
//! The loop is our own rather than tonic's because tonic's server puts a timeout of its own around
//! every call, which answers `CANCELLED` and races ours, and because its shutdown waits for open
//! streams without limit.

mod connections;
mod prompt;

use std::{
    io::{self, Write as _},
    net::SocketAddr,
};

use tokio::net::TcpListener;

use self::connections::Connections;
use crate::browser::{Entrance, Pages};
use crate::settings::{ListenSettings, Origins, Unprotected};
use crate::{Access, ServerService, Shutdown, Tls};

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
    /// Other machines could read and write, and nobody would know who does.
    #[error(
        "{address} is open to other machines, and callers would not be known: set \
         tls.certificate_file, tls.key_file and tls.authority_file, or listen.unprotected = \
         \"{words}\"",
        words = Unprotected::WORDS
    )]
    Unprotected {
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
    probed: Option<TcpListener>,
    pages: Pages,
    tls: Option<Tls>,
    access: Option<Access>,
    announced_as: Option<&'static str>,
}

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that still had calls in flight when the time to drain was over.
    pub cut: usize,
}

impl Server {
    /// Listens where `settings` say; port 0 takes any free port. It speaks TLS alone if `tls` has a
    /// certificate to show, and serves only whom `access` knows, if there is one. Must be called
    /// inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`BindError`] when the port is in use or the operating system refuses, and when other
    /// machines could call without being known though nobody said that they may.
    pub fn bind(
        settings: &ListenSettings,
        tls: &Tls,
        access: Option<&Access>,
    ) -> Result<Self, BindError> {
        Self::permitted(settings, tls, access)?;
        let (listener, address) = listen(settings.address)?;
        let probed = settings.health_address.map(listen).transpose()?;
        Ok(Self {
            listener,
            address,
            probed: probed.map(|(listener, _)| listener),
            pages: settings.pages(),
            tls: tls.is_on().then(|| tls.clone()),
            access: access.cloned(),
            announced_as: None,
        })
    }

    /// Whether a server may listen there: on this machine alone, or with callers who are known, or
    /// because somebody said so in words.
    ///
    /// # Errors
    ///
    /// [`BindError::Unprotected`].
    pub(crate) fn permitted(
        settings: &ListenSettings,
        tls: &Tls,
        access: Option<&Access>,
    ) -> Result<(), BindError> {
        let address = settings.address;
        let known = tls.asks_callers() || tls.is_on() && access.is_some();
        if address.ip().is_loopback() || known || settings.unprotected.is_some() {
            Ok(())
        } else {
            Err(BindError::Unprotected { address })
        }
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
            probed,
            pages,
            tls,
            access,
            announced_as,
        } = self;
        service.health().ready().await;
        tracing::info!(service = service.name(), %address, "listening");
        if let Some(name) = announced_as {
            announce(name, address, tls.is_some());
        }
        let entrance = Entrance::new(service.guarded_by(access), pages);
        let mut connections = Connections::new(service.limits(), tls);
        tokio::select! {
            () = connections.accept(&listener, &entrance) => {}
            () = tell_health(probed, &service) => {}
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

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), BindError> {
    let bound = || {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((TcpListener::from_std(listener)?, address))
    };
    bound().map_err(|cause: io::Error| match cause.kind() {
        io::ErrorKind::AddrInUse => BindError::InUse { address },
        _ => BindError::Refused { address, cause },
    })
}

/// Tells health, and nothing else, to whoever connects to `probed`, until it is dropped.
async fn tell_health(probed: Option<TcpListener>, service: &ServerService) {
    let Some(probed) = probed else {
        return std::future::pending().await;
    };
    let entrance = Entrance::new(service.of_health_alone(), Pages::From(Origins::default()));
    let mut connections = Connections::new(service.limits(), None);
    connections.accept(&probed, &entrance).await;
}

/// A closed standard output must not stop a server.
fn announce(name: &str, address: SocketAddr, secured: bool) {
    let scheme = if secured { "https" } else { "http" };
    let mut output = io::stdout().lock();
    let announced = writeln!(output, "{name} listening on {scheme}://{address}");
    if let Err(error) = announced.and_then(|()| output.flush()) {
        tracing::debug!(%error, "nobody reads standard output");
    }
}
