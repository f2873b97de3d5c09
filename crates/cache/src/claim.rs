//! Between replicas, too, one computation for all who ask for the same thing at the same time.
//!
//! Who finds nothing in Redis says there, beside the key, that it is at work (`SET NX PX`). Who finds
//! that said waits for the value, for a bounded time. A claim is a hint, not a lock: one that is lost,
//! outlived or withdrawn by mistake costs one more computation of the same bytes, and nothing else.

use tokio::sync::mpsc;

use crate::CacheKey;
use crate::writer::Write;

/// Whose a computation is.
pub(crate) enum Claimed {
    /// This process has claimed it.
    Ours(Claim),
    /// Another replica is at work on it.
    Anothers,
    /// Redis cannot be told, so that each replica is on its own.
    Nobodys,
}

/// The claim of this process. Dropped unfulfilled, because the computation failed, was cancelled or
/// gave what is not kept, it is withdrawn, and the next replica that looks takes over.
pub(crate) struct Claim {
    key: CacheKey,
    /// Where to say that it is withdrawn; none once it is fulfilled.
    writes: Option<mpsc::Sender<Write>>,
}

impl Claim {
    pub(crate) fn new(key: CacheKey, writes: mpsc::Sender<Write>) -> Self {
        Self {
            key,
            writes: Some(writes),
        }
    }

    /// The value is on its way. The claim stands until it expires: withdrawn now, it could be gone
    /// between another replica's look for the value and its look for a claim.
    pub(crate) fn fulfil(mut self) {
        self.writes = None;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(writes) = &self.writes {
            // If the queue is full, the claim expires by itself.
            let _ = writes.try_send(Write::Withdrawal(self.key));
        }
    }
}
