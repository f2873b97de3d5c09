//! The report document: everything a report says, worded and rounded, and nothing of its looks.

use peel_model::{EditionId, ForceId, MethodVersion, QuestionId, Revision};

use crate::{DataTable, FailedCheck, Figure, Footnote, FootnoteMark, Text, TracedNumber};

/// A force's report.
///
/// Built from the same input it is equal, to the last mark.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportDocument {
    /// What it was made from.
    pub provenance: Provenance,
    /// That the inspection is not published; `None` when it is, or none is recorded.
    pub draft: Option<DraftNotice>,
    /// What was corrected since the first version; `None` when nothing was.
    pub corrections: Option<Corrections>,
    /// Its first page.
    pub cover: Cover,
    /// Its sections, in order.
    pub contents: Vec<ContentsEntry>,
    /// What the inspection is, paragraph by paragraph.
    pub introduction: Vec<String>,
    /// The force's figures at a glance.
    pub force_in_numbers: ForceInNumbers,
    /// The judgment on the headline question.
    pub overall: Overall,
    /// A chapter for each question.
    pub chapters: Vec<Chapter>,
    /// What happens next, paragraph by paragraph.
    pub next_steps: Vec<String>,
    /// What of the printed report comes out again.
    pub reproduction: Reproduction,
    /// What became of findings from year to year.
    pub progress: Progress,
    /// About the data.
    pub annex: Annex,
}

/// What a document was made from: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The edition.
    pub edition: EditionId,
    /// SHA-256 of the edition's files.
    pub definition_hash: String,
    /// The force.
    pub force: ForceId,
    /// Which version of the report this is, from 1; `None` when no inspection is recorded.
    pub version: Option<u16>,
    /// The revision the data was read at; `None` when nothing is recorded.
    pub revision: Option<Revision>,
    /// The method of comparison.
    pub method: MethodVersion,
    /// The software's name and version.
    pub software: String,
}

/// That an inspection is not published yet, and what does not fit together in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftNotice {
    /// What is written across every page: "Draft".
    pub mark: String,
    /// How far the inspection has come, and what may become of the report.
    pub remark: String,
    /// How many checks failed, or why that is not known.
    pub checks: String,
    /// What the checks raised, errors first.
    pub failed: Vec<FailedCheck>,
}

/// What was corrected since the first version of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrections {
    /// Which version this is, and where those before it are.
    pub remark: String,
    /// A row for each version: when it was published, where it is read, what it corrects.
    pub versions: DataTable,
}

/// The first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The report's title: "PEEL: Police effectiveness 2016 (revisited)".
    pub title: String,
    /// Whom it is about: "An inspection of …".
    pub subtitle: String,
    /// The force's full name.
    pub force: String,
    /// The region the force lies in.
    pub region: String,
    /// When the force was inspected; may be empty.
    pub inspected: String,
    /// That this is a reproduction and whose publication it restates.
    pub notice: String,
}

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsEntry {
    /// The section's anchor.
    pub anchor: String,
    /// The section's heading.
    pub title: String,
    /// What stands below it.
    pub parts: Vec<ContentsEntry>,
}

/// The force's figures at a glance, with the figures of the front matter.
#[derive(Debug, Clone, PartialEq)]
pub struct ForceInNumbers {
    /// How to read it.
    pub legend: String,
    /// Its groups, in the edition's order.
    pub groups: Vec<TileGroup>,
    /// Figures that belong to no chapter.
    pub figures: Vec<Figure>,
    /// Footnotes first cited here.
    pub footnotes: Vec<Footnote>,
}

/// A heading with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TileGroup {
    /// The heading.
    pub title: String,
    /// The numbers.
    pub tiles: Vec<Tile>,
}

/// One number at a glance, beside what it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// What it is.
    pub label: String,
    /// Footnotes about it.
    pub marks: Vec<FootnoteMark>,
    /// Its unit in words; empty where the number or the label carries it.
    pub unit: String,
    /// Its period in words.
    pub period: String,
    /// The force's number.
    pub force: TracedNumber,
    /// The comparator's number.
    pub comparator: TracedNumber,
    /// Where the force stands, in a few words; empty when nothing may be said.
    pub standing: Text,
    /// Where every unit lies; `None` when not computed.
    pub strip: Option<Strip>,
}

/// Units on a line from the lowest value (0) to the highest (1); values far beyond all others
/// stand at its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Every unit's place, lowest first.
    pub units: Vec<f64>,
    /// The force's place.
    pub force: f64,
    /// The comparator's place, when it has a value.
    pub comparator: Option<f64>,
    /// The drawing in words.
    pub description: String,
}

/// A grade as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeBadge {
    /// Its name.
    pub title: String,
    /// Steps reached, from the worst grade (1) to the best; 0 when it has no place among them.
    pub steps: u8,
    /// Steps there are.
    pub of: u8,
}

/// A judgment as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgmentView {
    /// The grade.
    pub badge: GradeBadge,
    /// What it was a year before and whether it moved; empty when not known.
    pub change: String,
    /// Who gave it and whether it was moderated.
    pub authority: String,
    /// Why.
    pub reason: String,
}

