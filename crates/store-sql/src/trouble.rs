//! What goes wrong inside, before the place it happened in is known.

use peel_data_core::{Cause, StoreError};

/// Why a statement or a rule failed.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The database said so.
    Database(sqlx::Error),
    /// What is stored makes no sense.
    Senseless(Cause),
    /// A rule of the store forbids it.
    Refused(StoreError),
}

pub(crate) type Tried<T> = Result<T, Trouble>;

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl Trouble {
    /// Something stored that no version of this program writes.
    pub(crate) fn senseless(what: impl Into<Cause>) -> Self {
        Self::Senseless(what.into())
    }

    /// Whether the same transaction may succeed when it is tried again at once.
    pub(crate) fn was_bad_luck(&self) -> bool {
        match self {
            // SQLite never gives up one transaction for another's sake.
            #[cfg(feature = "postgres")]
            Self::Database(error) => crate::postgres::was_bad_luck(error),
            _ => false,
        }
    }

    /// The same, told of a place. What the database's error means is the database's own.
    pub(crate) fn at(
        self,
        place: &str,
        meaning: impl FnOnce(&str, sqlx::Error) -> StoreError,
    ) -> StoreError {
        match self {
            Self::Database(error) => meaning(place, error),
            Self::Senseless(cause) => StoreError::Damaged {
                place: place.to_owned(),
                cause,
            },
            Self::Refused(error) => error,
        }
    }
}
