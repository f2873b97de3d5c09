//! The store trait on SQL databases: the only crate that sees a database.
//!
//! [`SqlStore`] keeps everything on SQLite, in one file or in memory, or on PostgreSQL, for several
//! replicas. What one of them alone does (opening, settings, locks, error codes, how many rows are
//! inserted at once) is in the modules `sqlite` and `postgres` and in the two folders of
//! `migrations`; every other statement is plain SQL, written once.

mod append;
mod codec;
mod database;
mod editions;
mod migration;
mod names;
mod observations;
mod postgres;
mod queries;
mod returns;
mod revisions;
mod runs;
mod sqlite;
mod statement;
mod store;
mod trouble;
mod watch;

pub use postgres::{MOST_CONNECTIONS, PostgresSettings};
pub use sqlite::{MOST_READERS, Place, SqliteSettings};
pub use store::{PostgresStore, SqlStore, SqliteStore, StoreSettings};
