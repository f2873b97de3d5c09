//! From what was gathered of a file to its observations and report.

use std::collections::BTreeMap;

use peel_model::{Observation, Quantity, Reading};

use super::Imported;
use super::report::{FileRead, ImportReport, Mapped, ReadAs, RefusedKind, Withheld};
use super::run::Run;
use crate::areas::Areas;
use crate::facts::{Fact, Facts, Subject, Value};
use crate::manifest::{Corrected, Filled, LeftOut, Marked};
use crate::table::{self, Correcting};

/// What was gathered of a file.
pub(super) struct Gathered<'r> {
    pub run: Run<'r>,
    pub facts: Facts,
    pub explained: Vec<Filled>,
    pub unfootnoted: Vec<Corrected>,
    pub marked: Vec<Marked>,
    pub values_withheld: u64,
    pub withheld: Vec<Withheld>,
}

impl Gathered<'_> {
    /// The observations, and the account of how they came about.
    pub(super) fn into_imported(self, read: FileRead) -> Imported {
        let Run {
            named,
            areas,
            reader,
            omissions,
            corrections,
            comparing,
            account,
            ..
        } = self.run;
        let facts = self.facts.observations.into_iter();
        let observations: Vec<Observation> = facts
            .filter_map(|(subject, fact)| observation(subject, fact, &areas))
            .collect();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for observation in &observations {
            *counts.entry(observation.measure.as_str()).or_default() += 1;
        }
        let labels = reader.labels().into_iter();
        let mapped = labels.filter_map(|label| {
            let observations = *counts.get(label.measure.as_str())?;
            Some(Mapped {
                label: label.label,
                measure: label.measure.to_string(),
                observations,
            })
        });
        let recipe = named.recipe;
        let rules = omissions.iter().zip(&recipe.leave_out);
        let left_out = rules.filter(|(omission, _)| omission.lines > 0);
        let left_out = left_out.map(|(omission, rule)| LeftOut {
            what: table::in_words(rule),
            lines: omission.lines,
            reason: omission.reason.to_owned(),
        });
        let used = || corrections.iter().filter(|correcting| correcting.cells > 0);
        let corrected = used().map(|Correcting { rule, cells, .. }| Corrected {
            column: rule.column.clone(),
            from: rule.from.clone(),
            to: rule.to.clone(),
            lines: *cells,
            reason: rule.reason.clone(),
        });
        let read_as = account.read_as.into_iter();
        let read_as = read_as.map(|((name, code), (first_line, lines))| ReadAs {
            name,
            code,
            first_line,
            lines,
        });
        let refused = account.refused.into_iter();
        let report = ImportReport {
            file: read.file,
            sha256: read.sha256,
            bytes: read.bytes,
            recipe: named.name,
            publisher: recipe.publisher.clone(),
            title: recipe.title.clone(),
            source: recipe.source.0.to_string(),
            lines: account.lines,
            observations: observations.len() as u64,
            mapped: mapped.collect(),
            left_out: left_out.collect(),
            corrected: corrected.collect(),
            corrected_from_line: used().map(|correcting| correcting.first_line).collect(),
            read_as: read_as.collect(),
            footnotes_taken_off: account.cells.footnotes.get(),
            padded_cells: account.cells.padded.get(),
            grouped_numbers: account.cells.grouped.get(),
            negative_counts: account.cells.negative.get(),
            cells_without_value: account.cells.without_value.get(),
            looked_up: read.looked_up,
            unfootnoted: read
                .header_marks
                .into_iter()
                .chain(self.unfootnoted)
                .collect(),
            explained: self.explained,
            marked: self.marked,
            refused: refused
                .map(|(problem, lines)| RefusedKind { problem, lines })
                .collect(),
            refused_lines: account.refused_lines,
            refused_file: read.refused_file,
            values_withheld: self.values_withheld,
            withheld: self.withheld,
            all_lines_compared: !comparing.incomplete,
        };
        Imported {
            observations,
            report,
        }
    }
}

fn observation(subject: Subject, fact: Fact, areas: &Areas) -> Option<Observation> {
    let (measure, period, code) = subject;
    let reading = match fact.value {
        Value::Present(number, standing) => {
            let value = Quantity::new(number.to_string().parse().ok()?)?;
            Reading::Present { value, standing }
        }
        Value::Absent(reason) => Reading::Missing(reason),
    };
    Some(Observation {
        area: areas.area(&code)?.clone(),
        measure,
        period,
        reading,
        source: fact.source,
    })
}
