//! What may be recorded, and how.

use std::fmt::Write as _;
use std::sync::Arc;

use peel_model::{EditionId, Observation, Revision, Run, nearest_names};

use crate::audit::Audited;
use crate::{
    Appended, Cell, Checksum, Contents, NewRevision, ReadEditionError, RecordedEdition, Rejected,
    RequestId, Store, StoreError, Vocabulary, runs,
};

/// The most observations in one import.
pub const MOST_OBSERVATIONS: usize = 200_000;
/// The longest title of a revision, in characters.
pub const LONGEST_TITLE: usize = 200;
/// The longest author's name, in characters.
pub const LONGEST_AUTHOR: usize = 100;

/// Collection: the one way into a store.
///
/// Everything is checked before anything is written. Reads that need no rule are the store's own.
#[derive(Clone)]
pub struct Collection {
    store: Arc<dyn Store>,
    pub(crate) audited: Option<Arc<Audited>>,
}

/// Observations that somebody brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// What they are, in a few words.
    pub title: String,
    /// Who brings them.
    pub author: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// The observations, in any order, no cell twice.
    pub observations: Vec<Observation>,
}

/// Why something was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It breaks rules. Nothing was recorded.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Collection {
    /// Collection into a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            audited: None,
        }
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Records observations as one revision, checked against an edition's names.
    ///
    /// The same import under the same request identifier answers with its first record. Its
    /// checksum is over the observations in order of their cells, so their order does not count.
    ///
    /// # Errors
    /// [`RecordError::Rejected`] with everything that is wrong; [`RecordError::Store`] when the
    /// identifier was used for something else or the store fails.
    pub async fn import(
        &self,
        vocabulary: &Vocabulary,
        import: Import,
    ) -> Result<Appended, RecordError> {
        check_heading(&import)?;
        vocabulary.check_observations(&import.observations)?;
        let new = NewRevision {
            title: import.title,
            author: import.author,
            recorded_at: import.recorded_at,
            checksum: checksum(&import.observations),
            request_id: import.request_id,
            contents: Contents::Import(import.observations),
        };
        Ok(self.record(new).await?)
    }

    /// An edition and its inspections as recorded, read again from their files.
    ///
    /// It reads anew every time: who asks often keeps the answer by its revision.
    ///
    /// # Errors
    /// [`ReadEditionError`] when it is not recorded, cannot be read by this program, or the store
    /// fails.
    pub async fn edition(
        &self,
        edition: &EditionId,
        as_of: Option<Revision>,
    ) -> Result<RecordedEdition, ReadEditionError> {
        match self.store.edition_document(edition.clone(), as_of).await? {
            Some(stored) => stored.read(),
            None => {
                let recorded = self.store.editions(as_of).await?;
                let known = recorded.iter().map(|entry| entry.edition.as_str());
                let nearest = nearest_names(edition.as_str(), known);
                Err(ReadEditionError::Unknown {
                    edition: edition.clone(),
                    nearest: nearest.into_iter().map(str::to_owned).collect(),
                })
            }
        }
    }

    /// Records a run. The same run again changes nothing.
    ///
    /// # Errors
    /// [`RecordError::Rejected`] when its identifiers are malformed or a part of it too long;
    /// [`RecordError::Store`] when it names a revision that does not exist, its identifier was
    /// used for another run, or the store fails.
    pub async fn record_run(&self, run: Run) -> Result<(), RecordError> {
        runs::check_run(&run)?;
        let recorded = self.keep_runs(vec![run.clone()]).await?;
        if recorded.first() == Some(&run) {
            return Ok(());
        }
        Err(RecordError::Store(StoreError::RunConflict { id: run.id }))
    }

    /// Records runs in one step, all or none, and answers each as it is recorded: itself, or the
    /// run that was recorded first under its identifier.
    ///
    /// # Errors
    /// [`RecordError::Rejected`] when there are none or more than
    /// [`MOST_RUNS`](crate::MOST_RUNS), when two have one
    /// identifier, or for what [`Self::record_run`] rejects; [`RecordError::Store`] when one names
    /// a revision that does not exist, or the store fails.
    pub async fn record_runs(&self, runs: Vec<Run>) -> Result<Vec<Run>, RecordError> {
        runs::check_runs(&runs)?;
        self.keep_runs(runs).await
    }

    async fn keep_runs(&self, runs: Vec<Run>) -> Result<Vec<Run>, RecordError> {
        let newest = self.store.newest().await?;
        match runs.iter().map(|run| run.revision).max() {
            Some(asked) if Some(asked) > newest => {
                Err(StoreError::FutureRevision { asked, newest }.into())
            }
            _ => Ok(self.record_runs_audited(runs).await?.runs),
        }
    }
}

fn check_heading(import: &Import) -> Result<(), Rejected> {
    let mut rejected = Rejected::default();
    for (field, text, longest) in [
        ("title", &import.title, LONGEST_TITLE),
        ("author", &import.author, LONGEST_AUTHOR),
    ] {
        let length = text.chars().count();
        if text.trim().is_empty() || length > longest || text.chars().any(char::is_control) {
            rejected.add(
                || field.to_owned(),
                format!("the {field} is 1 to {longest} characters on one line, not {length}"),
            );
        }
    }
    let count = import.observations.len();
    if !(1..=MOST_OBSERVATIONS).contains(&count) {
        rejected.add(
            || "observations".to_owned(),
            format!("an import has 1 to {MOST_OBSERVATIONS} observations, not {count}"),
        );
    }
    rejected.none_or_err()
}

/// Over one line per observation, `measure,period,area,value,status,source`, in order of cells.
fn checksum(observations: &[Observation]) -> Checksum {
    let mut in_order: Vec<_> = observations.iter().collect();
    in_order.sort_by_cached_key(|observation| Cell::of(observation));
    let mut lines = String::new();
    for observation in in_order {
        let Observation {
            area,
            measure,
            period,
            reading,
            source,
        } = observation;
        let value = reading
            .value()
            .map(|value| value.to_string())
            .unwrap_or_default();
        let status = reading.status();
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{measure},{period},{area},{value},{status},{source}");
    }
    Checksum::of(lines.as_bytes())
}
