//! What of the printed report comes out again, and what became of findings.

use std::collections::BTreeSet;

use peel_model::{
    Area, Finding, Formula, Indicator, PrintedValue, Reconciliation, ReconciliationStatus,
};

use crate::chapters::finding_anchor;
use crate::document::{AnnexEntry, Progress, ProgressRow, ProgressStep, Reproduction};
use crate::lookup::{Composer, absent_number, look_of, number_of};
use crate::number::NumberFormat;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::traced::{Basis, Origin, Quantity, TracedNumber};
use crate::wording::{counted, kind_words, reconciliation_words, sentence, state_words};

impl Composer<'_> {
    pub(crate) fn reproduction(&mut self) -> Reproduction {
        let edition = self.input.edition;
        let own = self.own_area();
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
            .filter(|line| {
                own.as_ref() == Some(&line.printed.area)
                    || line.printed.area == Area::EnglandAndWales
            })
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
        let (printed_only, compared): (Vec<&Reconciliation>, Vec<&Reconciliation>) = lines
            .iter()
            .copied()
            .partition(|line| line.status == ReconciliationStatus::PublishedOnly);
        Reproduction {
            summary: summary(&lines),
            compared: DataTable {
                caption: "Printed figures held against computed ones".to_owned(),
                columns: vec![
                    Column::words("Indicator"),
                    Column::numbers("Printed"),
                    Column::numbers("Computed"),
                    Column::numbers("Difference"),
                    Column::words("Outcome"),
                ],
                rows: compared
                    .iter()
                    .filter_map(|line| self.compared(line))
                    .collect(),
            },
            causes: self.causes(&compared),
            printed_only: self.printed_only(&printed_only),
        }
    }

    /// A row for a printed figure and the computed one.
    fn compared(&mut self, line: &Reconciliation) -> Option<TableRow> {
        let indicator = self.input.edition.indicator(&line.printed.indicator)?;
        let (format, _) = look_of(indicator, None);
        // One more decimal than is printed, so that a reader sees why a value rounds elsewhere.
        let finer = format.with_decimals(format.decimals.saturating_add(1));
        let difference = NumberFormat {
            decimals: finer.decimals,
            signed: true,
            ..NumberFormat::default()
        };
        let printed = self.as_printed(indicator, &line.printed);
        let comparison = self.comparison(&indicator.id, line.printed.period);
        let origin = |quantity| Origin {
            quantity,
            revision: comparison.map_or(self.input.revision, |found| found.revision),
            ..printed.origin.clone()
        };
        let value = |known: Option<f64>, format: &NumberFormat, quantity| match known {
            Some(value) => number_of(format, value, Basis::Computed, origin(quantity)),
            None => absent_number(&sentence(&line.cause), origin(quantity)),
        };
        let computed = value(line.computed, &finer, Quantity::Value);
        let differing = value(line.difference, &difference, Quantity::Difference);
        Some(TableRow {
            detail: format!(
                "{}, {}",
                printed.origin.subject.name,
                line.printed.period.in_words()
            ),
            ..TableRow::new(
                indicator.title.clone(),
                vec![
                    Cell::Number(printed),
                    Cell::Number(computed),
                    Cell::Number(differing),
                    Cell::Words(reconciliation_words(line.status).to_owned()),
                ],
            )
        })
    }

    /// Why computed figures differ, each cause once.
    fn causes(&self, compared: &[&Reconciliation]) -> Vec<AnnexEntry> {
        let mut causes: Vec<AnnexEntry> = Vec::new();
        for line in compared.iter().filter(|line| !line.cause.is_empty()) {
            let Some(indicator) = self.input.edition.indicator(&line.printed.indicator) else {
                continue;
            };
            let entry = AnnexEntry {
                title: indicator.title.clone(),
                text: sentence(&line.cause),
                source: String::new(),
            };
            if !causes.contains(&entry) {
                causes.push(entry);
            }
        }
        causes
    }

    /// For each reason a table of the printed figures that cannot be computed for it: a row for
    /// each indicator and period.
    fn printed_only(&mut self, lines: &[&Reconciliation]) -> Vec<DataTable> {
        let same = |one: &&Reconciliation, other: &&Reconciliation| {
            (&one.printed.indicator, one.printed.period)
                == (&other.printed.indicator, other.printed.period)
        };
        let mut tables: Vec<DataTable> = Vec::new();
        for group in lines.chunk_by(same) {
            let Some((why, row)) = self.printed_only_row(group) else {
                continue;
            };
            match tables.iter_mut().find(|table| table.caption == why) {
                Some(table) => table.rows.push(row),
                None => tables.push(DataTable {
                    caption: why,
                    columns: vec![
                        Column::words("Indicator"),
                        Column::numbers(self.force_name()),
                        Column::numbers("England and Wales"),
                    ],
                    rows: vec![row],
                }),
            }
        }
        tables
    }

    /// The row for one indicator and period, and why nothing can be computed.
    fn printed_only_row(&mut self, group: &[&Reconciliation]) -> Option<(String, TableRow)> {
        let first = group.first()?;
        let indicator = self.input.edition.indicator(&first.printed.indicator)?;
        let mut cell = |whole: bool| {
            let line = group
                .iter()
                .find(|line| (line.printed.area == Area::EnglandAndWales) == whole);
            match line {
                Some(line) => Cell::Number(self.as_printed(indicator, &line.printed)),
                None => Cell::Words("not printed".to_owned()),
            }
        };
        let cells = vec![cell(false), cell(true)];
        let why = match &indicator.formula {
            Formula::PublishedOnly { reason } => reason,
            _ => &first.cause,
        };
        let row = TableRow {
            detail: first.printed.period.in_words(),
            ..TableRow::new(indicator.title.clone(), cells)
        };
        Some((sentence(why), row))
    }

    /// A printed figure as a number.
    fn as_printed(&mut self, indicator: &Indicator, printed: &PrintedValue) -> TracedNumber {
        self.used.insert((indicator.id.clone(), printed.period));
        let (format, _) = look_of(indicator, None);
        let subject = match printed.area {
            Area::Force(_) => self.own_subject(),
            Area::EnglandAndWales => self.comparator_subject(None),
        };
        let origin = Origin {
            indicator: indicator.id.clone(),
            period: printed.period,
            subject,
            quantity: Quantity::Value,
            revision: self.input.revision,
        };
        number_of(&format, printed.value, Basis::AsPrinted, origin)
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
    let all = counted(lines.len(), "printed figure", "printed figures");
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
