//! Imports a published file as it is: what can be understood becomes observations, what cannot is
//! refused line by line and kept.
//!
//! Facts are made strictly: a recipe foresees everything or nothing is made. An import follows the
//! same recipes with the same readers, but goes on past a line that it cannot understand. Three
//! rules keep that honest:
//!
//! - Every line is accounted for in the [`ImportReport`]: used, left out by a rule, empty,
//!   repeated or refused. Refused lines are written, as they stand, to a file.
//! - No sum is too small in silence: values that a refused line may be missing from are *withheld*,
//!   each with the line that makes it doubtful. A force's name that is not known puts in doubt the
//!   forces whose names are like it; when none is, it is a body of its own. There is no switch to
//!   import such sums as they are: put the line or the recipe right and import again.
//! - A file that is damaged as a whole (cut off, not text, a line without end) gives nothing.
//!
//! Memory is bounded whatever the file's length: lines stream through, and what is held is bounded
//! in number (values 200,000; lines of the report 1,000; lines compared for repetition 900,000).

mod comparing;
mod fit;
mod gathered;
mod lines;
mod refused;
mod report;
mod rules;
mod run;
mod splitting;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use peel_model::Observation;

use crate::error::{InputProblem, OfficialFileError};
use crate::lookup::{Lookup, LookupRecipe};
use crate::raw_file::RawFile;
use crate::spreadsheet;
use refused::RefusedFile;
pub use report::{ImportReport, LineCounts, Mapped, ReadAs, RefusedKind, RefusedLine, Withheld};
#[cfg(test)]
pub(crate) use rules::Imports;
pub use rules::{IMPORTS_FILE, ImportRules};
use run::Run;

/// How a file is to be imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The recipe to follow; found from the file's columns when absent.
    pub recipe: Option<String>,
    /// Where refused lines are kept, as CSV: line, problem, column and reason, then the cells as
    /// they stand. Written only when there are any; a file that is already there is not replaced.
    pub refused: Option<PathBuf>,
    /// The folder to which the names of lookups in recipes are relative; the working folder when
    /// absent.
    pub lookups: Option<PathBuf>,
}

/// What came out of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The observations, sorted by measure, period and area code; at most 200,000.
    pub observations: Vec<Observation>,
    /// What was read, mapped, corrected, left out, refused and withheld.
    pub report: ImportReport,
}

/// The recipes by which a workbook is imported as it was published, one for each of its tables that
/// the edition knows, told by the workbook's name. None for any other file: its columns tell its
/// recipe.
///
/// # Errors
/// [`OfficialFileError`] when the file cannot be read.
pub fn tables(path: &Path, rules: &ImportRules) -> Result<Vec<String>, OfficialFileError> {
    if !RawFile::open(path)?.is_workbook {
        return Ok(Vec::new());
    }
    Ok(fit::tables(&name(path), rules))
}

/// A file's name, without the folders that it is in.
fn name(path: &Path) -> Cow<'_, str> {
    path.file_name()
        .map(OsStr::to_string_lossy)
        .unwrap_or_default()
}

/// Imports a file: CSV, plain or packed with gzip, or a sheet of a workbook. A workbook holds many
/// tables, each with a recipe of its own, which is asked for where there are several ([`tables`]);
/// its lines are those of the sheet's table, and the cell "sheet row" of a refused line says where
/// in the sheet it is.
///
/// `progress` is called now and then with the bytes read and the file's size, both as the file
/// lies on disk.
///
/// ```no_run
/// use std::path::Path;
/// use peel_official_files::{ImportOptions, ImportRules, import};
///
/// let rules = ImportRules::read(Path::new("editions/2016-effectiveness"))?;
/// let options = ImportOptions {
///     refused: Some("outcomes-refused.csv".into()),
///     ..ImportOptions::default()
/// };
/// let imported = import(Path::new("outcomes.csv.gz"), &rules, &options, |_, _| ())?;
/// println!("{}", imported.report);
/// # Ok::<(), peel_official_files::OfficialFileError>(())
/// ```
///
/// # Errors
/// [`OfficialFileError`], with the place, when the file cannot be read, is damaged as a whole, or
/// no recipe, or more than one, fits it. Then nothing is imported and no refused lines are kept.
pub fn import(
    path: &Path,
    rules: &ImportRules,
    options: &ImportOptions,
    progress: impl FnMut(u64, u64),
) -> Result<Imported, OfficialFileError> {
    let unreadable = |source| OfficialFileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let size = File::open(path)
        .and_then(|file| file.metadata())
        .map_err(unreadable)?
        .len();
    let open = || RawFile::open(path);
    run(&name(path), size, rules, options, open, progress)
}

