//! From official files and recipes to facts, in memory.

use std::collections::BTreeSet;
use std::path::Path;

use crate::areas::{Areas, FORCES_FILE};
use crate::error::{InputProblem, OfficialFileError};
use crate::facts::{Facts, Gathering};
use crate::gaps;
use crate::lookup::Lookup;
use crate::manifest::{MadeFrom, Manifest, ManifestFile};
use crate::raw_file::{self, RawFile};
use crate::recipe::{FactsRecipe, Folder, FromRecipe, KeptPeriods, RECIPES_FILE, Recipes};
use crate::spreadsheet;
use crate::table::{Summary, Table, input};

/// The folder of facts inside an edition.
pub const FACTS_FOLDER: &str = "facts";

/// The largest recipe or list of forces accepted.
pub(crate) const MOST_TEXT: u64 = 4 * 1024 * 1024;

/// How far the making of facts has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'p> {
    /// An official file is being read.
    Reading {
        /// The file, relative to its folder.
        file: &'p str,
        /// Bytes read.
        bytes: u64,
        /// Its size.
        of: u64,
    },
    /// A facts file is made, in memory.
    Made {
        /// The facts file.
        file: &'p str,
        /// Its rows.
        rows: u64,
    },
}

/// Facts, made and not yet written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFacts {
    /// The facts files, in the recipes' order, then the manifest.
    pub files: Vec<MadeFile>,
    /// What they were made from.
    pub manifest: Manifest,
}

/// A file, made and not yet written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Makes the facts of an edition from official files.
///
/// The recipes are `facts/recipes.toml` and the forces `forces.csv`, both inside `edition`; `raw`
/// is the folder to which the recipes' file names are relative. The same files give the same
/// bytes. Nothing is written: see [`MadeFacts::write_into`].
///
/// # Errors
/// [`OfficialFileError`], with file and line, when a file cannot be read, holds a force or label
/// that is not known, lacks a value that its recipe promises, or when a rule of a recipe concerns
/// nothing.
pub fn make_facts(
    edition: &Path,
    raw: &Path,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<MadeFacts, OfficialFileError> {
    let recipes_path = edition.join(FACTS_FOLDER).join(RECIPES_FILE);
    let recipes_text = raw_file::read_text(&recipes_path, MOST_TEXT)?;
    let recipes = Recipes::parse(&recipes_text).map_err(in_recipes)?;
    let forces = raw_file::read_text(&edition.join(FORCES_FILE), MOST_TEXT)?;
    let areas = Areas::read(&forces, &recipes.england_and_wales.0).map_err(|(line, problem)| {
        OfficialFileError::Input {
            file: FORCES_FILE.to_owned(),
            line: Some(line),
            problem: Box::new(problem),
        }
    })?;

    let mut files = Vec::new();
    let mut listed = Vec::new();
    for recipe in &recipes.facts {
        let folder_of = |folder| match folder {
            Folder::Raw => raw,
            Folder::Edition => edition,
        };
        let (file, entry) = make_file(recipe, &areas, folder_of, &mut progress)?;
        progress(Progress::Made {
            file: &entry.file,
            rows: entry.rows,
        });
        files.push(file);
        listed.push(entry);
    }
    let manifest = Manifest {
        recipes_sha256: raw_file::sha256(recipes_text.as_bytes()),
        files: listed,
    };
    files.push(manifest.to_file()?);
    Ok(MadeFacts { files, manifest })
}

pub(crate) fn in_recipes(problem: String) -> OfficialFileError {
    OfficialFileError::Recipes {
        file: RECIPES_FILE.to_owned(),
        problem,
    }
}

fn make_file<'f>(
    recipe: &FactsRecipe,
    areas: &Areas,
    folder_of: impl Fn(Folder) -> &'f Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(MadeFile, ManifestFile), OfficialFileError> {
    let mut facts = Facts::default();
    let mut made_from = Vec::new();
    for (index, from) in recipe.from.iter().enumerate() {
        let folder = folder_of(from.folder);
        made_from.push(read_file(from, index, folder, areas, &mut facts, progress)?);
    }
    let (bytes, rows) = facts.to_csv().map_err(|cause| OfficialFileError::Input {
        file: recipe.file.clone(),
        line: None,
        problem: Box::new(InputProblem::NotCsv(cause)),
    })?;
    let entry = ManifestFile {
        file: recipe.file.clone(),
        sha256: raw_file::sha256(&bytes),
        rows,
        made_from,
    };
    let name = recipe.file.clone();
    Ok((MadeFile { name, bytes }, entry))
}

/// Adds what one official file gives to a facts file.
fn read_file(
    recipe: &FromRecipe,
    index: usize,
    folder: &Path,
    areas: &Areas,
    facts: &mut Facts,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<MadeFrom, OfficialFileError> {
    let kept: Option<BTreeSet<_>> = recipe
        .periods
        .as_ref()
        .and_then(KeptPeriods::list)
        .map(|periods| periods.into_iter().collect());
    let source = recipe.source.0.clone();
    let mut gathering = Gathering::new(facts, index, source, kept.clone());
    let mut reader = recipe.reader.start();

    let lookup = match recipe.reader.lookup() {
        None => None,
        Some(lookup) => {
            let (lookup, account) = Lookup::read(lookup, folder, areas)?;
            reader.look_up_in(lookup);
            Some(account)
        }
    };
    let file = RawFile::open(&folder.join(&recipe.file))?;
    let (file, places) = spreadsheet::lines(recipe, file, &reader.columns())?;
    let mut table =
        Table::open(recipe, file, &reader.columns()).map_err(|error| places.place(error))?;
    table
        .for_each(
            |line| reader.line(line, areas, &mut gathering),
            |bytes, of| {
                let file = recipe.file.as_str();
                progress(Progress::Reading { file, bytes, of });
            },
        )
        .map_err(|error| places.place(error))?;
    let mut summary = table.finish()?;
    summary.corrected.extend(places.corrected());

    let whole_file = |problem| input(recipe, None, problem);
    reader.finish(&mut gathering).map_err(whole_file)?;
    let marked = gaps::mark(recipe, &mut gathering).map_err(whole_file)?;
    let periods = kept.unwrap_or_default();
    let filled = gaps::fill(recipe, &reader.measures(), &periods, areas, &mut gathering)
        .map_err(whole_file)?;
    if recipe.reader.gives_grades() {
        gaps::check_grades(recipe, areas, &gathering).map_err(whole_file)?;
    }
    summary.corrected.extend(gathering.without_marks());
    let other_periods = gathering.other_periods;
    let mut absent = gathering.filled;
    absent.extend(filled);
    Ok(MadeFrom {
        lookup,
        absent,
        marked,
        ..account(recipe, summary, other_periods)
    })
}

fn account(recipe: &FromRecipe, summary: Summary, other_periods: u64) -> MadeFrom {
    MadeFrom {
        name: recipe.file.clone(),
        sha256: summary.sha256,
        bytes: summary.bytes,
        lines: summary.lines,
        publisher: recipe.publisher.clone(),
        title: recipe.title.clone(),
        release: recipe.release.clone(),
        licence: recipe.licence.clone(),
        obtained: recipe.obtained.clone(),
        notes: recipe.notes.clone(),
        values_of_other_periods: other_periods,
        lookup: None,
        left_out: summary.left_out,
        corrected: summary.corrected,
        absent: Vec::new(),
        marked: Vec::new(),
    }
}
