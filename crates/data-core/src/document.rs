//! Editions as they are stored: their files, as they were.

use peel_model::{EditionId, Revision};

use crate::Checksum;

/// An edition's files: its definition and inspections, without its facts.
///
/// They are kept as they were written, so that any later program can read them again by the
/// rules of the format, and a person can be shown them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionDocument {
    /// The edition.
    pub edition: EditionId,
    /// Over every file that defines it, as the edition's own reader computes it.
    pub definition_hash: Checksum,
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

/// An edition's document with the revision that brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEdition {
    /// The revision.
    pub revision: Revision,
    /// The document.
    pub document: EditionDocument,
}

/// An edition in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionEntry {
    /// The edition.
    pub edition: EditionId,
    /// The revision that brought its newest document.
    pub revision: Revision,
    /// Of that document.
    pub definition_hash: Checksum,
}
