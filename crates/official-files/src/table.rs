//! Official files as lines of named cells, after the recipe's corrections and omissions.
//!
//! A reader sees only lines that are kept, with slips already put right. A file in another
//! format (a workbook's sheet) becomes the same lines here, and readers stay as they are.

use std::io::Read;

use csv::StringRecord;

use crate::error::{InputProblem, OfficialFileError};
use crate::manifest::{Corrected, LeftOut};
use crate::raw_file::{RawFile, Tally};
use crate::recipe::FromRecipe;

/// Lines accepted in one file; the largest official one has half a million.
const MOST_LINES: u64 = 20_000_000;

/// An official file's lines.
pub(crate) struct Table<'r> {
    recipe: &'r FromRecipe,
    header: StringRecord,
    lines: csv::Reader<Box<dyn Read>>,
    omissions: Vec<Omission<'r>>,
    corrections: Vec<Correcting<'r>>,
    tally: Tally,
    size: u64,
    read: u64,
}

/// A rule that leaves lines out, with its columns found.
struct Omission<'r> {
    cells: Vec<(usize, &'r [String])>,
    reason: &'r str,
    lines: u64,
}

/// A rule that puts cells right, with its column found.
struct Correcting<'r> {
    at: usize,
    rule: &'r crate::recipe::Correction,
    cells: u64,
}

/// One line that is kept.
pub(crate) struct Line<'t> {
    header: &'t StringRecord,
    cells: &'t StringRecord,
    corrections: &'t [Correcting<'t>],
    /// Its number in the file, counted from 1.
    pub number: u64,
}

/// What a file gave, once every line was read.
pub(crate) struct Summary {
    pub sha256: String,
    pub bytes: u64,
    pub lines: u64,
    pub left_out: Vec<LeftOut>,
    pub corrected: Vec<Corrected>,
}

impl<'r> Table<'r> {
    /// Opens a file and finds every column that the reader or a rule needs.
    pub(crate) fn open(
        recipe: &'r FromRecipe,
        file: RawFile,
        columns: &[&str],
    ) -> Result<Self, OfficialFileError> {
        let mut lines = csv::Reader::from_reader(file.contents);
        let fail = |line, source| input(recipe, line, source);
        let header = lines
            .headers()
            .map_err(|cause| fail(Some(1), InputProblem::NotCsv(cause)))?
            .clone();
        let find = |column: &str| {
            position(&header, column)
                .ok_or_else(|| fail(Some(1), InputProblem::no_column(column, &header)))
        };
        for column in columns {
            find(column)?;
        }
        let mut omissions = Vec::new();
        for rule in &recipe.leave_out {
            let mut cells = Vec::new();
            for (column, texts) in &rule.lines {
                cells.push((find(column)?, texts.as_slice()));
            }
            let reason = &rule.reason;
            omissions.push(Omission {
                cells,
                reason,
                lines: 0,
            });
        }
        let mut corrections = Vec::new();
        for rule in &recipe.correct {
            let at = find(&rule.column)?;
            corrections.push(Correcting { at, rule, cells: 0 });
        }
        Ok(Self {
            recipe,
            header,
            lines,
            omissions,
            corrections,
            tally: file.tally,
            size: file.size,
            read: 0,
        })
    }

