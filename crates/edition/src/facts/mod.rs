//! Published facts: tidy files, held against the manifest of how they were made.

mod manifest;
mod tidy;

use std::collections::BTreeSet;

use peel_model::{Edition, Observation};
use sha2::{Digest, Sha256};

pub use manifest::OfficialFile;

use crate::document::{Document, document};
use crate::edition::PUBLISHED_GRADES;
use crate::folder::hexadecimal;
use crate::problem::Problems;
use crate::{EditionProblems, Folder};
use manifest::{ListedFile, Manifest};
use tidy::TidyReader;

const MANIFEST: &str = "facts/manifest.toml";

/// The code under which published files give England and Wales as a whole.
pub const ENGLAND_AND_WALES_CODE: &str = "K04000001";

/// A file of facts that agrees with its manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct FactsFile {
    /// Its name in the folder `facts`: `population.csv`.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// The published files that it was made from.
    pub made_from: Vec<OfficialFile>,
    /// What it says, in the file's order.
    pub observations: Vec<Observation>,
}

/// Reads the facts that the manifest lists, in its order.
///
/// A file counts only as it was made: another checksum or number of rows than the manifest's is
/// refused, and so is a file that the manifest does not list. The published grades, which are
/// listed there too, are no observations; [`crate::read_edition`] reads them.
///
/// # Errors
/// [`EditionProblems`] with every problem found: names the edition does not know with the nearest
/// known ones, told once each; values that do not fit their status; observations that occur twice,
/// also across files.
pub fn read_facts(folder: &Folder, edition: &Edition) -> Result<Vec<FactsFile>, EditionProblems> {
    let mut problems = Problems::default();
    let Some(manifest) = document::<Manifest>(folder, MANIFEST, &mut problems) else {
        return problems.or(None);
    };
    unlisted(folder, &manifest, &mut problems);
    let mut tidy = TidyReader::new(edition);
    let mut files = Vec::new();
    for listed in &manifest.written.facts {
        let path = format!("facts/{}", listed.file.as_str());
        let Some(content) = as_listed(folder, &path, &manifest, listed, &mut problems) else {
            continue;
        };
        if path == PUBLISHED_GRADES {
            continue;
        }
        files.push(FactsFile {
            name: listed.file.to_string(),
            sha256: listed.sha256.clone(),
            made_from: listed.made_from.clone(),
            observations: tidy.read(folder, &path, content, listed.rows, &mut problems),
        });
    }
    problems.or(Some(files))
}

/// Tells the tables that the manifest does not account for.
fn unlisted(folder: &Folder, manifest: &Document<Manifest>, problems: &mut Problems) {
    let facts = &manifest.written.facts;
    let listed: BTreeSet<&str> = facts.iter().map(|listed| listed.file.as_str()).collect();
    let mut reader = manifest.reader(folder, problems);
    reader.unique("the file", facts.iter().map(|listed| &listed.file));
    for (path, _) in folder.files() {
        let Some(name) = path.strip_prefix("facts/") else {
            continue;
        };
        if name.ends_with(".csv") && !listed.contains(name) {
            let message = format!("\"{name}\" is there but not listed; make the facts again");
            reader.report_line(None, message);
        }
    }
}

/// The content of a listed file, if it is the one that was made.
fn as_listed<'f>(
    folder: &'f Folder,
    path: &str,
    manifest: &Document<Manifest>,
    listed: &ListedFile,
    problems: &mut Problems,
) -> Option<&'f [u8]> {
    let mut reader = manifest.reader(folder, problems);
    let Some(content) = folder.file(path) else {
        let name = listed.file.as_str();
        reader.report(&listed.file, format!("\"{name}\" is listed but missing"));
        return None;
    };
    let sha256 = hexadecimal(&Sha256::digest(content));
    if sha256 == listed.sha256 {
        return Some(content);
    }
    let message = format!(
        "\"{}\" was changed after it was made: its SHA-256 is {sha256}, not {}; make the facts \
         again",
        listed.file.as_str(),
        listed.sha256
    );
    reader.report(&listed.file, message);
    None
}
