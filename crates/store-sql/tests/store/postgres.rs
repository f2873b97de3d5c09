//! What a store on PostgreSQL must survive.

use std::error::Error;
use std::time::Duration;

use futures::future::join_all;
use peel_data_core::{Store, StoreError};
use peel_model::Revision;
use peel_store_sql::{PostgresSettings, SqlStore};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::fixture::{counts, import, on, query, read, revision};
use crate::server::{Server, shared};

/// The database behind the store's back.
pub(crate) async fn connect(url: &str) -> PgConnection {
    let options: PgConnectOptions = url.parse().unwrap();
    options.connect().await.unwrap()
}

async fn refused(url: &str) -> StoreError {
    let settings = PostgresSettings {
        patience: Duration::from_millis(500),
        ..PostgresSettings::at(url)
    };
    SqlStore::open(&settings).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_acknowledged_survives_crashes_of_the_server_whole() {
    const CELLS: usize = 50;
    let server = Server::start("-c fsync=off");
    let url = server.url("postgres");
    let stores = join_all((0..3).map(|_| on(&url))).await;
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let writers = stores.iter().enumerate().map(|(place, store)| async move {
            let mut recorded = Vec::new();
            for i in 0.. {
                let value = u32::try_from(round * 1_000_000 + place * 100_000 + i).unwrap();
                let cells = (0..CELLS)
                    .map(|cell| counts(&format!("theft 12m-to-2016-06 force-{cell}"), value))
                    .collect();
                let new = import(&format!("{round}-{place}-{i}"), cells);
                match store.append(vec![new.clone()]).await {
                    Ok(records) => recorded.push((new, records)),
                    Err(error) => {
                        assert!(error.is_passing(), "{error:?}");
                        return recorded;
                    }
                }
            }
            recorded
        });
        let crash = async {
            // In the middle: when some have been written in this round.
            let goal = acknowledged.len() as u64 + 30;
            while stores[0]
                .newest()
                .await
                .unwrap()
                .map_or(0, Revision::number)
                < goal
            {}
            tokio::task::block_in_place(|| server.crash());
        };
        let (written, ()) = futures::join!(join_all(writers), crash);
        server.start_again();
        acknowledged.extend(written.into_iter().flatten());
        let after = join_all((0..3).map(|_| on(&url))).await;
        for store in stores.iter().chain(&after) {
            assert!(store.newest().await.is_ok(), "it recovers by itself");
        }
    }
    assert_whole(&stores[0], CELLS).await;
    for (new, records) in acknowledged {
        let again = stores[1].append(vec![new]).await.unwrap();
        assert!(again[0].repeated);
        assert_eq!(again[0].record, records[0].record);
    }
}

/// Every revision there is has all of its values, and there is no gap.
async fn assert_whole(store: &SqlStore, cells: usize) {
    let newest = store.newest().await.unwrap().unwrap().number();
    for number in 1..=newest {
        let record = store.revision(revision(number)).await.unwrap().unwrap();
        assert_eq!(record.observations, cells as u64);
        let found = read(store, query("", "", ""), Some(number)).await;
        let own = found
            .iter()
            .filter(|it| it.ends_with(&format!(" r{number}")));
        assert_eq!(own.count(), cells, "revision {number}");
    }
}

#[tokio::test]
async fn a_lost_connection_is_told_and_replaced() {
    let url = shared().database();
    let store = on(&url).await;
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    let mut other = connect(&url).await;
    let mut lock = other.begin().await.unwrap();
    sqlx::query("SELECT * FROM peel FOR UPDATE")
        .execute(&mut *lock)
        .await
        .unwrap();
    let waiting = store.append(vec![import("2", Vec::new())]);
    let cut = async {
        let mut cut = 0_i64;
        while cut == 0 {
            cut = sqlx::query_scalar(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
            .fetch_one(&mut *lock)
            .await
            .unwrap();
        }
    };
    let (answer, ()) = futures::join!(waiting, cut);
    let error = answer.unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error:?}");
    lock.rollback().await.unwrap();
    store.append(vec![import("2", Vec::new())]).await.unwrap();
    assert_eq!(store.newest().await.unwrap(), Some(revision(2)));
}

