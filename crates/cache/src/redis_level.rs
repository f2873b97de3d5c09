//! The level in Redis: asked with a limit, written behind the caller's back, left alone when it fails.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use redis::{Cmd, RedisError, Value};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{Instrument, Span};

use crate::breaker::{Breaker, Pass};
use crate::envelope;
use crate::home::{Connection, Home};
use crate::statistics::Counters;
use crate::{BreakerState, CacheKey, Lifetime, RedisSettings, SettingsError};

/// Redis as a place where values may be found. Nothing here fails: the worst answer is `None`.
pub(crate) struct RedisLevel {
    link: Arc<Link>,
    writes: mpsc::Sender<(CacheKey, Bytes)>,
    max_value_bytes: usize,
    /// The connection's keeper and the writer, which end with this level.
    _tasks: JoinSet<()>,
}

/// What the callers and the two background tasks share.
struct Link {
    breaker: Breaker<Connection>,
    counters: Arc<Counters>,
    command_timeout: Duration,
}

/// Why a command brought no value.
enum Refusal {
    /// The key holds something that is not a string.
    WrongType,
    /// Counted already, and known to the breaker.
    Failed,
}

impl RedisLevel {
    /// Returns at once; the connection is made in the background.
    pub(crate) fn new(
        settings: &RedisSettings,
        counters: Arc<Counters>,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let runtime = Handle::try_current().map_err(SettingsError::NoRuntime)?;
        let keeper = Keeper::new(settings)?;
        let link = Arc::new(Link {
            breaker: Breaker::new(settings.breaker.failures_to_open),
            counters,
            command_timeout: settings.command_timeout,
        });
        let (writes, queue) = mpsc::channel(settings.write_queue.get());
        let mut tasks = JoinSet::new();
        tasks.spawn_on(keeper.keep_connected(Arc::clone(&link)), &runtime);
        tasks.spawn_on(
            write_behind(Arc::clone(&link), queue, settings.lifetime),
            &runtime,
        );
        Ok(Self {
            link,
            writes,
            max_value_bytes: usize::try_from(settings.max_value_bytes.get()).unwrap_or(usize::MAX),
            _tasks: tasks,
        })
    }

    pub(crate) fn state(&self) -> BreakerState {
        self.link.breaker.state()
    }

    /// The value under this key, if Redis has it, answers in time, and the value is whole and ours.
    pub(crate) async fn fetch(&self, key: &CacheKey) -> Option<Bytes> {
        let pass = self.link.breaker.pass()?;
        // A range, because a value in Redis may be as large as 512 MiB whoever wrote it. Cut off,
        // it no longer matches its checksum.
        let mut command = redis::cmd("GETRANGE");
        let last = envelope::OVERHEAD
            .saturating_add(self.max_value_bytes)
            .saturating_sub(1);
        command.arg(key.to_string()).arg(0).arg(last);
        let stored = match self
            .link
            .run(&pass, &command)
            .instrument(fetch_span())
            .await
        {
            Ok(Value::BulkString(stored)) if stored.is_empty() => return None,
            Ok(Value::BulkString(stored)) => Bytes::from(stored),
            Ok(_) | Err(Refusal::WrongType) => {
                self.disbelieve(key, "it is not a string");
                return None;
            }
            Err(Refusal::Failed) => return None,
        };
        envelope::open(key, &stored)
            .inspect_err(|damage| self.disbelieve(key, damage))
            .ok()
    }

    /// Queues the value to be written, or counts it as dropped. Never waits.
    pub(crate) fn store(&self, key: &CacheKey, value: &Bytes) {
        let wanted = value.len() <= self.max_value_bytes && self.state() == BreakerState::Closed;
        if !wanted || self.writes.try_send((*key, value.clone())).is_err() {
            self.link.counters.dropped_writes.increment();
        }
    }

    fn disbelieve(&self, key: &CacheKey, why: impl std::fmt::Display) {
        self.link.counters.damaged.increment();
        tracing::warn!(%key, %why, "value in redis ignored, computing it again");
    }
}

/// A span of its own for the command, but only inside one: sampling was decided there, and a span
/// made for a call that nobody samples costs a fifth of the call.
fn fetch_span() -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    tracing::info_span!("redis GETRANGE", otel.kind = "client", db.system = "redis")
}

