//! A copy of the edition that comes with peel, to be damaged.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::workspace;

/// The edition that comes with peel.
pub(crate) const EDITION: &str = "2016-effectiveness";

/// Its folder.
pub(crate) fn edition_folder() -> PathBuf {
    workspace().join("editions").join(EDITION)
}

/// A folder of editions with a copy of it.
#[derive(Debug)]
pub(crate) struct EditionCopy(TempDir);

impl EditionCopy {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for a copy");
        copy(&edition_folder(), &folder.path().join(EDITION));
        Self(folder)
    }

    /// The folder of editions.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes `new` where `file` first has `old`, and gives the number of that line.
    pub(crate) fn replace(&self, file: &str, old: &str, new: &str) -> usize {
        let path = self.path().join(EDITION).join(file);
        let text = fs::read_to_string(&path).expect("a file of the edition");
        let at = text
            .find(old)
            .unwrap_or_else(|| panic!("{file} has no {old}"));
        fs::write(&path, text.replacen(old, new, 1)).expect("a copy that can be written");
        text[..at].lines().count() + usize::from(text[..at].ends_with('\n'))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the copy");
    for entry in fs::read_dir(from).expect("the edition's folder") {
        let entry = entry.expect("an entry of it");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).expect("a copy");
        }
    }
}
