//! Several stores on one PostgreSQL database, as replicas of a service are.

use std::time::Duration;

use futures::StreamExt;
use futures::future::join_all;
use peel_data_core::{Contents, Store, StoreError};
use peel_model::QueryAction;
use peel_store_sql::SqlStore;

use crate::collected::{all_queries, bringing, queries, step, subject, submission};
use crate::fixture::{counts, import, on, page, revision};
use crate::postgres::connect;
use crate::server::shared;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_that_write_at_once_lose_and_double_nothing() {
    let url = shared().database();
    // Opened at once, on a database without tables.
    let replicas = join_all((0..3).map(|_| on(&url))).await;
    let append = async |store: &SqlStore, request: String, place: usize| {
        let mut sent = submission("kent", vec![counts("theft 12m-to-2016-06 kent", 1)]);
        sent.raised = vec![subject("theft 12m-to-2016-06 kent", None)];
        sent.note = format!("of replica {place}");
        let new = bringing(&request, Contents::Submission(sent));
        store.append(vec![new]).await.unwrap().remove(0)
    };
    // Every second request is sent to all of them.
    let appends = (0..20).flat_map(|i| {
        replicas.iter().enumerate().map(move |(place, store)| {
            let shared = i % 2 == 0;
            let name = if shared {
                "all".to_owned()
            } else {
                place.to_string()
            };
            let note = if shared { 0 } else { place };
            append(store, format!("{i}-{name}"), note)
        })
    });
    let appended = join_all(appends).await;
    let recorded = appended.iter().filter(|it| !it.repeated).count();
    assert_eq!(recorded, 40, "each is new to one caller alone");
    let mut numbers: Vec<_> = appended
        .iter()
        .map(|it| it.record.revision.number())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    for store in &replicas {
        assert_eq!(store.revisions(page(None, 100)).await.unwrap().len(), 40);
        assert_eq!(queries(store, all_queries()).await.len(), 40);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_one_of_two_who_answer_at_once_succeeds() {
    let url = shared().database();
    let replicas = join_all((0..2).map(|_| on(&url))).await;
    let raised = Contents::Query(subject("theft 12m-to-2016-06 kent", None));
    let raised = bringing("raised", raised);
    replicas[0].append(vec![raised]).await.unwrap();
    let answers = join_all(replicas.iter().enumerate().map(|(place, store)| {
        let step = step("q1-1", 0, QueryAction::Confirm);
        let step = Contents::QueryStep(step);
        store.append(vec![bringing(&place.to_string(), step)])
    }))
    .await;
    let moved = |it: &&Result<_, _>| matches!(it, Err(StoreError::QueryMoved { .. }));
    assert_eq!(answers.iter().filter(|it| it.is_ok()).count(), 1);
    assert_eq!(answers.iter().filter(moved).count(), 1);
    assert_eq!(replicas[1].newest().await.unwrap(), Some(revision(2)));
}

#[tokio::test]
async fn a_replica_learns_of_what_another_recorded() {
    let url = shared().database();
    let (one, other) = (on(&url).await, on(&url).await);
    one.append(vec![import("1", Vec::new())]).await.unwrap();
    // So long between looks that only being told can be meant.
    let mut told = other.watch(Duration::from_secs(3_600));
    assert_eq!(told.next().await.unwrap().unwrap(), revision(1));
    for number in 2..=4 {
        one.append(vec![import(&number.to_string(), Vec::new())])
            .await
            .unwrap();
        assert_eq!(told.next().await.unwrap().unwrap(), revision(number));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watcher_outlives_its_connection() {
    let url = shared().database();
    let (one, other) = (on(&url).await, on(&url).await);
    one.append(vec![import("1", Vec::new())]).await.unwrap();
    let mut told = other.watch(Duration::from_millis(50));
    assert_eq!(told.next().await.unwrap().unwrap(), revision(1));
    let mut behind = connect(&url).await;
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .execute(&mut behind)
    .await
    .unwrap();
    one.append(vec![import("2", Vec::new())]).await.unwrap();
    let mut next = told.next().await.unwrap();
    while next.is_err() {
        next = told.next().await.unwrap();
    }
    assert_eq!(next.unwrap(), revision(2));
    other.close().await;
    assert!(told.next().await.is_none());
}
