//! What is wrong with a folder: every problem, each with its place.

use std::fmt;

/// The most problems that are told at once; further ones are only counted.
pub const MOST_PROBLEMS: usize = 50;

/// One thing that is wrong in one place.
///
/// Prints as `editions/2016-effectiveness/indicators.toml:41: unknown measure "populaton"
/// (nearest known: population)`, so that a terminal or an editor can jump to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, with the folder's name before it.
    pub file: String,
    /// The line, counted from 1; `None` when the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Why a folder is not a valid edition: its problems, by file and line.
///
/// Prints one problem per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionProblems {
    told: Vec<Problem>,
    untold: usize,
}

impl EditionProblems {
    /// The problems told, at most [`MOST_PROBLEMS`], by file and line.
    #[must_use]
    pub fn told(&self) -> &[Problem] {
        &self.told
    }

    /// How many more there are.
    #[must_use]
    pub fn untold(&self) -> usize {
        self.untold
    }
}

impl fmt::Display for EditionProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.told.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        if self.untold > 0 {
            write!(f, "\nand {} more", self.untold)?;
        }
        Ok(())
    }
}

impl std::error::Error for EditionProblems {}

/// Gathers problems, so that one reading tells them all.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    told: Vec<Problem>,
    untold: usize,
}

impl Problems {
    /// Adds a problem; it is put into words only if there is room to tell it, so that a file full
    /// of unknown names costs no search for the nearest known one each.
    pub(crate) fn add(&mut self, problem: impl FnOnce() -> Problem) {
        if self.told.len() < MOST_PROBLEMS {
            self.told.push(problem());
        } else {
            self.untold += 1;
        }
    }

    /// The value, if nothing was wrong; what could not be made was reported.
    pub(crate) fn or<T>(mut self, value: Option<T>) -> Result<T, EditionProblems> {
        match value {
            Some(value) if self.told.is_empty() => Ok(value),
            _ => {
                self.told.sort();
                Err(EditionProblems {
                    told: self.told,
                    untold: self.untold,
                })
            }
        }
    }
}
