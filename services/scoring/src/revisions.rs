//! Keeping up with what data records.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use peel_kit::{CallContext, Drain};
use peel_proto::data::v1::WatchRevisionsResponse;
use tokio::sync::watch;
use tonic::{Code, Status, Streaming};

use crate::data::Data;
use crate::failures::fault;
use crate::ledger::Ledger;

/// The shortest and longest pause before data is asked again for its stream.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// The revisions, followed by the stream that data pushes. While the stream is down, every caller
/// that wants the newest asks data, so that no answer is older than what data had announced.
#[derive(Debug)]
pub(crate) struct Revisions {
    data: Data,
    ledger: RwLock<Ledger>,
    /// The newest known, for those who act on it.
    announced: watch::Sender<u64>,
    following: AtomicBool,
    /// How many times data was asked what is newest.
    asked: AtomicU64,
    /// Held by the caller who asks; the others wait for it.
    answered: tokio::sync::Mutex<Answered>,
}

/// How the last question to data ended.
#[derive(Debug)]
struct Answered {
    /// The question's number, from 1.
    question: u64,
    outcome: Result<(), Status>,
}

/// Data broke its contract.
#[derive(Debug, thiserror::Error)]
enum BrokenRecord {
    #[error("data ended the stream of revisions without saying why")]
    Ended,
    #[error(
        "data's newest revision is {newest}, which does not go on from the {known} known so far: its \
         store was replaced; restart this service"
    )]
    Replaced { known: u64, newest: u64 },
}

impl Revisions {
    pub(crate) fn new(data: Data) -> Self {
        Self {
            data,
            ledger: RwLock::default(),
            announced: watch::Sender::new(0),
            following: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            answered: tokio::sync::Mutex::new(Answered {
                question: 0,
                outcome: Ok(()),
            }),
        }
    }

    /// What is known now. Held for a moment only: no waiting while it is held.
    pub(crate) fn ledger(&self) -> RwLockReadGuard<'_, Ledger> {
        self.ledger.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest revision known, as it changes.
    pub(crate) fn announced(&self) -> watch::Receiver<u64> {
        self.announced.subscribe()
    }

    /// Whether the stream is up.
    pub(crate) fn is_following(&self) -> bool {
        self.following.load(Ordering::Acquire)
    }

    /// Makes sure that `as_of` is known: the newest revision (0) or a certain one.
    ///
    /// # Errors
    /// Data cannot be asked.
    pub(crate) async fn catch_up(&self, as_of: u64, context: CallContext) -> Result<(), Status> {
        let known = |ledger: &Ledger| as_of != 0 && as_of <= ledger.newest();
        if known(&self.ledger()) || (as_of == 0 && self.is_following()) {
            return Ok(());
        }
        self.ask(context).await
    }

    /// Asks data what is newest and enters it. Callers who come while one asks share the next
    /// question, because the answer to this one may be older than their call; so that however many
    /// come, and however slow data is, each waits for two questions at the most.
    async fn ask(&self, context: CallContext) -> Result<(), Status> {
        let asked_before = self.asked.load(Ordering::SeqCst);
        let mut answered = self.answered.lock().await;
        if answered.question > asked_before {
            return answered.outcome.clone();
        }
        let question = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let outcome = self.enter_newest(context).await;
        // That time is up is true of this caller only.
        if !matches!(&outcome, Err(late) if late.code() == Code::DeadlineExceeded) {
            let outcome = outcome.clone();
            *answered = Answered { question, outcome };
        }
        outcome
    }

    async fn enter_newest(&self, context: CallContext) -> Result<(), Status> {
        let known = self.ledger().newest();
        let revision = self.data.newest_revision(context).await?;
        let newest = revision.number;
        if newest < known || !self.ledger().agrees_with(&revision) {
            return Err(fault(BrokenRecord::Replaced { known, newest }));
        }
        let mut at = self.ledger().newest();
        if newest <= at {
            return Ok(());
        }
        let mut stream = self.data.watch_revisions(at, context).await?;
        while at < newest {
            at = self.enter_next(&mut stream).await?;
        }
        self.announce(at);
        Ok(())
    }

    /// Follows data's stream until the server drains.
    pub(crate) async fn follow(self: Arc<Self>, drain: Drain) {
        let mut pause = PAUSES.0;
        loop {
            let Err(status) = tokio::select! {
                () = drain.started() => break,
                broken = self.follow_once(&mut pause) => broken,
            };
            self.following.store(false, Ordering::Release);
            // Told once, however long it lasts.
            if pause == PAUSES.0 {
                tracing::warn!(
                    code = ?status.code(),
                    "no stream of revisions: {}; asking data at every call",
                    status.message()
                );
            }
            tokio::select! {
                () = drain.started() => break,
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(PAUSES.1),
            }
        }
        self.following.store(false, Ordering::Release);
    }

    async fn follow_once(&self, pause: &mut Duration) -> Result<Infallible, Status> {
        let context = CallContext::background();
        self.ask(context).await?;
        let after = self.ledger().newest();
        let mut stream = self.data.watch_revisions(after, context).await?;
        // Asked after the stream was opened: once it has brought this one, whatever is announced
        // from here on comes by the stream.
        let newest = self.data.newest_revision(context).await?.number;
        *pause = PAUSES.0;
        let mut at = after;
        loop {
            if at >= newest && !self.is_following() {
                self.following.store(true, Ordering::Release);
                tracing::debug!(newest = at, "following the stream of revisions");
            }
            at = self.enter_next(&mut stream).await?;
            self.announce(at);
        }
    }

    /// Tells those who act on it that a revision is known. Who catches up tells the last one only.
    fn announce(&self, revision: u64) {
        self.announced.send_if_modified(|known| {
            let is_new = *known < revision;
            *known = revision.max(*known);
            is_new
        });
    }

    /// Enters what the stream brings next, and gives the newest known then.
    async fn enter_next(
        &self,
        stream: &mut Streaming<WatchRevisionsResponse>,
    ) -> Result<u64, Status> {
        let message = stream.message().await?;
        let message = message.ok_or_else(|| fault(BrokenRecord::Ended))?;
        let mut ledger = self.ledger.write().unwrap_or_else(PoisonError::into_inner);
        let revision = message.revision.unwrap_or_default();
        ledger.enter(revision).map_err(fault)?;
        Ok(ledger.newest())
    }
}
