//! What findings of several forces have in common.

use std::collections::BTreeSet;

use peel_model::{Edition, Finding, FindingKind, ForceId, IndicatorId, Inspection};

use super::OverviewTable;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::wording::{counted, list_of};

/// A finding with the force it is about.
type Found<'a> = (&'a ForceId, &'a Finding);

/// Findings by question and kind, and what recurs in more than one force.
pub(super) fn themes(
    edition: &Edition,
    inspections: &[Inspection],
    under_way: usize,
) -> OverviewTable {
    let forces = edition.inspected_forces().count();
    let recorded = inspections.len();
    let findings: Vec<Found<'_>> = inspections
        .iter()
        .flat_map(|inspection| {
            let findings = inspection.findings.iter();
            findings.map(|finding| (&inspection.force, finding))
        })
        .collect();
    let left_out = match under_way {
        0 => String::new(),
        1 => " One inspection is not published yet and is left out.".to_owned(),
        more => format!(" {more} inspections are not published yet and are left out."),
    };
    let mut remarks = vec![format!(
        "Findings of {recorded} of {} are published here.{left_out} A theme recurs when open findings of more \
         than one force have the same heading or rest on the same indicator.",
        counted(forces, "force", "forces")
    )];
    remarks.extend(recurring(edition, &findings));
    if remarks.len() == 1 {
        remarks.push("Nothing recurs among the findings recorded.".to_owned());
    }
    OverviewTable {
        remarks,
        table: by_question(edition, &findings),
    }
}

/// How many findings of each kind each question has.
fn by_question(edition: &Edition, findings: &[Found<'_>]) -> DataTable {
    if findings.is_empty() {
        return DataTable::default();
    }
    let rows = edition.questions.iter().map(|question| {
        let of_question = || {
            let all = findings.iter();
            all.filter(|(_, finding)| finding.question == question.id)
        };
        let of_kind = |kind: FindingKind| of_question().filter(move |(_, one)| one.kind == kind);
        let open = of_question().filter(|(_, finding)| {
            finding.state.is_open() && finding.kind != FindingKind::Strength
        });
        let forces: BTreeSet<&ForceId> = of_question().map(|(force, _)| *force).collect();
        let counts = FindingKind::ALL.iter().map(|kind| of_kind(*kind).count());
        let cells = counts.chain([open.count(), forces.len()]);
        let cells = cells.map(|count| Cell::Words(count.to_string()));
        TableRow::new(question.title.clone(), cells.collect())
    });
    let kinds = FindingKind::ALL
        .iter()
        .map(|kind| Column::numbers(crate::wording::kind_words(*kind, 2)));
    DataTable {
        caption: "Findings by question".to_owned(),
        columns: std::iter::once(Column::words("Question"))
            .chain(kinds)
            .chain([Column::numbers("Still open"), Column::numbers("Forces")])
            .collect(),
        rows: rows.collect(),
    }
}

/// What open findings of more than one force share, headings first.
fn recurring(edition: &Edition, findings: &[Found<'_>]) -> Vec<String> {
    let open = || {
        let all = findings.iter();
        all.filter(|(_, finding)| finding.state.is_open() && finding.kind != FindingKind::Strength)
    };
    let headings: BTreeSet<String> = open()
        .map(|(_, finding)| finding.title.to_lowercase())
        .collect();
    let by_heading = headings.iter().filter_map(|heading| {
        let same = || open().filter(|(_, finding)| finding.title.to_lowercase() == *heading);
        let title = same().next().map(|(_, finding)| finding.title.clone())?;
        shared(edition, &title, same())
    });
    let evidence: BTreeSet<&IndicatorId> =
        open().flat_map(|(_, finding)| &finding.evidence).collect();
    let by_evidence = evidence.into_iter().filter_map(|id| {
        let indicator = edition.indicator(id)?;
        let same = open().filter(|(_, finding)| finding.evidence.contains(id));
        shared(edition, &format!("Findings on {}", indicator.title), same)
    });
    by_heading.chain(by_evidence).collect()
}

fn shared<'f>(
    edition: &Edition,
    title: &str,
    same: impl Iterator<Item = &'f Found<'f>>,
) -> Option<String> {
    let forces: BTreeSet<&ForceId> = same.map(|(force, _)| *force).collect();
    let names = edition.force_names(forces);
    (names.len() > 1).then(|| {
        format!(
            "{title}: {} ({}).",
            counted(names.len(), "force", "forces"),
            list_of(&names)
        )
    })
}
