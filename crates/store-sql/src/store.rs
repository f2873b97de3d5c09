//! The store trait on the statements.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::stream::{StreamExt, try_unfold};
use peel_data_core::{
    Answer, Cell, Checksum, EditionEntry, NewRevision, ObservationQuery, ObservationRead, Page,
    RunQuery, Store, StoreError, StoredEdition,
};
use peel_model::{EditionId, MeasureId, RecordedObservation, Revision, RevisionRecord, Run};
use sqlx::pool::PoolConnection;

use crate::observations::{self, Pass};
use crate::sqlite::{BEGIN_WRITING, Database, Pools, SqliteSettings};
use crate::trouble::{Tried, Trouble};
use crate::{append, editions, revisions, runs};

/// A store on SQLite, in a file or in memory.
///
/// One connection writes, others read beside it. Several stores, also of several processes, may
/// share a file: writers wait for each other, readers wait for nobody. A write whose future is
/// dropped before it answers is recorded whole or not at all.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use peel_data_core::Store;
/// use peel_store_sql::{SqliteSettings, SqliteStore};
/// let store = SqliteStore::open(&SqliteSettings::memory()).await?;
/// assert_eq!(store.newest().await?, None);
/// # Ok::<_, peel_data_core::StoreError>(()) }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pools: Pools,
    place: Arc<str>,
}

impl SqliteStore {
    /// Opens the store, makes it when it does not exist, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError`] when the place cannot be written, is not a database of this program, is
    /// damaged, was written by a newer program, or stays locked longer than the patience.
    pub async fn open(settings: &SqliteSettings) -> Result<Self, StoreError> {
        let pools = Pools::open(settings).await?;
        Ok(Self {
            pools,
            place: settings.place.to_string().into(),
        })
    }

    /// Ends every connection once its call is done. Later calls fail.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    async fn reader(&self) -> Result<PoolConnection<Database>, StoreError> {
        self.told(self.pools.readers.acquire().await.map_err(Trouble::from))
    }

    fn told<T>(&self, tried: Tried<T>) -> Result<T, StoreError> {
        tried.map_err(|trouble| trouble.at(&self.place))
    }

    async fn write_revisions(&self, new: Vec<NewRevision>) -> Tried<Vec<RevisionRecord>> {
        let mut writing = self.pools.writer.begin_with(BEGIN_WRITING).await?;
        let records = append::append(&mut writing, new).await?;
        writing.commit().await?;
        Ok(records)
    }

    async fn write_run(&self, run: Run) -> Tried<()> {
        let mut writing = self.pools.writer.begin_with(BEGIN_WRITING).await?;
        runs::record(&mut writing, run).await?;
        Ok(writing.commit().await?)
    }

    async fn chunk(
        self,
        pass: Pass,
    ) -> Result<Option<(Vec<RecordedObservation>, (Self, Pass))>, StoreError> {
        let next = self.told(pass.next(&self.pools.readers).await)?;
        Ok(next.map(|(chunk, pass)| (chunk, (self, pass))))
    }
}

impl Store for SqliteStore {
    fn newest(&self) -> Answer<'_, Option<Revision>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::newest(&mut reader).await)
        })
    }

    fn append(&self, new: Vec<NewRevision>) -> Answer<'_, Vec<RevisionRecord>> {
        Box::pin(async move { self.told(self.write_revisions(new).await) })
    }

    fn revision(&self, revision: Revision) -> Answer<'_, Option<RevisionRecord>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::one(&mut reader, revision).await)
        })
    }

    fn revisions(&self, page: Page<Revision>) -> Answer<'_, Vec<RevisionRecord>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::page(&mut reader, &page).await)
        })
    }

    fn recorded(&self, checksums: Vec<Checksum>) -> Answer<'_, BTreeMap<Checksum, Revision>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::recorded(&mut reader, &checksums).await)
        })
    }

    fn measure_revisions(
        &self,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<MeasureId, Revision>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(revisions::of_measures(&mut reader, as_of).await)
        })
    }

    fn observations(
        &self,
        query: ObservationQuery,
        as_of: Option<Revision>,
    ) -> Answer<'_, ObservationRead> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            let pass = self.told(Pass::start(&mut reader, &query, as_of).await)?;
            Ok(ObservationRead {
                as_of: pass.as_of,
                chunks: try_unfold((self.clone(), pass), |(store, pass)| store.chunk(pass)).boxed(),
            })
        })
    }

    fn history(&self, cell: Cell, page: Page<Revision>) -> Answer<'_, Vec<RecordedObservation>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(observations::history(&mut reader, &cell, &page).await)
        })
    }

    fn editions(&self, as_of: Option<Revision>) -> Answer<'_, Vec<EditionEntry>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(editions::list(&mut reader, as_of).await)
        })
    }

    fn edition_document(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, Option<StoredEdition>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(editions::document(&mut reader, edition, as_of).await)
        })
    }

    fn record_run(&self, run: Run) -> Answer<'_, ()> {
        Box::pin(async move { self.told(self.write_run(run).await) })
    }

    fn run(&self, id: String) -> Answer<'_, Option<Run>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(runs::one(&mut reader, &id).await)
        })
    }

    fn runs(&self, query: RunQuery) -> Answer<'_, Vec<Run>> {
        Box::pin(async move {
            let mut reader = self.reader().await?;
            self.told(runs::list(&mut reader, &query).await)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use peel_data_core::{Contents, DocumentFile, EditionDocument, RequestId};

    use super::*;

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

    async fn refused_after(folder: &Path, pragma: &'static str) -> (SqliteStore, StoreError) {
        let settings = SqliteSettings::file(folder.join("peel.db"));
        let store = SqliteStore::open(&settings).await.unwrap();
        sqlx::query(pragma)
            .execute(&store.pools.writer)
            .await
            .unwrap();
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
        assert_eq!(recorded[0].revision, Revision::FIRST);
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
        let store = SqliteStore::open(&SqliteSettings::memory()).await.unwrap();
        store.close().await;
        let error = store.newest().await.unwrap_err();
        assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
    }
}
