//! What can be wrong with a workbook.

use crate::error::nearest_of;

/// Why a workbook, or the sheet of it that a recipe names, cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookProblem {
    /// The file is not a zip package, or breaks off.
    #[error(
        "it cannot be opened as a workbook ({0}); check that it is whole and saved as .xlsx or .ods"
    )]
    NotAPackage(zip::result::ZipError),
    /// Reading broke off.
    #[error("it cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// The package holds something else than a workbook.
    #[error("it is a zip package, but not a workbook of .xlsx or .ods")]
    NotAWorkbook,
    /// The workbook is locked with a password.
    #[error("it is locked with a password; save it without one")]
    Locked,
    /// The file is larger than is ever expected.
    #[error("it is larger than {limit} bytes; is it the right file?")]
    TooLarge {
        /// The most that is accepted.
        limit: u64,
    },
    /// The package has more parts than is ever expected.
    #[error("it has {found} parts, more than {limit}; is it the right file?")]
    TooManyParts {
        /// How many there are.
        found: usize,
        /// The most that are accepted.
        limit: usize,
    },
    /// The package, or a part of it, unpacks to more than is plausible, as a zip bomb does.
    #[error("{what} unpacks to more than {limit} bytes, as a zip bomb does; it is refused unread")]
    UnpacksTooLarge {
        /// "it", or the part.
        what: String,
        /// The most that is accepted.
        limit: u64,
    },
    /// A part cannot be unpacked, or is not what its checksum says.
    #[error("its part {part} is damaged ({source}); get the file again")]
    Damaged {
        /// The part.
        part: String,
        /// What is wrong with it.
        source: std::io::Error,
    },
    /// A part is not well-formed XML, or is more than a workbook needs.
    #[error("its part {part} is not XML as workbooks use it, at byte {at}: {problem}")]
    Markup {
        /// The part.
        part: String,
        /// Where in it, unpacked.
        at: u64,
        /// What is wrong.
        problem: String,
    },
    /// There is no such sheet.
    #[error("there is no sheet \"{name}\"{}", nearest_of(nearest))]
    NoSheet {
        /// The sheet looked for.
        name: String,
        /// Sheets that are there and alike.
        nearest: Vec<String>,
    },
    /// Two sheets go by the same name once spaces around it are left off.
    #[error("two sheets are called \"{name}\"; rename one")]
    SheetTwice {
        /// The name.
        name: String,
    },
    /// The sheet holds more than is ever expected.
    #[error("sheet \"{sheet}\" holds more than {limit} {what}; is it the right sheet?")]
    TooMuch {
        /// The sheet.
        sheet: String,
        /// "cells", "bytes of text".
        what: &'static str,
        /// The most that is accepted.
        limit: usize,
    },
    /// The sheet is not as its format demands.
    #[error("sheet \"{sheet}\" cannot be read: {problem}")]
    BadSheet {
        /// The sheet.
        sheet: String,
        /// What is wrong.
        problem: String,
    },
    /// No row holds the labels by which the header is found.
    #[error(
        "sheet \"{sheet}\" has no row that holds all of the labels {}; correct the recipe's \
         \"header\"",
        quoted(labels)
    )]
    NoHeader {
        /// The sheet.
        sheet: String,
        /// The labels looked for.
        labels: Vec<String>,
    },
    /// The text below the table was not found, so its end is not known.
    #[error(
        "sheet \"{sheet}\" has no row below the header that begins with \"{text}\"; correct the \
         recipe's \"ends_before\""
    )]
    NoEnd {
        /// The sheet.
        sheet: String,
        /// The text looked for.
        text: String,
    },
    /// Two columns go by one label.
    #[error(
        "sheet \"{sheet}\" has the column \"{label}\" twice, at {first} and {second}; read more \
         header rows, or name it by its letter"
    )]
    ColumnTwice {
        /// The sheet.
        sheet: String,
        /// The label.
        label: String,
        /// The first cell that has it.
        first: String,
        /// The second.
        second: String,
    },
}

fn quoted(labels: &[String]) -> String {
    let quoted: Vec<String> = labels.iter().map(|label| format!("\"{label}\"")).collect();
    quoted.join(", ")
}