#[tokio::test]
async fn a_writer_that_holds_on_too_long_is_told_of_as_busy() {
    let url = shared().database();
    let settings = PostgresSettings {
        patience: Duration::from_millis(100),
        ..PostgresSettings::at(&url)
    };
    // Opened with time enough to make the tables.
    on(&url).await.close().await;
    let store = SqlStore::open(&settings).await.unwrap();
    let mut other = connect(&url).await;
    let mut lock = other.begin().await.unwrap();
    sqlx::query("SELECT * FROM peel FOR UPDATE")
        .execute(&mut *lock)
        .await
        .unwrap();
    let error = store
        .append(vec![import("1", Vec::new())])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error:?}");
    assert_eq!(
        store.newest().await.unwrap(),
        None,
        "readers wait for nobody"
    );
    lock.rollback().await.unwrap();
    store.append(vec![import("1", Vec::new())]).await.unwrap();
}

#[tokio::test]
async fn a_cell_twice_in_one_revision_leaves_nothing() {
    let store = on(&shared().database()).await;
    let twice = ["theft 12m-to-2016-06 kent"; 2].map(|cell| counts(cell, 1));
    let error = store
        .append(vec![import("1", Vec::new()), import("2", twice.into())])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
    assert_eq!(store.newest().await.unwrap(), None);
}

#[tokio::test]
async fn another_programs_database_is_left_as_it_is() {
    let url = shared().database();
    let mut other = connect(&url).await;
    sqlx::raw_sql("CREATE TABLE thing (id INTEGER)")
        .execute(&mut other)
        .await
        .unwrap();
    let error = refused(&url).await;
    assert!(matches!(error, StoreError::Foreign { .. }), "{error:?}");
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
            .fetch_one(&mut other)
            .await
            .unwrap();
    assert_eq!(tables, 1);
}

