//! The sections of a page, a template each.

use askama::Template;
use askama::filters::HtmlSafe;
use peel_model::{EditionId, MethodVersion, Revision};
use peel_reporting_core::{
    Annex, AnnexEntry, Chapter, ContentsEntry, Corrections, Cover, DraftNotice, FindingGroup,
    ForceInNumbers, JudgmentView, Overall, OverviewChapter, OverviewProvenance, OverviewTable,
    Progress, Provenance, Reproduction,
};

use crate::{parts, sections};

macro_rules! sections {
    ($($(#[$about:meta])* $name:ident($maker:ident, $content:ty) = $path:literal;)*) => {$(
        $(#[$about])*
        #[derive(Template)]
        #[template(path = $path)]
        pub(crate) struct $name<'d> {
            it: &'d $content,
        }

        impl HtmlSafe for $name<'_> {}

        $(#[$about])*
        pub(crate) fn $maker(it: &$content) -> $name<'_> {
            $name { it }
        }
    )*};
}

sections! {
    /// The table of contents.
    ContentsSection(contents, [ContentsEntry]) = "sections/contents.html";
    /// That the inspection is not published.
    DraftSection(draft, DraftNotice) = "sections/draft.html";
    /// What was corrected.
    CorrectionsSection(corrections, Corrections) = "sections/corrections.html";
    /// The force in numbers.
    NumbersSection(force_in_numbers, ForceInNumbers) = "sections/force_in_numbers.html";
    /// The overall judgment.
    OverallSection(overall, Overall) = "sections/overall.html";
    /// A judgment with who gave it and why.
    JudgmentSection(judgment, JudgmentView) = "sections/judgment.html";
    /// A chapter.
    ChapterSection(chapter, Chapter) = "sections/chapter.html";
    /// Findings of one kind.
    FindingsSection(findings, FindingGroup) = "sections/findings.html";
    /// What could be reproduced.
    ReproductionSection(reproduction, Reproduction) = "sections/reproduction.html";
    /// What became of findings.
    ProgressSection(progress, Progress) = "sections/progress.html";
    /// About the data.
    AnnexSection(annex, Annex) = "sections/annex.html";
    /// A chapter of an overview.
    OverviewChapterSection(overview_chapter, OverviewChapter) = "sections/overview_chapter.html";
    /// A section of an overview with a table.
    OverviewTableSection(overview_table, OverviewTable) = "sections/overview_table.html";
    /// A list in the annex.
    EntriesSection(entries, [AnnexEntry]) = "sections/entries.html";
}

/// What a page was made from, as its first and last words say it.
#[derive(Clone, Copy)]
pub(crate) struct Made<'d> {
    /// What was made: "report".
    pub(crate) what: &'static str,
    /// The edition.
    pub(crate) edition: &'d EditionId,
    /// SHA-256 of the edition's files.
    pub(crate) definition_hash: &'d str,
    /// Which version of it this is, where it has versions.
    pub(crate) version: Option<u16>,
    /// The revision the data was read at.
    pub(crate) revision: Option<Revision>,
    /// The method of comparison.
    pub(crate) method: &'d MethodVersion,
    /// The software's name and version.
    pub(crate) software: &'d str,
}

impl<'d> Made<'d> {
    /// What a report was made from.
    pub(crate) fn report(from: &'d Provenance) -> Self {
        Self {
            what: "report",
            edition: &from.edition,
            definition_hash: &from.definition_hash,
            version: from.version,
            revision: from.revision,
            method: &from.method,
            software: &from.software,
        }
    }

    /// What an overview was made from.
    pub(crate) fn overview(from: &'d OverviewProvenance) -> Self {
        Self {
            what: "overview",
            edition: &from.edition,
            definition_hash: &from.definition_hash,
            version: None,
            revision: from.revision,
            method: &from.method,
            software: &from.software,
        }
    }
}

/// The first page.
#[derive(Template)]
#[template(path = "sections/cover.html")]
pub(crate) struct CoverSection<'d> {
    it: &'d Cover,
    made: Made<'d>,
}

impl HtmlSafe for CoverSection<'_> {}

/// The first page.
pub(crate) fn cover<'d>(it: &'d Cover, made: &Made<'d>) -> CoverSection<'d> {
    CoverSection { it, made: *made }
}

/// What the page was made from, at its end.
#[derive(Template)]
#[template(path = "sections/made.html")]
pub(crate) struct MadeSection<'d> {
    it: Made<'d>,
    notice: &'d str,
}

impl HtmlSafe for MadeSection<'_> {}

/// What the page was made from, at its end.
pub(crate) fn made<'d>(it: &Made<'d>, cover: &'d Cover) -> MadeSection<'d> {
    MadeSection {
        it: *it,
        notice: &cover.notice,
    }
}

impl ChapterSection<'_> {
    fn has_figures(&self) -> bool {
        !self.it.figures.is_empty() || !self.it.indicators.is_empty()
    }
}

impl ProgressSection<'_> {
    /// The year in which a row's step stands.
    fn year(&self, step: &usize) -> String {
        self.it
            .years
            .get(*step)
            .map(u16::to_string)
            .unwrap_or_default()
    }
}
