//! Reports, overviews and figures as JSON, for programs: every word and number.
//!
//! The shape has a version of its own, [`VERSION`]: fields are only ever added within it. The JSON
//! Schemas are in `docs/schemas`.

mod chapters;
mod numbers;
mod overview;
mod parts;
mod sections;
mod tables;

use peel_reporting_core::{Figure, OverviewDocument, Provenance, ReportDocument};
use serde::Serialize;

use chapters::ChapterJson;
pub(crate) use overview::OverviewJson;
use parts::{CorrectionsJson, CoverJson, DraftJson, ProvenanceJson};
use sections::{AnnexJson, ForceInNumbersJson, OverallJson, ProgressJson, ReproductionJson};
use tables::FigureJson;

/// The version of the shape.
pub const VERSION: u8 = 1;

/// A force's report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Report"))]
pub(crate) struct ReportJson<'d> {
    /// Always "peel-report".
    format: &'static str,
    /// The version of this shape; fields are only ever added within one.
    version: u8,
    /// What the report was made from.
    provenance: ProvenanceJson<'d>,
    /// That the inspection is not published; null when it is, or none is recorded.
    draft: Option<DraftJson<'d>>,
    /// What was corrected since the first version; null when nothing was.
    corrections: Option<CorrectionsJson<'d>>,
    /// Its first page.
    cover: CoverJson<'d>,
    /// Its sections, in order.
    contents: Vec<parts::ContentsJson<'d>>,
    /// What the inspection is, paragraph by paragraph.
    introduction: &'d [String],
    /// The force's figures at a glance.
    force_in_numbers: ForceInNumbersJson<'d>,
    /// The judgment on the headline question.
    overall: OverallJson<'d>,
    /// A chapter for each question.
    chapters: Vec<ChapterJson<'d>>,
    /// What happens next, paragraph by paragraph.
    next_steps: &'d [String],
    /// What of the printed report comes out again.
    reproduction: ReproductionJson<'d>,
    /// What became of findings from year to year.
    progress: ProgressJson<'d>,
    /// About the data.
    annex: AnnexJson<'d>,
}

impl<'d> ReportJson<'d> {
    pub(crate) fn of(document: &'d ReportDocument) -> Self {
        Self {
            format: "peel-report",
            version: VERSION,
            provenance: ProvenanceJson::of(&document.provenance),
            draft: document.draft.as_ref().map(DraftJson::of),
            corrections: document.corrections.as_ref().map(CorrectionsJson::of),
            cover: CoverJson::of(&document.cover),
            contents: parts::contents(&document.contents),
            introduction: &document.introduction,
            force_in_numbers: ForceInNumbersJson::of(&document.force_in_numbers),
            overall: OverallJson::of(&document.overall),
            chapters: document.chapters.iter().map(ChapterJson::of).collect(),
            next_steps: &document.next_steps,
            reproduction: ReproductionJson::of(&document.reproduction),
            progress: ProgressJson::of(&document.progress),
            annex: AnnexJson::of(&document.annex),
        }
    }
}

/// A figure alone.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "LoneFigure"))]
struct LoneFigureJson<'d> {
    /// Always "peel-figure".
    format: &'static str,
    /// The version of this shape; fields are only ever added within one.
    version: u8,
    /// What the figure was made from.
    provenance: ProvenanceJson<'d>,
    /// The figure.
    figure: FigureJson<'d>,
}

/// Every word and number of a report as JSON: one object, indented, with a line feed at its end.
#[must_use]
pub fn report_json(document: &ReportDocument) -> String {
    written(&ReportJson::of(document))
}

/// Every word and number of an overview as JSON, its parts in the same shape as in
/// [`report_json`].
#[must_use]
pub fn overview_json(document: &OverviewDocument) -> String {
    written(&OverviewJson::of(document))
}

/// Every word and number of one figure as JSON, in the same shape as in [`report_json`].
#[must_use]
pub fn figure_json(provenance: &Provenance, figure: &Figure) -> String {
    written(&LoneFigureJson {
        format: "peel-figure",
        version: VERSION,
        provenance: ProvenanceJson::of(provenance),
        figure: FigureJson::of(figure),
    })
}

/// Writing to memory fails for no content: every key is a text, and a number that JSON does not
/// know becomes null.
fn written(content: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(content).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
