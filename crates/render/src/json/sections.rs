//! The sections of a report.

use peel_reporting_core::{
    Annex, ForceInNumbers, Overall, Progress, ProgressRow, Reproduction, Tile,
};
use serde::Serialize;

use super::numbers::{MarkJson, NumberJson, TextJson, marks, text};
use super::parts::{EntryJson, FootnoteJson, GradeJson, JudgmentJson, entries, footnotes};
use super::tables::{FigureJson, TableJson, figures};

/// The force's figures at a glance.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "ForceInNumbers")
)]
pub(crate) struct ForceInNumbersJson<'d> {
    /// How to read it.
    legend: &'d str,
    /// Its groups, in the edition's order.
    groups: Vec<TileGroupJson<'d>>,
    /// Figures that belong to no chapter.
    figures: Vec<FigureJson<'d>>,
    /// Footnotes first cited here.
    footnotes: Vec<FootnoteJson<'d>>,
}

/// A heading with its numbers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "TileGroup"))]
struct TileGroupJson<'d> {
    /// The heading.
    title: &'d str,
    /// The numbers.
    tiles: Vec<TileJson<'d>>,
}

/// One number at a glance.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Tile"))]
struct TileJson<'d> {
    /// What it is.
    label: &'d str,
    /// Footnotes about it.
    marks: Vec<MarkJson>,
    /// Its unit in words; may be empty.
    unit: &'d str,
    /// Its period in words.
    period: &'d str,
    /// The force's number.
    force: NumberJson<'d>,
    /// The comparator's number.
    comparator: NumberJson<'d>,
    /// Where the force stands; empty when nothing may be said.
    standing: TextJson<'d>,
    /// Where every unit lies, in words; empty when not computed.
    strip: &'d str,
}

impl<'d> ForceInNumbersJson<'d> {
    pub(crate) fn of(it: &'d ForceInNumbers) -> Self {
        let groups = it.groups.iter().map(|group| TileGroupJson {
            title: &group.title,
            tiles: group.tiles.iter().map(TileJson::of).collect(),
        });
        Self {
            legend: &it.legend,
            groups: groups.collect(),
            figures: figures(&it.figures),
            footnotes: footnotes(&it.footnotes),
        }
    }
}

impl<'d> TileJson<'d> {
    fn of(it: &'d Tile) -> Self {
        Self {
            label: &it.label,
            marks: marks(&it.marks),
            unit: &it.unit,
            period: &it.period,
            force: NumberJson::of(&it.force),
            comparator: NumberJson::of(&it.comparator),
            standing: text(&it.standing),
            strip: it.strip.as_ref().map_or("", |strip| &strip.description),
        }
    }
}

/// The judgment on the headline question.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Overall"))]
pub(crate) struct OverallJson<'d> {
    /// The headline question.
    question: &'d str,
    /// The judgment; null when no inspection is recorded.
    judgment: Option<JudgmentJson<'d>>,
    /// What is known where nothing is judged; empty otherwise.
    remark: &'d str,
    /// A line for each question.
    questions: Vec<GradeLineJson<'d>>,
}

/// One question's grade.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "GradeLine"))]
struct GradeLineJson<'d> {
    /// The chapter's anchor.
    anchor: &'d str,
    /// The question.
    question: &'d str,
    /// Its grade; null when none is recorded.
    grade: Option<GradeJson<'d>>,
    /// What it was a year before; empty when not known.
    change: &'d str,
}

impl<'d> OverallJson<'d> {
    pub(crate) fn of(it: &'d Overall) -> Self {
        let questions = it.questions.iter().map(|line| GradeLineJson {
            anchor: &line.anchor,
            question: &line.question,
            grade: line.badge.as_ref().map(GradeJson::of),
            change: &line.change,
        });
        Self {
            question: &it.question,
            judgment: it.judgment.as_ref().map(JudgmentJson::of),
            remark: &it.remark,
            questions: questions.collect(),
        }
    }
}

/// What of the printed report comes out again.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Reproduction"))]
pub(crate) struct ReproductionJson<'d> {
    /// How many figures do and do not.
    summary: &'d str,
    /// Each printed figure held against the computed one.
    compared: TableJson<'d>,
    /// Why computed figures differ.
    causes: Vec<EntryJson<'d>>,
    /// Printed figures whose data were never published or found: a table for each reason.
    printed_only: Vec<TableJson<'d>>,
}

impl<'d> ReproductionJson<'d> {
    pub(crate) fn of(it: &'d Reproduction) -> Self {
        Self {
            summary: &it.summary,
            compared: TableJson::of(&it.compared),
            causes: entries(&it.causes),
            printed_only: it.printed_only.iter().map(TableJson::of).collect(),
        }
    }
}

/// What became of findings from year to year.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Progress"))]
pub(crate) struct ProgressJson<'d> {
    /// What is said where there is nothing to follow; empty otherwise.
    remark: &'d str,
    /// The years, oldest first.
    years: &'d [u16],
    /// The findings.
    rows: Vec<ProgressRowJson<'d>>,
}

/// One finding's history.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ProgressRow"))]
struct ProgressRowJson<'d> {
    /// The finding's heading.
    title: &'d str,
    /// Its kind in words.
    kind: &'d str,
    /// The finding's anchor.
    anchor: &'d str,
    /// For each year what was said.
    steps: Vec<Vec<ProgressStepJson<'d>>>,
    /// Its state in words.
    state: &'d str,
}

/// What one inspection said of a finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ProgressStep"))]
struct ProgressStepJson<'d> {
    /// What was said.
    text: &'d str,
    /// The inspection; may be empty.
    inspection: &'d str,
}

impl<'d> ProgressJson<'d> {
    pub(crate) fn of(it: &'d Progress) -> Self {
        Self {
            remark: &it.remark,
            years: &it.years,
            rows: it.rows.iter().map(ProgressRowJson::of).collect(),
        }
    }
}

impl<'d> ProgressRowJson<'d> {
    fn of(it: &'d ProgressRow) -> Self {
        let said = it.steps.iter().map(|steps| {
            let steps = steps.iter().map(|step| ProgressStepJson {
                text: &step.text,
                inspection: &step.inspection,
            });
            steps.collect()
        });
        Self {
            title: &it.title,
            kind: &it.kind,
            anchor: &it.anchor,
            steps: said.collect(),
            state: &it.state,
        }
    }
}

/// About the data: what this very report rests on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Annex"))]
pub(crate) struct AnnexJson<'d> {
    /// How the numbers were worked out, paragraph by paragraph.
    method: &'d [String],
    /// The indicators used, with their formulas.
    indicators: TableJson<'d>,
    /// The sources used.
    sources: Vec<EntryJson<'d>>,
    /// Decisions about units that touch a number used.
    exclusions: Vec<EntryJson<'d>>,
    /// Warnings about a number used.
    caveats: Vec<EntryJson<'d>>,
    /// Numbers that inspectors' texts take by reference.
    referenced: TableJson<'d>,
    /// What is to be known of the inspection itself.
    inspection: Vec<EntryJson<'d>>,
}

impl<'d> AnnexJson<'d> {
    pub(crate) fn of(it: &'d Annex) -> Self {
        Self {
            method: &it.method,
            indicators: TableJson::of(&it.indicators),
            sources: entries(&it.sources),
            exclusions: entries(&it.exclusions),
            caveats: entries(&it.caveats),
            referenced: TableJson::of(&it.referenced),
            inspection: entries(&it.inspection),
        }
    }
}
