//! Who did not supply what, and whose figures are read with care.

use std::cmp::Reverse;

use peel_model::{Absent, Edition, Exclusion, Force, IndicatorScope, Treatment};

use super::OverviewTable;
use crate::input::Comparisons;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::wording::{absent_words, counted, list_of, sentence};

/// What limits a force's figures, in indicators.
#[derive(Default)]
struct Limits {
    not_supplied: usize,
    left_out: usize,
    no_value: usize,
    with_care: usize,
    details: Vec<String>,
}

impl Limits {
    fn missing(&self) -> usize {
        self.not_supplied + self.left_out + self.no_value
    }
}

/// A row for every force with a limit, most missing first; of as many by name.
pub(super) fn data_quality(edition: &Edition, comparisons: &Comparisons) -> OverviewTable {
    let mut rows: Vec<(Limits, &str)> = edition
        .inspected_forces()
        .map(|force| (limits(edition, comparisons, force), force.name.as_str()))
        .collect();
    let clean = rows.iter().filter(|(found, _)| found.details.is_empty());
    let clean = clean.count();
    rows.retain(|(found, _)| !found.details.is_empty());
    rows.sort_by_key(|(found, name)| (Reverse((found.missing(), found.with_care)), *name));
    let rows: Vec<TableRow> = rows
        .into_iter()
        .map(|(found, name)| {
            let counts = [
                found.not_supplied,
                found.left_out,
                found.no_value,
                found.with_care,
            ];
            let cells = counts.map(|count| Cell::Words(count.to_string()));
            let details = Cell::Words(found.details.join(" "));
            TableRow::new(name, cells.into_iter().chain([details]).collect())
        })
        .collect();
    OverviewTable {
        remarks: vec![
            format!(
                "Counted in indicators of the edition, over every decision and every comparison \
                 made. For {} nothing is missing and nothing has to be read with care.",
                counted(clean, "force", "forces")
            ),
            "\u{201c}Not supplied\u{201d} and \u{201c}left out by decision\u{201d} are different \
             facts: the one force sent nothing, the other sent figures that were set aside."
                .to_owned(),
        ],
        table: DataTable {
            caption: "Limits of the data by force, most missing first".to_owned(),
            columns: vec![
                Column::words("Force"),
                Column::numbers("Not supplied"),
                Column::numbers("Left out by decision"),
                Column::numbers("No value recorded"),
                Column::numbers("Kept, with care"),
                Column::words("What and why"),
            ],
            rows,
        },
    }
}

fn limits(edition: &Edition, comparisons: &Comparisons, force: &Force) -> Limits {
    let mut limits = Limits::default();
    let decisions = edition
        .exclusions
        .iter()
        .filter(|decision| decision.forces.contains(&force.id));
    for decision in decisions {
        limits.add_decision(edition, decision);
    }
    limits.add_absences(edition, comparisons, force);
    limits
}

impl Limits {
    fn add_decision(&mut self, edition: &Edition, decision: &Exclusion) {
        let covered = match &decision.applies_to {
            IndicatorScope::All => edition.indicators.len(),
            IndicatorScope::These(these) => these.len(),
            IndicatorScope::Inspection => return,
        };
        match decision.treatment {
            Treatment::NotSupplied => self.not_supplied += covered,
            Treatment::Exclude => self.left_out += covered,
            Treatment::Partial { .. }
            | Treatment::Estimated
            | Treatment::Revised
            | Treatment::Flag => self.with_care += covered,
            Treatment::OutOfScope | Treatment::Merge { .. } | Treatment::Note => return,
        }
        let reason = sentence(&decision.reason);
        self.details.push(format!("{}: {reason}", decision.id));
    }

    /// Adds what is missing in comparisons without a decision.
    fn add_absences(&mut self, edition: &Edition, comparisons: &Comparisons, force: &Force) {
        let mut reasons: Vec<(Absent, Vec<&str>)> = Vec::new();
        for ((id, _), comparison) in comparisons {
            // Where nobody has a value, nobody in particular is missing.
            let missing = comparison
                .left_out(&force.id)
                .filter(|_| !comparison.units.is_empty())
                .filter(|found| found.exclusion.is_none() && found.because != Absent::OutOfScope);
            let (Some(found), Some(indicator)) = (missing, edition.indicator(id)) else {
                continue;
            };
            let title = indicator.title.as_str();
            match reasons
                .iter_mut()
                .find(|(because, _)| *because == found.because)
            {
                Some((_, titles)) if titles.contains(&title) => {}
                Some((_, titles)) => titles.push(title),
                None => reasons.push((found.because, vec![title])),
            }
        }
        for (because, titles) in reasons {
            if because == Absent::NotSupplied {
                self.not_supplied += titles.len();
            } else {
                self.no_value += titles.len();
            }
            let titles = list_of(&titles);
            self.details
                .push(format!("{titles}: {}.", absent_words(because)));
        }
    }
}