    /// Calls `each` with every line that is kept, in order, and now and then `progress` with the
    /// bytes read and the file's size.
    pub(crate) fn for_each(
        &mut self,
        mut each: impl FnMut(&Line<'_>) -> Result<(), InputProblem>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<(), OfficialFileError> {
        const LINES_BETWEEN_REPORTS: u64 = 8192;
        let mut cells = StringRecord::new();
        loop {
            let more = self.lines.read_record(&mut cells).map_err(|cause| {
                let line = cause.position().map(csv::Position::line);
                input(self.recipe, line, InputProblem::NotCsv(cause))
            })?;
            if !more {
                break;
            }
            self.read += 1;
            let number = cells.position().map_or(self.read + 1, csv::Position::line);
            let fail = |problem| input(self.recipe, Some(number), problem);
            if self.read > MOST_LINES {
                return Err(fail(InputProblem::TooManyLines { limit: MOST_LINES }));
            }
            if !leaves_out(&mut self.omissions, &cells) {
                count_corrections(&mut self.corrections, &cells);
                let line = Line {
                    header: &self.header,
                    cells: &cells,
                    corrections: &self.corrections,
                    number,
                };
                each(&line).map_err(fail)?;
            }
            if self.read.is_multiple_of(LINES_BETWEEN_REPORTS) {
                progress(self.tally.bytes(), self.size);
            }
        }
        progress(self.tally.bytes(), self.size);
        Ok(())
    }

    /// What was read, left out and corrected; refused when a rule concerned nothing.
    pub(crate) fn finish(self) -> Result<Summary, OfficialFileError> {
        let unused = |rule: String| input(self.recipe, None, InputProblem::UnusedRule { rule });
        let mut left_out = Vec::new();
        for (omission, rule) in self.omissions.iter().zip(&self.recipe.leave_out) {
            let what = in_words(rule);
            if omission.lines == 0 {
                return Err(unused(format!("leave_out {what}")));
            }
            left_out.push(LeftOut {
                what,
                lines: omission.lines,
                reason: omission.reason.to_owned(),
            });
        }
        let mut corrected = Vec::new();
        for Correcting { rule, cells, .. } in &self.corrections {
            if *cells == 0 {
                return Err(unused(format!("correct \"{}\"", rule.from)));
            }
            corrected.push(Corrected {
                column: rule.column.clone(),
                from: rule.from.clone(),
                to: rule.to.clone(),
                lines: *cells,
                reason: rule.reason.clone(),
            });
        }
        Ok(Summary {
            sha256: self.tally.sha256(),
            bytes: self.tally.bytes(),
            lines: self.read,
            left_out,
            corrected,
        })
    }
}

/// An error about a file, under the name that the recipe gives it.
pub(crate) fn input(
    recipe: &FromRecipe,
    line: Option<u64>,
    problem: InputProblem,
) -> OfficialFileError {
    OfficialFileError::Input {
        file: recipe.file.clone(),
        line,
        problem: Box::new(problem),
    }
}

fn position(header: &StringRecord, column: &str) -> Option<usize> {
    header.iter().position(|name| name == column)
}

fn leaves_out(omissions: &mut [Omission<'_>], cells: &StringRecord) -> bool {
    let hit = omissions.iter_mut().find(|omission| {
        omission.cells.iter().all(|(at, texts)| {
            cells
                .get(*at)
                .is_some_and(|cell| texts.iter().any(|text| text == cell))
        })
    });
    match hit {
        Some(omission) => {
            omission.lines += 1;
            true
        }
        None => false,
    }
}

fn count_corrections(corrections: &mut [Correcting<'_>], cells: &StringRecord) {
    for correcting in corrections {
        if cells.get(correcting.at) == Some(correcting.rule.from.as_str()) {
            correcting.cells += 1;
        }
    }
}

fn in_words(rule: &crate::recipe::LeaveOut) -> String {
    let columns: Vec<String> = rule
        .lines
        .iter()
        .map(|(column, texts)| format!("{column}: {}", texts.join("; ")))
        .collect();
    columns.join(", with ")
}

impl Line<'_> {
    /// What a column holds, put right where the recipe says so.
    pub(crate) fn cell(&self, column: &str) -> Result<&str, InputProblem> {
        let found = position(self.header, column).and_then(|at| Some((at, self.cells.get(at)?)));
        let Some((at, cell)) = found else {
            return Err(InputProblem::no_column(column, self.header));
        };
        let correction = self
            .corrections
            .iter()
            .find(|correcting| correcting.at == at && correcting.rule.from == cell);
        Ok(correction.map_or(cell, |correcting| correcting.rule.to.as_str()))
    }

    /// What a column holds, parsed.
    pub(crate) fn parsed<T>(
        &self,
        column: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, InputProblem> {
        let text = self.cell(column)?;
        parse(text).ok_or_else(|| InputProblem::cell(column, text, expected))
    }
}
