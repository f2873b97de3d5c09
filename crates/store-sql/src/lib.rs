//! The store trait on SQL databases: the only crate that sees a database.
//!
//! [`SqliteStore`] keeps everything in one file, or in memory. What SQLite alone does (opening,
//! pragmas, error codes, the migrations' dialect) is in the module `sqlite` and in
//! `migrations/sqlite`; every other statement is plain SQL.

mod append;
mod codec;
mod editions;
mod names;
mod observations;
mod revisions;
mod runs;
mod sqlite;
mod store;
mod trouble;

pub use sqlite::{MOST_READERS, Place, SqliteSettings};
pub use store::SqliteStore;
