//! Writes a force's return template as CSV and XLSX, and reads a filled one back.
//!
//! A template is a form: a heading with the edition and the force, a row for every value asked
//! for, with last year's value beside it, and empty cells for value, status, months and reason.
//! [`write_csv`] and [`write_xlsx`] lay it out; [`read`] takes a filled one apart and tells every
//! problem at once, by line or cell. Whether the values can be right is not asked here: that is for
//! the checks of a submission.
//!
//! ```
//! use peel_return_files::{ReturnFormat, read};
//! let file = "edition,2016-example\nforce,avonshire\n\
//!             measure,period,value,status,months,reason\n\
//!             burglaries,12m-to-2016-06,1234,,,\n\
//!             robberies,12m-to-2016-06,,not-supplied,,lost in a move\n\
//!             thefts,12m-to-2016-06,,,,\n";
//! let filled = read(file.as_bytes(), ReturnFormat::Csv).unwrap();
//! assert_eq!(filled.force.as_str(), "avonshire");
//! assert_eq!(filled.values.len(), 2);
//! assert_eq!(filled.values[0].place, "line 4");
//! assert_eq!(filled.values[0].value.reading.value(), Some(1234.0));
//! assert_eq!(filled.unanswered, 1);
//! ```

mod apostrophe;
mod column;
mod format;
mod grid;
mod layout;
mod notes;
mod problem;
mod reading;
mod template;
mod workbook;
mod written;

pub use format::ReturnFormat;
pub use problem::{MOST_PROBLEMS, ReturnFileProblem, ReturnFileProblems};
pub use reading::{FilledReturn, LARGEST_RETURN_FILE, Placed, read};
pub use template::{Template, TemplateRow, TemplateSection};
pub use written::{TemplateError, write_csv, write_xlsx};

#[cfg(test)]
mod tests;
