//! What can be wrong with an official file, a recipe or the folder of facts.

use std::path::PathBuf;

use peel_model::nearest;

use crate::spreadsheet::WorkbookProblem;

/// Why facts could not be made, written or checked.
///
/// Nothing is written when facts cannot be made. The cause, where there is one beneath, is in
/// the chain of sources.
#[derive(Debug, thiserror::Error)]
pub enum OfficialFileError {
    /// A file or folder could not be read.
    #[error("{} cannot be read; check that it exists and may be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A list that names are looked up in is not where it was looked for.
    #[error(
        "the recipe looks names up in {lookup}, which cannot be read in {}; put it there, or name \
         the folder of lookups that has it",
        folder.display()
    )]
    NoLookup {
        /// Its name, relative to the folder.
        lookup: String,
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or folder could not be written.
    #[error("{} cannot be written", path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder in which facts are put together is there already.
    #[error(
        "{} exists: another run is writing these facts, or one was cut off; if none is running, \
         remove the folder and try again",
        path.display()
    )]
    BeingMade {
        /// The folder.
        path: PathBuf,
    },
    /// A file is larger than is ever expected of it.
    #[error("{} is larger than {limit} bytes; is it the right file?", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// The most that is accepted.
        limit: u64,
    },
    /// The recipes are not well formed. The line is in the text.
    #[error("{file}: {problem}")]
    Recipes {
        /// The recipes' file.
        file: String,
        /// What is wrong and where.
        problem: String,
    },
    /// A raw file, or a list kept with the edition, does not hold what its recipe expects.
    #[error("{}: {problem}", place(file, *line))]
    Input {
        /// The file as the recipe names it.
        file: String,
        /// The line, counted from 1; `None` when it is about the file as a whole.
        line: Option<u64>,
        /// What is wrong.
        problem: Box<InputProblem>,
    },
    /// A sheet of a workbook does not hold what its recipe expects.
    #[error("{file}, {place}: {problem}")]
    InSheet {
        /// The workbook as the recipe names it.
        file: String,
        /// The sheet with the cell, `Table P7!C12`, or with the row where it is about all of it.
        place: String,
        /// What is wrong.
        problem: Box<InputProblem>,
    },
    /// The manifest of a folder of facts is not well formed.
    #[error("{} is not a manifest of facts: {problem}; make the facts again", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong and where.
        problem: String,
    },
}

fn place(file: &str, line: Option<u64>) -> String {
    match line {
        Some(line) => format!("{file}, line {line}"),
        None => file.to_owned(),
    }
}

