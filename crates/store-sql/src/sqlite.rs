//! What SQLite alone does: where it is, how it is opened, what its errors mean.

use std::time::Duration;

use peel_data_core::{CHUNK, StoreError};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, Sqlite, SqliteConnection, SqlitePool,
    Transaction,
};
use tokio::time::{Instant, sleep};

use crate::database::Pools;
use crate::migration;
use crate::settings::{MOST_READERS, Place, SqliteSettings};
use crate::statement::{Insert, Statement, Value};
use crate::trouble::{Tried, Trouble};

/// Takes the place of the one writer at once, so that what is read first stays true.
const BEGIN_WRITING: &str = "BEGIN IMMEDIATE";

/// Between two attempts to open a file that others open too.
const PAUSE: Duration = Duration::from_millis(5);

/// "peel" in ASCII; marks files of this program.
const APPLICATION_ID: i64 = 0x7065_656C;

/// Opens the store's connections, makes the file when it does not exist, and brings its schema up
/// to date.
pub(crate) async fn open(settings: &SqliteSettings) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::new()
        .busy_timeout(settings.patience)
        .foreign_keys(true)
        // In KiB: a year's facts stay in memory.
        .pragma("cache_size", "-16384")
        // A whole chunk fits, so that the database never waits for who reads it.
        .row_buffer_size(CHUNK + 1)
        .disable_statement_logging();
    let opened = match &settings.place {
        Place::File(path) => {
            let options = options.filename(path).create_if_missing(true);
            open_when_free(&options, settings).await
        }
        Place::Memory => open_memory(options.in_memory(true), settings).await,
    };
    opened.map_err(|trouble| trouble.at(&settings.place.to_string(), store_error))
}

/// Opens the file, again and again while others open it too: for a new file the journal's mode is
/// changed, and of two programs that do so at once SQLite lets neither wait, whatever its patience.
async fn open_when_free(options: &SqliteConnectOptions, settings: &SqliteSettings) -> Tried<Pools> {
    let end = Instant::now() + settings.patience;
    loop {
        match open_file(options.clone(), settings).await {
            Err(Trouble::Database(error)) if is_busy(&error) && Instant::now() < end => {
                sleep(PAUSE).await;
            }
            opened => return opened,
        }
    }
}

async fn open_file(options: SqliteConnectOptions, settings: &SqliteSettings) -> Tried<Pools> {
    // Before the journal's mode is set, which writes: another program's file stays as it is.
    refuse_foreign(&options, &settings.place).await?;
    let writing = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        // What was answered as accepted survives a power cut.
        .synchronous(SqliteSynchronous::Full);
    let writer = pool(1, settings)
        .after_release(|connection, _| Box::pin(can_write_again(connection)))
        .connect_with(writing)
        .await?;
    migrate(&writer, &settings.place).await?;
    let reading = options.create_if_missing(false).read_only(true);
    let readers = settings.readers.clamp(1, MOST_READERS);
    let readers = pool(readers, settings).connect_with(reading).await?;
    Ok(Pools::Sqlite { writer, readers })
}

async fn open_memory(options: SqliteConnectOptions, settings: &SqliteSettings) -> Tried<Pools> {
    // One connection, because every other would see a memory of its own.
    let only = pool(1, settings).connect_with(options).await?;
    migrate(&only, &settings.place).await?;
    Ok(Pools::Sqlite {
        writer: only.clone(),
        readers: only,
    })
}

pub(crate) async fn begin(writer: &SqlitePool) -> Tried<Transaction<'static, Sqlite>> {
    Ok(writer.begin_with(BEGIN_WRITING).await?)
}

