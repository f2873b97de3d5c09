//! What PostgreSQL alone does: where it is, how it is opened, what its errors mean.

mod statement;

use std::borrow::Cow;
use std::time::Duration;

use peel_data_core::{Cause, StoreError};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{ConnectOptions, PgConnection, PgPool, Postgres, Transaction};
use tokio::time::{sleep, timeout};

use crate::database::Pools;
use crate::migration;
use crate::settings::{MOST_CONNECTIONS, PostgresSettings};
use crate::trouble::{Tried, Trouble};

pub(crate) use statement::{RENEWS_CELLS, bound, insert};

/// How many times its patience a statement may run. One that only waits for a lock ends after one.
const RUNNING: u32 = 6;

/// Held while a schema is brought up to date: "peel" in ASCII.
const MIGRATING: i64 = 0x7065_656C;

const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

fn options(settings: &PostgresSettings) -> Result<PgConnectOptions, StoreError> {
    let unreadable = |cause: Cause| StoreError::Unreachable {
        place: "the PostgreSQL database".to_owned(),
        why: "its address cannot be read",
        cause,
    };
    if !SCHEMES
        .iter()
        .any(|scheme| settings.url.starts_with(scheme))
    {
        return Err(unreadable(
            "its address does not begin with postgres://".into(),
        ));
    }
    let options: PgConnectOptions = settings.url.parse().map_err(|error: sqlx::Error| {
        unreadable(format!("its address cannot be read: {error}").into())
    })?;
    let milliseconds = |time: Duration| format!("{}ms", time.as_millis());
    let running = milliseconds(settings.patience.saturating_mul(RUNNING));
    Ok(options
        .application_name("peel")
        .options([
            ("lock_timeout", milliseconds(settings.patience)),
            ("statement_timeout", running.clone()),
            // A writer that froze holds up the others no longer than that.
            ("idle_in_transaction_session_timeout", running),
        ])
        .disable_statement_logging())
}

/// The database's address without its password.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or(options.get_username());
    let (user, host, port) = (
        options.get_username(),
        options.get_host(),
        options.get_port(),
    );
    match options.get_socket() {
        Some(socket) => format!("postgres://{user}@{}:{port}/{database}", socket.display()),
        None => format!("postgres://{user}@{host}:{port}/{database}"),
    }
}

/// Whether the address can be read.
pub(crate) fn check(settings: &PostgresSettings) -> Result<(), StoreError> {
    options(settings).map(|_| ())
}

/// Opens the store's connections and brings its schema up to date, or sees that it is.
pub(crate) async fn open(settings: &PostgresSettings) -> Result<(Pools, String), StoreError> {
    let options = options(settings)?;
    let place = place(&options);
    let pool = |connections: u32| {
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(settings.patience)
    };
    let writer = pool(1).connect_with(options.clone()).await;
    let writer = writer.map_err(|error| kept_out(&place, error))?;
    let migrated = if settings.migrates {
        migrate(&writer, &place).await
    } else {
        see_migrated(&writer, &place).await
    };
    migrated.map_err(|trouble| trouble.at(&place, store_error))?;
    let readers = settings.connections.clamp(1, MOST_CONNECTIONS);
    let readers = pool(readers).connect_with(options).await;
    let readers = readers.map_err(|error| store_error(&place, error))?;
    Ok((Pools::Postgres { writer, readers }, place))
}

/// What keeps the very first connection from being made.
fn kept_out(place: &str, error: sqlx::Error) -> StoreError {
    let why = match &error {
        // The pool tries again and again while the connection is refused.
        sqlx::Error::PoolTimedOut => "no server answers there",
        sqlx::Error::Io(_) => "no server is found there",
        sqlx::Error::Tls(_) => "no encrypted connection can be agreed on",
        _ => match code(&error).as_deref().unwrap_or_default() {
            "28P01" | "28000" => "the server does not accept the user or the password",
            "3D000" => "the server has no such database",
            _ => return store_error(place, error),
        },
    };
    StoreError::Unreachable {
        place: place.to_owned(),
        why,
        cause: error.into(),
    }
}

/// Begins a transaction and waits for the one row that every writer locks.
pub(crate) async fn begin(writer: &PgPool) -> Tried<Transaction<'static, Postgres>> {
    let mut transaction = writer.begin().await?;
    // Statements after this one see everything that earlier writers committed.
    sqlx::query("SELECT program FROM peel FOR UPDATE")
        .execute(&mut *transaction)
        .await?;
    Ok(transaction)
}

/// Tells whoever listens that there is a new revision, when the transaction is committed.
pub(crate) async fn announce(connection: &mut PgConnection) -> Tried<()> {
    sqlx::query("SELECT pg_notify($1, '')")
        .bind(CHANNEL)
        .execute(connection)
        .await?;
    Ok(())
}

/// Where new revisions are told.
const CHANNEL: &str = "peel_revision";

/// Hears of new revisions, on a connection of its own, lost and made again as the server comes and
/// goes.
pub(crate) struct Listener {
    pool: PgPool,
    connected: Option<Box<PgListener>>,
}

impl Listener {
    pub(crate) fn beside(readers: &PgPool) -> Self {
        Self {
            // Not one of the readers': it is kept for good.
            pool: PgPoolOptions::new()
                .max_connections(1)
                .acquire_timeout(readers.options().get_acquire_timeout())
                .max_lifetime(None)
                .idle_timeout(None)
                .connect_lazy_with((*readers.connect_options()).clone()),
            connected: None,
        }
    }

