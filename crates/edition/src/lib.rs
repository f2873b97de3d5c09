//! Reads and checks an edition folder into model values.

mod facts;
mod folder;
mod problem;

use peel_model::{Edition, ForceId, Inspection};

pub use facts::{FactsFile, read_facts};
pub use folder::{Folder, FolderError, LARGEST_FILE, LARGEST_FOLDER, MOST_FILES};
pub use problem::{EditionProblems, MOST_PROBLEMS, Problem};

/// Reads an edition.
///
/// # Errors
/// [`EditionProblems`] with everything that is wrong.
pub fn read_edition(folder: &Folder) -> Result<Edition, EditionProblems> {
    let _ = folder;
    problem::Problems::default().or(None)
}

/// Reads the inspection of one force.
///
/// # Errors
/// [`EditionProblems`] with everything that is wrong.
pub fn read_inspection(
    folder: &Folder,
    edition: &Edition,
    force: &ForceId,
) -> Result<Inspection, EditionProblems> {
    let _ = (folder, edition, force);
    problem::Problems::default().or(None)
}

/// Reads every inspection in the folder, by force.
///
/// # Errors
/// [`EditionProblems`] with everything that is wrong.
pub fn read_inspections(
    folder: &Folder,
    edition: &Edition,
) -> Result<Vec<Inspection>, EditionProblems> {
    let _ = (folder, edition);
    problem::Problems::default().or(None)
}
