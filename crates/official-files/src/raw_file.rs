//! Official files as bytes: opened once, unpacked on the way, bounded and fingerprinted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::error::OfficialFileError;

/// The largest official file accepted, as it lies on disk.
const MOST_BYTES: u64 = 512 * 1024 * 1024;

/// The most that a packed file may unpack to.
const MOST_UNPACKED_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// How a gzip file begins (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How a zip file begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// Bytes read from a file at a time.
const BUFFER: usize = 64 * 1024;

/// What has been read of a file so far.
#[derive(Clone)]
pub(crate) struct Tally(Arc<Mutex<Counted>>);

struct Counted {
    hash: Sha256,
    bytes: u64,
}

impl Tally {
    /// Bytes read, as they lie on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.counted().bytes
    }

    /// The SHA-256 of what was read, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hexadecimal(&self.counted().hash.clone().finalize())
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        // Counting cannot break off half way, so what a lost thread counted holds.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An official file being read.
pub(crate) struct RawFile {
    /// Its contents, unpacked when it begins as a gzip file does.
    pub contents: Box<dyn Read + Send>,
    /// What has been read of it.
    pub tally: Tally,
    /// Its size on disk.
    pub size: u64,
    /// Whether it begins as a workbook does, which is a zip file.
    pub is_workbook: bool,
}

impl RawFile {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> Result<Self, OfficialFileError> {
        let unreadable = |source| OfficialFileError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        if size > MOST_BYTES {
            return Err(OfficialFileError::TooLarge {
                path: path.to_owned(),
                limit: MOST_BYTES,
            });
        }
        Self::of(file, size).map_err(unreadable)
    }

    /// Reads what something gives as a file of this size.
    pub(crate) fn of(contents: impl Read + Send + 'static, size: u64) -> io::Result<Self> {
        let tally = Tally(Arc::new(Mutex::new(Counted {
            hash: Sha256::new(),
            bytes: 0,
        })));
        let counting = Counting {
            inner: Bounded {
                inner: contents,
                left: MOST_BYTES,
                what: "it is larger than",
                limit: MOST_BYTES,
            },
            tally: tally.clone(),
        };
        let mut counting = BufReader::with_capacity(BUFFER, counting);
        let beginning = counting.fill_buf()?;
        let (packed, is_workbook) = (beginning.starts_with(&GZIP), beginning.starts_with(ZIP));
        let contents: Box<dyn Read + Send> = if packed {
            Box::new(Bounded {
                inner: MultiGzDecoder::new(counting),
                left: MOST_UNPACKED_BYTES,
                what: "it unpacks to more than",
                limit: MOST_UNPACKED_BYTES,
            })
        } else {
            Box::new(counting)
        };
        Ok(Self {
            contents,
            tally,
            size,
            is_workbook,
        })
    }
}

/// Counts and fingerprints what is read through it.
struct Counting<R> {
    inner: R,
    tally: Tally,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut counted = self.tally.counted();
        counted.hash.update(buffer.get(..count).unwrap_or_default());
        counted.bytes += count as u64;
        Ok(count)
    }
}

/// Breaks off a file that is larger, or unpacks to more, than is plausible.
struct Bounded<R> {
    inner: R,
    left: u64,
    what: &'static str,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("{} {} bytes", self.what, self.limit),
            )
        })?;
        Ok(count)
    }
}

/// Reads a small text file whole.
pub(crate) fn read_text(path: &Path, limit: u64) -> Result<String, OfficialFileError> {
    let bytes = read_bytes(path, limit)?;
    String::from_utf8(bytes).map_err(|e| OfficialFileError::Unreadable {
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidData, e),
    })
}

/// Reads a small file whole.
pub(crate) fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, OfficialFileError> {
    let unreadable = |source| OfficialFileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(OfficialFileError::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_unpacks_without_end_is_broken_off() {
        let mut bounded = Bounded {
            inner: io::repeat(b'0'),
            left: 10,
            what: "it unpacks to more than",
            limit: 10,
        };
        let mut read = Vec::new();
        let error = bounded.read_to_end(&mut read).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn fingerprints_are_those_of_the_standard() {
        // FIPS 180-4, appendix B.1.
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
