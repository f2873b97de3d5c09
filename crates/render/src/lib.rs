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
pub use json::{VERSION as JSON_VERSION, figure_json, overview_json, report_json};
pub use overview::render_overview_html;
pub use report::render_html;
pub use tidy::{tidy_csv, tidy_figure_csv, tidy_overview_csv};
pub use workbook::{WorkbookError, overview_workbook, report_workbook};

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

#[cfg(test)]
mod tests;
