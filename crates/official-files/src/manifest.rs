//! The manifest: what each facts file was made from, what was left out, and what was put right.

use serde::{Deserialize, Serialize};

/// The manifest's file, inside the edition's folder of facts.
pub(crate) const MANIFEST_FILE: &str = "manifest.toml";

const HEADING: &str = "# Made by `peel facts make` together with the files it lists; do not edit. \
                       `peel facts check`\n# makes everything again and compares.\n\n";

/// What a folder of facts holds and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// SHA-256 of the recipes that were followed, in hexadecimal.
    pub recipes_sha256: String,
    /// The facts files, in the recipes' order.
    #[serde(rename = "facts")]
    pub files: Vec<ManifestFile>,
}

/// One facts file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its rows, without the header.
    pub rows: u64,
    /// The files it was made from, in the recipe's order.
    pub made_from: Vec<MadeFrom>,
}

/// A file that facts were made from, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeFrom {
    /// Its name, relative to the folder of official files, or to the edition for a list of our own.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its lines, without the header.
    pub lines: u64,
    /// Its publisher.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Which release it is.
    pub release: String,
    /// Its licence.
    pub licence: String,
    /// How this copy was come by.
    pub obtained: String,
    /// What a reader should know besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Values left out because their period is not kept.
    pub values_of_other_periods: u64,
    /// The lookup that it was read with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<LookedUp>,
    /// Lines left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Cells put right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Corrected>,
    /// Values that are rightly not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Filled>,
    /// Values of a standing other than normal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marked: Vec<Marked>,
}

/// A lookup from parts of areas to areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookedUp {
    /// Its name, relative to the folder of official files.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its lines, without the header.
    pub lines: u64,
    /// What has changed since it was published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<LookupChange>,
}

/// Parts of areas that a lookup does not list, or that are no longer there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupChange {
    /// Parts that it does not list, by their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Parts that are no longer there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Lines left out by one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Which: the columns and what they hold.
    pub what: String,
    /// How many lines.
    pub lines: u64,
    /// Why.
    pub reason: String,
}

/// Cells put right by one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// In which column.
    pub column: String,
    /// What the file holds.
    pub from: String,
    /// What it was read as.
    pub to: String,
    /// How many lines.
    pub lines: u64,
    /// Why.
    pub reason: String,
}

/// Values that one rule says are rightly not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// Of which measures.
    pub measures: Vec<String>,
    /// The status that stands in their place.
    pub status: String,
    /// How many values.
    pub values: u64,
    /// Why.
    pub reason: String,
}

/// Values that one rule marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// The status they were given.
    pub status: String,
    /// How many values.
    pub values: u64,
    /// Why.
    pub reason: String,
}

impl Manifest {
    /// The manifest as it is written.
    pub(crate) fn to_toml(&self) -> Result<String, toml::ser::Error> {
        Ok(format!("{HEADING}{}", toml::to_string_pretty(self)?))
    }

    /// Reads a manifest; the error says what is wrong and on which line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }
}
