//! The small parts that sections are made of.

use peel_reporting_core::{
    AnnexEntry, ContentsEntry, Corrections, Cover, DraftNotice, Footnote, GradeBadge, JudgmentView,
    Provenance,
};
use serde::Serialize;

use super::tables::TableJson;

/// What a report was made from: enough to make it again.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Provenance"))]
pub(crate) struct ProvenanceJson<'d> {
    /// The edition.
    edition: &'d str,
    /// SHA-256 of the edition's files.
    definition_hash: &'d str,
    /// The force.
    force: &'d str,
    /// Which version of the report it is, from 1; null when no inspection is recorded.
    report_version: Option<u16>,
    /// The revision the data was read at; null when nothing is recorded.
    revision: Option<u64>,
    /// The method of comparison.
    method: &'d str,
    /// The software's name and version.
    software: &'d str,
}

impl<'d> ProvenanceJson<'d> {
    pub(crate) fn of(it: &'d Provenance) -> Self {
        Self {
            edition: it.edition.as_str(),
            definition_hash: &it.definition_hash,
            force: it.force.as_str(),
            report_version: it.version,
            revision: it.revision.map(peel_model::Revision::number),
            method: it.method.as_str(),
            software: &it.software,
        }
    }
}

/// That an inspection is not published yet, and what does not fit together in it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Draft"))]
pub(crate) struct DraftJson<'d> {
    /// What is written across every page.
    mark: &'d str,
    /// How far the inspection has come, and what may become of the report.
    remark: &'d str,
    /// How many checks failed, or why that is not known.
    checks: &'d str,
    /// What the checks raised, errors first.
    failed: Vec<FailedCheckJson<'d>>,
}

/// Something that a check raised in an inspection.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "FailedCheck"))]
struct FailedCheckJson<'d> {
    /// The check's identifier.
    check: &'d str,
    /// "error": cannot stand in a published inspection. "warning": for somebody to look at.
    severity: &'static str,
    /// Where it was raised, in words.
    place: &'d str,
    /// What contradicts what.
    message: &'d str,
}

impl<'d> DraftJson<'d> {
    pub(crate) fn of(it: &'d DraftNotice) -> Self {
        let failed = it.failed.iter().map(|one| FailedCheckJson {
            check: &one.check,
            severity: one.severity.name(),
            place: &one.place,
            message: &one.message,
        });
        Self {
            mark: &it.mark,
            remark: &it.remark,
            checks: &it.checks,
            failed: failed.collect(),
        }
    }
}

/// What was corrected since the first version of a report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Corrections"))]
pub(crate) struct CorrectionsJson<'d> {
    /// Which version this is, and where those before it are.
    remark: &'d str,
    /// A row for each version: when it was published, where it is read, what it corrects.
    versions: TableJson<'d>,
}

impl<'d> CorrectionsJson<'d> {
    pub(crate) fn of(it: &'d Corrections) -> Self {
        Self {
            remark: &it.remark,
            versions: TableJson::of(&it.versions),
        }
    }
}

/// The first page.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Cover"))]
pub(crate) struct CoverJson<'d> {
    /// The report's title.
    title: &'d str,
    /// Whom it is about.
    subtitle: &'d str,
    /// The force's full name.
    force: &'d str,
    /// The region the force lies in; may be empty.
    region: &'d str,
    /// When the force was inspected; may be empty.
    inspected: &'d str,
    /// That this is a reproduction and whose publication it restates.
    notice: &'d str,
}

impl<'d> CoverJson<'d> {
    pub(crate) fn of(it: &'d Cover) -> Self {
        Self {
            title: &it.title,
            subtitle: &it.subtitle,
            force: &it.force,
            region: &it.region,
            inspected: &it.inspected,
            notice: &it.notice,
        }
    }
}

/// A line of the table of contents.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ContentsEntry"))]
pub(crate) struct ContentsJson<'d> {
    /// The section's anchor.
    anchor: &'d str,
    /// Its heading.
    title: &'d str,
    /// What stands below it.
    parts: Vec<ContentsJson<'d>>,
}

pub(crate) fn contents(entries: &[ContentsEntry]) -> Vec<ContentsJson<'_>> {
    entries
        .iter()
        .map(|it| ContentsJson {
            anchor: &it.anchor,
            title: &it.title,
            parts: contents(&it.parts),
        })
        .collect()
}

/// A footnote.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Footnote"))]
pub(crate) struct FootnoteJson<'d> {
    /// Its number, from 1, in the order of first citation.
    number: u16,
    /// What it says.
    text: &'d str,
}

pub(crate) fn footnotes(footnotes: &[Footnote]) -> Vec<FootnoteJson<'_>> {
    footnotes
        .iter()
        .map(|it| FootnoteJson {
            number: it.number,
            text: &it.text,
        })
        .collect()
}

/// A grade.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Grade"))]
pub(crate) struct GradeJson<'d> {
    /// Its name.
    title: &'d str,
    /// Steps reached, from the worst grade (1) to the best; 0 when it has no place among them.
    steps: u8,
    /// Steps there are.
    of: u8,
}

impl<'d> GradeJson<'d> {
    pub(crate) fn of(it: &'d GradeBadge) -> Self {
        Self {
            title: &it.title,
            steps: it.steps,
            of: it.of,
        }
    }
}

/// A judgment.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Judgment"))]
pub(crate) struct JudgmentJson<'d> {
    /// The grade.
    grade: GradeJson<'d>,
    /// What it was a year before and whether it moved; empty when not known.
    change: &'d str,
    /// Who gave it and whether it was moderated; may be empty.
    authority: &'d str,
    /// Why; may be empty.
    reason: &'d str,
}

impl<'d> JudgmentJson<'d> {
    pub(crate) fn of(it: &'d JudgmentView) -> Self {
        Self {
            grade: GradeJson::of(&it.badge),
            change: &it.change,
            authority: &it.authority,
            reason: &it.reason,
        }
    }
}

/// A heading with what is said under it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Entry"))]
pub(crate) struct EntryJson<'d> {
    /// The heading.
    title: &'d str,
    /// What is said.
    text: &'d str,
    /// Where it was published or under which licence; may be empty.
    source: &'d str,
}

pub(crate) fn entries(entries: &[AnnexEntry]) -> Vec<EntryJson<'_>> {
    entries
        .iter()
        .map(|it| EntryJson {
            title: &it.title,
            text: &it.text,
            source: &it.source,
        })
        .collect()
}
