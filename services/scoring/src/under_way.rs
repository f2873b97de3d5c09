//! Runs that are under way in this process, so that they can be stopped.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The runs under way, by identifier; two callers may have begun one.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnderWay(Arc<Mutex<Register>>);

#[derive(Debug, Default)]
struct Register {
    begun: u64,
    runs: BTreeMap<(String, u64), Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    stop: CancellationToken,
    /// The identifiers under which it will be recorded.
    records: Arc<[String]>,
    /// Closed when the run is recorded.
    end: watch::Receiver<()>,
}

/// A run's place in the register, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    register: UnderWay,
    key: (String, u64),
    stop: CancellationToken,
    _end: watch::Sender<()>,
}

impl UnderWay {
    /// Enters a run and the identifiers under which it will be recorded. It is under way until its
    /// place is dropped.
    pub(crate) fn enter(&self, id: &str, records: Vec<String>) -> Place {
        let (sender, end) = watch::channel(());
        let stop = CancellationToken::new();
        let entry = Entry {
            stop: stop.clone(),
            records: records.into(),
            end,
        };
        let mut register = self.lock();
        register.begun += 1;
        let key = (id.to_owned(), register.begun);
        register.runs.insert(key.clone(), entry);
        Place {
            register: self.clone(),
            key,
            stop,
            _end: sender,
        }
    }

    /// Stops a run, waits until it is recorded, and answers under which identifiers; `None` when it
    /// is not under way here.
    pub(crate) async fn stop(&self, id: &str) -> Option<Arc<[String]>> {
        let entries: Vec<Entry> = {
            let register = self.lock();
            let these = register.runs.range((id.to_owned(), 0)..);
            let these = these.take_while(|((known, _), _)| known == id);
            these.map(|(_, entry)| entry.clone()).collect()
        };
        for entry in &entries {
            entry.stop.cancel();
        }
        let records = entries.first().map(|entry| Arc::clone(&entry.records));
        for mut entry in entries {
            // Nothing is ever sent: that it is closed is the message.
            let _ = entry.end.changed().await;
        }
        records
    }

    fn lock(&self) -> MutexGuard<'_, Register> {
        // A panic elsewhere leaves the register as it was: every change is one call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// When somebody has asked that the run stops.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        self.stop.clone().cancelled_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.register.lock().runs.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn who_stops_a_run_waits_for_all_that_go_by_its_name() {
        let register = UnderWay::default();
        let enter = |id: &str| register.enter(id, vec![id.to_owned()]);
        let (one, same, other) = (enter("a"), enter("a"), enter("b"));
        let mut stopping = Box::pin(register.stop("a"));
        assert!(stopping.as_mut().now_or_never().is_none());
        assert!(one.stopped().now_or_never().is_some());
        assert!(same.stopped().now_or_never().is_some());
        assert!(other.stopped().now_or_never().is_none());
        drop(one);
        assert!(stopping.as_mut().now_or_never().is_none());
        drop(same);
        assert_eq!(stopping.await.as_deref(), Some(&["a".to_owned()][..]));
        // Gone, and never there.
        assert_eq!(register.stop("a").await, None);
        assert_eq!(register.stop("c").await, None);
        assert_eq!(register.lock().runs.len(), 1);
        drop(other);
        assert!(register.lock().runs.is_empty());
    }
}
