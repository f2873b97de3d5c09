//! Why a store cannot answer.

use peel_model::{EditionId, QueryId, Revision};

use crate::RequestId;

/// What lies behind an error; for the log, never for a client.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a store cannot answer.
///
/// The message says where, what and what to do next; the technical cause is chained behind it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A read as of a revision that does not exist yet.
    #[error(
        "revision {asked} does not exist yet: {}; leave the revision out to read the newest",
        newest_in_words(*.newest)
    )]
    FutureRevision {
        /// The revision asked for.
        asked: Revision,
        /// The newest there is.
        newest: Option<Revision>,
    },
    /// A request's identifier was used before, for something else.
    #[error(
        "the request id \"{request_id}\" was used before, for revision {first} with other \
         contents; send new contents under a new request id"
    )]
    RequestConflict {
        /// The identifier.
        request_id: RequestId,
        /// The revision it was used for.
        first: Revision,
    },
    /// A run's identifier was used before, for another run.
    #[error("another run is recorded under the id \"{id}\"; give every run an id of its own")]
    RunConflict {
        /// The identifier.
        id: String,
    },
    /// Somebody else took a step in the query's conversation first.
    #[error("the query {query} has moved on since it was read; read it again and decide anew")]
    QueryMoved {
        /// The query.
        query: QueryId,
    },
    /// Somebody else made the decision, or took it back, first.
    #[error(
        "the decision \"{path}\" about {edition} has changed since it was read; read the edition \
         again and decide anew"
    )]
    DecisionMoved {
        /// The edition.
        edition: EditionId,
        /// Where the decision's file lies.
        path: String,
    },
    /// Somebody else took a step in the inspection first.
    #[error(
        "the inspection \"{path}\" of {edition} has changed since it was read; read it again and \
         decide anew"
    )]
    InspectionMoved {
        /// The edition.
        edition: EditionId,
        /// Where the inspection's file lies.
        path: String,
    },
    /// Figures, or what may be said of them, have changed since an inspection was held against
    /// them.
    #[error(
        "figures have changed in revision {by}, after the run that the inspection was held \
         against; run it again, and name that run"
    )]
    FiguresMoved {
        /// The newest revision that changed any.
        by: Revision,
    },
    /// Somebody else is writing, or every connection is in use. Worth trying again.
    #[error("{place} is busy; try again in a moment")]
    Busy {
        /// The store: a file, or a database's address without its password.
        place: String,
        /// What the database said.
        #[source]
        cause: Cause,
    },
    /// There is no room to write.
    #[error("there is no room left to write to {place}; free some space and try again")]
    Full {
        /// The store.
        place: String,
        /// What the database said.
        #[source]
        cause: Cause,
    },
    /// What is stored cannot be read.
    #[error("{place} is damaged or not a database; restore it from a backup or name another")]
    Damaged {
        /// The store.
        place: String,
        /// What the database said.
        #[source]
        cause: Cause,
    },
    /// It is a database, but not one of `peel`.
    #[error("{place} is another program's database; give peel one of its own")]
    Foreign {
        /// The store.
        place: String,
    },
    /// A kind of database that this program was built without.
    #[error("this program was built without {database}; build it with --features {feature}")]
    NotBuilt {
        /// What it is called.
        database: &'static str,
        /// What to build with.
        feature: &'static str,
    },
    /// There is no database where the settings say, or it lets nobody in as they say.
    #[error("{place} cannot be reached: {why}; check the address, the user and the password")]
    Unreachable {
        /// The store: a database's address without its password.
        place: String,
        /// What keeps this program out, in a few words.
        why: &'static str,
        /// What the database said.
        #[source]
        cause: Cause,
    },
    /// The place cannot be opened for writing.
    #[error(
        "{place} cannot be opened for writing; check that its folder or database exists and may \
         be written"
    )]
    NotWritable {
        /// The store.
        place: String,
        /// What the database said.
        #[source]
        cause: Cause,
    },
    /// A newer program wrote it.
    #[error(
        "{place} was written by a newer version of this program (schema {found}, this program \
         knows {known}); start the newer version or restore an older backup"
    )]
    NewerSchema {
        /// The store.
        place: String,
        /// The schema found.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// Its tables are not there yet, or those of an older program, and are brought up to date elsewhere.
    #[error(
        "the tables of {place} are at step {found} of {known}, and something else is to bring them up to \
         date; run that first"
    )]
    OlderSchema {
        /// The store.
        place: String,
        /// The schema found; 0 where there is none.
        found: i64,
        /// The schema that this program needs.
        known: i64,
    },
    /// Anything else.
    #[error("{place} does not answer as it should; see the cause in the log")]
    Failed {
        /// The store.
        place: String,
        /// What the database said.
        #[source]
        cause: Cause,
    },
}

impl StoreError {
    /// Whether the same call may succeed a moment later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy { .. })
    }
}

fn newest_in_words(newest: Option<Revision>) -> String {
    match newest {
        Some(newest) => format!("the newest is {newest}"),
        None => "nothing was recorded yet".to_owned(),
    }
}

/// Why an edition cannot be read from the store.
#[derive(Debug, thiserror::Error)]
pub enum ReadEditionError {
    /// It is not recorded.
    #[error(
        "the edition \"{edition}\" is not recorded{}",
        peel_model::nearest::suggestion(&.nearest.iter().map(String::as_str).collect::<Vec<_>>())
    )]
    Unknown {
        /// The edition asked for.
        edition: EditionId,
        /// The recorded editions most like it.
        nearest: Vec<String>,
    },
    /// Its files are refused by the rules of this program.
    #[error(
        "the edition \"{edition}\" as recorded in revision {revision} cannot be read by this \
         version of the program; start the version that recorded it, or record it anew"
    )]
    Unreadable {
        /// The edition asked for.
        edition: EditionId,
        /// The revision that brought it.
        revision: Revision,
        /// What is wrong with it.
        #[source]
        cause: Cause,
    },
    /// The store cannot answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
