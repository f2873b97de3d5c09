//! Connections, transactions and pools of whichever database a store is on.

use peel_data_core::StoreError;
use sqlx::pool::PoolConnection;
#[cfg(feature = "postgres")]
use sqlx::{PgConnection, PgPool, Postgres};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

#[cfg(feature = "postgres")]
use crate::postgres;
use crate::sqlite;
use crate::statement::{Insert, Row, Statement};
use crate::trouble::Tried;

/// What answers statements.
pub(crate) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(&'c mut PgConnection),
}

impl Connection<'_> {
    /// Runs a statement and tells how many rows it touched.
    pub(crate) async fn execute(&mut self, statement: Statement<'_>) -> Tried<u64> {
        Ok(match self {
            Self::Sqlite(connection) => sqlite::bound(&statement)
                .execute(&mut **connection)
                .await?
                .rows_affected(),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => postgres::bound(&statement)
                .execute(&mut **connection)
                .await?
                .rows_affected(),
        })
    }

    /// Every row that answers a statement.
    pub(crate) async fn rows(&mut self, statement: Statement<'_>) -> Tried<Vec<Row>> {
        Ok(match self {
            Self::Sqlite(connection) => {
                let query = sqlite::bound(&statement);
                let rows = query.fetch_all(&mut **connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let query = postgres::bound(&statement);
                let rows = query.fetch_all(&mut **connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row that answers a statement, if any does.
    pub(crate) async fn row(&mut self, statement: Statement<'_>) -> Tried<Option<Row>> {
        Ok(match self {
            Self::Sqlite(connection) => {
                let query = sqlite::bound(&statement);
                let row = query.fetch_optional(&mut **connection).await?;
                row.map(Row::Sqlite)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let query = postgres::bound(&statement);
                let row = query.fetch_optional(&mut **connection).await?;
                row.map(Row::Postgres)
            }
        })
    }

    /// Inserts many rows.
    pub(crate) async fn insert<const COLUMNS: usize>(
        &mut self,
        insert: Insert<'_, COLUMNS>,
    ) -> Tried<()> {
        match self {
            Self::Sqlite(connection) => sqlite::insert(connection, &insert).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => postgres::insert(connection, &insert).await,
        }
    }

    /// What to do with a cell that exists, when cells are inserted.
    pub(crate) fn renews_cells(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite::RENEWS_CELLS,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => postgres::RENEWS_CELLS,
        }
    }

    /// Tells whoever watches of new revisions, once the transaction is committed.
    pub(crate) async fn announce(&mut self) -> Tried<()> {
        match self {
            // Watchers look for themselves.
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => postgres::announce(connection).await,
        }
    }
}

/// A connection lent for reading.
pub(crate) enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(PoolConnection<Postgres>),
}

impl Reader {
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Connection::Sqlite(connection),
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => Connection::Postgres(connection),
        }
    }
}

/// A transaction of the one writer, undone unless it is committed.
pub(crate) enum Writing {
    Sqlite(Transaction<'static, Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Transaction<'static, Postgres>),
}

impl Writing {
    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(transaction) => Connection::Sqlite(transaction),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => Connection::Postgres(transaction),
        }
    }

    pub(crate) async fn commit(self) -> Tried<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// The connections of one store. One of them writes, so that writers of one process wait for each
/// other here and never take the connections that readers need.
#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    #[cfg(feature = "postgres")]
    Postgres { writer: PgPool, readers: PgPool },
}

impl Pools {
    pub(crate) async fn reader(&self) -> Tried<Reader> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            #[cfg(feature = "postgres")]
            Self::Postgres { readers, .. } => Reader::Postgres(readers.acquire().await?),
        })
    }

    /// Waits until no other writer is left, also none of another process. What is read in the
    /// transaction then stays true until it ends.
    pub(crate) async fn begin(&self) -> Tried<Writing> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Writing::Sqlite(sqlite::begin(writer).await?),
            #[cfg(feature = "postgres")]
            Self::Postgres { writer, .. } => Writing::Postgres(postgres::begin(writer).await?),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            #[cfg(feature = "postgres")]
            Self::Postgres { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Self::Sqlite { readers, .. } => readers.is_closed(),
            #[cfg(feature = "postgres")]
            Self::Postgres { readers, .. } => readers.is_closed(),
        }
    }

    /// What an error of the database means to who runs the program.
    pub(crate) fn store_error(&self, place: &str, error: sqlx::Error) -> StoreError {
        match self {
            Self::Sqlite { .. } => sqlite::store_error(place, error),
            #[cfg(feature = "postgres")]
            Self::Postgres { .. } => postgres::store_error(place, error),
        }
    }
}
