//! Workbooks as zip packages: every part is measured, unpacked once under a bound and checked
//! before anything in it is believed.
//!
//! What the zip directory says of sizes is checked first, because it costs nothing; what parts
//! truly unpack to is checked as well, because a directory can lie.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::markup;
use super::problem::WorkbookProblem;
use crate::error::cut;

/// The largest workbook accepted, as it lies on disk.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Parts accepted; a workbook has a few for each sheet.
const MOST_PARTS: usize = 2000;

/// The most that one part may unpack to.
const MOST_PART: u64 = 64 * 1024 * 1024;

/// The most that all parts together may unpack to.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// How many times its packed size a part may unpack to. Published workbooks stay below 14; deflate
/// can reach 1032.
const MOST_TIMES: u64 = 200;

/// Parts up to this size may unpack from anything.
const SMALL_PART: u64 = 256 * 1024;

/// A workbook that has been found harmless.
#[derive(Debug)]
pub(super) struct Package {
    pub bytes: Vec<u8>,
    pub format: Format,
}

/// The two formats in which official workbooks come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Office Open XML (ECMA-376), `.xlsx`.
    OfficeOpenXml,
    /// OpenDocument (ISO/IEC 26300), `.ods`.
    OpenDocument,
}

impl Package {
    /// Reads a workbook whole and checks every part of it.
    pub(super) fn read(contents: impl Read) -> Result<Self, WorkbookProblem> {
        let mut bytes = Vec::new();
        contents
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(WorkbookProblem::Unreadable)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(WorkbookProblem::TooLarge { limit: MOST_BYTES });
        }
        let mut archive =
            ZipArchive::new(Cursor::new(&bytes)).map_err(WorkbookProblem::NotAPackage)?;
        let format = format(&archive)?;
        check_directory(&mut archive)?;
        check_parts(&mut archive, format)?;
        Ok(Self { bytes, format })
    }
}

type Archive<'b> = ZipArchive<Cursor<&'b Vec<u8>>>;

fn format(archive: &Archive<'_>) -> Result<Format, WorkbookProblem> {
    let has = |part: &str| archive.index_for_name(part).is_some();
    if has("[Content_Types].xml") {
        Ok(Format::OfficeOpenXml)
    } else if has(markup::OPEN_DOCUMENT_CONTENT) {
        Ok(Format::OpenDocument)
    } else {
        Err(WorkbookProblem::NotAWorkbook)
    }
}

/// Checks what the directory says.
fn check_directory(archive: &mut Archive<'_>) -> Result<(), WorkbookProblem> {
    if archive.len() > MOST_PARTS {
        return Err(WorkbookProblem::TooManyParts {
            found: archive.len(),
            limit: MOST_PARTS,
        });
    }
    let mut whole: u64 = 0;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(not_unpacked)?;
        if part.encrypted() {
            return Err(WorkbookProblem::Locked);
        }
        let limit = plausible(part.compressed_size());
        if part.size() > limit {
            let what = described(&part.name().map_err(not_unpacked)?);
            return Err(WorkbookProblem::UnpacksTooLarge { what, limit });
        }
        whole = whole.saturating_add(part.size());
    }
    within_whole(whole)
}

/// Unpacks every part under its bound and checks those that are XML.
fn check_parts(archive: &mut Archive<'_>, format: Format) -> Result<(), WorkbookProblem> {
    let mut whole: u64 = 0;
    let mut unpacked = Vec::new();
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(not_unpacked)?;
        let name = part.name().map_err(not_unpacked)?.into_owned();
        let limit = plausible(part.compressed_size());
        unpacked.clear();
        part.take(limit + 1)
            .read_to_end(&mut unpacked)
            .map_err(|source| WorkbookProblem::Damaged {
                part: cut(&name),
                source,
            })?;
        let size = unpacked.len() as u64;
        if size > limit {
            let what = described(&name);
            return Err(WorkbookProblem::UnpacksTooLarge { what, limit });
        }
        whole = whole.saturating_add(size);
        within_whole(whole)?;
        markup::check(&name, &unpacked, format)?;
    }
    Ok(())
}

/// The most that a part of this packed size may unpack to.
fn plausible(packed: u64) -> u64 {
    packed
        .saturating_mul(MOST_TIMES)
        .clamp(SMALL_PART, MOST_PART)
}

fn within_whole(size: u64) -> Result<(), WorkbookProblem> {
    if size > MOST_UNPACKED {
        return Err(WorkbookProblem::UnpacksTooLarge {
            what: "it".to_owned(),
            limit: MOST_UNPACKED,
        });
    }
    Ok(())
}

fn described(part: &str) -> String {
    format!("its part {}", cut(part))
}

fn not_unpacked(problem: ZipError) -> WorkbookProblem {
    match problem {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => WorkbookProblem::Locked,
        other => WorkbookProblem::NotAPackage(other),
    }
}
