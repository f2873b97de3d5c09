//! The log of calls that write.
//!
//! What a call records and its entry are one step of the store, so that neither is there without
//! the other. A call that records nothing, refused or repeated, gets its entry when it ends.

use std::sync::{Arc, Mutex, PoisonError};

use peel_model::{AuditOutcome, AuditedCall, AuditedCaller, Revision};

use crate::{Appended, Collection, NewRevision, RecordedRuns, StoreError};

/// The longest text of an entry, in characters. Longer ones are cut: a refused call may say
/// anything.
pub const LONGEST_AUDITED: usize = 200;

/// A call that writes, and what is known of its entry.
#[derive(Debug)]
pub(crate) struct Audited {
    call: AuditedCall,
    entry: Mutex<Entry>,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    /// Nothing was recorded.
    Missing,
    /// Nothing was recorded, because it was before.
    Repeated(Option<Revision>),
    /// It is there, with what was recorded.
    Made,
}

impl Audited {
    fn set(&self, entry: Entry) {
        *self.entry.lock().unwrap_or_else(PoisonError::into_inner) = entry;
    }

    fn entry(&self) -> Entry {
        *self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collection {
    /// The same way in, for one call that the log shall know.
    #[must_use]
    pub fn audited(&self, call: AuditedCall) -> Self {
        let audited = Audited {
            call: kept(call),
            entry: Mutex::new(Entry::Missing),
        };
        let mut own = self.clone();
        own.audited = Some(Arc::new(audited));
        own
    }

    /// Says that the call has ended, so that it has an entry whatever it did: `refused` is the
    /// gRPC code and the reason, if it was.
    ///
    /// # Errors
    /// Those of the store; then there is no entry, and nothing was recorded either.
    pub async fn conclude(&self, refused: Option<(&str, &str)>) -> Result<(), StoreError> {
        let Some(audited) = &self.audited else {
            return Ok(());
        };
        let accepted = |revision, repeated| AuditOutcome::Accepted { revision, repeated };
        let outcome = match (audited.entry(), refused) {
            (Entry::Made, _) => return Ok(()),
            (_, Some((code, reason))) => AuditOutcome::Refused {
                code: code.to_owned(),
                reason: reason.to_owned(),
            },
            (Entry::Repeated(revision), None) => accepted(revision, true),
            (Entry::Missing, None) => accepted(None, false),
        };
        self.store().note(audited.call.clone(), outcome).await?;
        audited.set(Entry::Made);
        Ok(())
    }

    /// Records revisions for the call, if there is one to be audited.
    pub(crate) async fn append_audited(
        &self,
        new: Vec<NewRevision>,
    ) -> Result<Vec<Appended>, StoreError> {
        let call = self.audited.as_ref().map(|audited| audited.call.clone());
        let appended = self.store().append_for(new, call).await?;
        if let Some(audited) = &self.audited {
            let repeated = appended.iter().all(|appended| appended.repeated);
            let last = appended.last().map(|appended| appended.record.revision);
            audited.set(if repeated {
                Entry::Repeated(last)
            } else {
                Entry::Made
            });
        }
        Ok(appended)
    }

    /// Records runs for the call, if there is one to be audited.
    pub(crate) async fn record_runs_audited(
        &self,
        runs: Vec<peel_model::Run>,
    ) -> Result<RecordedRuns, StoreError> {
        let call = self.audited.as_ref().map(|audited| audited.call.clone());
        let recorded = self.store().record_runs_for(runs, call).await?;
        if let Some(audited) = &self.audited {
            audited.set(if recorded.repeated {
                Entry::Repeated(None)
            } else {
                Entry::Made
            });
        }
        Ok(recorded)
    }

    /// Notes that the call repeats what made a revision.
    pub(crate) fn repeats(&self, revision: Revision) {
        if let Some(audited) = &self.audited {
            audited.set(Entry::Repeated(Some(revision)));
        }
    }
}

/// A call as the log keeps it: every text on one line and no longer than [`LONGEST_AUDITED`].
fn kept(call: AuditedCall) -> AuditedCall {
    let text = |text: String| -> String {
        let cut = text.chars().take(LONGEST_AUDITED);
        cut.map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
    };
    let caller = call.caller;
    AuditedCall {
        at_milliseconds: call.at_milliseconds,
        caller: AuditedCaller {
            name: text(caller.name),
            known_by: caller.known_by,
            identity: text(caller.identity),
            roles: text(caller.roles),
        },
        through: text(call.through),
        method: text(call.method),
        edition: text(call.edition),
        force: text(call.force),
        object: text(call.object),
        request_id: text(call.request_id),
        trace_id: text(call.trace_id),
    }
}
