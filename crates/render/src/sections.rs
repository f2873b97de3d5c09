//! The sections of a page, a template each.

use askama::Template;
use askama::filters::HtmlSafe;
use peel_reporting_core::{
    Annex, AnnexEntry, Chapter, FindingGroup, ForceInNumbers, JudgmentView, Overall, Progress,
    ReportDocument, Reproduction,
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
    /// The first page.
    CoverSection(cover, ReportDocument) = "sections/cover.html";
    /// The table of contents.
    ContentsSection(contents, ReportDocument) = "sections/contents.html";
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
    /// A list in the annex.
    EntriesSection(entries, [AnnexEntry]) = "sections/entries.html";
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
