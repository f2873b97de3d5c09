//! The words and tables of a report or an overview as an Excel workbook, after the Government Analysis Function's guidance
//! on spreadsheets for people who use assistive technology ("Releasing statistics in
//! spreadsheets"): a cover sheet, contents, notes, one table a sheet from its first column on, no
//! merged or empty cells, and shorthand where there is no number.

mod cells;
mod front;
mod overview;
mod report;
mod sheets;
mod writing;

use peel_reporting_core::{OverviewDocument, ReportDocument};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use front::{Front, write_contents, write_cover};
use sheets::Sheet;
use writing::{Styles, write_sheet};

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the tables of the {what} could not be written as a workbook; ask for them as CSV")]
pub struct WorkbookError {
    /// What was to be written: "report on …", "overview of …".
    pub what: String,
    /// What is wrong.
    #[source]
    pub cause: XlsxError,
}

/// Every word and table of a force's report as an Excel workbook.
///
/// Numbers are unrounded and shown as in the report. Texts are written as texts, so that none is
/// ever taken for a formula. The same document gives the same bytes.
///
/// # Errors
/// [`WorkbookError`] when a sheet has more rows than a workbook can have.
pub fn report_workbook(document: &ReportDocument) -> Result<Vec<u8>, WorkbookError> {
    written(&report::front(document), &report::sheets(document)).map_err(|cause| WorkbookError {
        what: format!("report on {}", document.provenance.force),
        cause,
    })
}

/// Every word and table of an overview of an edition, in the form of [`report_workbook`].
///
/// # Errors
/// [`WorkbookError`] when a sheet has more rows than a workbook can have.
pub fn overview_workbook(document: &OverviewDocument) -> Result<Vec<u8>, WorkbookError> {
    written(&overview::front(document), &overview::sheets(document)).map_err(|cause| {
        WorkbookError {
            what: format!("overview of {}", document.provenance.edition),
            cause,
        }
    })
}

fn written(front: &Front<'_>, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    // A workbook says when it was made. No clock is asked: the same report is the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = format!("{} – {}", front.cover.title, front.cover.subtitle);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title.chars().take(LONGEST_PROPERTY).collect::<String>())
            .set_creation_datetime(&made),
    );
    write_cover(workbook.add_worksheet(), front, &styles)?;
    write_contents(workbook.add_worksheet(), sheets, &styles)?;
    for (number, sheet) in (1_usize..).zip(sheets) {
        write_sheet(workbook.add_worksheet(), number, sheet, &styles)?;
    }
    workbook.save_to_buffer()
}

/// The most characters that a property of a workbook may have.
const LONGEST_PROPERTY: usize = 255;

#[cfg(test)]
mod tests;
