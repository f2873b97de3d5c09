//! Keeping up with what data records.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use peel_kit::{CallContext, Drain};
use tonic::Status;

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
    following: AtomicBool,
    /// One caller catches up, the others wait for it.
    catching_up: tokio::sync::Mutex<()>,
}

impl Revisions {
    pub(crate) fn new(data: Data) -> Self {
        Self {
            data,
            ledger: RwLock::default(),
            following: AtomicBool::new(false),
            catching_up: tokio::sync::Mutex::default(),
        }
    }

    /// What is known now. Held for a moment only: no waiting while it is held.
    pub(crate) fn ledger(&self) -> RwLockReadGuard<'_, Ledger> {
        self.ledger.read().unwrap_or_else(PoisonError::into_inner)
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
        let _alone = self.catching_up.lock().await;
        let newest = self.data.newest_revision(context).await?;
        let mut after = self.ledger().newest();
        if newest <= after {
            return Ok(());
        }
        let mut stream = self.data.watch_revisions(after, context).await?;
        while after < newest {
            let Some(message) = stream.message().await? else {
                break;
            };
            after = self.enter(message.revision.unwrap_or_default())?;
        }
        Ok(())
    }

    /// Follows data's stream until the server drains.
    pub(crate) async fn follow(self: Arc<Self>, drain: Drain) {
        let mut pause = PAUSES.0;
        loop {
            tokio::select! {
                () = drain.started() => return,
                broken = self.follow_once(&mut pause) => {
                    self.following.store(false, Ordering::Release);
                    if let Err(status) = broken {
                        tracing::warn!(code = ?status.code(), "lost the stream of revisions: {}; asking data at every call", status.message());
                    }
                }
            }
            tokio::select! {
                () = drain.started() => return,
                () = tokio::time::sleep(pause) => pause = (pause * 2).min(PAUSES.1),
            }
        }
    }

    async fn follow_once(&self, pause: &mut Duration) -> Result<(), Status> {
        let context = CallContext::background();
        self.catch_up(u64::MAX, context).await?;
        let after = self.ledger().newest();
        let mut stream = self.data.watch_revisions(after, context).await?;
        // Asked after the stream was opened: once it has brought this one, whatever is announced
        // from here on comes by the stream.
        let newest = self.data.newest_revision(context).await?;
        *pause = PAUSES.0;
        let mut known = after;
        loop {
            if known >= newest && !self.is_following() {
                self.following.store(true, Ordering::Release);
                tracing::debug!(newest = known, "following the stream of revisions");
            }
            let Some(message) = stream.message().await? else {
                return Ok(());
            };
            known = self.enter(message.revision.unwrap_or_default())?;
        }
    }

    fn enter(&self, revision: peel_proto::data::v1::Revision) -> Result<u64, Status> {
        let mut ledger = self.ledger.write().unwrap_or_else(PoisonError::into_inner);
        ledger.enter(revision).map_err(fault)?;
        Ok(ledger.newest())
    }
}
