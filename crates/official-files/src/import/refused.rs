//! The file of refused lines: nothing that a file holds is dropped in silence.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, StringRecord, Writer};

use super::report::RefusedLine;
use crate::error::OfficialFileError;

/// Where refused lines go. It is put together beside its place under another name, so that it is
/// there whole or not at all.
pub(super) struct RefusedFile {
    place: Option<PathBuf>,
    writing: Option<Writing>,
}

struct Writing {
    /// Removed again unless the file is kept.
    part: PathBuf,
    csv: Writer<BufWriter<File>>,
}

impl RefusedFile {
    /// Refuses a place where there is a file already: it may hold lines that somebody is putting
    /// right.
    pub(super) fn at(place: Option<&Path>) -> Result<Self, OfficialFileError> {
        if let Some(place) = place
            && place.exists()
        {
            return Err(OfficialFileError::Unwritable {
                path: place.to_owned(),
                source: io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    "refused lines of an earlier import are there; move them away first",
                ),
            });
        }
        Ok(Self {
            place: place.map(Path::to_owned),
            writing: None,
        })
    }

    /// Keeps a line as it stands.
    pub(super) fn add(
        &mut self,
        header: &StringRecord,
        line: &RefusedLine,
        cells: &ByteRecord,
    ) -> Result<(), OfficialFileError> {
        let Some(place) = &self.place else {
            return Ok(());
        };
        let unwritable = |source| OfficialFileError::Unwritable {
            path: place.clone(),
            source,
        };
        let writing = match &mut self.writing {
            Some(writing) => writing,
            none => none.insert(Writing::begin(place, header).map_err(unwritable)?),
        };
        let number = line.line.to_string();
        let about = [
            &number,
            line.problem,
            line.column.as_deref().unwrap_or_default(),
            &line.reason,
        ];
        let about = about.into_iter().map(str::as_bytes);
        let written = writing.csv.write_record(about.chain(cells.iter()));
        written.map_err(|cause| unwritable(cause.into()))
    }

    /// Puts the file in its place, when there is a line in it, and says where that is.
    pub(super) fn keep(mut self) -> Result<Option<PathBuf>, OfficialFileError> {
        let (Some(place), Some(mut writing)) = (self.place.take(), self.writing.take()) else {
            return Ok(None);
        };
        let kept = writing
            .csv
            .flush()
            .and_then(|()| writing.csv.get_ref().get_ref().sync_all())
            .and_then(|()| fs::rename(&writing.part, &place));
        match kept {
            Ok(()) => Ok(Some(place)),
            Err(source) => Err(OfficialFileError::Unwritable {
                path: place,
                source,
            }),
        }
    }
}

impl Writing {
    fn begin(place: &Path, header: &StringRecord) -> io::Result<Self> {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = place.with_file_name(name);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&part)?;
        // From here on the unfinished file is removed whatever happens.
        let csv = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(BufWriter::new(file));
        let mut writing = Self { part, csv };
        let about = ["line", "problem", "column", "reason"].into_iter();
        writing.csv.write_record(about.chain(header))?;
        Ok(writing)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Kept, it is there under another name; otherwise it is worth nothing.
        let _ = fs::remove_file(&self.part);
    }
}
