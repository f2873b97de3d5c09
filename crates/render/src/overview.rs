//! The overview of an edition as a page.

use askama::Template;
use peel_reporting_core::OverviewDocument;

use crate::report::STYLE;
use crate::sections::Made;
use crate::{RenderError, parts, sections};

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage<'d> {
    document: &'d OverviewDocument,
    made: Made<'d>,
    style: &'static str,
}

/// An overview of an edition as one HTML page, of the same parts as a force's report: no script,
/// nothing fetched, made for screen, telephone and paper.
///
/// The same document gives the same bytes.
///
/// # Errors
/// [`RenderError`] when a template fails, which no document causes.
pub fn render_overview_html(document: &OverviewDocument) -> Result<String, RenderError> {
    OverviewPage {
        document,
        made: Made::overview(&document.provenance),
        style: STYLE,
    }
    .render()
    .map_err(|cause| RenderError {
        what: format!("overview of {}", document.provenance.edition),
        cause,
    })
}
