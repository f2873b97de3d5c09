//! From the rows of a file to the values that a force returns.

mod answer;
mod heading;
mod number;
mod text;

use peel_model::{EditionId, ForceId, ReturnedValue};

use crate::ReturnFormat;
use crate::column::RETURN_SHEET;
use crate::grid::{Places, SheetRow};
use crate::problem::{Problems, ReturnFileProblems, THE_FILE};
use crate::workbook::{self, WorkbookError};
use heading::Heading;
pub(crate) use number::Numbers;

/// The most bytes of a filled template (10 MiB).
pub const LARGEST_RETURN_FILE: usize = 10 << 20;

/// What a filled template says.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledReturn {
    /// The edition whose return it is, by its heading.
    pub edition: EditionId,
    /// The force that it speaks for, by its heading.
    pub force: ForceId,
    /// The values filled in, in the order of the file. Nothing is said yet of whether the edition
    /// asks for them, or whether one is given twice.
    pub values: Vec<Placed>,
    /// How many rows were left empty, to be answered later.
    pub unanswered: usize,
}

/// A value with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// `line 17` of a CSV file, `Return!G12` of a workbook.
    pub place: String,
    /// The value.
    pub value: ReturnedValue,
}

/// Reads a filled template.
///
/// A row whose value and status are both empty is not answered, and only counted. A value without
/// a status is `normal`; any other status needs a reason, and `partial` the number of months that
/// are covered. The formula of a workbook counts as the number that it showed when the workbook was
/// saved; one that no program has worked out is refused. Columns are found by their headings, in
/// any order; columns with other headings are left alone.
///
/// A CSV file is UTF-8, with or without a byte order mark, separated by commas or by semicolons.
/// Only with semicolons may a number have a decimal comma, and only if it cannot be meant
/// otherwise.
///
/// # Errors
/// [`ReturnFileProblems`]: everything that is wrong, with its line or cell; a file too large, too
/// long or not of this format is told as one problem.
pub fn read(bytes: &[u8], format: ReturnFormat) -> Result<FilledReturn, ReturnFileProblems> {
    if bytes.len() > LARGEST_RETURN_FILE {
        let most = LARGEST_RETURN_FILE >> 20;
        let message = format!("it has more than the {most} MiB that a return may have");
        return Err(ReturnFileProblems::one(THE_FILE, message));
    }
    match format {
        ReturnFormat::Csv => {
            let (rows, numbers) = text::rows(bytes)?;
            filled(&rows, Places::Lines, numbers)
        }
        ReturnFormat::Xlsx => {
            let rows = workbook_rows(bytes)?;
            filled(&rows, Places::Cells(RETURN_SHEET), Numbers::Plain)
        }
    }
}

fn workbook_rows(bytes: &[u8]) -> Result<Vec<SheetRow>, ReturnFileProblems> {
    // The compound files that older workbooks and those with a password are.
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let message = "it is a workbook of an old format or with a password; save it as .xlsx, \
                       without a password";
        return Err(ReturnFileProblems::one(THE_FILE, message));
    }
    if ReturnFormat::of_content(bytes) != ReturnFormat::Xlsx {
        let message = "it is not an .xlsx workbook; if it is a CSV file, send it as one";
        return Err(ReturnFileProblems::one(THE_FILE, message));
    }
    workbook::rows(bytes, RETURN_SHEET)
        .map_err(|error: WorkbookError| ReturnFileProblems::one(THE_FILE, error.to_string()))
}

fn filled(
    rows: &[SheetRow],
    places: Places,
    numbers: Numbers,
) -> Result<FilledReturn, ReturnFileProblems> {
    let mut problems = Problems::default();
    let heading = Heading::read(rows, places, &mut problems);
    let Some(heading) = heading else {
        return problems.or(None);
    };
    let mut answers = answer::Answers {
        columns: &heading.columns,
        places,
        numbers,
        problems: &mut problems,
        values: Vec::new(),
        unanswered: 0,
    };
    for row in rows.iter().skip(heading.rows) {
        answers.take(row);
    }
    let (values, unanswered) = (answers.values, answers.unanswered);
    let filled = heading
        .edition
        .zip(heading.force)
        .map(|(edition, force)| FilledReturn {
            edition,
            force,
            values,
            unanswered,
        });
    problems.or(filled)
}
