//! Report document to HTML, workbooks, JSON and figures.
//!
//! Words and numbers come from the document as they stand: nothing is rounded, chosen or worded
//! here. A page is one file without script and without anything fetched from elsewhere; every
//! text in it is escaped by the templates. The same document gives the same bytes.

mod chart;
mod json;
mod overview;
mod parts;
mod report;
mod sections;
mod shorthand;
mod tidy;
mod workbook;

pub use chart::{figure_in_words, render_figure_svg};
pub use json::{VERSION as JSON_VERSION, figure_json, report_json};
pub use overview::render_overview_html;
pub use report::render_html;
pub use tidy::{tidy_csv, tidy_figure_csv, tidy_overview_csv};
pub use workbook::{WorkbookError, report_workbook};

/// Why a document could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error(
    "the report on {force} could not be laid out; this is an error in the templates, not in the data"
)]
pub struct RenderError {
    /// The force the report is about.
    pub force: String,
    /// The template's error.
    #[source]
    pub cause: askama::Error,
}

/// Why an overview could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error(
    "the overview of {edition} could not be laid out; this is an error in the templates, not in the data"
)]
pub struct OverviewRenderError {
    /// The edition.
    pub edition: String,
    /// The template's error.
    #[source]
    pub cause: askama::Error,
}

#[cfg(test)]
mod tests;
