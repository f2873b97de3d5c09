//! Report document to HTML, PDF, workbooks, JSON and figures.
//!
//! Words and numbers come from the document as they stand: nothing is rounded, chosen or worded
//! here. A page is one file without script and without anything fetched from elsewhere; every
//! text in it is escaped by the templates. The same document gives the same bytes.

mod chart;
mod json;
mod overview;
mod parts;
#[cfg(feature = "pdf")]
mod pdf;
mod report;
mod sections;
mod shorthand;
mod tidy;
#[cfg(not(feature = "pdf"))]
mod without_pdf;
mod workbook;

pub use chart::{figure_in_words, render_figure_svg};
pub use json::{VERSION as JSON_VERSION, figure_json, overview_json, report_json};
pub use overview::render_overview_html;
#[cfg(feature = "pdf")]
pub use pdf::{render_figure_png, render_overview_pdf, render_pdf};
pub use report::render_html;
pub use tidy::{tidy_csv, tidy_figure_csv, tidy_overview_csv};
#[cfg(not(feature = "pdf"))]
pub use without_pdf::{render_figure_png, render_overview_pdf, render_pdf};
pub use workbook::{WorkbookError, overview_workbook, report_workbook};

/// Whether reports can be had as PDF and figures as PNG.
pub const HAS_PDF: bool = cfg!(feature = "pdf");

/// Why a document could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("the {what} could not be laid out; this is an error in the templates, not in the data")]
pub struct RenderError {
    /// What was to be rendered: "report on …", "overview of …".
    pub what: String,
    /// The template's error.
    #[source]
    pub cause: askama::Error,
}

/// Why there is no PDF, or no PNG.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The program has no part that makes it.
    #[error("built without PDF; build it with --features pdf")]
    NotBuilt,
    /// The templates or drawings have an error.
    #[error("{what} could not be set; this is an error in the templates, not in the data: {why}")]
    NotSet {
        /// What was to be made: "the report on west-midlands".
        what: String,
        /// What was said, with file and line.
        why: String,
    },
}

#[cfg(test)]
mod tests;
