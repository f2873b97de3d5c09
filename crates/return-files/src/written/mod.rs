//! Templates as files.

mod style;
mod text;
mod workbook;

use crate::Template;
use crate::grid::MOST_ROWS;
use crate::layout::{Line, lines};

/// Why a template cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It has more rows than [`read`](crate::read) takes back.
    #[error(
        "the template has {rows} rows, and no return may have more than {MOST_ROWS}; ask for fewer \
         values"
    )]
    TooLong {
        /// Its rows: headings, sections and values asked for.
        rows: usize,
    },
    /// A text does not fit into a cell.
    #[error(
        "the template cannot be written as a workbook; is a title or note longer than the 32,767 \
         characters that a cell may have?"
    )]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// Writes a template as CSV: UTF-8 with a byte order mark, without which Excel reads it as another
/// encoding, commas, and lines that end as RFC 4180 has them.
///
/// A text that a spreadsheet program would take for a formula has an apostrophe before it.
///
/// # Errors
/// [`TemplateError::TooLong`] when it has more rows than could be read back.
pub fn write_csv(template: &Template) -> Result<Vec<u8>, TemplateError> {
    Ok(text::write(&readable_lines(template)?))
}

/// Writes a template as an Excel workbook: the return itself, where only the cells to be filled in
/// are open, and a sheet of notes that explains it.
///
/// The same template is the same bytes, always.
///
/// # Errors
/// [`TemplateError`] when a text is longer than a cell can hold, or there are more rows than could
/// be read back.
pub fn write_xlsx(template: &Template) -> Result<Vec<u8>, TemplateError> {
    workbook::write(&template.edition_title, &readable_lines(template)?)
}

/// The lines of a template, within the bound that holds for reading it.
fn readable_lines(template: &Template) -> Result<Vec<Line>, TemplateError> {
    let lines = lines(template);
    match u32::try_from(lines.len()) {
        Ok(rows) if rows <= MOST_ROWS => Ok(lines),
        _ => Err(TemplateError::TooLong { rows: lines.len() }),
    }
}

#[cfg(test)]
pub(crate) use {text::write as lines_as_csv, workbook::write as lines_as_xlsx};
