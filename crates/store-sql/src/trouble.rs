//! What goes wrong inside, before the place it happened in is known.

use peel_data_core::{Cause, StoreError};

use crate::sqlite;

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

    /// The same, told of a place.
    pub(crate) fn at(self, place: &str) -> StoreError {
        match self {
            Self::Database(error) => sqlite::store_error(place, error),
            Self::Senseless(cause) => StoreError::Damaged {
                place: place.to_owned(),
                cause,
            },
            Self::Refused(error) => error,
        }
    }
}
