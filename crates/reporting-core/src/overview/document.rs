//! The overview document: everything an overview of an edition says, worded and rounded.

use peel_model::{EditionId, MethodVersion, Revision};

use crate::{Annex, ContentsEntry, Cover, DataTable, Figure, Footnote};

/// An overview of an edition, over all forces.
///
/// Built from the same input it is equal, to the last mark.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewDocument {
    /// What it was made from.
    pub provenance: OverviewProvenance,
    /// Its first page.
    pub cover: Cover,
    /// Its sections, in order.
    pub contents: Vec<ContentsEntry>,
    /// The grades published.
    pub grades: NationalGrades,
    /// A chapter for the context and for each question.
    pub chapters: Vec<OverviewChapter>,
    /// What findings have in common.
    pub themes: OverviewTable,
    /// Who did not supply what.
    pub data_quality: OverviewTable,
    /// How grades changed since the edition before.
    pub changes: OverviewTable,
    /// How England and Wales changed since the edition before; empty when there is none.
    pub changes_in_values: OverviewTable,
    /// About the data.
    pub annex: Annex,
}

/// What an overview was made from: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewProvenance {
    /// The edition.
    pub edition: EditionId,
    /// SHA-256 of the edition's files.
    pub definition_hash: String,
    /// The revision the data was read at; `None` when nothing is recorded.
    pub revision: Option<Revision>,
    /// The method of comparison.
    pub method: MethodVersion,
    /// The software's name and version.
    pub software: String,
}

/// The grades published for an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct NationalGrades {
    /// The headline question.
    pub question: String,
    /// How many forces have a grade, and who gave it.
    pub remark: String,
    /// The map of grades; `None` when none is published or the edition lays out no map.
    pub map: Option<Figure>,
    /// How many forces have each grade.
    pub tally: DataTable,
    /// Every force with its grade, best first.
    pub list: DataTable,
}

/// Indicators of one question, or of none.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewChapter {
    /// Its anchor.
    pub anchor: String,
    /// The short title.
    pub title: String,
    /// The question; empty for the context.
    pub question: String,
    /// A map with ranked table for each indicator that was computed; bars where there is no map.
    pub figures: Vec<Figure>,
    /// Indicators of which nothing could be computed, and why.
    pub missing: Vec<(String, String)>,
    /// Footnotes first cited here.
    pub footnotes: Vec<Footnote>,
}

/// A section of words with a table.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewTable {
    /// What is to be known of it, paragraph by paragraph.
    pub remarks: Vec<String>,
    /// The table; empty when there is nothing to tell.
    pub table: DataTable,
}
