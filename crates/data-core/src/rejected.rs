//! Everything that is wrong with what somebody sent.

use std::fmt;

/// The most violations that are told at once; further ones are only counted.
pub const MOST_TOLD: usize = 50;

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which part of the request: `title`, `observations[17].measure`. Counted from 0.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// A request that was refused: all that is wrong with it, and nothing of it was recorded.
///
/// Prints as one line that tells the first violation and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejected {
    told: Vec<Violation>,
    untold: usize,
}

impl Rejected {
    /// The violations told, at most [`MOST_TOLD`], in the request's order.
    #[must_use]
    pub fn told(&self) -> &[Violation] {
        &self.told
    }

    /// How many more there are.
    #[must_use]
    pub fn untold(&self) -> usize {
        self.untold
    }

    pub(crate) fn of(field: &str, message: String) -> Self {
        let mut rejected = Self::default();
        rejected.add(|| field.to_owned(), message);
        rejected
    }

    pub(crate) fn add(&mut self, field: impl FnOnce() -> String, message: String) {
        if self.told.len() < MOST_TOLD {
            self.told.push(Violation {
                field: field(),
                message,
            });
        } else {
            self.untold += 1;
        }
    }

    /// Nothing when nothing is wrong.
    pub(crate) fn none_or_err(self) -> Result<(), Self> {
        if self.told.is_empty() {
            Ok(())
        } else {
            Err(self)
        }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, others)) = self.told.split_first() else {
            return f.write_str("nothing is wrong");
        };
        write!(f, "{}: {}", first.field, first.message)?;
        match others.len() + self.untold {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl std::error::Error for Rejected {}
