//! Several stores on one file, and a file that outlives its store.

use futures::future::join_all;
use peel_data_core::Store;
use peel_store_sql::{SqlStore, SqliteSettings};

use crate::fixture::{counts, file, import, memory, query, read, revision};

#[tokio::test]
async fn what_was_recorded_is_there_when_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = file(folder.path()).await;
    let new = import("1", vec![counts("theft 12m-to-2016-06 kent", 1)]);
    let appended = first.append(vec![new.clone()]).await.unwrap();
    first.close().await;
    let again = file(folder.path()).await;
    assert_eq!(
        again.revision(revision(1)).await.unwrap().as_ref(),
        Some(&appended[0].record)
    );
    let repeated = again.append(vec![new]).await.unwrap();
    assert!(repeated[0].repeated);
    assert_eq!(repeated[0].record, appended[0].record);
    assert_eq!(
        read(&again, query("", "", ""), None).await,
        ["theft 12m-to-2016-06 kent 1 r1"]
    );
}

#[tokio::test]
async fn what_was_recorded_is_there_although_the_store_was_only_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let first = file(folder.path()).await;
    first.append(vec![import("1", Vec::new())]).await.unwrap();
    drop(first);
    let again = file(folder.path()).await;
    assert_eq!(again.newest().await.unwrap(), Some(revision(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stores_that_share_a_file_number_their_revisions_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    // Opened at once, on a file that does not exist yet.
    let stores = join_all((0..4).map(|_| file(path))).await;
    let appends = stores.iter().enumerate().flat_map(|(place, store)| {
        (0..10).map(move |i| {
            let cell = format!("theft 12m-to-2016-06 force-{place}");
            store.append(vec![import(
                &format!("{place}-{i}"),
                vec![counts(&cell, i)],
            )])
        })
    });
    let mut numbers: Vec<_> = join_all(appends)
        .await
        .into_iter()
        .map(|it| it.unwrap()[0].record.revision.number())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    for store in &stores {
        assert_eq!(store.newest().await.unwrap(), Some(revision(40)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_request_that_races_with_itself_is_recorded_once() {
    let folder = tempfile::tempdir().unwrap();
    let stores = join_all((0..4).map(|_| file(folder.path()))).await;
    let new = || import("once", vec![counts("theft 12m-to-2016-06 kent", 1)]);
    let answers = join_all(stores.iter().map(|store| store.append(vec![new()]))).await;
    for answer in answers {
        assert_eq!(answer.unwrap()[0].record.revision, revision(1));
    }
    assert_eq!(stores[0].newest().await.unwrap(), Some(revision(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_who_open_a_new_file_at_once_may() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let stores = join_all((0..8).map(|_| file(folder.path()))).await;
        for store in stores {
            assert_eq!(store.newest().await.unwrap(), None);
        }
    }
}

#[tokio::test]
async fn memories_are_apart() {
    let (one, other) = (memory().await, memory().await);
    one.append(vec![import("1", Vec::new())]).await.unwrap();
    assert_eq!(other.newest().await.unwrap(), None);
}

#[tokio::test]
async fn a_file_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a b?c#d%20é:memory:.db");
    let store = SqlStore::open(&SqliteSettings::file(&path)).await.unwrap();
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    assert!(path.is_file());
}
