//! Reads and checks an edition folder into model values.
//!
//! An edition is a year's programme as files that people write: what is asked, counted, compared
//! and printed, with the published facts beside it. This crate is the border where those files
//! become values of [`peel_model`]; behind it every name is known and every formula fits.
//!
//! A reading tells everything that is wrong, each problem with file, line and the nearest known
//! name, because whoever writes an edition wants to put it right in one go.
//!
//! ```
//! use peel_edition::{Folder, read_edition};
//!
//! let files = [("indicators.toml", &b"[[indicator]]\nid = 2"[..])];
//! let folder = Folder::from_files("editions/2017", files).unwrap();
//! let problems = read_edition(&folder).unwrap_err();
//! assert!(problems.to_string().contains("editions/2017/indicators.toml:2: invalid type"));
//! assert!(problems.to_string().contains("editions/2017/measures.toml: the file is missing"));
//! ```

mod background;
mod decision_document;
mod document;
mod edition;
mod facts;
mod folder;
mod inspection;
mod inspection_document;
mod inspection_steps;
mod problem;
mod prose;
mod reader;
#[cfg(test)]
mod schemas;
mod table;
mod written;

pub use decision_document::decision_document;
pub use edition::read_edition;
pub use facts::{ENGLAND_AND_WALES_CODE, FactsFile, OfficialFile, read_facts};
pub use folder::{Folder, FolderError, LARGEST_FILE, LARGEST_FOLDER, MOST_FILES};
pub use inspection::{
    read_inspection, read_inspection_background, read_inspections, read_whole_inspections,
};
pub use inspection_document::inspection_document;
pub use problem::{EditionProblems, MOST_PROBLEMS, Problem};

/// The folder of an edition's document in which decisions made after it was recorded lie, each in
/// a folder named by the revision that brought it, as twelve digits.
pub const DECISIONS_FOLDER: &str = "decisions";