    /// Waits until it is worth looking for a new revision, at most that long.
    pub(crate) async fn wait(&mut self, every: Duration) {
        match &mut self.connected {
            None => match self.connect().await {
                // It is worth looking at once: something may have happened before.
                Ok(listener) => self.connected = Some(Box::new(listener)),
                Err(_) => sleep(every).await,
            },
            Some(listener) => {
                if let Ok(Err(_)) = timeout(every, listener.try_recv()).await {
                    self.connected = None;
                }
            }
        }
    }

    async fn connect(&self) -> Result<PgListener, sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(listener)
    }
}

/// The schema's steps, oldest first. A step that was released is never changed.
const STEPS: [migration::Step; 3] = [
    (
        1,
        "collection",
        include_str!("../../migrations/postgres/0001_collection.sql"),
    ),
    (
        2,
        "runs",
        include_str!("../../migrations/postgres/0002_runs.sql"),
    ),
    (
        3,
        "audit",
        include_str!("../../migrations/postgres/0003_audit.sql"),
    ),
];

async fn migrate(writer: &PgPool, place: &str) -> Tried<()> {
    // All steps in one transaction: of two programs that start at once one waits for the other.
    let mut writing = writer.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(MIGRATING)
        .execute(&mut *writing)
        .await?;
    refuse_foreign(&mut writing, place).await?;
    migration::run(&mut *writing, &STEPS, &place).await?;
    Ok(writing.commit().await?)
}

/// Refuses a schema that is not this program's, without a right to change it.
async fn see_migrated(writer: &PgPool, place: &str) -> Tried<()> {
    refuse_foreign(&mut *writer.acquire().await?, place).await?;
    let recorded: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(writer)
        .await?;
    let found: Option<i64> = if recorded {
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(writer)
            .await?
    } else {
        None
    };
    migration::held(found, &STEPS, &place)
}

async fn refuse_foreign(connection: &mut PgConnection, place: &str) -> Tried<()> {
    // Tables, views and the like in the schema that ours would be made in.
    let (ours, contents): (bool, i64) = sqlx::query_as(
        "SELECT coalesce(bool_or(c.relname = 'peel' AND c.relkind = 'r'), false), count(*) \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
    )
    .fetch_one(connection)
    .await?;
    if ours || contents == 0 {
        Ok(())
    } else {
        Err(Trouble::Refused(StoreError::Foreign {
            place: place.to_owned(),
        }))
    }
}

/// Whether the same transaction may succeed when it is tried again at once.
pub(crate) fn was_bad_luck(error: &sqlx::Error) -> bool {
    // Serialization failure, deadlock.
    matches!(code(error).as_deref(), Some("40001" | "40P01"))
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error()?.code()
}

/// What an error of the database means to who runs the program.
///
/// The codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
pub(crate) fn store_error(place: &str, error: sqlx::Error) -> StoreError {
    enum Meaning {
        Busy,
        Full,
        Damaged,
        NotWritable,
        Failed,
    }
    let meaning = match &error {
        // No free connection, or the server went away: it may be back in a moment.
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => Meaning::Busy,
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => Meaning::Damaged,
        _ => match code(&error).as_deref().unwrap_or_default() {
            // Lock not available, statement took too long, transaction idle for too long.
            "55P03" | "57014" | "25P03" => Meaning::Busy,
            // Serialization failure, deadlock: only after several tries.
            "40001" | "40P01" => Meaning::Busy,
            // Too many connections, out of memory; shutting down or starting up.
            "53300" | "53200" | "57P01" | "57P02" | "57P03" => Meaning::Busy,
            code if code.starts_with("08") => Meaning::Busy,
            "53100" => Meaning::Full,
            // Data or an index is corrupted.
            "XX001" | "XX002" => Meaning::Damaged,
            // A standby or a read-only transaction; no right to write.
            "25006" | "42501" => Meaning::NotWritable,
            _ => Meaning::Failed,
        },
    };
    let (place, cause): (_, Cause) = (place.to_owned(), error.into());
    match meaning {
        Meaning::Busy => StoreError::Busy { place, cause },
        Meaning::Full => StoreError::Full { place, cause },
        Meaning::Damaged => StoreError::Damaged { place, cause },
        Meaning::NotWritable => StoreError::NotWritable { place, cause },
        Meaning::Failed => StoreError::Failed { place, cause },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_in_no_message() {
        let check = |url: &str, expected: &str| {
            let settings = PostgresSettings::at(url);
            assert!(!format!("{settings:?}").contains("secret"), "{settings:?}");
            let told = match options(&settings) {
                Ok(options) => place(&options),
                Err(error) => {
                    let cause = std::error::Error::source(&error).unwrap().to_string();
                    assert!(!cause.contains("secret"), "{cause}");
                    error.to_string()
                }
            };
            assert_eq!(told, expected);
        };
        check(
            "postgres://somebody:secret@db.example:5433/peel?sslmode=require",
            "postgres://somebody@db.example:5433/peel",
        );
        check(
            "postgres:///peel?host=/run/postgresql&user=somebody&password=secret",
            "postgres://somebody@/run/postgresql:5432/peel",
        );
        let unreadable = "the PostgreSQL database cannot be reached: its address cannot be read; \
                          check the address, the user and the password";
        check(
            "postgres://somebody:secret@db.example:port/peel",
            unreadable,
        );
        check("somebody:secret", unreadable);
    }
}