/// What is wrong with a line or a whole file.
#[derive(Debug, thiserror::Error)]
pub enum InputProblem {
    /// The file is not well-formed CSV or not UTF-8, or reading broke off.
    #[error("the file cannot be read as CSV: {0}")]
    NotCsv(csv::Error),
    /// The file is not a workbook that can be read, or lacks the sheet or table looked for.
    #[error("{0}")]
    Workbook(WorkbookProblem),
    /// A column that the reader or a rule needs is not there.
    #[error("there is no column \"{column}\"{}", nearest_of(nearest))]
    NoColumn {
        /// The column looked for.
        column: String,
        /// Columns that are there and alike.
        nearest: Vec<String>,
    },
    /// More lines than is ever expected.
    #[error("there are more than {limit} lines; is it the right file?")]
    TooManyLines {
        /// The most that is accepted.
        limit: u64,
    },
    /// A name that is not known.
    #[error(
        "the {kind} \"{name}\" is not known{}; if the file is right, add it to {add_to}",
        nearest_of(nearest)
    )]
    Unknown {
        /// What it names: "force", "offence group".
        kind: &'static str,
        /// The name, cut to its first 80 characters.
        name: String,
        /// Known names that are alike.
        nearest: Vec<String>,
        /// Where known names are listed.
        add_to: &'static str,
    },
    /// A cell does not hold what its column promises.
    #[error("column \"{column}\" holds \"{text}\", which is not {expected}")]
    Cell {
        /// The column.
        column: String,
        /// The cell, cut to its first 80 characters.
        text: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A code is described otherwise than the recipe says.
    #[error("{kind} {code} is described as \"{found}\", but the recipe knows it as \"{expected}\"")]
    OtherMeaning {
        /// What the code stands for: "outcome type".
        kind: &'static str,
        /// The code.
        code: String,
        /// The file's description, cut to its first 80 characters.
        found: String,
        /// The recipe's.
        expected: String,
    },
    /// The same thing is said twice.
    #[error(
        "{what} is given a second time; it was first given on line {first_line}{}",
        if *elsewhere { " of another file" } else { "" }
    )]
    Twice {
        /// What.
        what: String,
        /// Where it was said first.
        first_line: u64,
        /// Whether that was in another file made into the same facts.
        elsewhere: bool,
    },
    /// A line says again what an earlier one says. It adds nothing.
    #[error("it says again what line {first_line} says")]
    Repeated {
        /// Where it was said first.
        first_line: u64,
    },
    /// More values than are ever expected.
    #[error("there are more than {limit} values; is it the right file?")]
    TooManyValues {
        /// The most that is accepted.
        limit: u64,
    },
    /// No recipe fits the file.
    #[error(
        "no recipe of the edition fits this file; its columns are: {}{}",
        columns.join(", "),
        nearest.as_deref().map(|nearest| format!(" ({nearest})")).unwrap_or_default()
    )]
    NoFit {
        /// The columns found.
        columns: Vec<String>,
        /// The recipe that comes nearest and what it lacks, in words.
        nearest: Option<String>,
    },
    /// More than one recipe fits the file.
    #[error("more than one recipe fits this file: {}; name the one to follow", names.join(", "))]
    SeveralFit {
        /// The recipes.
        names: Vec<String>,
    },
    /// A column that is needed is there twice.
    #[error("the column \"{column}\" is there twice; which one counts cannot be told")]
    ColumnTwice {
        /// The column.
        column: String,
    },
    /// The file holds nothing.
    #[error("the file is empty; a line with the names of the columns was expected")]
    NoHeader,
    /// The file is text in another encoding than UTF-8.
    #[error("the file is not UTF-8 but {encoding}; save it as UTF-8 and try again")]
    OtherEncoding {
        /// Which, as far as can be told.
        encoding: &'static str,
    },
    /// A line is longer than is ever expected, as when a quotation mark is never closed.
    #[error("a line is longer than {limit} bytes; is a quotation mark left open before it?")]
    LongLine {
        /// The most that is accepted.
        limit: u64,
    },
    /// Reading broke off.
    #[error("reading broke off ({0}); is the file whole?")]
    BrokenOff(std::io::Error),
    /// A cell is not UTF-8.
    #[error("the cell under \"{column}\" is not text in UTF-8")]
    NotText {
        /// The column.
        column: String,
    },
    /// A line has more or fewer cells than there are columns.
    #[error("the line has {found} cells where there are {expected} columns")]
    OtherCells {
        /// Cells found.
        found: usize,
        /// Columns.
        expected: usize,
    },
    /// Values that must all be there or all be absent are mixed.
    #[error("{what} is given for some offences and not available for others")]
    Mixed {
        /// What.
        what: String,
    },
    /// Values that the recipe promises are not there.
    #[error(
        "the file lacks {count} of the values that its recipe promises, first {first}; if it \
         rightly does, say so in the recipe under \"absent\""
    )]
    Gap {
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// A force and quarter has more or fewer lines than the others should have.
    #[error("{what} has {found} lines where the recipe promises {expected}; is the file whole?")]
    OtherLength {
        /// Which force and quarter.
        what: String,
        /// Lines found.
        found: u64,
        /// Lines promised.
        expected: u64,
    },
    /// A rule of the recipe concerns nothing in the file.
    #[error("the recipe's rule {rule} concerns nothing in this file; remove or correct it")]
    UnusedRule {
        /// The rule.
        rule: String,
    },
    /// Parts of areas in a file and in its lookup do not match.
    #[error(
        "{what} ({count}): {}; account for them in the recipe's lookup, or leave their lines out",
        codes.join(", ")
    )]
    Unmatched {
        /// How many.
        count: usize,
        /// Which, in words.
        what: String,
        /// Their codes, or the first of them.
        codes: Vec<String>,
    },
    /// A sum does not fit.
    #[error("{what} is too large to count")]
    TooLarge {
        /// What.
        what: String,
    },
}

impl InputProblem {
    /// A name that is not known, with the known ones most like it.
    pub(crate) fn unknown<'k>(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
        add_to: &'static str,
    ) -> Self {
        Self::Unknown {
            kind,
            name: cut(name),
            nearest: owned(&peel_model::nearest_names(name, known)),
            add_to,
        }
    }

    /// A column that is not there, with those most like it.
    pub(crate) fn no_column<'k>(column: &str, present: impl IntoIterator<Item = &'k str>) -> Self {
        Self::NoColumn {
            column: column.to_owned(),
            nearest: owned(&peel_model::nearest_names(column, present)),
        }
    }

    /// A cell that does not hold what its column promises.
    pub(crate) fn cell(column: &str, text: &str, expected: &'static str) -> Self {
        Self::Cell {
            column: column.to_owned(),
            text: cut(text),
            expected,
        }
    }
}

/// The first 80 characters: what a stranger's file says is quoted, but never at length.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

pub(crate) fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(crate) fn nearest_of(names: &[String]) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    nearest::suggestion(&names)
}
