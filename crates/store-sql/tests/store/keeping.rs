//! What was recorded outlives a lost disk and a move to another machine.

use std::time::Duration;

use futures::StreamExt;
use peel_data_core::{Contents, NewRevision, Store};
use peel_model::{QueryAction, Revision};
use peel_store_sql::SqlStore;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::collected::{
    EDITION, all_queries, bringing, decision, declaration, freeze, programme, sign_off, step,
    subject, submission,
};
use crate::fixture::{
    cell, counts, edition, file, import, on, page, postgres, query, read, revision, run,
};
use crate::server::shared;

const KENT: &str = "theft 12m-to-2016-06 kent";

/// One of everything that can be recorded.
fn everything() -> Vec<NewRevision> {
    let mut sent = submission("kent", vec![counts(KENT, 1)]);
    sent.declarations = vec![declaration(KENT, "estimated from nine months", Some(9))];
    sent.decisions = crate::collected::files(&[("returns/kent/theft.toml", "estimated")]);
    sent.raised = vec![subject(KENT, Some("a-check"))];
    let contents = [
        edition(EDITION, "text").contents,
        import("replaced", vec![counts("theft 12m-to-2016-06 essex", 2)]).contents,
        Contents::Submission(sent),
        Contents::QueryStep(step("q3-1", 0, QueryAction::Confirm)),
        decision(&[("exclusions.toml", "left out")]),
        sign_off("kent", 3),
        freeze(6, "published"),
    ];
    let requests = (1..).map(|number: u32| number.to_string());
    requests
        .zip(contents)
        .map(|(request, contents)| bringing(&request, contents))
        .collect()
}

/// All that can be asked, as text.
pub(crate) async fn answers(store: &SqlStore) -> String {
    let newest = store.newest().await.unwrap().map_or(0, Revision::number);
    let mut told = format!(
        "{:?}\n{:?}\n",
        store.revisions(page(None, 100)).await.unwrap(),
        store
            .runs(peel_data_core::RunQuery {
                force: None,
                edition: None,
                page: page(None, 100),
            })
            .await
            .unwrap(),
    );
    let kept = store.run(format!("{:032x}", 1)).await.unwrap();
    told.push_str(&format!("{kept:?}\n"));
    for number in 1..=newest {
        let as_of = Some(revision(number));
        told.push_str(&format!(
            "{number} {:?} {:?} {:?} {:?}\n",
            read(store, query("", "", ""), Some(number)).await,
            store.measure_revisions(as_of).await.unwrap(),
            store.editions(as_of).await.unwrap(),
            store.edition_document(programme(), as_of).await.unwrap(),
        ));
    }
    let submissions = peel_data_core::SubmissionQuery {
        force: None,
        edition: None,
        page: page(None, 100),
    };
    told.push_str(&format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        store.history(cell(KENT), page(None, 100)).await.unwrap(),
        store.declarations(cell(KENT)).await.unwrap(),
        store.submissions(submissions).await.unwrap(),
        store.queries(all_queries()).await.unwrap(),
        store.sign_offs(programme(), None).await.unwrap(),
        store.freeze(programme(), None).await.unwrap(),
    ));
    told
}

/// Fills a store, and tells what it answers.
async fn filled(store: &SqlStore) -> String {
    store.append(everything()).await.unwrap();
    store
        .record_runs(vec![run(1, "kent", EDITION, 1_000)])
        .await
        .unwrap();
    answers(store).await
}

/// A restored store answers as the old one did, knows its requests and can be written to.
async fn assert_restored(store: &SqlStore, before: &str) {
    assert_eq!(answers(store).await, before);
    let again = store.append(everything()).await.unwrap();
    assert_eq!(again.last().unwrap().record.revision, revision(7));
    let next = store
        .append(vec![import("next", Vec::new())])
        .await
        .unwrap();
    assert_eq!(next[0].record.revision, revision(8));
}

#[tokio::test]
async fn both_databases_give_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        filled(&file(folder.path()).await).await,
        filled(&postgres().await).await
    );
}

#[tokio::test]
async fn a_backup_of_a_file_taken_while_it_is_written_is_restored_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = file(folder.path()).await;
    let before = filled(&store).await;
    let elsewhere = folder.path().join("restored");
    std::fs::create_dir(&elsewhere).unwrap();
    // As `sqlite3 peel.db "VACUUM INTO 'backup.db'"` does, beside a program that goes on.
    let mut by_hand = SqliteConnectOptions::new()
        .filename(folder.path().join("peel.db"))
        .connect()
        .await
        .unwrap();
    sqlx::query("VACUUM INTO $1")
        .bind(elsewhere.join("peel.db").to_str().unwrap())
        .execute(&mut by_hand)
        .await
        .unwrap();
    store
        .append(vec![import("after", Vec::new())])
        .await
        .unwrap();
    assert_restored(&file(&elsewhere).await, &before).await;
}

#[tokio::test]
async fn a_dump_of_a_database_taken_while_it_is_written_is_restored_whole() {
    let (url, restored) = (shared().database(), shared().database());
    let store = on(&url).await;
    let before = filled(&store).await;
    let folder = shared().folder();
    let dump = folder.join(format!("{}.dump", name_of(&url)));
    let dump = dump.to_str().unwrap();
    shared().client("pg_dump", &["-Fc", "-f", dump, name_of(&url)]);
    store
        .append(vec![import("after", Vec::new())])
        .await
        .unwrap();
    let arguments = ["--exit-on-error", "-d", name_of(&restored), dump];
    shared().client("pg_restore", &arguments);
    assert_restored(&on(&restored).await, &before).await;
}

fn name_of(url: &str) -> &str {
    let name = url.trim_start_matches("postgres:///");
    name.split('?').next().unwrap()
}

#[tokio::test]
async fn a_program_learns_of_what_another_wrote_to_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (file(folder.path()).await, file(folder.path()).await);
    one.append(vec![import("1", Vec::new())]).await.unwrap();
    let mut told = other.watch(Duration::from_millis(1));
    for number in 1..=3 {
        assert_eq!(told.next().await.unwrap().unwrap(), revision(number));
        let next = (number + 1).to_string();
        one.append(vec![import(&next, Vec::new())]).await.unwrap();
    }
    other.close().await;
    while let Some(last) = told.next().await {
        assert!(last.is_err() || last.unwrap() == revision(4));
    }
}
