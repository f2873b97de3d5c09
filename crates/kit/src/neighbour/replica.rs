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

    /// The connection to it. Those who waited while somebody else tried in vain do not try again one
    /// after the other, and get no error of their own.
    pub(super) async fn connected(
        &self,
        endpoint: &Endpoint,
        tls: Option<&Tls>,
    ) -> Result<Channel, Option<tonic::transport::Error>> {
        let failures = self.failures();
        let mut line = self.line.lock().await;
        if let Some(channel) = &*line {
            return Ok(channel.clone());
        }
        if self.failures() > failures {
            return Err(None);
        }
        let connected = match tls {
            Some(tls) => {
                let connector = tls::connector(tls, self.address, &self.last_words);
                endpoint.connect_with_connector(connector).await
            }
            None => {
                let address = self.address;
                let connector = tower::service_fn(move |_: Uri| plaintext(address));
                endpoint.connect_with_connector(connector).await
            }
        };
        match connected {
            Ok(channel) => {
                *line = Some(channel.clone());
                Ok(channel)
            }
            Err(error) => {
                // Before whoever waits has the lock.
                self.fail();
                Err(Some(error))
            }
        }
    }

    fn failures(&self) -> u32 {
        self.trouble().map_or(0, |trouble| trouble.failures)
    }

    /// Notes that a call came through.
    pub(super) fn answered(&self) {
        *self.trouble() = None;
    }

    /// Notes that nobody answers; the next call connects anew.
    pub(super) async fn failed(&self) {
        *self.line.lock().await = None;
        self.fail();
    }

    fn fail(&self) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waited_for_a_connection_that_failed_does_not_try_again() {
        // Port 1 belongs to a service of 1988 that nobody runs.
        let replica = Replica::new(SocketAddr::from(([127, 0, 0, 1], 1)));
        let endpoint = Endpoint::from_static("http://replicas.test:7701");
        let connect = || replica.connected(&endpoint, None);
        let (first, second) = tokio::join!(connect(), connect());
        assert!(first.unwrap_err().is_some());
        assert!(second.unwrap_err().is_none());
        assert_eq!(replica.failures(), 1);
    }
}
