//! An edition's files, wherever they came from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::DECISIONS_FOLDER;

/// The most files a folder may hold.
///
/// An edition's own are fewer than a hundred. The rest are decisions made since, of which there is
/// a file for every value that a force declared to be missing, estimated or partial; 50,000 are
/// more than a thousand for each of 43 forces.
pub const MOST_FILES: usize = 50_000;
/// The largest file accepted, in bytes (16 MiB: ten times a year's facts).
pub const LARGEST_FILE: usize = 16 << 20;
/// The largest folder accepted, in bytes (128 MiB).
pub const LARGEST_FOLDER: usize = 128 << 20;

/// The files of an edition folder, in memory.
///
/// Only `.toml` and `.csv` files count; documents beside them are left alone. Paths are relative
/// to the folder and use `/`: `indicators.toml`, `facts/population.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    name: String,
    files: BTreeMap<String, Cow<'static, [u8]>>,
    /// Of all files together, in bytes.
    size: usize,
}

/// Why a folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder could not be read.
    #[error("{} cannot be read; check that it exists and may be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A name is not valid UTF-8.
    #[error("{} has a name that is not UTF-8; rename it", path.display())]
    UnreadableName {
        /// Which.
        path: PathBuf,
    },
    /// A file is larger than [`LARGEST_FILE`].
    #[error("{file} has more than {LARGEST_FILE} bytes; an edition's files are smaller")]
    FileTooLarge {
        /// Which.
        file: String,
    },
    /// The files together are larger than [`LARGEST_FOLDER`], or there are more than
    /// [`MOST_FILES`].
    #[error(
        "{folder} has more than {MOST_FILES} files or {LARGEST_FOLDER} bytes; is it an edition \
         folder?"
    )]
    TooLarge {
        /// Which folder.
        folder: String,
    },
}

impl Folder {
    /// Reads a folder from disk: its own files, those in `facts/` and `inspections/`, and those in
    /// `decisions/` and the folders within it.
    ///
    /// # Errors
    /// [`FolderError`] when something cannot be read or is too large.
    pub fn read(path: &Path) -> Result<Self, FolderError> {
        let mut folder = Self {
            name: path.display().to_string(),
            files: BTreeMap::new(),
            size: 0,
        };
        folder.read_files(path, "")?;
        for part in ["facts", "inspections"] {
            let path = path.join(part);
            if path.is_dir() {
                folder.read_files(&path, part)?;
            }
        }
        folder.read_decisions(path)?;
        Ok(folder)
    }

    /// A folder from files that are in memory: embedded in a program, or stored documents.
    ///
    /// `name` stands before the path of a file in every problem told.
    ///
    /// # Errors
    /// [`FolderError`] when there is too much of it.
    pub fn from_files<P, B>(
        name: impl Into<String>,
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Result<Self, FolderError>
    where
        P: Into<String>,
        B: Into<Cow<'static, [u8]>>,
    {
        let mut folder = Self {
            name: name.into(),
            files: BTreeMap::new(),
            size: 0,
        };
        for (path, content) in files {
            folder.insert(path.into(), content.into())?;
        }
        Ok(folder)
    }

    /// What stands before the path of a file in every problem told.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The content of a file, if it is there.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// Every file with its content, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_ref()))
    }

    /// SHA-256, in hexadecimal, over the files that define the edition: those directly in the
    /// folder, and decisions made since.
    ///
    /// Facts and inspections are left out: facts are recorded under revisions of their own, and an
    /// inspection has a state of its own; a change of either does not make another programme.
    /// Of each file in order of path, the path, the length and the content are hashed, so that no
    /// two folders give the same bytes.
    #[must_use]
    pub fn definition_hash(&self) -> String {
        let mut hash = Sha256::new();
        for (path, content) in self.files().filter(|(path, _)| defines(path)) {
            hash.update(format!("{path}\n{}\n", content.len()));
            hash.update(content);
        }
        hexadecimal(&hash.finalize())
    }

    /// Reads the decisions and whatever folders they lie in.
    ///
    /// Links to folders are not followed, so that no folder is read as part of itself.
    fn read_decisions(&mut self, path: &Path) -> Result<(), FolderError> {
        let decisions = path.join(DECISIONS_FOLDER);
        if !decisions.is_dir() {
            return Ok(());
        }
        let mut open = vec![(decisions, DECISIONS_FOLDER.to_owned())];
        while let Some((directory, part)) = open.pop() {
            self.read_files(&directory, &part)?;
            for entry in fs::read_dir(&directory).map_err(unreadable(&directory))? {
                let entry = entry.map_err(unreadable(&directory))?;
                let path = entry.path();
                if !entry.file_type().map_err(unreadable(&path))?.is_dir() {
                    continue;
                }
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                    return Err(FolderError::UnreadableName { path });
                };
                let part = format!("{part}/{name}");
                open.push((path, part));
            }
        }
        Ok(())
    }

    fn read_files(&mut self, directory: &Path, part: &str) -> Result<(), FolderError> {
        let entries = fs::read_dir(directory).map_err(unreadable(directory))?;
        for entry in entries {
            let path = entry.map_err(unreadable(directory))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                return Err(FolderError::UnreadableName { path });
            };
            if !is_read(name) {
                continue;
            }
            let metadata = fs::metadata(&path).map_err(unreadable(&path))?;
            if !metadata.is_file() {
                continue;
            }
            let name = if part.is_empty() {
                name.to_owned()
            } else {
                format!("{part}/{name}")
            };
            if metadata.len() > LARGEST_FILE as u64 {
                return Err(FolderError::FileTooLarge { file: name });
            }
            let content = fs::read(&path).map_err(unreadable(&path))?;
            self.insert(name, content.into())?;
        }
        Ok(())
    }

    fn insert(&mut self, path: String, content: Cow<'static, [u8]>) -> Result<(), FolderError> {
        if !is_read(&path) {
            return Ok(());
        }
        if content.len() > LARGEST_FILE {
            return Err(FolderError::FileTooLarge { file: path });
        }
        self.size += content.len();
        if let Some(replaced) = self.files.insert(path, content) {
            self.size -= replaced.len();
        }
        if self.files.len() > MOST_FILES || self.size > LARGEST_FOLDER {
            return Err(FolderError::TooLarge {
                folder: self.name.clone(),
            });
        }
        Ok(())
    }
}

fn defines(path: &str) -> bool {
    let decision = path.strip_prefix(DECISIONS_FOLDER);
    !path.contains('/') || decision.is_some_and(|rest| rest.starts_with('/'))
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> FolderError + use<> {
    let path = path.to_owned();
    move |cause| FolderError::Unreadable {
        path: path.clone(),
        cause,
    }
}

fn is_read(path: &str) -> bool {
    let extension = Path::new(path).extension();
    extension.is_some_and(|extension| extension == "toml" || extension == "csv")
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
