//! Reports as PDF, and figures as pictures of dots.
//!
//! Typst sets the pages from templates that are part of the program. What a report says comes to
//! them as data, the same that [`crate::report_json`] gives to programs, so that nothing in it is
//! ever read as markup. The file is PDF/A-2a (it can be kept: fonts and colours are in it) and
//! PDF/UA-1 (it can be read aloud: structure, language, alternative texts); Typst refuses to write
//! one that breaks either.

mod drawings;
mod fonts;
mod letters;
mod pictures;
mod world;

use std::sync::LazyLock;

use peel_reporting_core::{OverviewDocument, ReportDocument};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::PdfError;
use crate::json::{OverviewJson, ReportJson};
use drawings::DrawingsJson;
use letters::{in_svg, in_text};
pub use pictures::render_figure_png;
use world::{Files, Template};

/// What every file conforms to, checked once: the two do not contradict each other.
static STANDARDS: LazyLock<Option<PdfStandards>> =
    LazyLock::new(|| PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).ok());

/// A force's report as PDF, to be kept (PDF/A-2a) and to be read aloud (PDF/UA-1).
///
/// The same document gives the same bytes. It is dated with the last day that its numbers tell of.
///
/// # Errors
/// [`PdfError::NotSet`] when a template fails, which no document causes.
pub fn render_pdf(document: &ReportDocument) -> Result<Vec<u8>, PdfError> {
    let provenance = &document.provenance;
    let files = Files {
        content: in_text(&ReportJson::of(document)),
        drawings: in_svg(&DrawingsJson::of_report(document)),
    };
    set(Template::Report, files).map_err(|why| PdfError::NotSet {
        what: format!("the report on {}", provenance.force),
        why,
    })
}

/// An overview of an edition as PDF, as [`render_pdf`] sets a report.
///
/// # Errors
/// [`PdfError::NotSet`] when a template fails, which no document causes.
pub fn render_overview_pdf(document: &OverviewDocument) -> Result<Vec<u8>, PdfError> {
    let files = Files {
        content: in_text(&OverviewJson::of(document)),
        drawings: in_svg(&DrawingsJson::of_overview(document)),
    };
    set(Template::Overview, files).map_err(|why| PdfError::NotSet {
        what: format!("the overview of {}", document.provenance.edition),
        why,
    })
}

fn set(template: Template, files: Files) -> Result<Vec<u8>, String> {
    let world = world::World::new(template, files);
    let document = typst::compile::<PagedDocument>(&world).output;
    // What was worked out for this document helps no other: the next has other words. Kept, it
    // would fill memory.
    let pdf = document.and_then(|document| {
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some(concat!("peel ", env!("CARGO_PKG_VERSION")).to_owned())),
            standards: STANDARDS.clone().unwrap_or_default(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options)
    });
    typst::comemo::evict(0);
    pdf.map_err(|errors| {
        let told = errors.iter().map(|error| told(&world, error));
        told.collect::<Vec<_>>().join("; ")
    })
}

/// An error with its place in a template.
fn told(world: &world::World, error: &SourceDiagnostic) -> String {
    match world.place(error) {
        Some(place) => format!("{place}: {}", error.message),
        None => error.message.to_string(),
    }
}

#[cfg(test)]
mod tests;
