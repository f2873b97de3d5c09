//! Workbooks (XLSX and ODS) as lines of named cells: one sheet, from its header to the text below
//! its table.
//!
//! A sheet becomes the same lines that a CSV file has, so that a recipe's rules and its reader work
//! on both; the column [`ROW`] holds each line's row in the sheet. Afterwards errors are given
//! their place in the sheet back ([`Places::place`]).

mod cells;
mod footnotes;
mod header;
mod markup;
mod package;
mod place;
mod problem;

use std::collections::BTreeSet;
use std::io::Cursor;

use serde::Deserialize;

use crate::error::{InputProblem, OfficialFileError};
use crate::manifest::Corrected;
use crate::raw_file::RawFile;
use crate::recipe::FromRecipe;
use crate::table::input;
use cells::Cells;
pub(crate) use footnotes::{corrected, is_footnoted};
use header::Header;
use package::Package;
pub use problem::WorkbookProblem;

/// The column that holds the row of the sheet, as rows are numbered in it. A rule that leaves a
/// line out can name it where two rows hold the same texts.
pub(crate) const ROW: &str = "sheet row";

/// Cells accepted in one sheet, empty ones within its table included.
const MOST_CELLS: usize = 4_000_000;

/// Bytes of text accepted in one sheet.
const MOST_TEXT: usize = 64 * 1024 * 1024;

/// Where in a workbook a table is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SheetRecipe {
    /// The sheet. Spaces around its published name do not matter.
    pub name: String,
    /// Labels by which the header is found: the first row that holds all of them.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub header: Vec<String>,
    /// How many rows make up the header: the one found and those directly above it. A column goes
    /// by its texts from top to bottom, joined with " / ", each only once; a merged cell counts for
    /// every column and row that it covers. A column without a text goes by its letter: "column C".
    #[serde(default = "one")]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub header_rows: u8,
    /// The table ends before the first row that begins with this text.
    pub ends_before: String,
    /// The highest number of a footnote. Numbers up to it, at the end of a header's label, are
    /// marks and not part of it. None when absent.
    #[serde(default)]
    pub footnotes: u8,
}

fn one() -> u8 {
    1
}

/// Gives back where in a sheet its lines come from; does nothing for a file that is no workbook.
pub(crate) struct Places(Option<Sheet>);

struct Sheet {
    cells: Cells,
    header: Header,
    /// The row of every line below the header, counted from 0.
    rows: Vec<u32>,
}

/// A file's lines: those of its sheet when the recipe names one, those of the file itself
/// otherwise.
///
/// `columns` are the ones that the reader needs; the rules' own are added.
pub(crate) fn lines(
    recipe: &FromRecipe,
    file: RawFile,
    columns: &[&str],
) -> Result<(RawFile, Places), OfficialFileError> {
    let Some(settings) = &recipe.sheet else {
        return Ok((file, Places(None)));
    };
    let mut wanted: BTreeSet<&str> = columns.iter().copied().collect();
    for rule in &recipe.leave_out {
        wanted.extend(rule.lines.keys().map(String::as_str));
    }
    wanted.extend(recipe.correct.iter().map(|rule| rule.column.as_str()));

    let read = || {
        let package = Package::read(file.contents)?;
        let cells = cells::read(package, &settings.name)?;
        Sheet::of(cells, settings, &wanted)
    };
    let fail = |problem| input(recipe, None, InputProblem::Workbook(problem));
    let sheet = read().map_err(fail)?;
    let text = sheet
        .to_csv()
        .map_err(|cause| input(recipe, None, InputProblem::NotCsv(cause)))?;
    let file = RawFile {
        contents: Box::new(Cursor::new(text)),
        tally: file.tally,
        size: file.size,
        is_workbook: false,
    };
    Ok((file, Places(Some(sheet))))
}