impl Link {
    /// Sends one command, waits for its answer no longer than allowed, and tells the breaker.
    async fn run(&self, pass: &Pass<Connection>, command: &Cmd) -> Result<Value, Refusal> {
        let mut connection = pass.connection().clone();
        let answer = timeout(self.command_timeout, connection.answer(command));
        let opened = match answer.await {
            Ok(Ok(value)) => {
                self.breaker.succeeded(pass);
                return Ok(value);
            }
            Ok(Err(error)) if error.code() == Some("WRONGTYPE") => {
                self.breaker.succeeded(pass);
                return Err(Refusal::WrongType);
            }
            Ok(Err(error)) => {
                self.counters.redis_errors.increment();
                tracing::debug!(%error, "redis command failed");
                self.judge(pass, &error)
            }
            Err(_elapsed) => {
                self.counters.redis_timeouts.increment();
                self.breaker.failed(pass)
            }
        };
        if opened {
            self.counters.breaker_opened.increment();
            tracing::warn!("redis does not answer as it should: left alone until a trial succeeds");
        }
        Err(Refusal::Failed)
    }

    /// Tells the breaker what an error says about the connection. True if that opened it.
    fn judge(&self, pass: &Pass<Connection>, error: &RedisError) -> bool {
        match error.code() {
            // Full: it takes no writes, but what it has can be read.
            Some("OOM") => {
                self.breaker.succeeded(pass);
                false
            }
            _ if pass.connection().is_lost_by(error) => self.breaker.lost(pass),
            _ => self.breaker.failed(pass),
        }
    }
}

/// Makes the connection, and makes it again whenever the breaker has opened.
struct Keeper {
    home: Home,
    connect_timeout: Duration,
    pause: Duration,
}

impl Keeper {
    fn new(settings: &RedisSettings) -> Result<Self, SettingsError> {
        Ok(Self {
            home: Home::new(settings)?,
            connect_timeout: settings.connect_timeout,
            pause: settings.breaker.pause,
        })
    }

    async fn keep_connected(mut self, link: Arc<Link>) {
        let mut told = false;
        loop {
            let began = Instant::now();
            link.breaker.begin_trial();
            match self.connect(&link.counters).await {
                Ok(connection) => {
                    link.breaker.trial_succeeded(connection);
                    tracing::info!(address = %self.home, "redis connected");
                    told = false;
                    link.breaker.opened().await;
                }
                Err(why) => {
                    link.breaker.trial_failed();
                    // Said once, not at every trial: a Redis that is away for a night is one event.
                    if !std::mem::replace(&mut told, true) {
                        tracing::warn!(address = %self.home, why, "redis cannot be reached");
                    }
                }
            }
            sleep_until(began + self.pause).await;
        }
    }

    /// A connection that has answered once, or why there is none.
    async fn connect(&mut self, counters: &Counters) -> Result<Connection, String> {
        match timeout(self.connect_timeout, self.home.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => {
                counters.redis_errors.increment();
                Err(error.to_string())
            }
            Err(_elapsed) => {
                counters.redis_timeouts.increment();
                Err(format!("no answer within {:?}", self.connect_timeout))
            }
        }
    }
}

/// Writes what the callers have queued, one value at a time. It makes no spans: a write outlives
/// the call that caused it, and would hold that call's span open.
async fn write_behind(
    link: Arc<Link>,
    mut queue: mpsc::Receiver<(CacheKey, Bytes)>,
    lifetime: Lifetime,
) {
    while let Some((key, value)) = queue.recv().await {
        let written = match link.breaker.pass() {
            Some(pass) => {
                let (_, spread) = key.spreads();
                let milliseconds = u64::try_from(lifetime.at(spread).as_millis())
                    .unwrap_or(u64::MAX)
                    .max(1);
                let mut command = redis::cmd("SET");
                command
                    .arg(key.to_string())
                    .arg(envelope::seal(&key, &value));
                command.arg("PX").arg(milliseconds);
                link.run(&pass, &command).await.is_ok()
            }
            None => false,
        };
        if written {
            link.counters.written.increment();
        } else {
            link.counters.dropped_writes.increment();
        }
    }
}
