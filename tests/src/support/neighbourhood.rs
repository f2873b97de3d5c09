//! The three services as three processes.

use std::path::Path;

use tempfile::TempDir;

use super::launch::{DATA, Launch, REPORTING, Running, SCORING};
use super::redis_server::RedisServer;

/// Data on a store in a file, and the two that ask it, with Redis between.
#[derive(Debug)]
pub(crate) struct Neighbourhood {
    pub(crate) data: Running,
    pub(crate) scoring: Running,
    pub(crate) reporting: Running,
    _store: TempDir,
}

impl Neighbourhood {
    /// Starts all three, each with what `more` sets for it.
    pub(crate) async fn start(redis: &RedisServer, more: impl Fn(Launch) -> Launch) -> Self {
        let store = tempfile::tempdir().expect("a folder for the store");
        let data = DATA
            .launch()
            .with("store.path", store.path().join("peel.db"));
        let data = more(data).start(DATA).await;
        let scoring = scoring_beside(&data, redis);
        let scoring = more(scoring).start(SCORING).await;
        let reporting = REPORTING
            .launch()
            .with("data.address", data.url())
            .with("scoring.address", scoring.url());
        let reporting = more(reporting).start(REPORTING).await;
        Self {
            data,
            scoring,
            reporting,
            _store: store,
        }
    }

    /// `--server` for each of them.
    pub(crate) fn servers(&self) -> [String; 3] {
        [
            format!("--server=data={}", self.data.url()),
            format!("--server=scoring={}", self.scoring.url()),
            format!("--server=reporting={}", self.reporting.url()),
        ]
    }
}

/// Scoring that asks `data` and shares its comparisons over `redis`.
pub(crate) fn scoring_beside(data: &Running, redis: &RedisServer) -> Launch {
    SCORING
        .launch()
        .with("data.address", data.url())
        .with("redis.url", redis.url())
}

/// The text of a file that must be there.
#[track_caller]
pub(crate) fn bytes_of(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}