#[tokio::test]
async fn a_newer_programs_database_is_left_as_it_is() {
    let url = shared().database();
    on(&url).await.close().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (999, 'later', TRUE, '', 0)",
    )
    .execute(&mut connect(&url).await)
    .await
    .unwrap();
    let error = refused(&url).await;
    assert!(
        matches!(
            error,
            StoreError::NewerSchema {
                found: 999,
                known: 3,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn one_user_owns_the_tables_and_another_uses_them() {
    let owned = shared().database();
    let mut owner = connect(&owned).await;
    let database: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    // As docs/deployment.md has it.
    let user = format!("user_of_{database}");
    let rights = format!(
        "CREATE USER {user};
         REVOKE CREATE ON SCHEMA public FROM PUBLIC;
         GRANT USAGE ON SCHEMA public TO {user};
         ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {user};
         ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {user};"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(rights))
        .execute(&mut owner)
        .await
        .unwrap();
    let using = PostgresSettings {
        migrates: false,
        ..PostgresSettings::at(owned.replace("user=postgres", &format!("user={user}")))
    };

    // Nothing is there yet, and it may not make it.
    let early = SqlStore::open(&using).await.unwrap_err();
    assert!(
        matches!(early, StoreError::OlderSchema { found: 0, .. }),
        "{early:?}"
    );
    // Several of the job's pods at once do it once.
    join_all((0..3).map(|_| on(&owned))).await;
    let store = SqlStore::open(&using).await.unwrap();
    let new = import("first", vec![counts("theft 12m-to-2016-06 force-1", 7)]);
    store.append(vec![new]).await.unwrap();
    assert_eq!(store.newest().await.unwrap(), Some(revision(1)));

    // A later program's user waits for the later program's step.
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version > 1")
        .execute(&mut owner)
        .await
        .unwrap();
    let older = SqlStore::open(&using).await.unwrap_err();
    assert!(
        matches!(older, StoreError::OlderSchema { found: 1, .. }),
        "{older:?}"
    );
}

#[tokio::test]
async fn a_server_or_database_that_is_not_there_is_told_by_its_address() {
    let check = async |url: &str, expected: &str| {
        let error = refused(url).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
        let told = error.to_string();
        let (place, why) = told.split_once(" cannot be reached: ").unwrap();
        assert!(place.starts_with("postgres://somebody@"), "{told}");
        assert_eq!(
            why,
            format!("{expected}; check the address, the user and the password")
        );
        assert!(error.source().is_some(), "{error:?}");
    };
    let server = Server::start("-c fsync=off");
    server.client(
        "psql",
        &["-qc", "CREATE USER somebody PASSWORD 'secret'", "postgres"],
    );
    let folder = server.folder().display().to_string();
    let at = |database: &str, password: &str| {
        format!("postgres:///{database}?host={folder}&user=somebody&password={password}")
    };
    check(&at("nowhere", "secret"), "the server has no such database").await;
    server.ask_for_passwords();
    check(
        &at("postgres", "wrong"),
        "the server does not accept the user or the password",
    )
    .await;
    server.crash();
    // Its socket is gone with it.
    check(&at("postgres", "secret"), "no server is found there").await;
    check(
        "postgres://somebody:secret@127.0.0.1:1/peel",
        "no server answers there",
    )
    .await;
    check(
        "postgres://somebody:secret@nowhere.invalid/peel",
        "no server is found there",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_writing_goes_on_when_there_is_room_again() {
    let server = Server::start_with_little_room();
    let store = on(&server.database()).await;
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    let many = || {
        let cells = (0..20_000).map(|i| counts(&format!("theft 12m-to-2016-06 force-{i}"), i));
        vec![import("2", cells.collect())]
    };
    let error = store.append(many()).await.unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert_eq!(store.newest().await.unwrap(), Some(revision(1)));
    assert_eq!(read(&store, query("", "", ""), None).await, [""; 0]);
    tokio::task::block_in_place(|| {
        server.crash();
        server.start_again();
    });
    store.append(many()).await.unwrap();
    assert_eq!(store.newest().await.unwrap(), Some(revision(2)));
}

#[tokio::test]
async fn a_database_that_is_read_only_is_told() {
    let url = shared().database();
    let read_only = format!("{url}&options=-c%20default_transaction_read_only=on");
    let error = refused(&read_only).await;
    assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
}

#[tokio::test]
async fn nothing_recorded_is_changed_or_removed_even_by_hand() {
    let url = shared().database();
    let store = on(&url).await;
    crate::contract::a_query_keeps_its_whole_conversation(&store).await;
    crate::contract::the_log_keeps_what_is_known_of_a_call(&store).await;
    let mut by_hand = connect(&url).await;
    for statement in [
        "UPDATE observation SET value = 0",
        "DELETE FROM observation",
        "UPDATE revision SET title = ''",
        "DELETE FROM revision",
        "UPDATE submission SET note = ''",
        "UPDATE query SET question = ''",
        "DELETE FROM query",
        "UPDATE query_move SET text = ''",
        "DELETE FROM query_move",
        "UPDATE audit_entry SET caller = ''",
        "DELETE FROM audit_entry WHERE number = 2",
        "TRUNCATE audit_entry",
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

/// The tables that are distributed where PostgreSQL is sharded.
const DISTRIBUTED: [&str; 7] = [
    "cell",
    "declaration",
    "observation",
    "query",
    "query_move",
    "sign_off",
    "submission",
];

#[tokio::test]
async fn every_key_of_a_distributed_table_holds_its_area() {
    let url = shared().database();
    on(&url).await.close().await;
    let mut behind = connect(&url).await;
    // Unique keys without the area, and references between distributed tables without it.
    let without: Vec<String> = sqlx::query_scalar(
        "SELECT c.conrelid::regclass || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c \
         WHERE c.conrelid::regclass::text = ANY($1) \
         AND (c.contype IN ('p', 'u') OR c.confrelid::regclass::text = ANY($1)) \
         AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid \
                         AND a.attname = 'area' AND a.attnum = ANY(c.conkey))",
    )
    .bind(DISTRIBUTED)
    .fetch_all(&mut behind)
    .await
    .unwrap();
    assert_eq!(without, [""; 0]);
    let with_area: Vec<String> = sqlx::query_scalar(
        "SELECT attrelid::regclass::text FROM pg_attribute a \
         JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' \
         WHERE attname = 'area' ORDER BY 1",
    )
    .fetch_all(&mut behind)
    .await
    .unwrap();
    assert_eq!(with_area, DISTRIBUTED);
}
