//! Editions as they are stored: their files, as they were.

use peel_edition::{DECISIONS_FOLDER, FactsFile, Folder};
use std::collections::BTreeMap;

use peel_model::{Edition, EditionId, Revision};

use crate::{Cause, Checksum, InspectionWork, ReadEditionError, WrittenInspection};

/// The folder of an edition's document in which inspections lie.
pub(crate) const INSPECTIONS_FOLDER: &str = "inspections";

/// An edition's files: its definition and inspections, without its facts.
///
/// They are kept as they were written, so that any later program can read them again by the
/// rules of the format, and a person can be shown them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionDocument {
    /// The edition.
    pub edition: EditionId,
    /// Over the files that define it, as the edition brought them: [`Edition::definition_hash`]
    /// without decisions made since.
    pub definition_hash: String,
    /// The files, by path.
    pub files: Vec<DocumentFile>,
}

/// One file of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFile {
    /// Its path in the edition's folder, with `/` between parts.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An edition's document as at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEdition {
    /// The newest revision that changed it.
    pub revision: Revision,
    /// The document.
    pub document: EditionDocument,
    /// The last step in each inspection that was worked on, by the path of its file.
    pub inspected: BTreeMap<String, Revision>,
}

/// An edition in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionEntry {
    /// The edition.
    pub edition: EditionId,
    /// The newest revision that changed its document: the edition's own, or a decision's since.
    pub revision: Revision,
}

/// An edition as recorded, read.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEdition {
    /// The revision that brought it.
    pub revision: Revision,
    /// The edition.
    pub edition: Edition,
    /// Its inspections, by force.
    pub inspections: Vec<InspectionWork>,
}

impl EditionDocument {
    /// Every file of a folder but those whose facts become observations.
    ///
    /// The facts' manifest stays: it says what official files the observations were made from.
    #[must_use]
    pub fn of(folder: &Folder, edition: &Edition, facts: &[FactsFile]) -> Self {
        let is_facts = |path: &str| {
            let name = path.strip_prefix("facts/");
            name.is_some_and(|name| facts.iter().any(|file| file.name == name))
        };
        let files = folder.files().filter(|(path, _)| !is_facts(path));
        Self {
            edition: edition.id.clone(),
            definition_hash: edition.definition_hash.clone(),
            files: files
                .map(|(path, bytes)| DocumentFile {
                    path: path.to_owned(),
                    bytes: bytes.to_vec(),
                })
                .collect(),
        }
    }

    /// Over every file's path, length and bytes, in order of path: differs when anything does.
    #[must_use]
    pub fn checksum(&self) -> Checksum {
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut all = Vec::new();
        for DocumentFile { path, bytes } in files {
            all.extend_from_slice(format!("{path}\n{}\n", bytes.len()).as_bytes());
            all.extend_from_slice(bytes);
        }
        Checksum::of(&all)
    }
}

impl StoredEdition {
    /// Adds the file of a decision made since, or before the edition was recorded anew, or puts an
    /// inspection's file in place of the one that the edition brought.
    ///
    /// The revision is the newest that changed anything; empty content is a decision taken back.
    pub fn add_decision(&mut self, revision: Revision, path: &str, bytes: Vec<u8>) {
        self.revision = self.revision.max(revision);
        let within = path.strip_prefix(INSPECTIONS_FOLDER);
        if within.is_some_and(|rest| rest.starts_with('/')) {
            self.inspected.insert(path.to_owned(), revision);
            self.document.files.retain(|file| file.path != path);
            let path = path.to_owned();
            self.document.files.push(DocumentFile { path, bytes });
        } else if !bytes.is_empty() {
            self.document.files.push(DocumentFile {
                path: format!("{DECISIONS_FOLDER}/{:012}/{path}", revision.number()),
                bytes,
            });
        }
    }

    /// Reads the edition and its inspections from the stored files.
    ///
    /// # Errors
    /// [`ReadEditionError::Unreadable`] when this program's rules refuse them.
    pub fn read(self) -> Result<RecordedEdition, ReadEditionError> {
        let Self {
            revision,
            document,
            inspected,
        } = self;
        let name = format!("{} (revision {revision})", document.edition);
        let read = || -> Result<_, Cause> {
            let files = document.files.into_iter();
            let folder = Folder::from_files(name, files.map(|file| (file.path, file.bytes)))?;
            let edition = peel_edition::read_edition(&folder)?;
            let whole = peel_edition::read_whole_inspections(&folder, &edition)?.into_iter();
            let works = whole.map(|(inspection, background)| {
                let path = WrittenInspection::path_of(&inspection.force);
                InspectionWork {
                    changed: inspected.get(&path).copied(),
                    inspection,
                    background,
                }
            });
            let works: Vec<_> = works.collect();
            Ok((edition, works))
        };
        match read() {
            Ok((edition, inspections)) => Ok(RecordedEdition {
                revision,
                edition,
                inspections,
            }),
            Err(cause) => Err(ReadEditionError::Unreadable {
                edition: document.edition,
                revision,
                cause,
            }),
        }
    }
}
