//! A file's lines as they stand, however they end and cells are separated.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::splitting::{Batch, Batches};
use crate::cells::{Cells, trimmed};
use crate::error::InputProblem;

/// Bytes looked at to find out how cells are separated.
const BEGINNING: usize = 64 * 1024;

/// How publishers separate cells.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The mark by which some programs say that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with a file as a whole, and on which line.
pub(super) type Fault = (Option<u64>, InputProblem);

/// A file's lines, of which the header has been read.
pub(super) struct Lines {
    batches: Batches,
    batch: Batch,
    /// The text of the batch, when all of it is text.
    text: Option<String>,
    /// Which line of the batch comes next, and where its cells begin.
    next: (usize, usize),
    ended: bool,
    /// The last line looked at by itself.
    record: StringRecord,
    /// The names of the columns.
    pub header: StringRecord,
}

/// One line.
pub(super) enum Next<'l> {
    /// Its cells, all of them text.
    Text(Cells<'l>),
    /// Its cells, one of which is not text, by its place in the line.
    NotText(ByteRecord, usize),
}

/// Begins to read: finds out how cells are separated, and reads the header.
pub(super) fn begin(mut contents: Box<dyn Read + Send>) -> Result<Lines, Fault> {
    let broken_off = |cause| (None, InputProblem::BrokenOff(cause));
    let mut beginning = Vec::new();
    let read = contents
        .by_ref()
        .take(BEGINNING as u64)
        .read_to_end(&mut beginning);
    read.map_err(broken_off)?;
    if let Some(encoding) = other_encoding(&beginning) {
        return Err((None, InputProblem::OtherEncoding { encoding }));
    }
    if beginning.starts_with(BYTE_ORDER_MARK) {
        beginning.drain(..BYTE_ORDER_MARK.len());
    }
    let separator = separator(&beginning);
    let contents = Box::new(io::Cursor::new(beginning).chain(contents));
    let mut lines = Lines {
        batches: Batches::start(contents, separator).map_err(broken_off)?,
        batch: Batch::default(),
        text: None,
        next: (0, 0),
        ended: false,
        record: StringRecord::new(),
        header: StringRecord::new(),
    };
    let header = match lines.next()? {
        None => return Err((None, InputProblem::NoHeader)),
        Some((_, Next::Text(cells))) => cells.iter().map(trimmed).collect(),
        Some((number, Next::NotText(_, at))) => {
            let column = format!("column {}", at + 1);
            return Err((Some(number), InputProblem::NotText { column }));
        }
    };
    lines.header = header;
    Ok(lines)
}

/// What is not UTF-8 but begins as text in another encoding, or as no text.
fn other_encoding(beginning: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 5] = [
        (&[0xff, 0xfe], "UTF-16"),
        (&[0xfe, 0xff], "UTF-16"),
        (b"PK\x03\x04", "a workbook or another zip file"),
        (&[0xd0, 0xcf, 0x11, 0xe0], "a workbook of Excel 97 to 2003"),
        (b"%PDF", "a PDF document"),
    ];
    let known = known.iter().find(|(bytes, _)| beginning.starts_with(bytes));
    known.map(|(_, encoding)| *encoding)
}

/// The separator that gives the header most cells.
fn separator(beginning: &[u8]) -> u8 {
    let cells = |separator: u8| {
        let mut csv = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .from_reader(beginning);
        let mut header = ByteRecord::new();
        let read = csv.read_byte_record(&mut header);
        read.map_or(0, |_| header.len())
    };
    let mut best = (b',', cells(b','));
    for other in SEPARATORS {
        let count = cells(other);
        if count > best.1 {
            best = (other, count);
        }
    }
    best.0
}

