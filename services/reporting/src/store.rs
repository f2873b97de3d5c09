//! Reports and overviews that were rendered already.
//!
//! A report is kept under everything that it depends on, so nothing kept is ever out of date; what
//! nobody asks for again makes room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use moka::sync::Cache;
use peel_model::ForceId;
use tokio::sync::OnceCell;
use tonic::Status;

use crate::chunks::checksum;
use crate::formats::ReportFormat;

/// The most bytes of reports kept.
const KEPT: u64 = 64 << 20;

/// How long a report is kept after it was last asked for.
const IDLE: Duration = Duration::from_hours(1);

/// Everything that a report or an overview depends on, beside this program's version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ReportKey {
    /// The edition's rules and layout, by their hash.
    pub(crate) edition: String,
    /// The force; `None` for the overview of all.
    pub(crate) force: Option<ForceId>,
    /// The revision, as data tells of it: its number, what was brought, and when. The same number
    /// in another store is another revision.
    pub(crate) record: String,
    /// What the report comes as.
    pub(crate) format: ReportFormat,
}

/// A report's content, and its address.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    /// The content.
    pub(crate) content: Bytes,
    /// SHA-256 of the content, in hexadecimal.
    pub(crate) sha256: String,
}

impl Rendered {
    fn of(content: Bytes) -> Self {
        let sha256 = checksum(&content);
        Self { content, sha256 }
    }
}

type Flight = OnceCell<Rendered>;

/// Reports kept, and those being rendered.
#[derive(Debug)]
pub(crate) struct ReportStore {
    kept: Cache<ReportKey, Rendered>,
    /// Bounded by the callers who hold a flight.
    under_way: Mutex<HashMap<ReportKey, Weak<Flight>>>,
}

impl ReportStore {
    pub(crate) fn new() -> Self {
        let weight = |_: &ReportKey, report: &Rendered| {
            u32::try_from(report.content.len()).unwrap_or(u32::MAX)
        };
        Self {
            kept: Cache::builder()
                .max_capacity(KEPT)
                .weigher(weight)
                .time_to_idle(IDLE)
                .build(),
            under_way: Mutex::default(),
        }
    }

    /// The report kept under a key, or the one that `render` makes. Who asks while it is made
    /// waits for it; when its maker fails or goes away, the next who waits makes it.
    pub(crate) async fn get(
        &self,
        key: &ReportKey,
        render: impl Future<Output = Result<Bytes, Status>> + Send,
    ) -> Result<Rendered, Status> {
        if let Some(kept) = self.kept.get(key) {
            return Ok(kept);
        }
        let flight = self.flight(key);
        let made = flight
            .get_or_try_init(|| async { render.await.map(Rendered::of) })
            .await?;
        self.kept.insert(key.clone(), made.clone());
        Ok(made.clone())
    }

    fn flight(&self, key: &ReportKey) -> Arc<Flight> {
        // Nothing that can panic runs under the lock, so a poisoned map is a whole map.
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = under_way.get(key).and_then(Weak::upgrade) {
            return flight;
        }
        under_way.retain(|_, flight| flight.strong_count() > 0);
        let flight = Arc::new(Flight::new());
        under_way.insert(key.clone(), Arc::downgrade(&flight));
        flight
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn key(record: &str) -> ReportKey {
        ReportKey {
            edition: "an-edition".to_owned(),
            force: "ashdale".parse().ok(),
            record: record.to_owned(),
            format: ReportFormat::Html,
        }
    }

    #[tokio::test]
    async fn all_who_ask_at_once_and_later_have_one_rendering() {
        let store = ReportStore::new();
        let renderings = AtomicU32::new(0);
        let (open, gate) = tokio::sync::watch::channel(false);
        let ask = async || {
            let mut gate = gate.clone();
            let render = async {
                renderings.fetch_add(1, Ordering::Relaxed);
                gate.wait_for(|open| *open).await.unwrap();
                Ok(Bytes::from_static(b"a report"))
            };
            store.get(&key("7"), render).await.unwrap()
        };
        let opened = async { open.send_replace(true) };
        let (one, other, third, _) = tokio::join!(ask(), ask(), ask(), opened);
        let later = ask().await;
        for report in [&one, &other, &third, &later] {
            assert_eq!(report.content, "a report");
            assert_eq!(report.sha256, one.sha256);
        }
        assert_eq!(renderings.into_inner(), 1);
    }

    #[tokio::test]
    async fn whoever_waits_takes_over_from_a_maker_who_fails() {
        let store = ReportStore::new();
        let asked = key("7");
        let failing = store.get(&asked, async { Err(Status::unavailable("gone")) });
        let making = store.get(&asked, async { Ok(Bytes::from_static(b"made")) });
        let (failed, made) = tokio::join!(failing, making);
        assert_eq!(failed.unwrap_err().message(), "gone");
        assert_eq!(made.unwrap().content, "made");
    }

    #[tokio::test]
    async fn another_record_under_the_same_number_is_another_report() {
        let store = ReportStore::new();
        let report = async |record: &str, content: &'static str| {
            let made = async { Ok(Bytes::from_static(content.as_bytes())) };
            store.get(&key(record), made).await.unwrap().content
        };
        assert_eq!(report("7 a", "one").await, "one");
        assert_eq!(report("7 b", "other").await, "other");
        assert_eq!(report("7 a", "never made").await, "one");
    }
}
