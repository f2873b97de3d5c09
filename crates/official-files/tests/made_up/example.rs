//! The made-up edition and its official files, copied where a test may change them.

use std::fs;
use std::path::{Path, PathBuf};

use peel_official_files::{MadeFacts, OfficialFileError, make_facts};
use tempfile::TempDir;

pub(crate) struct Example {
    folder: TempDir,
}

impl Example {
    pub(crate) fn new() -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let example = Self {
            folder: TempDir::new().unwrap(),
        };
        copy(&fixtures.join("made-up-edition"), &example.edition());
        copy(&fixtures.join("made-up-raw"), &example.raw());
        example
    }

    pub(crate) fn edition(&self) -> PathBuf {
        self.folder.path().join("edition")
    }

    pub(crate) fn raw(&self) -> PathBuf {
        self.folder.path().join("raw")
    }

    pub(crate) fn facts(&self) -> PathBuf {
        self.edition().join("facts")
    }

    /// Replaces a text that a file holds exactly once.
    pub(crate) fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {file}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }

    pub(crate) fn make(&self) -> Result<MadeFacts, OfficialFileError> {
        make_facts(&self.edition(), &self.raw(), |_| ())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
