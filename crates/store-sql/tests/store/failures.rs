//! What a person is told when the place is not as it should be.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use peel_data_core::{Store, StoreError};
use peel_store_sql::{SqlStore, SqliteSettings};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::fixture::{counts, file, import, query, revision};

async fn refused(path: &Path) -> StoreError {
    SqlStore::open(&SqliteSettings::file(path))
        .await
        .unwrap_err()
}

/// The database behind the store's back.
async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap()
}

async fn filled(folder: &Path) -> PathBuf {
    let store = file(folder).await;
    let observations = (0..5_000)
        .map(|i| counts(&format!("theft 12m-to-2016-06 force-{i}"), i))
        .collect();
    store.append(vec![import("1", observations)]).await.unwrap();
    store.close().await;
    folder.join("peel.db")
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    // Neither depends on who runs the test: permissions do not hold a superuser back.
    for path in [folder.path().join("missing/peel.db"), file.join("peel.db")] {
        let error = refused(&path).await;
        assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "{} cannot be opened for writing; check that its folder or database exists and \
                 may be written",
                path.display()
            )
        );
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("peel.db");
    let text = "a letter to somebody\n".repeat(500);
    fs::write(&path, &text).unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!(
            "{} is damaged or not a database; restore it from a backup or name another",
            path.display()
        )
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn damage_is_told_and_nothing_false_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path()).await;
    let mut bytes = fs::read(&path).unwrap();
    let schema = 3 * 4_096;
    bytes[schema..].fill(0xFF);
    fs::write(&path, bytes).unwrap();
    let error = match SqlStore::open(&SqliteSettings::file(&path)).await {
        Err(error) => error,
        Ok(store) => match store.observations(query("", "", ""), None).await {
            Err(error) => error,
            Ok(read) => read.all().await.unwrap_err(),
        },
    };
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
}

#[tokio::test]
async fn a_name_that_no_version_writes_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path()).await;
    let mut behind = connect(&path).await;
    sqlx::query("UPDATE measure SET name = 'No Name'")
        .execute(&mut behind)
        .await
        .unwrap();
    let store = file(folder.path()).await;
    let error = store
        .observations(query("", "", ""), None)
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(error.source().unwrap().to_string().contains("No Name"));
}

#[tokio::test]
async fn another_programs_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let mut other = connect(&path).await;
    sqlx::query("CREATE TABLE thing (id INTEGER)")
        .execute(&mut other)
        .await
        .unwrap();
    let before = fs::read(&path).unwrap();
    let error = refused(&path).await;
    assert!(matches!(error, StoreError::Foreign { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_newer_programs_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path()).await;
    let mut newer = connect(&path).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (999, 'later', TRUE, x'00', 0)",
    )
    .execute(&mut newer)
    .await
    .unwrap();
    let error = refused(&path).await;
    assert_eq!(
        error.to_string(),
        format!(
            "{} was written by a newer version of this program (schema 999, this program knows \
             4); start the newer version or restore an older backup",
            path.display()
        )
    );
}

#[tokio::test]
async fn a_file_that_another_holds_is_busy_until_it_is_let_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path()).await;
    let settings = SqliteSettings {
        patience: Duration::from_millis(250),
        ..SqliteSettings::file(&path)
    };
    let store = SqlStore::open(&settings).await.unwrap();
    let mut other = connect(&path).await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    let error = store
        .append(vec![import("2", Vec::new())])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error:?}");
    assert!(error.is_passing());
    assert_eq!(
        store.newest().await.unwrap(),
        Some(revision(1)),
        "readers wait for nobody"
    );
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    store.append(vec![import("2", Vec::new())]).await.unwrap();
}

#[tokio::test]
async fn a_cell_twice_in_one_revision_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = file(folder.path()).await;
    let twice = ["theft 12m-to-2016-06 kent"; 2].map(|cell| counts(cell, 1));
    let error = store
        .append(vec![import("1", Vec::new()), import("2", twice.into())])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
    assert_eq!(store.newest().await.unwrap(), None);
}

#[tokio::test]
async fn nothing_recorded_is_changed_or_removed_even_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = filled(folder.path()).await;
    crate::contract::the_log_keeps_what_is_known_of_a_call(&file(folder.path()).await).await;
    let mut by_hand = connect(&path).await;
    for statement in [
        "UPDATE observation SET value = 0",
        "DELETE FROM observation",
        "UPDATE revision SET title = ''",
        "DELETE FROM revision",
        "UPDATE audit_entry SET caller = ''",
        "DELETE FROM audit_entry WHERE number = 2",
        "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE number = 1",
        "INSERT OR IGNORE INTO audit_entry SELECT 7, at_milliseconds, caller, known_by, identity, \
         roles, through, method, edition, force_name, object, request_id, trace_id, code, reason, \
         revision, repeated FROM audit_entry WHERE number = 1",
    ] {
        let refused = sqlx::query(statement)
            .execute(&mut by_hand)
            .await
            .unwrap_err();
        assert!(
            refused.to_string().contains("is never"),
            "{statement}: {refused}"
        );
    }
}
