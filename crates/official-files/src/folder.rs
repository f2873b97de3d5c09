//! Folders of facts: written whole or not at all, and compared with what should be in them.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::OfficialFileError;
use crate::make::{MadeFacts, MadeFile, Progress, make_facts};
use crate::manifest::{MANIFEST_FILE, Manifest};
use crate::raw_file;
use crate::recipe::RECIPES_FILE;

/// The largest facts file that is compared.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// A file of facts that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub file: String,
    /// What is different.
    pub kind: DifferenceKind,
}

/// How a file of facts differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It is not there.
    Missing,
    /// It holds something else.
    OtherBytes {
        /// The first line that differs, counted from 1; `None` when only its fingerprint is
        /// known.
        line: Option<u64>,
    },
    /// It has another number of rows than the manifest says.
    OtherRows {
        /// The manifest's number.
        expected: u64,
        /// The file's.
        found: u64,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        match self.kind {
            DifferenceKind::Missing => write!(f, "{file} is not there"),
            DifferenceKind::OtherBytes { line: Some(line) } => {
                write!(f, "{file} differs from line {line} on")
            }
            DifferenceKind::OtherBytes { line: None } => {
                write!(f, "{file} has changed since the manifest was made")
            }
            DifferenceKind::OtherRows { expected, found } => {
                write!(f, "{file} has {found} rows, the manifest says {expected}")
            }
        }
    }
}

/// Makes the facts of an edition again and holds them against the edition's folder of facts.
///
/// Empty when every byte is the same.
///
/// # Errors
/// As [`make_facts`], and when a file of the folder cannot be read.
pub fn check_facts(
    edition: &Path,
    raw: &Path,
    progress: impl FnMut(Progress<'_>),
) -> Result<Vec<Difference>, OfficialFileError> {
    let made = make_facts(edition, raw, progress)?;
    made.compare_with(&edition.join(crate::make::FACTS_FOLDER))
}

/// Holds a folder of facts against its own manifest: fingerprints, numbers of rows, and the
/// recipes that were followed. Needs no official file.
///
/// Empty when everything agrees.
///
/// # Errors
/// [`OfficialFileError`] when the manifest, or a file that is there, cannot be read.
pub fn check_manifest(facts: &Path) -> Result<Vec<Difference>, OfficialFileError> {
    let path = facts.join(MANIFEST_FILE);
    let text = raw_file::read_text(&path, MOST_BYTES)?;
    let manifest =
        Manifest::parse(&text).map_err(|problem| OfficialFileError::Manifest { path, problem })?;
    let mut differences = Vec::new();
    let mut differs = |file: &str, kind| {
        differences.push(Difference {
            file: file.to_owned(),
            kind,
        });
    };
    match read_if_there(&facts.join(RECIPES_FILE))? {
        None => differs(RECIPES_FILE, DifferenceKind::Missing),
        Some(bytes) if raw_file::sha256(&bytes) != manifest.recipes_sha256 => {
            differs(RECIPES_FILE, DifferenceKind::OtherBytes { line: None });
        }
        Some(_) => {}
    }
    for listed in &manifest.files {
        let Some(bytes) = read_if_there(&facts.join(&listed.file))? else {
            differs(&listed.file, DifferenceKind::Missing);
            continue;
        };
        if raw_file::sha256(&bytes) != listed.sha256 {
            differs(&listed.file, DifferenceKind::OtherBytes { line: None });
        }
        let (expected, found) = (listed.rows, rows(&bytes));
        if found != expected {
            differs(&listed.file, DifferenceKind::OtherRows { expected, found });
        }
    }
    Ok(differences)
}

/// Rows below the header. Facts have no line break inside a row.
fn rows(bytes: &[u8]) -> u64 {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    lines.saturating_sub(1)
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, OfficialFileError> {
    match raw_file::read_bytes(path, MOST_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(OfficialFileError::Unreadable { source, .. })
            if source.kind() == io::ErrorKind::NotFound =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

impl Manifest {
    pub(crate) fn to_file(&self) -> Result<MadeFile, OfficialFileError> {
        let text = self.to_toml().map_err(|e| OfficialFileError::Manifest {
            path: PathBuf::from(MANIFEST_FILE),
            problem: e.to_string(),
        })?;
        Ok(MadeFile {
            name: MANIFEST_FILE.to_owned(),
            bytes: text.into_bytes(),
        })
    }
}

impl MadeFacts {
    /// Writes the facts and their manifest into a folder, replacing what it holds of them.
    ///
    /// Every file is first written in full into a folder beside it and then moved into place, the
    /// manifest last; an error or a crash before the first move changes nothing, and one between
    /// two moves is found by [`check_manifest`]. Other files of the folder are left alone.
    ///
    /// # Errors
    /// [`OfficialFileError::BeingMade`] when another run is writing the same facts;
    /// [`OfficialFileError::Unwritable`] when the system refuses.
    pub fn write_into(&self, facts: &Path) -> Result<(), OfficialFileError> {
        let beside = Beside::create(facts)?;
        for file in &self.files {
            let path = beside.0.join(&file.name);
            write_durably(&path, &file.bytes)
                .map_err(|source| OfficialFileError::Unwritable { path, source })?;
        }
        fs::create_dir_all(facts).map_err(unwritable(facts))?;
        for file in &self.files {
            let into = facts.join(&file.name);
            fs::rename(beside.0.join(&file.name), &into).map_err(unwritable(&into))?;
        }
        Ok(())
    }

    /// Holds these facts against a folder of facts. Empty when every byte is the same.
    ///
    /// # Errors
    /// [`OfficialFileError`] when a file that is there cannot be read.
    pub fn compare_with(&self, facts: &Path) -> Result<Vec<Difference>, OfficialFileError> {
        let mut differences = Vec::new();
        for file in &self.files {
            let kind = match read_if_there(&facts.join(&file.name))? {
                None => DifferenceKind::Missing,
                Some(bytes) if bytes != file.bytes => DifferenceKind::OtherBytes {
                    line: Some(first_difference(&bytes, &file.bytes)),
                },
                Some(_) => continue,
            };
            let file = file.name.clone();
            differences.push(Difference { file, kind });
        }
        Ok(differences)
    }
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> OfficialFileError {
    let path = path.to_owned();
    |source| OfficialFileError::Unwritable { path, source }
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
}

/// The first line, counted from 1, in which two different texts differ.
fn first_difference(one: &[u8], other: &[u8]) -> u64 {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b);
    1 + same.filter(|(byte, _)| **byte == b'\n').count() as u64
}

/// The folder in which facts are put together; removed when it goes out of scope.
struct Beside(PathBuf);

impl Beside {
    fn create(facts: &Path) -> Result<Self, OfficialFileError> {
        let mut name = facts.file_name().unwrap_or_default().to_owned();
        name.push(".being-made");
        let path = facts.with_file_name(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(unwritable(parent))?;
        }
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                Err(OfficialFileError::BeingMade { path })
            }
            Err(source) => Err(OfficialFileError::Unwritable { path, source }),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // What is left over is refused by name next time; there is nobody to tell here.
        let _ = fs::remove_dir_all(&self.0);
    }
}
