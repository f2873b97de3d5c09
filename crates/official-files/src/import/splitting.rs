//! Splits a file into lines and cells, in a thread of its own: unpacking and splitting go on while
//! the lines before are understood.
//!
//! Lines without a quotation mark, which is nearly all of them, are split where separators are;
//! any other line is left to `csv_core`. Both follow the same rules (RFC 4180, and lines that end
//! with a carriage return alone), which a test compares.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use csv_core::ReadRecordResult;
use memchr::{memchr, memchr3_iter, memrchr2};

use super::lines::Fault;
use crate::error::InputProblem;

/// The longest line accepted, in bytes of its cells.
pub(super) const LONGEST_LINE: usize = 1024 * 1024;

/// The most cells accepted in one line.
const MOST_CELLS: usize = 16 * 1024;

/// Bytes read, and handed over, at a time.
const BUFFER: usize = 256 * 1024;

/// Batches that wait to be understood.
const WAITING: usize = 4;

/// Consecutive lines.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The text that holds the cells, and more.
    pub text: Vec<u8>,
    /// Where in it each cell of each line is.
    pub places: Vec<Range<u32>>,
    /// For every line its number, counted from 1, and where its places end.
    pub lines: Vec<(u64, usize)>,
}

/// Batches from a thread of its own.
pub(super) struct Batches(Receiver<Result<Batch, Fault>>);

impl Batches {
    /// Starts to split. The thread ends with the contents, with a fault, or soon after batches are
    /// no longer wanted.
    pub(super) fn start(contents: Box<dyn Read + Send>, separator: u8) -> io::Result<Self> {
        let (send, batches) = sync_channel(WAITING);
        let mut splitting = Splitting::new(contents, separator);
        thread::Builder::new()
            .name("official-file".to_owned())
            .spawn(move || {
                loop {
                    let next = splitting.batch();
                    let last = next.as_ref().map_or(true, |batch| batch.lines.is_empty());
                    if send.send(next).is_err() || last {
                        break;
                    }
                }
            })?;
        Ok(Self(batches))
    }

    /// The next lines; none after the last.
    pub(super) fn next(&mut self) -> Result<Batch, Fault> {
        // A thread that is gone without a word must not be taken for the end of the file.
        let lost = |_| {
            let cause = io::Error::other("the thread that reads the file is gone");
            Err((None, InputProblem::BrokenOff(cause)))
        };
        self.0.recv().unwrap_or_else(lost)
    }
}

pub(super) struct Splitting {
    contents: Box<dyn Read + Send>,
    separator: u8,
    csv: csv_core::Reader,
    buffer: Vec<u8>,
    /// What of the buffer is still to be split.
    left: Range<usize>,
    ended: bool,
    /// The number of the line that comes next.
    number: u64,
    /// Whether a carriage return came last, so that a line feed belongs to it.
    after_return: bool,
}

impl Splitting {
    pub(super) fn new(contents: Box<dyn Read + Send>, separator: u8) -> Self {
        Self {
            contents,
            separator,
            csv: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            buffer: vec![0; BUFFER],
            left: 0..0,
            ended: false,
            number: 1,
            after_return: false,
        }
    }

    /// The next lines; none at the end.
    pub(super) fn batch(&mut self) -> Result<Batch, Fault> {
        let mut batch = Batch::default();
        while batch.text.len() < BUFFER {
            let split = self.split_plain(&mut batch);
            if split {
                continue;
            }
            let full = self.left.len() == self.buffer.len();
            if !self.ended && !full && self.quote().is_none() {
                self.fill()?;
            } else if !self.split_one(&mut batch)? {
                break;
            }
        }
        Ok(batch)
    }

    fn waiting(&self) -> &[u8] {
        self.buffer.get(self.left.clone()).unwrap_or_default()
    }

    fn quote(&self) -> Option<usize> {
        memchr(b'"', self.waiting())
    }

