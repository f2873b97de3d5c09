//! The store trait on the statements.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{BoxStream, StreamExt, try_unfold};
use peel_data_core::{
    Answer, Appended, Cell, Checksum, EditionEntry, NewRevision, ObservationQuery, ObservationRead,
    Page, QueryFilter, RequestId, RunQuery, Store, StoreError, StoredEdition, SubmissionQuery,
};
use peel_model::{
    Declaration, EditionId, ForceId, Freeze, MeasureId, Query, QueryId, RecordedObservation,
    Revision, RevisionRecord, Run, SignOff, SubmissionRecord,
};

use crate::database::{Pools, Reader};
use crate::observations::{self, Pass};
use crate::settings::StoreSettings;
use crate::sqlite;
use crate::trouble::Tried;
use crate::{append, editions, queries, returns, revisions, runs, watch};

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

    async fn write_revisions(&self, new: &[NewRevision]) -> Tried<Vec<Appended>> {
        let mut tries = 1;
        loop {
            match self.try_to_write_revisions(new).await {
                Err(trouble) if trouble.was_bad_luck() && tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn try_to_write_revisions(&self, new: &[NewRevision]) -> Tried<Vec<Appended>> {
        let mut writing = self.pools.begin().await?;
        let records = append::append(&mut writing.connection(), new).await?;
        writing.commit().await?;
        Ok(records)
    }

    async fn write_runs(&self, new: Vec<Run>) -> Tried<Vec<Run>> {
        let mut writing = self.pools.begin().await?;
        let recorded = runs::record(&mut writing.connection(), new).await?;
        writing.commit().await?;
        Ok(recorded)
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

    fn append(&self, new: Vec<NewRevision>) -> Answer<'_, Vec<Appended>> {
        Box::pin(async move { self.told(self.write_revisions(&new).await) })
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

    fn record_runs(&self, runs: Vec<Run>) -> Answer<'_, Vec<Run>> {
        Box::pin(async move { self.told(self.write_runs(runs).await) })
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
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use peel_data_core::{Contents, DocumentFile, EditionDocument, RequestId};

    use super::*;
    use crate::SqliteSettings;

    /// A revision of about a megabyte.
    fn large() -> NewRevision {
        let document = EditionDocument {
            edition: EditionId::new("2016").unwrap(),
            definition_hash: String::new(),
            files: vec![DocumentFile {
                path: "large.csv".to_owned(),
                bytes: vec![b'x'; 1 << 20],
            }],
        };
        NewRevision {
            title: "a large edition".to_owned(),
            author: "somebody".to_owned(),
            recorded_at: 0,
            checksum: document.checksum(),
            request_id: RequestId::new("large").unwrap(),
            contents: Contents::Edition(document),
        }
    }

    async fn refused_after(folder: &Path, pragma: &'static str) -> (SqlStore, StoreError) {
        let settings = SqliteSettings::file(folder.join("peel.db"));
        let store = SqlStore::open(&settings).await.unwrap();
        match &store.pools {
            Pools::Sqlite { writer, .. } => sqlx::query(pragma).execute(writer).await.unwrap(),
            #[cfg(feature = "postgres")]
            Pools::Postgres { .. } => unreachable!("it was opened with a file"),
        };
        let refused = store.append(vec![large()]).await.unwrap_err();
        (store, refused)
    }

    #[tokio::test]
    async fn a_full_disk_is_told_and_writing_goes_on_when_there_is_room_again() {
        let folder = tempfile::tempdir().unwrap();
        // The limit lasts as long as the connection, and that ends with the failure.
        let limit = "PRAGMA max_page_count = 100";
        let (store, error) = refused_after(folder.path(), limit).await;
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
        assert!(
            error.to_string().ends_with("free some space and try again"),
            "{error}"
        );
        assert_eq!(store.newest().await.unwrap(), None);
        let recorded = store.append(vec![large()]).await.unwrap();
        assert_eq!(recorded[0].record.revision, Revision::FIRST);
    }

    #[tokio::test]
    async fn a_place_that_became_read_only_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (store, error) = refused_after(folder.path(), "PRAGMA query_only = on").await;
        assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
        assert_eq!(store.newest().await.unwrap(), None, "it can still be read");
    }

    #[tokio::test]
    async fn a_closed_store_says_so_and_does_not_hang() {
        let store = SqlStore::open(&SqliteSettings::memory()).await.unwrap();
        store.close().await;
        let error = store.newest().await.unwrap_err();
        assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
    }
}
