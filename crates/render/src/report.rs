//! The page as a whole.

use askama::Template;
use peel_reporting_core::ReportDocument;

use crate::RenderError;
use crate::sections::{self, Made};

/// How the page looks: no selector in it depends on the document.
pub(crate) const STYLE: &str = concat!(
    include_str!("../assets/page.css"),
    include_str!("../assets/parts.css"),
    include_str!("../assets/narrow-and-print.css")
);

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'d> {
    document: &'d ReportDocument,
    made: Made<'d>,
    style: &'static str,
}

/// A force's report as one HTML page: no script, nothing fetched, made for screen, telephone and
/// paper.
///
/// The same document gives the same bytes.
///
/// # Errors
/// [`RenderError`] when a template fails, which no document causes.
pub fn render_html(document: &ReportDocument) -> Result<String, RenderError> {
    ReportPage {
        document,
        made: Made::report(&document.provenance),
        style: STYLE,
    }
    .render()
    .map_err(|cause| RenderError {
        what: format!("report on {}", document.provenance.force),
        cause,
    })
}
