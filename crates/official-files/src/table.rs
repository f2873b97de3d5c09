//! Official files as lines of named cells, after the recipe's corrections and omissions.
//!
//! A reader sees only lines that are kept, with slips already put right. A file in another
//! format (a workbook's sheet) becomes the same lines here, and readers stay as they are.

use std::io::Read;

use csv::StringRecord;

use crate::cells::Cells;
use crate::error::{InputProblem, OfficialFileError};
use crate::line::Line;
use crate::manifest::{Corrected, LeftOut};
use crate::raw_file::{RawFile, Tally};
use crate::recipe::FromRecipe;

/// Lines accepted in one file; the largest official one has half a million.
const MOST_LINES: u64 = 20_000_000;

/// An official file's lines.
pub(crate) struct Table<'r> {
    recipe: &'r FromRecipe,
    header: StringRecord,
    lines: csv::Reader<Box<dyn Read + Send>>,
    columns: Vec<usize>,
    omissions: Vec<Omission<'r>>,
    corrections: Vec<Correcting<'r>>,
    tally: Tally,
    size: u64,
    read: u64,
}

/// A rule that leaves lines out, with its columns found.
pub(crate) struct Omission<'r> {
    pub cells: Vec<(usize, &'r [String])>,
    pub reason: &'r str,
    pub lines: u64,
}

/// A rule that puts cells right, with its column found.
pub(crate) struct Correcting<'r> {
    pub at: usize,
    pub rule: &'r crate::recipe::Correction,
    pub cells: u64,
    /// The line of the first such cell.
    pub first_line: u64,
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
        let columns = columns.iter().map(|column| find(column));
        let columns = columns.collect::<Result<_, _>>()?;
        let omissions = omissions(recipe, find)?;
        let corrections = corrections(recipe, find)?;
        Ok(Self {
            recipe,
            header,
            lines,
            columns,
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
            if !leaves_out(&mut self.omissions, Cells::Record(&cells), str::eq) {
                let kept = Cells::Record(&cells);
                count_corrections(&mut self.corrections, kept, number, str::eq);
                let line = Line {
                    header: &self.header,
                    cells: Cells::Record(&cells),
                    corrections: &self.corrections,
                    columns: &self.columns,
                    tolerant: None,
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

/// Where a column is.
pub(crate) fn position(header: &StringRecord, column: &str) -> Option<usize> {
    header.iter().position(|name| name == column)
}

/// The recipe's rules that leave lines out, with their columns found.
pub(crate) fn omissions<E>(
    recipe: &FromRecipe,
    find: impl Fn(&str) -> Result<usize, E>,
) -> Result<Vec<Omission<'_>>, E> {
    let mut omissions = Vec::new();
    for rule in &recipe.leave_out {
        let mut cells = Vec::new();
        for (column, texts) in &rule.lines {
            cells.push((find(column)?, texts.as_slice()));
        }
        omissions.push(Omission {
            cells,
            reason: &rule.reason,
            lines: 0,
        });
    }
    Ok(omissions)
}

/// The recipe's rules that put cells right, with their columns found.
pub(crate) fn corrections<E>(
    recipe: &FromRecipe,
    find: impl Fn(&str) -> Result<usize, E>,
) -> Result<Vec<Correcting<'_>>, E> {
    let found = recipe.correct.iter().map(|rule| {
        Ok(Correcting {
            at: find(&rule.column)?,
            rule,
            cells: 0,
            first_line: 0,
        })
    });
    found.collect()
}

/// Whether a rule leaves this line out; the rule counts it.
pub(crate) fn leaves_out(
    omissions: &mut [Omission<'_>],
    cells: Cells<'_>,
    holds: impl Fn(&str, &str) -> bool,
) -> bool {
    let hit = omissions.iter_mut().find(|omission| {
        omission.cells.iter().all(|(at, texts)| {
            cells
                .get(*at)
                .is_some_and(|cell| texts.iter().any(|text| holds(cell, text)))
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

/// Counts the cells of this line that rules put right.
pub(crate) fn count_corrections(
    corrections: &mut [Correcting<'_>],
    cells: Cells<'_>,
    number: u64,
    holds: impl Fn(&str, &str) -> bool,
) {
    for correcting in corrections {
        let cell = cells.get(correcting.at);
        if cell.is_some_and(|cell| holds(cell, &correcting.rule.from)) {
            if correcting.cells == 0 {
                correcting.first_line = number;
            }
            correcting.cells += 1;
        }
    }
}

/// A rule that leaves lines out, in words.
pub(crate) fn in_words(rule: &crate::recipe::LeaveOut) -> String {
    let columns: Vec<String> = rule
        .lines
        .iter()
        .map(|(column, texts)| format!("{column}: {}", texts.join("; ")))
        .collect();
    columns.join(", with ")
}
