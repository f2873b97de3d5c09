//! What is written to Redis: values behind the callers' backs, and claims before their eyes.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use redis::{Cmd, Value};
use tokio::sync::mpsc;
use tracing::Instrument;

use crate::claim::{Claim, Claimed};
use crate::redis_level::{Link, command_span};
use crate::{CacheKey, Lifetime, envelope};

/// Something to be written when its turn comes.
pub(crate) enum Write {
    Value(CacheKey, Bytes),
    /// The claim of this key is withdrawn.
    Withdrawal(CacheKey),
}

/// The queue of what is to be written.
pub(crate) struct Writer {
    queue: mpsc::Sender<Write>,
}

impl Writer {
    /// The queue, and the task that empties it.
    pub(crate) fn new(
        link: Arc<Link>,
        length: NonZeroUsize,
        lifetime: Lifetime,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (queue, waiting) = mpsc::channel(length.get());
        (Self { queue }, write_behind(link, waiting, lifetime))
    }

    /// Queues a value. False if there is no place.
    pub(crate) fn write(&self, key: &CacheKey, value: &Bytes) -> bool {
        self.queue
            .try_send(Write::Value(*key, value.clone()))
            .is_ok()
    }

    /// Says in Redis that this process is at work on a key, unless another has said so within `time`.
    pub(crate) async fn claim(&self, link: &Link, key: &CacheKey, time: Duration) -> Claimed {
        let Some(pass) = link.pass() else {
            return Claimed::Nobodys;
        };
        let mut command = set(key.claim(), b"", time);
        command.arg("NX");
        let span = || tracing::info_span!("redis SET", otel.kind = "client", db.system = "redis");
        let answer = link.run(&pass, &command).instrument(command_span(span));
        match answer.await {
            Ok(Value::Nil) => Claimed::Anothers,
            Ok(_) => {
                link.counters.claimed.increment();
                Claimed::Ours(Claim::new(*key, self.queue.clone()))
            }
            Err(_) => Claimed::Nobodys,
        }
    }
}

fn set(key: String, value: &[u8], time: Duration) -> Cmd {
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
    let mut command = redis::cmd("SET");
    command.arg(key).arg(value).arg("PX").arg(milliseconds);
    command
}

/// Writes what the callers have queued, one after the other. It makes no spans: a write outlives
/// the call that caused it, and would hold that call's span open.
async fn write_behind(link: Arc<Link>, mut waiting: mpsc::Receiver<Write>, lifetime: Lifetime) {
    while let Some(write) = waiting.recv().await {
        match write {
            Write::Value(key, value) => {
                let (_, spread) = key.spreads();
                let sealed = envelope::seal(&key, &value);
                let command = set(key.to_string(), &sealed, lifetime.at(spread));
                if sent(&link, &command).await {
                    link.counters.written.increment();
                    link.has_room();
                } else {
                    link.counters.dropped_writes.increment();
                }
            }
            Write::Withdrawal(key) => {
                // Not by DEL, which would be one more right to be granted.
                let mut command = set(key.claim(), b"", Duration::from_millis(1));
                command.arg("XX");
                sent(&link, &command).await;
            }
        }
    }
}

async fn sent(link: &Link, command: &Cmd) -> bool {
    match link.pass() {
        Some(pass) => link.run(&pass, command).await.is_ok(),
        None => false,
    }
}
