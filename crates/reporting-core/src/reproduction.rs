//! What of the printed report comes out again, and what became of findings.

use std::collections::BTreeSet;

use peel_model::{Area, ENGLAND_AND_WALES, Finding, Reconciliation, ReconciliationStatus};

use crate::chapters::finding_anchor;
use crate::document::{Progress, ProgressRow, ProgressStep, Reproduction};
use crate::lookup::{Composer, absent_number, look_of, number_of};
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::traced::{Basis, Origin, Quantity, Subject, TracedNumber};
use crate::wording::{counted, kind_words, reconciliation_words, sentence, state_words};

impl Composer<'_> {
    pub(crate) fn reproduction(&mut self) -> Reproduction {
        let edition = self.input.edition;
        let own = Area::Force(self.force.id.clone());
        let place = |line: &Reconciliation| {
            edition
                .indicators
                .iter()
                .position(|indicator| indicator.id == line.printed.indicator)
        };
        let mut lines: Vec<&Reconciliation> = self
            .input
            .reconciliations
            .iter()
            .filter(|line| line.printed.area == own || line.printed.area == Area::EnglandAndWales)
            .filter(|line| place(line).is_some())
            .collect();
        lines.sort_by_key(|line| {
            let printed = &line.printed;
            (
                place(line),
                printed.period,
                printed.area == Area::EnglandAndWales,
            )
        });
        Reproduction {
            summary: summary(&lines),
            table: DataTable {
                caption: "Printed figures held against computed ones".to_owned(),
                columns: vec![
                    Column::words("Indicator"),
                    Column::words("Whose"),
                    Column::words("Period"),
                    Column::numbers("Printed"),
                    Column::numbers("Computed"),
                    Column::numbers("Difference"),
                    Column::words("Outcome"),
                    Column::words("Cause"),
                ],
                rows: lines.iter().filter_map(|line| self.line_of(line)).collect(),
            },
        }
    }

    fn line_of(&mut self, line: &Reconciliation) -> Option<TableRow> {
        let printed = &line.printed;
        let indicator = self.input.edition.indicator(&printed.indicator)?;
        self.used.insert((indicator.id.clone(), printed.period));
        let (format, _) = look_of(indicator, None);
        // One more decimal than is printed, so that a reader sees why a value rounds elsewhere.
        let finer = format.with_decimals(format.decimals.saturating_add(1));
        let subject = match printed.area {
            Area::Force(_) => self.own_subject(),
            Area::EnglandAndWales => Subject {
                id: ENGLAND_AND_WALES.to_owned(),
                name: "England and Wales".to_owned(),
            },
        };
        let comparison = self.comparison(&indicator.id, printed.period);
        let computed_at = comparison.map_or(self.input.revision, |found| found.revision);
        let origin = |quantity, revision| Origin {
            indicator: indicator.id.clone(),
            period: printed.period,
            subject: subject.clone(),
            quantity,
            revision,
        };
        let value = |known: Option<f64>, format: &crate::NumberFormat, quantity| -> TracedNumber {
            let origin = origin(quantity, computed_at);
            match known {
                Some(value) => number_of(format, value, Basis::Computed, origin),
                None => absent_number(&sentence(&line.cause), origin),
            }
        };
        let difference = crate::NumberFormat {
            signed: true,
            ..finer.clone()
        };
        Some(TableRow::new(
            indicator.title.clone(),
            vec![
                Cell::Words(subject.name.clone()),
                Cell::Words(printed.period.in_words()),
                Cell::Number(number_of(
                    &format,
                    printed.value,
                    Basis::AsPrinted,
                    origin(Quantity::Value, self.input.revision),
                )),
                Cell::Number(value(line.computed, &finer, Quantity::Value)),
                Cell::Number(value(line.difference, &difference, Quantity::Difference)),
                Cell::Words(reconciliation_words(line.status).to_owned()),
                Cell::Words(line.cause.clone()),
            ],
        ))
    }

    pub(crate) fn progress(&self) -> Progress {
        let findings: Vec<&Finding> = self
            .input
            .inspection
            .into_iter()
            .flat_map(|inspection| &inspection.findings)
            .filter(|finding| !finding.chain.is_empty())
            .collect();
        let years: BTreeSet<u16> = findings
            .iter()
            .flat_map(|finding| &finding.chain)
            .map(|step| step.year)
            .collect();
        let years: Vec<u16> = years.into_iter().collect();
        let remark = if findings.is_empty() {
            "No finding with a history is recorded for this force."
        } else {
            ""
        };
        Progress {
            remark: remark.to_owned(),
            rows: findings
                .iter()
                .map(|finding| progress_row(finding, &years))
                .collect(),
            years,
        }
    }
}

fn progress_row(finding: &Finding, years: &[u16]) -> ProgressRow {
    let steps = years
        .iter()
        .map(|year| {
            finding
                .chain
                .iter()
                .filter(|step| step.year == *year)
                .map(|step| ProgressStep {
                    text: sentence(&step.text),
                    inspection: step.inspection.clone(),
                })
                .collect()
        })
        .collect();
    ProgressRow {
        title: finding.title.clone(),
        kind: kind_words(finding.kind, 1).to_owned(),
        anchor: finding_anchor(finding),
        steps,
        state: state_words(finding.state).to_owned(),
    }
}

/// "Of 54 printed figures, 20 are reproduced, 9 differ and 25 cannot be computed."
fn summary(lines: &[&Reconciliation]) -> String {
    let of_status = |status| lines.iter().filter(|line| line.status == status).count();
    let reproduced = of_status(ReconciliationStatus::Reproduced);
    let differing = of_status(ReconciliationStatus::Differs);
    let published_only = of_status(ReconciliationStatus::PublishedOnly);
    if lines.is_empty() {
        return "No printed figure is recorded for this force or for England and Wales, so there \
                is nothing to hold the computed figures against."
            .to_owned();
    }
    let all = counted(lines.len() as u64, "printed figure", "printed figures");
    let agree = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    format!(
        "Of {all}, {}, {} and {}. A figure is reproduced when the computed value, rounded as the \
         report rounds it, is the printed one.",
        agree(reproduced, "is reproduced", "are reproduced"),
        agree(differing, "differs", "differ"),
        agree(published_only, "cannot be computed", "cannot be computed"),
    )
}
