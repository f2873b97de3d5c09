//! What a store must do, whatever keeps the data.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use peel_model::{
    AuditEntry, AuditOutcome, AuditedCall, Declaration, EditionId, ForceId, Freeze, MeasureId,
    Query, QueryId, RecordedObservation, Revision, RevisionRecord, Run, SignOff, SubmissionRecord,
};

use crate::{
    AuditQuery, Cell, Checksum, EditionEntry, NewRevision, ObservationQuery, Page, QueryFilter,
    RequestId, RunQuery, StoreError, StoredEdition, SubmissionQuery,
};

/// What a store answers, when it has it.
pub type Answer<'s, T> = BoxFuture<'s, Result<T, StoreError>>;

/// Where everything recorded is kept.
///
/// Futures are boxed so that a process can choose its store when it starts and hold it as
/// `Arc<dyn Store>`; beside a database call the allocation is nothing.
///
/// Every `as_of` is a revision to read at, the newest when `None`. One that does not exist yet is
/// [`StoreError::FutureRevision`]: an answer that would change later is never given. Every order
/// is fixed: names by their bytes, periods by their end and then their length, revisions by
/// number.
pub trait Store: Send + Sync + 'static {
    /// The newest revision; `None` when nothing was recorded yet.
    fn newest(&self) -> Answer<'_, Option<Revision>>;

    /// Records all of these or none, in order, each as the next revision.
    ///
    /// A request that was recorded before answers with its first record and adds nothing, also
    /// when two callers race: to one of them alone it is not a repeat.
    ///
    /// # Errors
    /// [`StoreError::RequestConflict`] when a request's identifier was used for something else;
    /// [`StoreError::QueryMoved`] when a step begins where its query no longer stands, or the
    /// query does not exist; [`StoreError::DecisionMoved`] when a decision is made where one
    /// stands, or taken back where none does; [`StoreError::InspectionMoved`] when an inspection is
    /// written after another step than its last; [`StoreError::FiguresMoved`] when it was held
    /// against figures that have changed.
    fn append(&self, revisions: Vec<NewRevision>) -> Answer<'_, Vec<Appended>> {
        self.append_for(revisions, None)
    }

    /// As [`append`](Self::append), with an entry in the log of the call that brings them: both or
    /// neither. Where all were recorded before there is none; [`note`](Self::note) makes one.
    fn append_for(
        &self,
        revisions: Vec<NewRevision>,
        call: Option<AuditedCall>,
    ) -> Answer<'_, Vec<Appended>>;

    /// What a request was recorded as; `None` when it was never recorded.
    fn with_request(&self, id: RequestId) -> Answer<'_, Option<RevisionRecord>>;

    /// What is known of one revision; `None` when it does not exist.
    fn revision(&self, revision: Revision) -> Answer<'_, Option<RevisionRecord>>;

    /// Revisions after the page's key, oldest first.
    fn revisions(&self, page: Page<Revision>) -> Answer<'_, Vec<RevisionRecord>>;

    /// Which of these contents are recorded, each with the first revision that brought it.
    fn recorded(&self, checksums: Vec<Checksum>) -> Answer<'_, BTreeMap<Checksum, Revision>>;

    /// For every measure with observations, the newest revision that touched it.
    ///
    /// While it stays the same, so does every answer about the measure: it is what a cache of
    /// comparisons keys on.
    fn measure_revisions(
        &self,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<MeasureId, Revision>>;

    /// The observations asked for, as of a revision, by measure, period and area.
    fn observations(
        &self,
        query: ObservationQuery,
        as_of: Option<Revision>,
    ) -> Answer<'_, ObservationRead>;

    /// Everything ever recorded for one cell, oldest first, after the page's key.
    fn history(&self, cell: Cell, page: Page<Revision>) -> Answer<'_, Vec<RecordedObservation>>;

    /// What forces said about the values of one cell, by the revision that brought the value.
    fn declarations(&self, cell: Cell) -> Answer<'_, BTreeMap<Revision, Declaration>>;

    /// Submissions, oldest first.
    fn submissions(&self, query: SubmissionQuery) -> Answer<'_, Vec<SubmissionRecord>>;

    /// The query with this identifier, with its whole conversation.
    fn query(&self, id: QueryId) -> Answer<'_, Option<Query>>;

    /// Queries in order of identifier, each with its whole conversation.
    fn queries(&self, filter: QueryFilter) -> Answer<'_, Vec<Query>>;

    /// Every force's newest sign-off in an edition, by force, recorded until a revision.
    fn sign_offs(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<ForceId, SignOff>>;

    /// An edition's newest freeze recorded until a revision.
    fn freeze(&self, edition: EditionId, as_of: Option<Revision>) -> Answer<'_, Option<Freeze>>;

    /// Every edition's newest document, by edition, without its files.
    ///
    /// An entry's revision is the newest that changed the document: the edition's own, or that of
    /// a decision since.
    fn editions(&self, as_of: Option<Revision>) -> Answer<'_, Vec<EditionEntry>>;

    /// An edition's newest document with its files; `None` when the edition is not recorded.
    ///
    /// Its files are those that the edition brought and those of every decision about it, also of
    /// decisions made before the edition was recorded anew. A decision's file lies at
    /// `decisions/<revision>/<path>`, the revision as twelve digits; that of an inspection that was
    /// worked on in place of the one that the edition brought.
    fn edition_document(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, Option<StoredEdition>>;

    /// Records runs, all or none, and answers each as it is recorded: itself, or the run that was
    /// recorded first under its identifier.
    fn record_runs(&self, runs: Vec<Run>) -> Answer<'_, Vec<Run>> {
        let kept = self.record_runs_for(runs, None);
        Box::pin(async move { Ok(kept.await?.runs) })
    }

    /// As [`record_runs`](Self::record_runs), with an entry in the log of the call that brings
    /// them: both or neither. Where all were recorded before there is none.
    fn record_runs_for(
        &self,
        runs: Vec<Run>,
        call: Option<AuditedCall>,
    ) -> Answer<'_, RecordedRuns>;

    /// The run with this identifier.
    fn run(&self, id: String) -> Answer<'_, Option<Run>>;

    /// Runs, the latest started first, then by identifier, after the page's key; without the
    /// checks they raised and the comparisons they used.
    fn runs(&self, query: RunQuery) -> Answer<'_, Vec<Run>>;

    /// Adds an entry to the log of calls that write, for one that recorded nothing.
    fn note(&self, call: AuditedCall, outcome: AuditOutcome) -> Answer<'_, ()>;

    /// Entries of the log of calls that write, oldest first, after the page's key. None is ever
    /// changed or removed.
    fn audit_entries(&self, query: AuditQuery) -> Answer<'_, Vec<AuditEntry>>;
}

/// What became of runs that were to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedRuns {
    /// Each as it is recorded.
    pub runs: Vec<Run>,
    /// Whether all of them were there before, so that nothing was recorded now.
    pub repeated: bool,
}

/// What became of a revision that was to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// What is known of it.
    pub record: RevisionRecord,
    /// Whether it was there before, so that nothing was recorded now.
    pub repeated: bool,
}

/// Observations on their way, with the revision they are read at.
pub struct ObservationRead {
    /// The revision read at; `None` when nothing was recorded yet.
    pub as_of: Option<Revision>,
    /// The observations in order, in chunks of at most [`CHUNK`]; no chunk is empty.
    ///
    /// A store holds one chunk at a time, and nothing between chunks: a slow reader keeps neither
    /// memory nor a connection.
    pub chunks: BoxStream<'static, Result<Vec<RecordedObservation>, StoreError>>,
}

/// The most observations in one chunk of a read.
pub const CHUNK: usize = 1_000;

impl std::fmt::Debug for ObservationRead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObservationRead")
            .field("as_of", &self.as_of)
            .finish_non_exhaustive()
    }
}

impl ObservationRead {
    /// Reads to the end and gives everything at once. For callers that know the answer is small.
    ///
    /// # Errors
    /// The first error of the stream.
    pub async fn all(self) -> Result<Vec<RecordedObservation>, StoreError> {
        use futures::TryStreamExt;
        self.chunks.try_concat().await
    }
}
