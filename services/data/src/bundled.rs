//! Where editions come from when the service starts.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use peel_edition::{Folder, FolderError};

static EDITIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../editions");

/// The file that makes a folder an edition.
const DEFINITION: &str = "edition.toml";

/// The folders of an edition beside its own files: what [`Folder::read`] reads from disk.
const PARTS: [&str; 2] = ["facts", "inspections"];

/// Why editions cannot be found.
#[derive(Debug, thiserror::Error)]
pub enum EditionsError {
    /// The folder cannot be read.
    #[error("{} cannot be read; check editions.folder", path.display())]
    Unreadable {
        /// The folder of editions.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// No edition is in it.
    #[error("{} has no folder with a file {DEFINITION}; check editions.folder", path.display())]
    None {
        /// The folder of editions.
        path: PathBuf,
    },
    /// An edition's folder cannot be read or is too large.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// The editions embedded in the program, by name of their folders.
///
/// # Errors
/// [`FolderError`] when one is too large: a mistake made when the program was built.
pub fn bundled_editions() -> Result<Vec<Folder>, FolderError> {
    let folders = EDITIONS.dirs().filter(|folder| is_edition(folder));
    let mut editions = folders.map(embedded).collect::<Result<Vec<_>, _>>()?;
    editions.sort_by(|one, other| one.name().cmp(other.name()));
    Ok(editions)
}

fn is_edition(folder: &Dir<'_>) -> bool {
    folder.contains(folder.path().join(DEFINITION))
}

fn embedded(folder: &'static Dir<'static>) -> Result<Folder, FolderError> {
    let root = folder.path();
    let parts = PARTS
        .iter()
        .filter_map(|part| folder.get_dir(root.join(part)));
    let files = [folder].into_iter().chain(parts).flat_map(Dir::files);
    let named = files.map(|file| {
        let path = file.path().strip_prefix(root).unwrap_or(file.path());
        (path.to_string_lossy().into_owned(), file.contents())
    });
    Folder::from_files(format!("editions/{}", root.display()), named)
}

/// The editions in a folder that has a folder per edition, by name of their folders. Folders
/// without a file `edition.toml` are left alone.
///
/// # Errors
/// [`EditionsError`] when the folder or an edition in it cannot be read, or there is none.
pub fn editions_in(folder: &Path) -> Result<Vec<Folder>, EditionsError> {
    let unreadable = |cause| EditionsError::Unreadable {
        path: folder.to_owned(),
        cause,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.join(DEFINITION).is_file() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(EditionsError::None {
            path: folder.to_owned(),
        });
    }
    paths.sort();
    let editions = paths.iter().map(|path| Folder::read(path));
    Ok(editions.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_is_what_is_on_disk() {
        let on_disk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions");
        let on_disk = editions_in(&on_disk).unwrap();
        let embedded = bundled_editions().unwrap();
        assert_eq!(embedded.len(), on_disk.len());
        for (embedded, on_disk) in embedded.iter().zip(&on_disk) {
            let paths = |folder: &Folder| -> Vec<String> {
                folder.files().map(|(path, _)| path.to_owned()).collect()
            };
            assert_eq!(paths(embedded), paths(on_disk));
            assert!(embedded.files().eq(on_disk.files()), "{}", embedded.name());
        }
    }

    #[test]
    fn a_folder_without_editions_is_told_by_name() {
        let empty = tempfile::tempdir().unwrap();
        let error = editions_in(empty.path()).unwrap_err().to_string();
        assert!(error.ends_with("has no folder with a file edition.toml; check editions.folder"));
        let error = editions_in(&empty.path().join("absent"))
            .unwrap_err()
            .to_string();
        assert!(error.ends_with("absent cannot be read; check editions.folder"));
    }
}
