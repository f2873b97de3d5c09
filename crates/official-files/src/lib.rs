//! Reads statistics as their publishers release them and writes them as tidy facts.
//!
//! Publishers' files differ in layout, spell forces in many ways, and have slips and gaps. An
//! edition's *recipes* (`facts/recipes.toml`) say which file is read by which reader, what its
//! labels mean, which lines are left out, which slips are put right and which gaps are right.
//! This crate knows layouts; it names no force, measure or indicator.
//!
//! Whatever a recipe does not foresee is refused, with file and line: an unknown name, a value
//! that is missing, a rule that no longer concerns anything. The *manifest* written beside the
//! facts says what each was made from and what was done on the way.
//!
//! ```no_run
//! use std::path::Path;
//! use peel_official_files::{FACTS_FOLDER, check_manifest, make_facts};
//!
//! let edition = Path::new("editions/2016-effectiveness");
//! let facts = edition.join(FACTS_FOLDER);
//! make_facts(edition, Path::new("official-files"), |_| ())?.write_into(&facts)?;
//! assert!(check_manifest(&facts)?.is_empty());
//! # Ok::<(), peel_official_files::OfficialFileError>(())
//! ```

mod areas;
mod cells;
mod decimal;
mod doubts;
mod error;
mod facts;
mod folder;
mod gaps;
mod import;
mod line;
mod lookup;
mod make;
mod manifest;
mod raw_file;
mod reader;
mod recipe;
#[cfg(test)]
mod schemas;
mod spreadsheet;
mod table;

pub use error::{InputProblem, OfficialFileError};
pub use folder::{Difference, DifferenceKind, check_facts, check_manifest};
pub use import::{
    IMPORTS_FILE, ImportOptions, ImportReport, ImportRules, Imported, LineCounts, Mapped, ReadAs,
    RefusedKind, RefusedLine, Withheld, import, import_from, tables,
};
pub use make::{FACTS_FOLDER, MadeFacts, MadeFile, Progress, make_facts};
pub use manifest::{
    Corrected, Filled, LeftOut, LookedUp, LookupChange, MadeFrom, Manifest, ManifestFile, Marked,
};
pub use spreadsheet::WorkbookProblem;
