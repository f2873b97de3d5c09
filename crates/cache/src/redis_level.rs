//! The level in Redis: asked with a limit, written behind the caller's back, left alone when it fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use redis::{Cmd, RedisError, Value};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{Instrument, Span};

use crate::breaker::{Breaker, Pass};
use crate::claim::{Claim, Claimed};
use crate::envelope;
use crate::home::{Connected, Connection, Home};
use crate::statistics::Counters;
use crate::writer::Writer;
use crate::{BreakerState, CacheKey, RedisSettings, SettingsError};

/// Shortest and longest pause between two looks for a value that another replica is at work on.
/// A comparison takes a few milliseconds.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(25));

/// Redis as a place where values may be found. Nothing here fails: the worst answer is nothing.
pub(crate) struct RedisLevel {
    link: Arc<Link>,
    writer: Writer,
    max_value_bytes: usize,
    claim: Duration,
    /// The connection's keeper and the writer, which end with this level.
    _tasks: JoinSet<()>,
}

/// What becomes of a question to Redis.
pub(crate) enum Fetched {
    /// Redis had the value, or got it while this process waited.
    Value(Bytes),
    /// It has to be computed; with a claim, on behalf of all replicas.
    Nothing(Option<Claim>),
}

/// What Redis has under a key now.
enum Found {
    Value(Bytes),
    Nothing,
    /// Redis does not answer, or what it has is not believed: no reason to ask again.
    Unusable,
}

/// What the callers and the two background tasks share.
pub(crate) struct Link {
    breaker: Breaker<Connection>,
    pub(crate) counters: Arc<Counters>,
    command_timeout: Duration,
    /// Whether Redis was full when something was last written.
    full: AtomicBool,
}

/// Why a command brought no value.
pub(crate) enum Refusal {
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
            full: AtomicBool::new(false),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn_on(keeper.keep_connected(Arc::clone(&link)), &runtime);
        let (writer, write_behind) =
            Writer::new(Arc::clone(&link), settings.write_queue, settings.lifetime);
        tasks.spawn_on(write_behind, &runtime);
        Ok(Self {
            link,
            writer,
            claim: settings.claim,
            max_value_bytes: usize::try_from(settings.max_value_bytes.get()).unwrap_or(usize::MAX),
            _tasks: tasks,
        })
    }

    pub(crate) fn state(&self) -> BreakerState {
        self.link.breaker.state()
    }

    /// The value under this key, if Redis has it, answers in time, and the value is whole and ours;
    /// or as soon as another replica that is at work on it has brought it. Who is told that there
    /// is nothing computes.
    pub(crate) async fn fetch_or_claim(
        &self,
        key: &CacheKey,
        deadline: Option<Instant>,
    ) -> Fetched {
        let began = Instant::now();
        let left = deadline.map(|deadline| deadline.saturating_duration_since(began) / 2);
        let until = began + left.map_or(self.claim, |left| left.min(self.claim));
        let mut pause = PAUSES.0;
        loop {
            match self.look(key).await {
                Found::Value(value) => {
                    if pause > PAUSES.0 {
                        self.link.counters.awaited.increment();
                    }
                    return Fetched::Value(value);
                }
                Found::Nothing => {}
                Found::Unusable => return Fetched::Nothing(None),
            }
            // Every time: whoever was at work on it may have failed, or be gone.
            match self.writer.claim(&self.link, key, self.claim).await {
                Claimed::Ours(claim) => return Fetched::Nothing(Some(claim)),
                Claimed::Nobodys => return Fetched::Nothing(None),
                Claimed::Anothers => {}
            }
            let next = Instant::now() + pause;
            if next > until {
                self.link.counters.awaited_in_vain.increment();
                return Fetched::Nothing(None);
            }
            sleep_until(next).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    async fn look(&self, key: &CacheKey) -> Found {
        let Some(pass) = self.link.breaker.pass() else {
            return Found::Unusable;
        };
        // A range, because a value in Redis may be as large as 512 MiB whoever wrote it. Cut off,
        // it no longer matches its checksum.
        let mut command = Cmd::with_capacity(4, 128);
        command.arg("GETRANGE");
        let last = envelope::OVERHEAD
            .saturating_add(self.max_value_bytes)
            .saturating_sub(1);
        command.arg(key.to_string()).arg(0).arg(last);
        let stored = match self
            .link
            .run(&pass, &command)
            .instrument(command_span(|| {
                tracing::info_span!("redis GETRANGE", otel.kind = "client", db.system = "redis")
            }))
            .await
        {
            Ok(Value::BulkString(stored)) if stored.is_empty() => return Found::Nothing,
            Ok(Value::BulkString(stored)) => Bytes::from(stored),
            Ok(_) | Err(Refusal::WrongType) => {
                self.disbelieve(key, "it is not a string");
                return Found::Unusable;
            }
            Err(Refusal::Failed) => return Found::Unusable,
        };
        match envelope::open(key, &stored) {
            Ok(value) => Found::Value(value),
            Err(damage) => {
                self.disbelieve(key, damage);
                Found::Unusable
            }
        }
    }

    /// Queues the value to be written, or counts it as dropped. Never waits. A claim stands until
    /// the value is there, and is withdrawn when it will not be.
    pub(crate) fn store(&self, key: &CacheKey, value: &Bytes, claim: Option<Claim>) {
        let wanted = value.len() <= self.max_value_bytes && self.state() == BreakerState::Closed;
        if !wanted || !self.writer.write(key, value) {
            self.link.counters.dropped_writes.increment();
        } else if let Some(claim) = claim {
            claim.fulfil();
        }
    }

    fn disbelieve(&self, key: &CacheKey, why: impl std::fmt::Display) {
        self.link.counters.damaged.increment();
        tracing::warn!(%key, %why, "value in redis ignored, computing it again");
    }
}

/// A span of its own for the command, but only inside one: sampling was decided there, and a span
/// made for a call that nobody samples costs a fifth of the call.
pub(crate) fn command_span(make: impl FnOnce() -> Span) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    make()
}

impl Link {
    /// Sends one command, waits for its answer no longer than allowed, and tells the breaker.
    pub(crate) async fn run(
        &self,
        pass: &Pass<Connection>,
        command: &Cmd,
    ) -> Result<Value, Refusal> {
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
            Ok(Err(error)) if error.code() == Some("OOM") => {
                // It takes nothing in, but what it has can be read.
                self.breaker.succeeded(pass);
                self.counters.redis_full.increment();
                if !self.full.swap(true, Ordering::Relaxed) {
                    tracing::warn!(
                        "redis is full: what is computed is not shared until it has room"
                    );
                }
                return Err(Refusal::Failed);
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
        if pass.connection().is_lost_by(error) {
            self.breaker.lost(pass)
        } else {
            self.breaker.failed(pass)
        }
    }

    /// Leave to send one command.
    pub(crate) fn pass(&self) -> Option<Pass<Connection>> {
        self.breaker.pass()
    }

    /// Something was written: there is room.
    pub(crate) fn has_room(&self) {
        if self.full.swap(false, Ordering::Relaxed) {
            tracing::info!("redis has room again");
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
                Ok(connected) => {
                    link.breaker.trial_succeeded(connected.connection);
                    link.counters.connections.increment();
                    tracing::info!(address = %self.home, server = connected.server, "redis connected");
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
    async fn connect(&mut self, counters: &Counters) -> Result<Connected, String> {
        match timeout(self.connect_timeout, self.home.connect()).await {
            Ok(Ok(connected)) => Ok(connected),
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