fn pool(connections: u32, settings: &SqliteSettings) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(settings.patience)
        // A call that is given up while its connection is tested takes the connection with it, and
        // a memory with that. They are tested when they come back.
        .test_before_acquire(false)
        // Connections to a file do not age, and a memory's must not end before the store.
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Whether a connection can begin another transaction; otherwise the pool opens a new one.
///
/// SQLite ends a transaction by itself when the disk is full or fails. sqlx then fails to roll it
/// back, and would for ever believe that it goes on.
async fn can_write_again(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A roll-back that is still under way comes first.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

async fn refuse_foreign(options: &SqliteConnectOptions, place: &Place) -> Tried<()> {
    let mut connection = options.connect().await?;
    // In this order: another program that makes the file right now marks it with its first table.
    let contents: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master")
        .fetch_one(&mut connection)
        .await?;
    let owner: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    if owner == APPLICATION_ID || contents == 0 {
        Ok(())
    } else {
        Err(Trouble::Refused(StoreError::Foreign {
            place: place.to_string(),
        }))
    }
}

/// The schema's steps, oldest first. A step that was released is never changed.
const STEPS: [migration::Step; 4] = [
    (
        1,
        "collection",
        include_str!("../migrations/sqlite/0001_collection.sql"),
    ),
    (
        2,
        "returns",
        include_str!("../migrations/sqlite/0002_returns.sql"),
    ),
    (
        3,
        "runs",
        include_str!("../migrations/sqlite/0003_runs.sql"),
    ),
    (
        4,
        "audit",
        include_str!("../migrations/sqlite/0004_audit.sql"),
    ),
];

async fn migrate(writer: &SqlitePool, place: &Place) -> Tried<()> {
    // All steps in one transaction: of two programs that start at once one waits for the other.
    let mut writing = begin(writer).await?;
    migration::run(&mut *writing, &STEPS, place).await?;
    Ok(writing.commit().await?)
}

/// The kind of a result code: its low byte, by <https://www.sqlite.org/rescode.html>.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let sqlx::Error::Database(said) = error else {
        return None;
    };
    let code: i32 = said.code()?.parse().ok()?;
    Some(code & 0xFF)
}

/// Whether another connection was in the way.
fn is_busy(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(5 | 6))
}

/// What an error of the database means to who runs the program.
pub(crate) fn store_error(place: &str, error: sqlx::Error) -> StoreError {
    let place = place.to_owned();
    let code = match &error {
        sqlx::Error::PoolTimedOut => {
            return StoreError::Busy {
                place,
                cause: error.into(),
            };
        }
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => {
            return StoreError::Damaged {
                place,
                cause: error.into(),
            };
        }
        other => primary_code(other),
    };
    let cause = error.into();
    match code {
        Some(5 | 6) => StoreError::Busy { place, cause },
        Some(13) => StoreError::Full { place, cause },
        Some(11 | 26) => StoreError::Damaged { place, cause },
        Some(3 | 8 | 14 | 23) => StoreError::NotWritable { place, cause },
        _ => StoreError::Failed { place, cause },
    }
}

/// A statement with its values, as sqlx takes it.
pub(crate) fn bound<'v>(statement: &Statement<'v>) -> Query<'v, Sqlite, SqliteArguments> {
    // The text is put together from literals; every value is bound.
    let text = AssertSqlSafe(statement.text.clone().into_owned());
    let query = sqlx::query(text).persistent(statement.comes_again());
    statement.values.iter().fold(query, bind)
}

fn bind<'v>(
    query: Query<'v, Sqlite, SqliteArguments>,
    value: &Value<'v>,
) -> Query<'v, Sqlite, SqliteArguments> {
    match *value {
        Value::Number(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Real(number) => query.bind(number),
        Value::Bytes(bytes) => query.bind(bytes),
    }
}

pub(crate) const RENEWS_CELLS: &str =
    "ON CONFLICT (measure, period, area_name) DO UPDATE SET newest = excluded.newest";

/// How many rows one statement inserts. Few lengths, so that each is prepared once; the largest is
/// well within the values that SQLite binds (32,766).
const ROWS: [usize; 4] = [1_000, 100, 10, 1];

pub(crate) async fn insert<const COLUMNS: usize>(
    connection: &mut SqliteConnection,
    insert: &Insert<'_, COLUMNS>,
) -> Tried<()> {
    let mut rest = insert.rows.as_slice();
    for length in ROWS {
        if rest.len() < length {
            continue;
        }
        let text = insert_text(insert, length);
        let mut chunks = rest.chunks_exact(length);
        for rows in &mut chunks {
            let query = sqlx::query(AssertSqlSafe(text.as_str()));
            let query = rows.iter().flatten().fold(query, bind);
            query.execute(&mut *connection).await?;
        }
        rest = chunks.remainder();
    }
    Ok(())
}

fn insert_text<const COLUMNS: usize>(insert: &Insert<'_, COLUMNS>, rows: usize) -> String {
    let row = format!("({})", ["?"; COLUMNS].join(", "));
    let rows = vec![row; rows].join(", ");
    format!("INSERT INTO {} VALUES {rows} {}", insert.into, insert.then)
}
