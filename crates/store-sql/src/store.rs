//! The store trait on the statements.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{BoxStream, StreamExt, try_unfold};
use peel_data_core::{
    Answer, Appended, AuditQuery, Cell, Checksum, EditionEntry, NewRevision, ObservationQuery,
    ObservationRead, Page, QueryFilter, RecordedRuns, RequestId, RunQuery, Store, StoreError,
    StoredEdition, SubmissionQuery,
};
use peel_model::{
    AuditEntry, AuditOutcome, AuditedCall, Declaration, EditionId, ForceId, Freeze, MeasureId,
    Query, QueryId, RecordedObservation, Revision, RevisionRecord, Run, SignOff, SubmissionRecord,
};

use crate::database::{Pools, Reader};
use crate::observations::{self, Pass};
use crate::settings::StoreSettings;
use crate::sqlite;
use crate::trouble::Tried;
use crate::{append, audit, editions, queries, returns, revisions, runs, watch};

/// A store on SQLite, in a file or in memory, or on PostgreSQL.
///
/// One connection writes, others read beside it. Several stores, also of several processes, may
/// share a file or a database: writers wait for each other, readers wait for nobody. A write whose
/// future is dropped before it answers is recorded whole or not at all.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use peel_data_core::Store;
/// use peel_store_sql::{SqlStore, SqliteSettings};
/// let store = SqlStore::open(&SqliteSettings::memory()).await?;
/// assert_eq!(store.newest().await?, None);
/// # Ok::<_, peel_data_core::StoreError>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct SqlStore {
    pools: Pools,
    place: Arc<str>,
}

/// A [`SqlStore`], where it is opened with [`SqliteSettings`](crate::SqliteSettings).
pub type SqliteStore = SqlStore;

/// A [`SqlStore`], where it is opened with [`PostgresSettings`](crate::PostgresSettings).
pub type PostgresStore = SqlStore;

/// How often a transaction is tried that the database gave up for another's sake.
const TRIES: u32 = 5;

#[cfg(not(feature = "postgres"))]
const NOT_BUILT: StoreError = StoreError::NotBuilt {
    database: "PostgreSQL",
    feature: "postgres",
};

impl SqlStore {
    /// Opens the store and brings its schema up to date. A file that does not exist is made; a
    /// PostgreSQL database must exist.
    ///
    /// # Errors
    /// [`StoreError`] when the program was built without the database; when the place cannot be
    /// reached or written, belongs to another program, is damaged, was written by a newer program,
    /// or stays locked longer than the patience.
    pub async fn open(settings: impl Into<StoreSettings>) -> Result<Self, StoreError> {
        let (pools, place) = match settings.into() {
            StoreSettings::Sqlite(settings) => {
                (sqlite::open(&settings).await?, settings.place.to_string())
            }
            #[cfg(feature = "postgres")]
            StoreSettings::Postgres(settings) => crate::postgres::open(&settings).await?,
            #[cfg(not(feature = "postgres"))]
            StoreSettings::Postgres(_) => return Err(NOT_BUILT),
        };
        Ok(Self {
            pools,
            place: place.into(),
        })
    }

    /// Whether `settings` could be meant, found out without opening anything.
    ///
    /// # Errors
    /// [`StoreError`] when the program was built without the database, or its address cannot be
    /// read.
    pub fn check(settings: impl Into<StoreSettings>) -> Result<(), StoreError> {
        match settings.into() {
            StoreSettings::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            StoreSettings::Postgres(settings) => crate::postgres::check(&settings),
            #[cfg(not(feature = "postgres"))]
            StoreSettings::Postgres(_) => Err(NOT_BUILT),
        }
    }

