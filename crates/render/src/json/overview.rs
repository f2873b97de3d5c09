//! The overview of an edition.

use peel_reporting_core::{
    NationalGrades, OverviewChapter, OverviewDocument, OverviewProvenance, OverviewTable,
};
use serde::Serialize;

use super::VERSION;
use super::parts::{self, ContentsJson, CoverJson, FootnoteJson, footnotes};
use super::sections::AnnexJson;
use super::tables::{FigureJson, TableJson, figures};

/// An overview of an edition, over all forces.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Overview"))]
pub(crate) struct OverviewJson<'d> {
    /// Always "peel-overview".
    format: &'static str,
    /// The version of this shape; fields are only ever added within one.
    version: u8,
    /// What the overview was made from.
    provenance: OverviewProvenanceJson<'d>,
    /// Its first page.
    cover: CoverJson<'d>,
    /// Its sections, in order.
    contents: Vec<ContentsJson<'d>>,
    /// The grades published.
    grades: NationalGradesJson<'d>,
    /// A chapter for the context and for each question.
    chapters: Vec<OverviewChapterJson<'d>>,
    /// What findings have in common.
    themes: OverviewTableJson<'d>,
    /// Who did not supply what.
    data_quality: OverviewTableJson<'d>,
    /// How grades changed since the edition before.
    changes: OverviewTableJson<'d>,
    /// How England and Wales changed since the edition before.
    changes_in_values: OverviewTableJson<'d>,
    /// About the data.
    annex: AnnexJson<'d>,
}

/// What an overview was made from: enough to make it again.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "OverviewProvenance")
)]
struct OverviewProvenanceJson<'d> {
    /// The edition.
    edition: &'d str,
    /// SHA-256 of the edition's files.
    definition_hash: &'d str,
    /// The revision the data was read at; null when nothing is recorded.
    revision: Option<u64>,
    /// The method of comparison.
    method: &'d str,
    /// The software's name and version.
    software: &'d str,
}

/// The grades published for an edition.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "NationalGrades")
)]
struct NationalGradesJson<'d> {
    /// The headline question.
    question: &'d str,
    /// How many forces have a grade, and who gave it.
    remark: &'d str,
    /// The map of grades; null when none is published or the edition lays out no map.
    map: Option<FigureJson<'d>>,
    /// How many forces have each grade.
    tally: TableJson<'d>,
    /// Every force with its grade, best first.
    list: TableJson<'d>,
}

/// Indicators of one question, or of none.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "OverviewChapter")
)]
struct OverviewChapterJson<'d> {
    /// Its anchor.
    anchor: &'d str,
    /// Its short title.
    title: &'d str,
    /// The question; empty for the context.
    question: &'d str,
    /// A figure with ranked table for each indicator that was computed.
    figures: Vec<FigureJson<'d>>,
    /// Indicators of which nothing could be computed.
    missing: Vec<NotComputedJson<'d>>,
    /// Footnotes first cited here.
    footnotes: Vec<FootnoteJson<'d>>,
}

/// An indicator of which nothing could be computed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "NotComputed"))]
struct NotComputedJson<'d> {
    /// The indicator's title.
    title: &'d str,
    /// Why.
    reason: &'d str,
}

/// A section of words with a table.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "OverviewTable"))]
struct OverviewTableJson<'d> {
    /// What is to be known of it, paragraph by paragraph.
    remarks: &'d [String],
    /// The table; without rows when there is nothing to tell.
    table: TableJson<'d>,
}

impl<'d> OverviewJson<'d> {
    pub(crate) fn of(document: &'d OverviewDocument) -> Self {
        let chapters = document.chapters.iter();
        Self {
            format: "peel-overview",
            version: VERSION,
            provenance: OverviewProvenanceJson::of(&document.provenance),
            cover: CoverJson::of(&document.cover),
            contents: parts::contents(&document.contents),
            grades: NationalGradesJson::of(&document.grades),
            chapters: chapters.map(OverviewChapterJson::of).collect(),
            themes: OverviewTableJson::of(&document.themes),
            data_quality: OverviewTableJson::of(&document.data_quality),
            changes: OverviewTableJson::of(&document.changes),
            changes_in_values: OverviewTableJson::of(&document.changes_in_values),
            annex: AnnexJson::of(&document.annex),
        }
    }
}

impl<'d> OverviewProvenanceJson<'d> {
    fn of(it: &'d OverviewProvenance) -> Self {
        Self {
            edition: it.edition.as_str(),
            definition_hash: &it.definition_hash,
            revision: it.revision.map(peel_model::Revision::number),
            method: it.method.as_str(),
            software: &it.software,
        }
    }
}

impl<'d> NationalGradesJson<'d> {
    fn of(it: &'d NationalGrades) -> Self {
        Self {
            question: &it.question,
            remark: &it.remark,
            map: it.map.as_ref().map(FigureJson::of),
            tally: TableJson::of(&it.tally),
            list: TableJson::of(&it.list),
        }
    }
}

impl<'d> OverviewChapterJson<'d> {
    fn of(it: &'d OverviewChapter) -> Self {
        let missing = it.missing.iter();
        let missing = missing.map(|(title, reason)| NotComputedJson { title, reason });
        Self {
            anchor: &it.anchor,
            title: &it.title,
            question: &it.question,
            figures: figures(&it.figures),
            missing: missing.collect(),
            footnotes: footnotes(&it.footnotes),
        }
    }
}

impl<'d> OverviewTableJson<'d> {
    fn of(it: &'d OverviewTable) -> Self {
        Self {
            remarks: &it.remarks,
            table: TableJson::of(&it.table),
        }
    }
}
