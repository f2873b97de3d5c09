//! Where editions come from when the service starts.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use peel_edition::{Folder, FolderError};

static EDITIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../editions");

/// The file that makes a folder an edition.
const DEFINITION: &str = "edition.toml";

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
    let mut files = Vec::new();
    collect(folder, folder.path(), &mut files);
    Folder::from_files(format!("editions/{}", folder.path().display()), files)
}

fn collect(part: &'static Dir<'static>, root: &Path, files: &mut Vec<(String, &'static [u8])>) {
    for file in part.files() {
        let path = file.path();
        let path = path.strip_prefix(root).unwrap_or(path);
        // A folder of an edition holds files with plain names only.
        files.push((path.to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for part in part.dirs() {
        collect(part, root, files);
    }
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
