//! The store trait on SQL databases: the only crate that sees a database.
//!
//! [`SqlStore`] keeps everything on SQLite, in one file or in memory, or on PostgreSQL, for several
//! replicas. What one of them alone does (opening, settings, locks, error codes, how many rows are
//! inserted at once) is in the modules `sqlite` and `postgres` and in the two folders of
//! `migrations`; every other statement is plain SQL, written once. PostgreSQL is there with the feature
//! `postgres`; without it a third less is compiled.

mod append;
mod audit;
mod codec;
mod database;
mod editions;
mod migration;
mod names;
mod observations;
#[cfg(feature = "postgres")]
mod postgres;
mod queries;
mod returns;
mod revisions;
mod runs;
mod settings;
mod sqlite;
mod statement;
mod store;
mod trouble;
mod watch;

pub use settings::{
    MOST_CONNECTIONS, MOST_READERS, Place, PostgresSettings, SqliteSettings, StoreSettings,
};
pub use store::{PostgresStore, SqlStore, SqliteStore};
