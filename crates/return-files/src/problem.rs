//! What is wrong with a filled template: every problem, each with its place.

use std::fmt;

/// The most problems that are told at once; further ones are only counted.
pub const MOST_PROBLEMS: usize = 50;

/// The most characters of a cell that a message repeats.
const MOST_QUOTED: usize = 40;

/// One thing that is wrong in one place.
///
/// Prints as `Return!G12: "12,5" is not a number: …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnFileProblem {
    /// `line 17` of a CSV file, `Return!G12` of a workbook, or `the file` as a whole.
    pub place: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for ReturnFileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Why a file is not a filled template: its problems, in the order of the file.
///
/// Prints one problem per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnFileProblems {
    told: Vec<ReturnFileProblem>,
    untold: usize,
}

impl ReturnFileProblems {
    /// The problems told, at most [`MOST_PROBLEMS`].
    #[must_use]
    pub fn told(&self) -> &[ReturnFileProblem] {
        &self.told
    }

    /// How many more there are.
    #[must_use]
    pub fn untold(&self) -> usize {
        self.untold
    }

    /// One problem that says everything: the file could not be read on.
    pub(crate) fn one(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            told: vec![ReturnFileProblem {
                place: place.into(),
                message: message.into(),
            }],
            untold: 0,
        }
    }
}

impl fmt::Display for ReturnFileProblems {
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

impl std::error::Error for ReturnFileProblems {}

/// The place of what concerns no single line or cell.
pub(crate) const THE_FILE: &str = "the file";

/// Gathers problems, so that one reading tells them all.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    told: Vec<ReturnFileProblem>,
    untold: usize,
}

impl Problems {
    /// Adds a problem; it is put into words only if there is room to tell it.
    pub(crate) fn add(&mut self, place: impl FnOnce() -> String, message: impl FnOnce() -> String) {
        if self.told.len() < MOST_PROBLEMS {
            self.told.push(ReturnFileProblem {
                place: place(),
                message: message(),
            });
        } else {
            self.untold += 1;
        }
    }

    /// The value, if nothing was wrong; what could not be made was reported.
    pub(crate) fn or<T>(self, value: Option<T>) -> Result<T, ReturnFileProblems> {
        match value {
            Some(value) if self.told.is_empty() => Ok(value),
            _ => Err(ReturnFileProblems {
                told: self.told,
                untold: self.untold,
            }),
        }
    }
}

/// A cell's text as a message repeats it: in quotes, cut, with nothing invisible.
pub(crate) fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(MOST_QUOTED).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("{:?}", format!("{cut}{more}"))
}
