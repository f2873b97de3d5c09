//! What a store must tell that only its inside can bring about.

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
