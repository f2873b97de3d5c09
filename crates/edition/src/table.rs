//! Small tables of CSV, whole in memory, every row with its line.

use crate::Folder;
use crate::document::{Lines, located};
use crate::problem::{Problem, Problems};
use crate::reader::{Cell, Reader};

/// The most rows of a small table.
const MOST_ROWS: usize = 10_000;

/// A table of `N` columns whose header is the one expected.
pub(crate) struct Table<const N: usize> {
    path: &'static str,
    rows: Vec<(usize, [String; N])>,
    whole: bool,
    // A cell knows its own line, so nothing is looked up.
    lines: Lines,
}

impl<const N: usize> Table<N> {
    pub(crate) fn read(
        folder: &Folder,
        path: &'static str,
        header: &[&str; N],
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut report = |line, message: String| {
            problems.add(|| Problem {
                file: located(folder, path),
                line,
                message,
            });
        };
        let Some(content) = folder.file(path) else {
            report(None, "the file is missing".to_owned());
            return None;
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(content);
        if reader
            .headers()
            .is_ok_and(|found| found != header.as_slice())
        {
            report(
                Some(1),
                format!("the first line must be {}", header.join(",")),
            );
            return None;
        }
        let mut rows = Vec::new();
        let mut whole = true;
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map(|at| line_of(at.line()));
                    report(line, "the row is not UTF-8 text".to_owned());
                    return None;
                }
            };
            let line = record.position().map_or(1, |at| line_of(at.line()));
            let found = record.len();
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            match <[String; N]>::try_from(cells) {
                Ok(cells) if rows.len() < MOST_ROWS => rows.push((line, cells)),
                Ok(_) => {
                    report(Some(line), format!("there are more than {MOST_ROWS} rows"));
                    return None;
                }
                Err(_) => {
                    whole = false;
                    report(Some(line), format!("{found} columns instead of {N}"));
                }
            }
        }
        Some(Self {
            path,
            rows,
            whole,
            lines: Lines::default(),
        })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = [Cell<'_>; N]> {
        self.rows
            .iter()
            .map(|(line, cells)| cells.each_ref().map(|text| Cell { text, line: *line }))
    }

    /// Whether every row could be read.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(crate) fn reader<'r>(&'r self, folder: &Folder, problems: &'r mut Problems) -> Reader<'r> {
        Reader::new(located(folder, self.path), &self.lines, problems)
    }
}

fn line_of(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}
