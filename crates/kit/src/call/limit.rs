//! How many calls a process serves at the same time.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Failure, FailureKind, Reason};

/// Proposed to refused callers: long enough for a hundred calls from cache to finish.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// A limit on calls in flight over all connections. Clones share the limit.
///
/// One more call is refused at once rather than queued: a queue would only make every caller
/// wait longer.
#[derive(Clone, Debug)]
pub(crate) struct CallLimit {
    free: Arc<Semaphore>,
    limit: u32,
}

impl CallLimit {
    pub(crate) fn new(limit: NonZeroU32) -> Self {
        let permits = usize::try_from(limit.get()).unwrap_or(Semaphore::MAX_PERMITS);
        let free = Semaphore::new(permits.min(Semaphore::MAX_PERMITS));
        Self {
            free: Arc::new(free),
            limit: limit.get(),
        }
    }

    /// A place for one call, free again when it is dropped.
    pub(crate) fn admit(&self) -> Result<OwnedSemaphorePermit, Failure> {
        Arc::clone(&self.free).try_acquire_owned().map_err(|_| {
            Failure::new(
                FailureKind::ResourceExhausted,
                Reason::TOO_MANY_CALLS,
                format!(
                    "the server already serves {} calls; repeat in a moment",
                    self.limit
                ),
            )
            .retry_after(RETRY_AFTER)
        })
    }

    /// Calls in flight.
    pub(crate) fn in_flight(&self) -> u64 {
        u64::from(self.limit).saturating_sub(self.free.available_permits() as u64)
    }
}
