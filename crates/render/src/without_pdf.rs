//! What stands for PDF and PNG in a program that was built without them.

use peel_reporting_core::{Figure, OverviewDocument, ReportDocument};

use crate::PdfError;

/// No PDF.
///
/// # Errors
/// Always [`PdfError::NotBuilt`].
pub fn render_pdf(_: &ReportDocument) -> Result<Vec<u8>, PdfError> {
    Err(PdfError::NotBuilt)
}

/// No PDF.
///
/// # Errors
/// Always [`PdfError::NotBuilt`].
pub fn render_overview_pdf(_: &OverviewDocument) -> Result<Vec<u8>, PdfError> {
    Err(PdfError::NotBuilt)
}

/// No PNG.
///
/// # Errors
/// Always [`PdfError::NotBuilt`].
pub fn render_figure_png(_: &Figure) -> Result<Vec<u8>, PdfError> {
    Err(PdfError::NotBuilt)
}
