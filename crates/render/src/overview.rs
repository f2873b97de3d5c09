//! The overview of an edition as a page.

use askama::Template;
use peel_reporting_core::OverviewDocument;

use crate::report::STYLE;
use crate::sections::Made;
use crate::{OverviewRenderError, parts, sections};

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
/// [`OverviewRenderError`] when a template fails, which no document causes.
pub fn render_overview_html(document: &OverviewDocument) -> Result<String, OverviewRenderError> {
    let provenance = &document.provenance;
    OverviewPage {
        document,
        made: Made {
            what: "overview",
            edition: &provenance.edition,
            definition_hash: &provenance.definition_hash,
            revision: provenance.revision,
            method: &provenance.method,
            software: &provenance.software,
        },
        style: STYLE,
    }
    .render()
    .map_err(|cause| OverviewRenderError {
        edition: provenance.edition.to_string(),
        cause,
    })
}
