//! The archive that a workbook is, opened part by part against limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::WorkbookError;
use super::markup::Part;

/// The most parts of a workbook. A template has a dozen, and programs that save it add a few.
pub(super) const MOST_PARTS: usize = 500;

/// The most bytes that all parts read may unpack to: three times the largest template.
pub(super) const LARGEST_WHOLE: u64 = 32 << 20;

/// The most that a part may grow by when it is unpacked. Sheets grow twenty to sixty times.
const MOST_GROWTH: u64 = 300;

/// Parts smaller than this may grow as they like: a few bytes can repeat well.
const GROWS_FREELY: u64 = 1 << 20;

/// A workbook's archive.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, WorkbookError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(WorkbookError::Archive)?;
        if archive.len() > MOST_PARTS {
            return Err(WorkbookError::TooManyParts(archive.len()));
        }
        Ok(Self {
            archive,
            left: LARGEST_WHOLE,
        })
    }

    /// The text of one part; `None` when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, WorkbookError> {
        let named = || name.to_owned();
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(WorkbookError::Archive(error)),
        };
        if entry.size() > self.left {
            return Err(WorkbookError::TooLarge(named()));
        }
        let most = entry
            .compressed_size()
            .saturating_mul(MOST_GROWTH)
            .max(GROWS_FREELY);
        let limit = most.min(self.left);
        let mut content = Vec::new();
        // What the archive says of a part's size is a claim: one byte more than allowed is asked
        // for, and whoever gets it knows.
        let mut bounded = entry.take(limit + 1);
        bounded
            .read_to_end(&mut content)
            .map_err(|cause| WorkbookError::Damaged {
                part: named(),
                cause,
            })?;
        let length = content.len() as u64;
        if length > limit {
            return Err(if most < self.left {
                WorkbookError::TooTight(named())
            } else {
                WorkbookError::TooLarge(named())
            });
        }
        self.left -= length;
        Part::new(name, content).map(Some)
    }
}