impl Sheet {
    fn of(
        cells: Cells,
        settings: &SheetRecipe,
        wanted: &BTreeSet<&str>,
    ) -> Result<Self, WorkbookProblem> {
        let header = Header::find(&cells, settings, wanted)?;
        let mut rows: Vec<u32> = Vec::new();
        let mut ended = false;
        let below = header.row.saturating_add(1);
        for ((row, _), text) in cells.texts.range((below, 0)..) {
            if rows.last() == Some(row) {
                continue;
            }
            ended = text.starts_with(&settings.ends_before);
            if ended {
                break;
            }
            rows.push(*row);
        }
        if !ended {
            return Err(WorkbookProblem::NoEnd {
                sheet: cells.sheet,
                text: settings.ends_before.clone(),
            });
        }
        if rows.len().saturating_mul(header.labels.len()) > MOST_CELLS {
            return Err(cells.too_much("cells", MOST_CELLS));
        }
        Ok(Self {
            cells,
            header,
            rows,
        })
    }

    /// The sheet's table as CSV: the header, then one line for every row that holds anything.
    fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_field(ROW)?;
        writer.write_record(&self.header.labels)?;
        for row in &self.rows {
            writer.write_field((u64::from(*row) + 1).to_string())?;
            let columns = 0..self.header.labels.len();
            let columns = columns.filter_map(|column| u32::try_from(column).ok());
            writer.write_record(columns.map(|column| self.cells.text((*row, column))))?;
        }
        writer
            .into_inner()
            .map_err(|unwritten| csv::Error::from(unwritten.into_error()))
    }

    /// The row, counted from 0, of a line counted from 1.
    fn row(&self, line: u64) -> Option<u32> {
        let below = usize::try_from(line).ok()?.checked_sub(2);
        below.map_or(Some(self.header.row), |at| self.rows.get(at).copied())
    }

    /// The column that a problem is about, where that can be told.
    fn column(&self, row: u32, problem: &InputProblem) -> Option<u32> {
        match problem {
            InputProblem::Cell { column, .. } => self.header.column(column),
            InputProblem::Unknown { name, .. } => {
                let mut cells = self.cells.texts.range((row, 0)..=(row, u32::MAX));
                cells
                    .find(|(_, text)| crate::error::cut(text) == *name)
                    .map(|((_, column), _)| *column)
            }
            _ => None,
        }
    }

    /// A problem with a line, with the place in the sheet that the line comes from.
    fn error(&self, file: String, line: u64, mut problem: Box<InputProblem>) -> OfficialFileError {
        if let InputProblem::Twice {
            first_line,
            elsewhere: false,
            ..
        } = problem.as_mut()
            && let Some(row) = self.row(*first_line)
        {
            *first_line = u64::from(row) + 1;
        }
        let sheet = &self.cells.sheet;
        let row = self.row(line).unwrap_or(self.header.row);
        let place = match self.column(row, &problem) {
            Some(column) => format!("{sheet}!{}", place::name((row, column))),
            None => format!("{sheet}, row {}", u64::from(row) + 1),
        };
        OfficialFileError::InSheet {
            file,
            place,
            problem,
        }
    }
}

impl Places {
    /// Says where in the sheet an error is, when it is about one of its lines.
    pub(crate) fn place(&self, error: OfficialFileError) -> OfficialFileError {
        match (&self.0, error) {
            (
                Some(sheet),
                OfficialFileError::Input {
                    file,
                    line: Some(line),
                    problem,
                },
            ) => sheet.error(file, line, problem),
            (_, other) => other,
        }
    }

    /// The footnote marks that were taken off the header's labels.
    pub(crate) fn corrected(&self) -> Vec<Corrected> {
        let marks = self.0.iter().flat_map(|sheet| {
            let name = &sheet.cells.sheet;
            let marks = sheet.header.marked.iter();
            marks.map(move |(at, from, to)| corrected(format!("{name}!{at}"), from, to, 1))
        });
        marks.collect()
    }
}
