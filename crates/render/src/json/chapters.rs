//! Chapters with their findings.

use peel_reporting_core::{Chapter, FindingGroup, FindingView};
use serde::Serialize;

use super::numbers::{TextJson, texts};
use super::parts::{FootnoteJson, JudgmentJson, footnotes};
use super::tables::{FigureJson, TableJson, figures};

/// A question's chapter.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Chapter"))]
pub(crate) struct ChapterJson<'d> {
    /// The question's identifier.
    id: &'d str,
    /// Its anchor.
    anchor: &'d str,
    /// Its number.
    number: u8,
    /// Its short title.
    title: &'d str,
    /// The question.
    question: &'d str,
    /// The judgment; null when none is recorded.
    judgment: Option<JudgmentJson<'d>>,
    /// What is said where nothing was judged or found; empty otherwise.
    remark: &'d str,
    /// What was found, paragraph by paragraph.
    summary: &'d [String],
    /// Figures.
    figures: Vec<FigureJson<'d>>,
    /// Indicators of the question that stand in no figure.
    indicators: TableJson<'d>,
    /// The question's parts.
    parts: Vec<ChapterPartJson<'d>>,
    /// Facts told by inspectors, as printed.
    facts: Vec<FactJson<'d>>,
    /// Findings, causes of concern first.
    findings: Vec<FindingGroupJson<'d>>,
    /// Footnotes first cited here.
    footnotes: Vec<FootnoteJson<'d>>,
}

/// A sub-question with what was found on it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ChapterPart"))]
struct ChapterPartJson<'d> {
    /// Its anchor.
    anchor: &'d str,
    /// Its number as printed.
    number: &'d str,
    /// The sub-question.
    question: &'d str,
    /// What it looks at.
    aspects: &'d [String],
    /// What was found; empty when nothing is recorded.
    assessment: &'d str,
}

/// A fact told by inspectors.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Fact"))]
struct FactJson<'d> {
    /// What it is about.
    title: &'d str,
    /// How much, as printed.
    value: &'d str,
}

impl<'d> ChapterJson<'d> {
    pub(crate) fn of(it: &'d Chapter) -> Self {
        let parts = it.parts.iter().map(|part| ChapterPartJson {
            anchor: &part.anchor,
            number: &part.number,
            question: &part.question,
            aspects: &part.aspects,
            assessment: &part.assessment,
        });
        let facts = it
            .facts
            .iter()
            .map(|(title, value)| FactJson { title, value });
        Self {
            id: it.id.as_str(),
            anchor: &it.anchor,
            number: it.number,
            title: &it.title,
            question: &it.question,
            judgment: it.judgment.as_ref().map(JudgmentJson::of),
            remark: &it.remark,
            summary: &it.summary,
            figures: figures(&it.figures),
            indicators: TableJson::of(&it.indicators),
            parts: parts.collect(),
            facts: facts.collect(),
            findings: it.findings.iter().map(FindingGroupJson::of).collect(),
            footnotes: footnotes(&it.footnotes),
        }
    }
}

/// Findings of one kind.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "FindingGroup"))]
struct FindingGroupJson<'d> {
    /// The heading.
    title: &'d str,
    /// Whether these are what the public must be protected from.
    serious: bool,
    /// The findings.
    findings: Vec<FindingJson<'d>>,
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Finding"))]
struct FindingJson<'d> {
    /// Its anchor.
    anchor: &'d str,
    /// Its heading.
    title: &'d str,
    /// What was found; may be empty.
    text: &'d str,
    /// Its state in words.
    state: &'d str,
    /// That the published report tells it but does not list it; empty otherwise.
    listing: &'d str,
    /// What the force should do.
    recommendations: Vec<RecommendationJson<'d>>,
    /// What the indicators that bear on it say.
    evidence: Vec<TextJson<'d>>,
    /// Where it was published; may be empty.
    source: &'d str,
}

/// A recommendation.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "Recommendation")
)]
struct RecommendationJson<'d> {
    /// What should be done.
    text: &'d str,
    /// By whom and when; empty when not said.
    terms: &'d str,
}

impl<'d> FindingGroupJson<'d> {
    fn of(it: &'d FindingGroup) -> Self {
        Self {
            title: &it.title,
            serious: it.serious,
            findings: it.findings.iter().map(FindingJson::of).collect(),
        }
    }
}

impl<'d> FindingJson<'d> {
    fn of(it: &'d FindingView) -> Self {
        let recommendations = it.recommendations.iter().map(|one| RecommendationJson {
            text: &one.text,
            terms: &one.terms,
        });
        Self {
            anchor: &it.anchor,
            title: &it.title,
            text: &it.text,
            state: &it.state,
            listing: &it.listing,
            recommendations: recommendations.collect(),
            evidence: texts(&it.evidence),
            source: &it.source,
        }
    }
}
