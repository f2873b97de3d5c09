//! Templates as files.

mod style;
mod text;
mod workbook;

use crate::Template;
use crate::layout::lines;

/// Why a template cannot be written as a workbook.
#[derive(Debug, thiserror::Error)]
#[error(
    "the template cannot be written as a workbook; is a title or note longer than the 32,767 \
     characters that a cell may have?"
)]
pub struct TemplateError(#[from] rust_xlsxwriter::XlsxError);

/// Writes a template as CSV: UTF-8 with a byte order mark, without which Excel reads it as another
/// encoding, commas, and lines that end as RFC 4180 has them.
///
/// A text that a spreadsheet program would take for a formula has an apostrophe before it.
#[must_use]
pub fn write_csv(template: &Template) -> Vec<u8> {
    text::write(&lines(template))
}

/// Writes a template as an Excel workbook: the return itself, where only the cells to be filled in
/// are open, and a sheet of notes that explains it.
///
/// The same template is the same bytes, always.
///
/// # Errors
/// [`TemplateError`] when a text is longer than a cell can hold, or there are more rows than a
/// sheet can.
pub fn write_xlsx(template: &Template) -> Result<Vec<u8>, TemplateError> {
    workbook::write(&template.edition_title, &lines(template))
}

#[cfg(test)]
pub(crate) use {text::write as lines_as_csv, workbook::write as lines_as_xlsx};
