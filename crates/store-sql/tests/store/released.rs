//! What a released program recorded is read and written on by this one, whichever schema it knew.

use std::path::Path;

use peel_data_core::{Contents, NewRevision, Store};
use peel_model::{QueryAction, Run};
use peel_store_sql::SqlStore;
use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Acquire, ConnectOptions, Connection, SqlSafeStr};

use crate::collected::{
    EDITION, all_queries, bringing, decision, declaration, files, freeze, programme, queries,
    sign_off, step, subject, submission,
};
use crate::fixture::{counts, edition, file, import, on, page, query, read, revision, run};
use crate::keeping::answers;
use crate::postgres::connect;
use crate::server::shared;

/// The steps of each schema, oldest first.
const SQLITE: [&str; 3] = [
    include_str!("../../migrations/sqlite/0001_collection.sql"),
    include_str!("../../migrations/sqlite/0002_returns.sql"),
    include_str!("../../migrations/sqlite/0003_runs.sql"),
];
const POSTGRES: [&str; 2] = [
    include_str!("../../migrations/postgres/0001_collection.sql"),
    include_str!("../../migrations/postgres/0002_runs.sql"),
];

const KENT: &str = "theft 12m-to-2016-06 kent";

/// Takes the steps as the program of that time took them.
async fn take<'c, C>(steps: &[&'static str], connection: C)
where
    C: Acquire<'c>,
    <C::Connection as std::ops::Deref>::Target: Migrate,
{
    let steps = (1..).zip(steps).map(|(number, sql)| {
        let name = number.to_string().into();
        Migration::new(
            number,
            name,
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    let migrator = Migrator::with_migrations(steps.collect());
    migrator.run(connection).await.unwrap();
}

/// A file as a released program left it.
async fn file_of(steps: &[&'static str], held: &'static str, folder: &Path) -> SqlStore {
    let mut connection = SqliteConnectOptions::new()
        .filename(folder.join("peel.db"))
        .create_if_missing(true)
        .foreign_keys(true)
        .connect()
        .await
        .unwrap();
    take(steps, &mut connection).await;
    sqlx::raw_sql(held).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    file(folder).await
}

/// A database as a released program left it.
async fn database_of(steps: &[&'static str], held: &'static str) -> SqlStore {
    let url = shared().database();
    let mut connection = connect(&url).await;
    take(steps, &mut connection).await;
    sqlx::raw_sql(held).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    on(&url).await
}

/// What was brought to the programs of the schemas with returns. It stays as it is: their files
/// hold this.
fn brought() -> Vec<NewRevision> {
    let mut sent = submission("kent", vec![counts(KENT, 1)]);
    sent.declarations = vec![declaration(KENT, "estimated from nine months", Some(9))];
    sent.decisions = files(&[("returns/kent/theft.toml", "estimated")]);
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

/// A run as it was recorded before what it checked and used was.
fn unchecked_run() -> Run {
    Run {
        checked: false,
        checks: Vec::new(),
        used: Vec::new(),
        ..run(1, "kent", EDITION, 1_000)
    }
}

/// The store answers as one that this program filled, knows the requests and can be written to.
async fn check_read_and_written_on(store: &SqlStore, held: Run) {
    let folder = tempfile::tempdir().unwrap();
    let filled = file(folder.path()).await;
    filled.append(brought()).await.unwrap();
    filled.record_runs(vec![held]).await.unwrap();
    assert_eq!(answers(store).await, answers(&filled).await);

    let again = store.append(brought()).await.unwrap();
    assert!(again.iter().all(|appended| appended.repeated));
    let accepted = Contents::QueryStep(step("q3-1", 1, QueryAction::Accept));
    let recorded = store.append(vec![bringing("accepted", accepted)]).await;
    assert_eq!(recorded.unwrap()[0].record.revision, revision(8));
    assert_eq!(queries(store, all_queries()).await, ["q3-1 kent accepted"]);
    let checked = run(2, "kent", EDITION, 2_000);
    store.record_runs(vec![checked.clone()]).await.unwrap();
    let kept = store.run(checked.id.clone()).await.unwrap();
    assert_eq!(
        kept.as_ref().map(|kept| &kept.checks),
        Some(&checked.checks)
    );
    crate::contract::the_log_keeps_what_is_known_of_a_call(store).await;
}

/// Whoever adds a step adds what the schema before it held.
#[test]
fn every_schema_but_the_newest_is_tried() {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let steps = |database| {
        std::fs::read_dir(migrations.join(database))
            .unwrap()
            .count()
    };
    let before_the_newest = ["sqlite", "postgres"].map(|database| steps(database) - 1);
    assert_eq!(before_the_newest, [SQLITE.len(), POSTGRES.len()]);
}

#[tokio::test]
async fn a_file_of_the_second_schema_is_read_and_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let held = include_str!("released/sqlite_2.sql");
    let store = file_of(&SQLITE[..2], held, folder.path()).await;
    check_read_and_written_on(&store, unchecked_run()).await;
}

#[tokio::test]
async fn a_file_of_the_third_schema_is_read_and_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let held = include_str!("released/sqlite_3.sql");
    let store = file_of(&SQLITE, held, folder.path()).await;
    check_read_and_written_on(&store, run(1, "kent", EDITION, 1_000)).await;
}

#[tokio::test]
async fn a_database_of_the_first_schema_is_read_and_written_on() {
    let held = include_str!("released/postgres_1.sql");
    let store = database_of(&POSTGRES[..1], held).await;
    check_read_and_written_on(&store, unchecked_run()).await;
}

#[tokio::test]
async fn a_database_of_the_second_schema_is_read_and_written_on() {
    let held = include_str!("released/postgres_2.sql");
    let store = database_of(&POSTGRES, held).await;
    check_read_and_written_on(&store, run(1, "kent", EDITION, 1_000)).await;
}

#[tokio::test]
async fn a_file_of_the_first_schema_is_read_and_written_on() {
    let folder = tempfile::tempdir().unwrap();
    let held = include_str!("released/sqlite_1.sql");
    let store = file_of(&SQLITE[..1], held, folder.path()).await;
    let all = query("", "", "");
    assert_eq!(
        read(&store, all.clone(), None).await,
        [
            "arson 12m-to-2016-06 essex not-supplied r2",
            "theft 12m-to-2016-06 kent 11 r3"
        ]
    );
    assert_eq!(
        read(&store, all, Some(2)).await,
        [
            "arson 12m-to-2016-06 essex not-supplied r2",
            "theft 12m-to-2016-06 kent 10 r2"
        ]
    );
    let records = store.revisions(page(None, 10)).await.unwrap();
    let changes: Vec<_> = records.iter().map(|it| it.changes_edition).collect();
    assert_eq!(changes, [true, false, false]);
    let stored = store.edition_document(programme(), None).await.unwrap();
    assert_eq!(stored.unwrap().document.files[0].bytes, b"text");
    let mut sent = submission("kent", vec![counts(KENT, 12)]);
    sent.raised = vec![subject(KENT, None)];
    let sent = bringing("four", Contents::Submission(sent));
    let recorded = store.append(vec![sent]).await.unwrap();
    assert_eq!(recorded[0].record.revision, revision(4));
    assert_eq!(queries(&store, all_queries()).await, ["q4-1 kent open"]);
    store.close().await;
    let again = file(folder.path()).await;
    assert_eq!(again.newest().await.unwrap(), Some(revision(4)));
}
