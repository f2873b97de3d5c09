//! A small valid edition to break in one place at a time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use peel_edition::{EditionProblems, Folder};
use peel_model::Edition;
use sha2::{Digest, Sha256};

/// The made-up edition's files, as text.
#[derive(Clone)]
pub(crate) struct MadeUp(BTreeMap<String, String>);

impl MadeUp {
    pub(crate) fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-up-edition");
        let folder = Folder::read(&path).unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let files = folder.files();
        Self(
            files
                .map(|(path, bytes)| (path.to_owned(), text(bytes)))
                .collect(),
        )
    }

    /// Replaces a text that occurs once.
    pub(crate) fn with(mut self, file: &str, from: &str, to: &str) -> Self {
        let content = self.0.get_mut(file).unwrap();
        assert_eq!(content.matches(from).count(), 1, "{from:?} in {file}");
        *content = content.replace(from, to);
        self
    }

    pub(crate) fn without(mut self, file: &str) -> Self {
        self.0.remove(file).unwrap();
        self
    }

    pub(crate) fn and(mut self, file: &str, content: &str) -> Self {
        self.0.insert(file.to_owned(), content.to_owned());
        self
    }

    /// Makes the manifest fit the facts again.
    pub(crate) fn with_manifest_made_again(self) -> Self {
        let mut manifest = String::new();
        for (path, content) in &self.0 {
            let Some(name) = path.strip_prefix("facts/") else {
                continue;
            };
            if !name.ends_with(".csv") {
                continue;
            }
            let sha256: String = Sha256::digest(content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let rows = content.lines().count().saturating_sub(1);
            write!(
                manifest,
                "[[facts]]\nfile = \"{name}\"\nsha256 = \"{sha256}\"\nrows = {rows}\nmade_from = []\n"
            )
            .unwrap();
        }
        self.and("facts/manifest.toml", &manifest)
    }

    pub(crate) fn folder(&self) -> Folder {
        let files = self.0.iter();
        let files = files.map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        Folder::from_files("made-up", files).unwrap()
    }

    pub(crate) fn edition(&self) -> Result<Edition, EditionProblems> {
        peel_edition::read_edition(&self.folder())
    }
}