impl Lines {
    /// The next line with its number, counted from 1; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Next<'_>)>, Fault> {
        if self.next.0 == self.batch.lines.len() && !self.ended {
            self.batch = self.batches.next()?;
            self.ended = self.batch.lines.is_empty();
            self.next = (0, 0);
            let text = String::from_utf8(std::mem::take(&mut self.batch.text));
            self.text = match text {
                Ok(text) => Some(text),
                Err(error) => {
                    self.batch.text = error.into_bytes();
                    None
                }
            };
        }
        let (at, begin) = self.next;
        let Some((number, end)) = self.batch.lines.get(at).copied() else {
            return Ok(None);
        };
        self.next = (at + 1, end);
        let places = self.batch.places.get(begin..end).unwrap_or_default();
        if let Some(text) = &self.text {
            return Ok(Some((number, Next::Text(Cells::Places { text, places }))));
        }
        // Some line of the batch is not text; each is looked at by itself.
        let cells = places.iter().map(|place| {
            let place = place.start as usize..place.end as usize;
            self.batch.text.get(place).unwrap_or_default()
        });
        match StringRecord::from_byte_record(cells.collect()) {
            Ok(record) => {
                self.record = record;
                Ok(Some((number, Next::Text(Cells::Record(&self.record)))))
            }
            Err(error) => {
                let at = error.utf8_error().field();
                Ok(Some((number, Next::NotText(error.into_byte_record(), at))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> (Vec<String>, Vec<(u64, Vec<String>)>) {
        let mut lines = begin(Box::new(io::Cursor::new(text.to_vec())))
            .ok()
            .unwrap();
        let header = lines.header.iter().map(str::to_owned).collect();
        let mut read = Vec::new();
        while let Some((number, next)) = lines.next().ok().unwrap() {
            read.push(match next {
                Next::Text(cells) => (number, cells.iter().map(str::to_owned).collect()),
                Next::NotText(_, at) => (number, vec![format!("not text: {at}")]),
            });
        }
        (header, read)
    }

    #[test]
    fn lines_are_numbered_however_they_end() {
        let check = |text: &[u8], numbers: &[u64]| {
            let (header, lines) = read(text);
            assert_eq!(header, ["a", "b"]);
            let found: Vec<u64> = lines.iter().map(|(number, _)| *number).collect();
            assert_eq!(found, numbers, "{:?}", String::from_utf8_lossy(text));
        };
        check(b"a,b\n1,2\n3,4\n", &[2, 3]);
        check(b"a,b\r\n1,2\r\n3,4", &[2, 3]);
        check(b"a,b\r1,2\r3,4\r", &[2, 3]);
        check(b"a,b\n1,\"2\n2\"\n3,4\n", &[2, 4]);
        check(b"a,b\r\n1,\"2\r\n2\"\r\n3,4\r\n", &[2, 4]);
        check(b"a,b\n\n1,2\n\n\n3,4\n", &[3, 6]);
        check(b"\xef\xbb\xbfa,b\n1,2\n", &[2]);
        check(b" a ;b\n1;2\n3;4\n", &[2, 3]);
        check(b"a\tb\n1\t2\n", &[2]);
        check(b"a|b\n1|2\n", &[2]);
        check(b"a,b\n1,\xff\n3,4\n", &[2, 3]);
    }

    #[test]
    fn a_line_without_end_is_broken_off() {
        let check = |beginning: &str, filler: u8, expected_line| {
            let beginning = io::Cursor::new(beginning.as_bytes().to_vec());
            let endless = beginning.chain(io::repeat(filler));
            let found = begin(Box::new(endless)).and_then(|mut lines| lines.next().map(|_| ()));
            let Err((line, problem)) = found else {
                panic!("it ended");
            };
            assert_eq!(line, Some(expected_line));
            assert!(
                matches!(problem, InputProblem::LongLine { .. }),
                "{problem}"
            );
        };
        check("a,b\n1,\"", b'x', 2);
        check("a,b\n1,", b'x', 2);
        check("a,b\n", b',', 2);
        check("a,b\n\"", b'\n', 2);
        check("", b'x', 1);
    }
}
