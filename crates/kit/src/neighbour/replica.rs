//! One address of a neighbour, and whether anybody answers there.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::Instant};
use tonic::transport::{Channel, Endpoint};

use crate::{
    Tls,
    tls::{self, LastWords},
};

/// How long an address where nobody answered is left alone: doubled with every failure in a row.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(30);

/// One address.
#[derive(Debug)]
pub(super) struct Replica {
    pub(super) address: SocketAddr,
    pub(super) last_words: LastWords,
    /// The connection, once there is one. Whoever comes while it is made waits for it.
    line: tokio::sync::Mutex<Option<Channel>>,
    in_flight: AtomicUsize,
    trouble: Mutex<Option<Trouble>>,
}

/// That nobody answered the last time.
#[derive(Clone, Copy, Debug)]
struct Trouble {
    failures: u32,
    until: Instant,
}

impl Replica {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            last_words: LastWords::default(),
            line: tokio::sync::Mutex::default(),
            in_flight: AtomicUsize::new(0),
            trouble: Mutex::default(),
        }
    }

    /// The connection to it.
    pub(super) async fn connected(
        &self,
        endpoint: &Endpoint,
        tls: Option<&Tls>,
    ) -> Result<Channel, tonic::transport::Error> {
        let mut line = self.line.lock().await;
        if let Some(channel) = &*line {
            return Ok(channel.clone());
        }
        let channel = match tls {
            Some(tls) => {
                let connector = tls::connector(tls, self.address, &self.last_words);
                endpoint.connect_with_connector(connector).await?
            }
            None => {
                let address = self.address;
                let connector = tower::service_fn(move |_: Uri| plaintext(address));
                endpoint.connect_with_connector(connector).await?
            }
        };
        *line = Some(channel.clone());
        Ok(channel)
    }

    /// Notes that a call came through.
    pub(super) fn answered(&self) {
        *self.trouble() = None;
    }

    /// Notes that nobody answers; the next call connects anew.
    pub(super) async fn failed(&self) {
        *self.line.lock().await = None;
        let mut trouble = self.trouble();
        let failures = trouble.map_or(0, |trouble| trouble.failures);
        let rest = FIRST_REST * 2_u32.saturating_pow(failures.min(10));
        *trouble = Some(Trouble {
            failures: failures.saturating_add(1),
            until: Instant::now() + rest.min(LONGEST_REST),
        });
    }

    /// Until when it is left alone, if others can be asked.
    pub(super) fn rests_until(&self, now: Instant) -> Option<Instant> {
        let until = self.trouble().map(|trouble| trouble.until);
        until.filter(|until| *until > now)
    }

    /// The calls that it has in hand.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// Counts one call more until what is given is dropped.
    pub(super) fn used(self: &Arc<Self>) -> Used {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Used(Arc::clone(self))
    }

    fn trouble(&self) -> std::sync::MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call in hand.
#[derive(Debug)]
pub(super) struct Used(Arc<Replica>);

impl Drop for Used {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn plaintext(address: SocketAddr) -> io::Result<TokioIo<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(TokioIo::new(stream))
}
