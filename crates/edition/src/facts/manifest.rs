//! `facts/manifest.toml`, as far as readers of facts need it.

use serde::Deserialize;

use crate::document::At;

/// The command that makes facts writes more than this (what it left out and put right); its own
/// check reads that, so unknown keys are none of ours.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    pub(super) facts: Vec<ListedFile>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ListedFile {
    pub(super) file: At<String>,
    pub(super) sha256: String,
    pub(super) rows: usize,
    pub(super) made_from: Vec<OfficialFile>,
}

/// A published file that facts were made from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OfficialFile {
    /// Its name among the official files.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Who published it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Which release it is.
    pub release: String,
    /// Under which licence.
    pub licence: String,
    /// How this copy was come by.
    pub obtained: String,
    /// What a reader should know besides.
    #[serde(default)]
    pub notes: Vec<String>,
}