    fn fill(&mut self) -> Result<(), Fault> {
        self.buffer.copy_within(self.left.clone(), 0);
        self.left = 0..self.left.len();
        while self.left.end < self.buffer.len() {
            let free = self.buffer.get_mut(self.left.end..).unwrap_or_default();
            match self.contents.read(free) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(count) => self.left.end += count,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => {
                    return Err((Some(self.number), InputProblem::BrokenOff(cause)));
                }
            }
        }
        Ok(())
    }

    /// Splits the whole lines before the next quotation mark; `false` when there are none.
    fn split_plain(&mut self, batch: &mut Batch) -> bool {
        let waiting = self.waiting();
        let until = memchr(b'"', waiting).unwrap_or(waiting.len());
        let plain = waiting.get(..until).unwrap_or_default();
        let Some(last) = memrchr2(b'\n', b'\r', plain) else {
            return false;
        };
        let plain = plain.get(..=last).unwrap_or_default();
        let base = batch.text.len();
        batch.text.extend_from_slice(plain);
        let (mut line, mut cell) = (0, 0);
        let (mut number, mut after_return) = (self.number, self.after_return);
        for at in memchr3_iter(self.separator, b'\n', b'\r', plain) {
            let byte = plain.get(at).copied().unwrap_or_default();
            if byte == self.separator {
                batch.places.push(place(base + cell, base + at));
                after_return = false;
            } else if at == line {
                // A line that holds nothing, or the second half of a line's end.
                number += u64::from(!(byte == b'\n' && after_return));
                after_return = byte == b'\r';
                line = at + 1;
            } else {
                batch.places.push(place(base + cell, base + at));
                batch.lines.push((number, batch.places.len()));
                number += 1;
                after_return = byte == b'\r';
                line = at + 1;
            }
            cell = at + 1;
        }
        self.left.start += last + 1;
        self.number = number;
        self.after_return = after_return;
        true
    }

    /// Splits one line that may hold quotation marks, or is the last; `false` when there is none.
    fn split_one(&mut self, batch: &mut Batch) -> Result<bool, Fault> {
        let base = batch.text.len();
        let (mut written, mut cells) = (0, 0);
        let mut ends = vec![0; 64];
        let mut last = 0;
        self.csv.reset();
        self.csv.set_line(0);
        loop {
            if self.left.is_empty() && !self.ended {
                self.fill()?;
            }
            let room = (written + 1024).min(LONGEST_LINE + 1);
            batch.text.resize(base + room, 0);
            let output = batch.text.get_mut(base + written..).unwrap_or_default();
            let input = self.buffer.get(self.left.clone()).unwrap_or_default();
            let places = ends.get_mut(cells..).unwrap_or_default();
            let (result, read, wrote, found) = self.csv.read_record(input, output, places);
            if let Some(byte) = read.checked_sub(1).and_then(|at| input.get(at)) {
                last = *byte;
            }
            self.left.start += read;
            written += wrote;
            cells += found;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if written > LONGEST_LINE => {
                    return Err(self.too_long());
                }
                ReadRecordResult::OutputFull => {}
                ReadRecordResult::OutputEndsFull if ends.len() >= MOST_CELLS => {
                    return Err(self.too_long());
                }
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => {
                    batch.text.truncate(base);
                    return Ok(false);
                }
            }
        }
        batch.text.truncate(base + written);
        let mut start = 0;
        for end in ends.iter().take(cells) {
            batch.places.push(place(base + start, base + end));
            start = *end;
        }
        batch.lines.push((self.number, batch.places.len()));
        // Line feeds are counted by the reader; a line that ends with a carriage return has one
        // fewer than it has ends.
        self.number += (self.csv.line() + u64::from(last != b'\n')).max(1);
        self.after_return = last == b'\r';
        Ok(true)
    }

    fn too_long(&self) -> Fault {
        let limit = LONGEST_LINE as u64;
        (Some(self.number), InputProblem::LongLine { limit })
    }
}

/// A place in a batch, which is far shorter than what 32 bits can count.
fn place(start: usize, end: usize) -> Range<u32> {
    let count = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    count(start)..count(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes at a time.
    struct Slowly(io::Cursor<Vec<u8>>, usize);

    impl Read for Slowly {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let most = into.len().min(self.1);
            self.0.read(&mut into[..most])
        }
    }

    fn split(bytes: &[u8], at_once: usize) -> Vec<Vec<Vec<u8>>> {
        let slowly = Slowly(io::Cursor::new(bytes.to_vec()), at_once);
        let mut splitting = Splitting::new(Box::new(slowly), b',');
        let mut lines = Vec::new();
        loop {
            let batch = splitting.batch().ok().unwrap();
            if batch.lines.is_empty() {
                return lines;
            }
            let mut begin = 0;
            for (_, end) in &batch.lines {
                let places = batch.places[begin..*end].iter();
                let cells =
                    places.map(|at| batch.text[at.start as usize..at.end as usize].to_vec());
                lines.push(cells.collect());
                begin = *end;
            }
        }
    }

    fn split_by_csv(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut csv = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(bytes);
        let records = csv.byte_records().map(|record| {
            let record = record.unwrap();
            record.iter().map(<[u8]>::to_vec).collect()
        });
        records.collect()
    }

    proptest! {
        #[test]
        fn lines_are_split_as_the_reader_of_csv_does(
            text in "[ab,;\"\r\n é]{0,120}",
            at_once in 1_usize..50,
        ) {
            prop_assert_eq!(split(text.as_bytes(), at_once), split_by_csv(text.as_bytes()));
        }
    }

    #[test]
    fn lines_longer_than_a_buffer_are_split() {
        let long = "x".repeat(BUFFER + 10);
        for text in [
            format!("a,b\n{long},1\nc,d\n"),
            format!("a,b\n\"{long}\",1\nc,d"),
            format!("a,b\n{long}\n"),
        ] {
            assert!(split(text.as_bytes(), 1000) == split_by_csv(text.as_bytes()));
        }
    }

    #[test]
    fn a_failure_and_a_lost_thread_are_not_the_end() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let mut batches = Batches::start(Box::new(Fails), b',').unwrap();
        let mut reason = || match batches.next() {
            Err((_, problem)) => problem.to_string(),
            Ok(_) => panic!("there is nothing to read"),
        };
        assert_eq!(
            reason(),
            "reading broke off (the disk is gone); is the file whole?"
        );
        assert_eq!(
            reason(),
            "reading broke off (the thread that reads the file is gone); is the file whole?"
        );
    }
}