/// Imports what something gives, as a file of this name.
///
/// The contents may be packed with gzip, which is told from how they begin. A file on disk is
/// imported with [`import`].
///
/// # Errors
/// As [`import`].
pub fn import_from(
    name: &str,
    contents: impl Read + Send + 'static,
    rules: &ImportRules,
    options: &ImportOptions,
) -> Result<Imported, OfficialFileError> {
    let mut contents = Some(contents);
    let open = || {
        let contents = contents
            .take()
            .ok_or_else(|| io::Error::other("it was read before"));
        contents
            .and_then(|contents| RawFile::of(contents, 0))
            .map_err(|source| OfficialFileError::Unreadable {
                path: PathBuf::from(name),
                source,
            })
    };
    run(name, 0, rules, options, open, |_, _| ())
}

fn run(
    name: &str,
    size: u64,
    rules: &ImportRules,
    options: &ImportOptions,
    open: impl FnOnce() -> Result<RawFile, OfficialFileError>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Imported, OfficialFileError> {
    let mut refused = RefusedFile::at(options.refused.as_deref())?;
    let fail = |(line, problem): (Option<u64>, InputProblem)| OfficialFileError::Input {
        file: name.to_owned(),
        line,
        problem: Box::new(problem),
    };
    let file = open()?;
    let tally = file.tally.clone();
    let named = match &options.recipe {
        Some(recipe) => Some(fit::asked_for(recipe, rules).map_err(fail)?),
        None if file.is_workbook => Some(fit::for_workbook(name, rules).map_err(fail)?),
        None => None,
    };
    let (file, header_marks) = match &named {
        None => (file, Vec::new()),
        Some(named) => {
            let reader = named.recipe.reader.start();
            let (file, places) = spreadsheet::lines(named.recipe, file, &reader.columns())?;
            (file, places.corrected())
        }
    };
    let lines = lines::begin(file.contents).map_err(fail)?;
    let named = match named {
        Some(named) => named,
        None => fit::choose(name, &lines.header, rules).map_err(fail)?,
    };
    let (lookup, looked_up) = match named.recipe.reader.lookup() {
        None => (None, None),
        Some(lookup) => {
            let folder = options.lookups.as_deref().unwrap_or(Path::new("."));
            let read = Lookup::read(lookup, folder, &rules.areas);
            let (lookup, looked_up) = read.map_err(|error| not_there(error, lookup, folder))?;
            (Some(lookup), Some(looked_up))
        }
    };
    let run = Run::new(named, &lines.header, lookup, rules)
        .map_err(|problem| fail((Some(1), problem)))?;
    let gathered = run.gather(lines, &mut refused, || progress(tally.bytes(), size));
    let outcome = gathered.map_err(|trouble| match trouble {
        run::Trouble::File(line, problem) => fail((line, problem)),
        run::Trouble::Refused(error) => error,
    })?;
    let refused_file = refused.keep()?;
    progress(tally.bytes(), size);
    let read = report::FileRead {
        file: name.to_owned(),
        sha256: tally.sha256(),
        bytes: tally.bytes(),
        refused_file,
        header_marks,
        looked_up,
    };
    Ok(outcome.into_imported(read))
}

/// Says of a lookup that is not there who wants it.
fn not_there(error: OfficialFileError, lookup: &LookupRecipe, folder: &Path) -> OfficialFileError {
    match error {
        OfficialFileError::Unreadable { source, .. } => OfficialFileError::NoLookup {
            lookup: lookup.file.clone(),
            folder: folder.to_owned(),
            source,
        },
        other => other,
    }
}
