//! How a store is opened, whichever database it is on.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How a store is opened, on either database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreSettings {
    /// On SQLite.
    Sqlite(SqliteSettings),
    /// On PostgreSQL.
    Postgres(PostgresSettings),
}

impl From<&SqliteSettings> for StoreSettings {
    fn from(settings: &SqliteSettings) -> Self {
        Self::Sqlite(settings.clone())
    }
}

impl From<&PostgresSettings> for StoreSettings {
    fn from(settings: &PostgresSettings) -> Self {
        Self::Postgres(settings.clone())
    }
}

/// The most connections that may read at once.
pub const MOST_READERS: u32 = 64;

/// Where the data is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file, made when it does not exist. Beside it SQLite keeps `-wal` and `-shm`.
    File(PathBuf),
    /// In memory, gone with the store. All calls take turns on one connection.
    Memory,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Memory => f.write_str("memory"),
        }
    }
}

/// How a store on SQLite is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteSettings {
    /// Where the data is kept.
    pub place: Place,
    /// How many connections may read at once; brought within 1 and [`MOST_READERS`]. One more
    /// writes. In memory there is only one for both.
    pub readers: u32,
    /// How long a call waits for a connection or for another writer before the store is "busy".
    pub patience: Duration,
}

impl SqliteSettings {
    /// A file with four readers and five seconds of patience.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            place: Place::File(path.into()),
            readers: 4,
            patience: Duration::from_secs(5),
        }
    }

    /// Memory, with five seconds of patience.
    #[must_use]
    pub fn memory() -> Self {
        Self {
            place: Place::Memory,
            readers: 1,
            patience: Duration::from_secs(5),
        }
    }
}

/// The most connections that one store may have for reading.
pub const MOST_CONNECTIONS: u32 = 64;

/// How a store on PostgreSQL is opened.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresSettings {
    /// Where the database is: `postgres://user:password@host:5432/database`, with `sslmode`,
    /// `sslrootcert` and the like after a question mark; `host=/run/postgresql` there means a
    /// socket. The database must exist; its tables are made.
    pub url: String,
    /// How many connections may read at once; brought within 1 and [`MOST_CONNECTIONS`]. One more
    /// writes, and one listens while somebody watches.
    pub connections: u32,
    /// How long a call waits for a connection or for another writer before the store is "busy".
    pub patience: Duration,
    /// Whether its tables are made and brought up to date when it is opened. If not, the user needs no
    /// right to do so, and a database whose tables are older is refused.
    pub migrates: bool,
}

impl PostgresSettings {
    /// A database with eight connections that read, and five seconds of patience.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 8,
            patience: Duration::from_secs(5),
            migrates: true,
        }
    }
}

impl fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("PostgresSettings")
            .field("connections", &self.connections)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}