/// The judgment on the headline question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overall {
    /// The headline question.
    pub question: String,
    /// The judgment; `None` when no inspection is recorded.
    pub judgment: Option<JudgmentView>,
    /// What is known where nothing is judged; empty otherwise.
    pub remark: String,
    /// A line for each question.
    pub questions: Vec<GradeLine>,
}

/// One question's grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeLine {
    /// The chapter's anchor.
    pub anchor: String,
    /// The question.
    pub question: String,
    /// Its grade; `None` when none is recorded.
    pub badge: Option<GradeBadge>,
    /// What it was a year before; empty when not known.
    pub change: String,
}

/// A question's chapter.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The question's identifier.
    pub id: QuestionId,
    /// Its anchor.
    pub anchor: String,
    /// Its number.
    pub number: u8,
    /// Its short title.
    pub title: String,
    /// The question.
    pub question: String,
    /// The judgment; `None` when none is recorded.
    pub judgment: Option<JudgmentView>,
    /// What is said where nothing was judged or found; empty otherwise.
    pub remark: String,
    /// What was found, paragraph by paragraph.
    pub summary: Vec<String>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Indicators of the question that stand in no figure.
    pub indicators: DataTable,
    /// The question's parts.
    pub parts: Vec<ChapterPart>,
    /// Facts told by inspectors, as printed: what, how much.
    pub facts: Vec<(String, String)>,
    /// Findings, causes of concern first.
    pub findings: Vec<FindingGroup>,
    /// Footnotes first cited here.
    pub footnotes: Vec<Footnote>,
}

/// A sub-question with what was found on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterPart {
    /// Its anchor.
    pub anchor: String,
    /// Its number as printed.
    pub number: String,
    /// The sub-question.
    pub question: String,
    /// What it looks at.
    pub aspects: Vec<String>,
    /// What was found; empty when nothing is recorded.
    pub assessment: String,
}

/// Findings of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingGroup {
    /// The heading: "Cause of concern", "Areas for improvement".
    pub title: String,
    /// Whether these are what the public must be protected from.
    pub serious: bool,
    /// The findings.
    pub findings: Vec<FindingView>,
}

/// A finding as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingView {
    /// Its anchor.
    pub anchor: String,
    /// Its heading.
    pub title: String,
    /// What was found.
    pub text: String,
    /// Its state in words.
    pub state: String,
    /// That the published report tells it but does not list it; empty otherwise.
    pub listing: String,
    /// What the force should do: what, by whom and when.
    pub recommendations: Vec<RecommendationView>,
    /// What the indicators that bear on it say.
    pub evidence: Vec<Text>,
    /// Where it was published.
    pub source: String,
}

/// A recommendation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecommendationView {
    /// What should be done.
    pub text: String,
    /// By whom and when; empty when not said.
    pub terms: String,
}

/// What of the printed report comes out again.
#[derive(Debug, Clone, PartialEq)]
pub struct Reproduction {
    /// How many figures do and do not.
    pub summary: String,
    /// Each printed figure held against the computed one.
    pub compared: DataTable,
    /// Why computed figures differ.
    pub causes: Vec<AnnexEntry>,
    /// Printed figures whose data were never published or found: a table for each reason, which
    /// is its caption.
    pub printed_only: Vec<DataTable>,
}

/// What became of findings from year to year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is said where there is nothing to follow; empty otherwise.
    pub remark: String,
    /// The years, oldest first.
    pub years: Vec<u16>,
    /// The findings.
    pub rows: Vec<ProgressRow>,
}

/// One finding's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRow {
    /// The finding's heading.
    pub title: String,
    /// Its kind in words.
    pub kind: String,
    /// The finding's anchor.
    pub anchor: String,
    /// For each year what was said; empty where nothing.
    pub steps: Vec<Vec<ProgressStep>>,
    /// Its state in words.
    pub state: String,
}

/// What one inspection said of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressStep {
    /// What was said.
    pub text: String,
    /// The inspection; may be empty.
    pub inspection: String,
}

/// About the data: what this very report rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Annex {
    /// How the numbers were worked out, paragraph by paragraph.
    pub method: Vec<String>,
    /// The indicators used, with their formulas.
    pub indicators: DataTable,
    /// The sources used.
    pub sources: Vec<AnnexEntry>,
    /// Decisions about units that touch a number used.
    pub exclusions: Vec<AnnexEntry>,
    /// Warnings about a number used.
    pub caveats: Vec<AnnexEntry>,
    /// Numbers that inspectors' texts take by reference; empty when they take none.
    pub referenced: DataTable,
    /// What is to be known of the inspection itself.
    pub inspection: Vec<AnnexEntry>,
}

/// A heading with what is said under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnexEntry {
    /// The heading.
    pub title: String,
    /// What is said.
    pub text: String,
    /// Where it was published or under which licence; may be empty.
    pub source: String,
}