    /// Ends every connection once its call is done. Later calls fail.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// The newest revision, now and whenever there is a newer one, whichever process recorded it.
    ///
    /// PostgreSQL tells of new revisions as they are committed. SQLite does not, so it is asked
    /// `every` so often; PostgreSQL is too, in case its word was lost. Revisions recorded in quick
    /// succession may come as the last of them. An error is given once for every time the store
    /// was asked in vain, and the stream goes on; it ends when the store is closed.
    pub fn watch(&self, every: Duration) -> BoxStream<'static, Result<Revision, StoreError>> {
        watch::watch(self.clone(), self.pools.clone(), every)
    }

    async fn reader(&self) -> Result<Reader, StoreError> {
        self.told(self.pools.reader().await)
    }

    fn told<T>(&self, tried: Tried<T>) -> Result<T, StoreError> {
        let meaning = |place: &str, error| self.pools.store_error(place, error);
        tried.map_err(|trouble| trouble.at(&self.place, meaning))
    }

    async fn write_revisions(
        &self,
        new: &[NewRevision],
        call: Option<&AuditedCall>,
    ) -> Tried<Vec<Appended>> {
        let mut tries = 1;
        loop {
            match self.try_to_write_revisions(new, call).await {
                Err(trouble) if trouble.was_bad_luck() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_to_write_revisions(
        &self,
        new: &[NewRevision],
        call: Option<&AuditedCall>,
    ) -> Tried<Vec<Appended>> {
        let mut writing = self.pools.begin().await?;
        let records = append::append(&mut writing.connection(), new).await?;
        let recorded = records.iter().rev().find(|appended| !appended.repeated);
        if let Some((call, recorded)) = call.zip(recorded) {
            let revision = Some(recorded.record.revision);
            let repeated = false;
            let outcome = AuditOutcome::Accepted { revision, repeated };
            audit::note(&mut writing.connection(), call, &outcome).await?;
        }
        writing.commit().await?;
        Ok(records)
    }

    async fn write_runs(&self, new: Vec<Run>, call: Option<&AuditedCall>) -> Tried<RecordedRuns> {
        let mut writing = self.pools.begin().await?;
        let recorded = runs::record(&mut writing.connection(), new).await?;
        if let Some(call) = call.filter(|_| !recorded.repeated) {
            let (revision, repeated) = (None, false);
            let outcome = AuditOutcome::Accepted { revision, repeated };
            audit::note(&mut writing.connection(), call, &outcome).await?;
        }
        writing.commit().await?;
        Ok(recorded)
    }

    async fn write_entry(&self, call: &AuditedCall, outcome: &AuditOutcome) -> Tried<()> {
        let mut tries = 1;
        loop {
            match self.try_to_write_entry(call, outcome).await {
                Err(trouble) if trouble.was_bad_luck() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_to_write_entry(&self, call: &AuditedCall, outcome: &AuditOutcome) -> Tried<()> {
        let mut writing = self.pools.begin().await?;
        audit::note(&mut writing.connection(), call, outcome).await?;
        writing.commit().await
    }

    async fn chunk(
        self,
        pass: Pass,
    ) -> Result<Option<(Vec<RecordedObservation>, (Self, Pass))>, StoreError> {
        let next = self.told(pass.next(&self.pools).await)?;
        Ok(next.map(|(chunk, pass)| (chunk, (self, pass))))
    }
}

impl fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The connections know the password.
        f.debug_struct("SqlStore")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl Store for SqlStore {
    fn newest(&self) -> Answer<'_, Option<Revision>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::newest(&mut reader.connection()).await)
        })
    }

    fn append_for(
        &self,
        new: Vec<NewRevision>,
        call: Option<AuditedCall>,
    ) -> Answer<'_, Vec<Appended>> {
        Box::pin(async move { self.told(self.write_revisions(&new, call.as_ref()).await) })
    }

    fn with_request(&self, id: RequestId) -> Answer<'_, Option<RevisionRecord>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::with_request(&mut reader.connection(), &id).await)
        })
    }

    fn revision(&self, revision: Revision) -> Answer<'_, Option<RevisionRecord>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::one(&mut reader.connection(), revision).await)
        })
    }

    fn revisions(&self, page: Page<Revision>) -> Answer<'_, Vec<RevisionRecord>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::page(&mut reader.connection(), &page).await)
        })
    }

    fn recorded(&self, checksums: Vec<Checksum>) -> Answer<'_, BTreeMap<Checksum, Revision>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::recorded(&mut reader.connection(), &checksums).await)
        })
    }

    fn measure_revisions(
        &self,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<MeasureId, Revision>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::of_measures(&mut reader.connection(), as_of).await)
        })
    }

    fn observations(
        &self,
        query: ObservationQuery,
        as_of: Option<Revision>,
    ) -> Answer<'_, ObservationRead> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            let pass = self.told(Pass::start(&mut reader.connection(), &query, as_of).await)?;
            Ok(ObservationRead {
                as_of: pass.as_of,
                chunks: try_unfold((self.clone(), pass), |(store, pass)| store.chunk(pass)).boxed(),
            })
        })
    }

    fn history(&self, cell: Cell, page: Page<Revision>) -> Answer<'_, Vec<RecordedObservation>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(observations::history(&mut reader.connection(), &cell, &page).await)
        })
    }

    fn declarations(&self, cell: Cell) -> Answer<'_, BTreeMap<Revision, Declaration>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(returns::declarations(&mut reader.connection(), &cell).await)
        })
    }

    fn submissions(&self, query: SubmissionQuery) -> Answer<'_, Vec<SubmissionRecord>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(returns::submissions(&mut reader.connection(), &query).await)
        })
    }

    fn query(&self, id: QueryId) -> Answer<'_, Option<Query>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(queries::one(&mut reader.connection(), id).await)
        })
    }

    fn queries(&self, filter: QueryFilter) -> Answer<'_, Vec<Query>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(queries::list(&mut reader.connection(), &filter).await)
        })
    }

    fn sign_offs(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<ForceId, SignOff>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(returns::sign_offs(&mut reader.connection(), &edition, as_of).await)
        })
    }

    fn freeze(&self, edition: EditionId, as_of: Option<Revision>) -> Answer<'_, Option<Freeze>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(returns::freeze(&mut reader.connection(), edition, as_of).await)
        })
    }

    fn editions(&self, as_of: Option<Revision>) -> Answer<'_, Vec<EditionEntry>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(editions::list(&mut reader.connection(), as_of).await)
        })
    }

    fn edition_document(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, Option<StoredEdition>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(editions::document(&mut reader.connection(), edition, as_of).await)
        })
    }

    fn record_runs_for(
        &self,
        runs: Vec<Run>,
        call: Option<AuditedCall>,
    ) -> Answer<'_, RecordedRuns> {
        Box::pin(async move { self.told(self.write_runs(runs, call.as_ref()).await) })
    }

    fn run(&self, id: String) -> Answer<'_, Option<Run>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(runs::one(&mut reader.connection(), &id).await)
        })
    }

    fn runs(&self, query: RunQuery) -> Answer<'_, Vec<Run>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(runs::list(&mut reader.connection(), &query).await)
        })
    }

    fn note(&self, call: AuditedCall, outcome: AuditOutcome) -> Answer<'_, ()> {
        Box::pin(async move { self.told(self.write_entry(&call, &outcome).await) })
    }

    fn audit_entries(&self, query: AuditQuery) -> Answer<'_, Vec<AuditEntry>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(audit::list(&mut reader.connection(), &query).await)
        })
    }
}

#[cfg(test)]
mod tests;
