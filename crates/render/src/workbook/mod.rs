//! The tables of a report as an Excel workbook, after the Government Analysis Function's guidance
//! on spreadsheets for people who use assistive technology ("Releasing statistics in
//! spreadsheets"): a cover sheet, contents, notes, one table a sheet from its first column on, no
//! merged or empty cells, and shorthand where there is no number.

mod cells;
mod front;
mod sheets;
mod writing;

use peel_reporting_core::ReportDocument;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use front::{write_contents, write_cover};
use sheets::sheets;
use writing::{Styles, write_sheet};

/// Why the tables of a report could not be written.
#[derive(Debug, thiserror::Error)]
#[error(
    "the tables of the report on {force} could not be written as a workbook; ask for them as CSV"
)]
pub struct WorkbookError {
    /// The force the report is about.
    pub force: String,
    /// What is wrong.
    #[source]
    pub cause: XlsxError,
}

/// The tables of a force's report as an Excel workbook.
///
/// Numbers are unrounded and shown as in the report. Texts are written as texts, so that none is
/// ever taken for a formula. The same document gives the same bytes.
///
/// # Errors
/// [`WorkbookError`] when a sheet has more rows than a workbook can have.
pub fn report_workbook(document: &ReportDocument) -> Result<Vec<u8>, WorkbookError> {
    written(document).map_err(|cause| WorkbookError {
        force: document.provenance.force.to_string(),
        cause,
    })
}

fn written(document: &ReportDocument) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    // A workbook says when it was made. No clock is asked: the same report is the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = format!("{} – {}", document.cover.title, document.cover.subtitle);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title.chars().take(LONGEST_PROPERTY).collect::<String>())
            .set_creation_datetime(&made),
    );
    let sheets = sheets(document);
    write_cover(workbook.add_worksheet(), document, &styles)?;
    write_contents(workbook.add_worksheet(), &sheets, &styles)?;
    for (number, sheet) in (1_usize..).zip(&sheets) {
        write_sheet(workbook.add_worksheet(), number, sheet, &styles)?;
    }
    workbook.save_to_buffer()
}

/// The most characters that a property of a workbook may have.
const LONGEST_PROPERTY: usize = 255;

#[cfg(test)]
mod tests;
