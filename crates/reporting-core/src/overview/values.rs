//! England and Wales in two editions.

use peel_model::{Indicator, Period};

use super::{EarlierEdition, OverviewTable};
use crate::lookup::{Composer, look_of};
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::traced::TracedNumber;

/// The value for England and Wales of every indicator that two editions have in the same unit, as
/// far as it is known for a period of each; nothing when there is no edition before.
pub(super) fn values(
    now: &mut Composer<'_>,
    earlier: Option<&EarlierEdition<'_>>,
) -> OverviewTable {
    let Some(earlier) = earlier else {
        return OverviewTable {
            remarks: Vec::new(),
            table: DataTable::default(),
        };
    };
    let edition = now.input.edition;
    let mut before = Composer::over_all(super::Evidence {
        edition: earlier.edition,
        comparisons: earlier.comparisons,
        printed: &[],
        ..now.input
    });
    let rows: Vec<TableRow> = edition
        .indicators
        .iter()
        .filter_map(|indicator| {
            let known = earlier.edition.indicator(&indicator.id)?;
            if known.unit != indicator.unit {
                return None;
            }
            row(indicator, whole(&mut before, known), whole(now, indicator))
        })
        .collect();
    if rows.is_empty() {
        return OverviewTable {
            remarks: vec![format!(
                "No indicator has a value for England and Wales both here and in the edition \
                 before, {}.",
                earlier.edition.title
            )],
            table: DataTable::default(),
        };
    }
    OverviewTable {
        remarks: vec![
            "Each value follows the rules of its own edition, whose report says with what care it \
             is to be read; where those rules differ, the two do not compare."
                .to_owned(),
        ],
        table: DataTable {
            caption: "England and Wales in two editions".to_owned(),
            columns: vec![
                Column::words("Indicator"),
                Column::words("Period before"),
                Column::numbers(earlier.edition.title.clone()),
                Column::words("Period now"),
                Column::numbers(edition.title.clone()),
            ],
            rows,
        },
    }
}

/// What England and Wales comes to in an edition, and when.
fn whole(composer: &mut Composer<'_>, indicator: &Indicator) -> (Period, TracedNumber) {
    let (format, _) = look_of(indicator, None);
    let period = composer.shown_period(indicator);
    let number = composer.comparator_number(indicator, period, &format);
    (period, number)
}

/// A row when both values are known, for periods of their own.
fn row(
    indicator: &Indicator,
    (period_before, before): (Period, TracedNumber),
    (period_now, now): (Period, TracedNumber),
) -> Option<TableRow> {
    if before.is_absent() || now.is_absent() || period_before == period_now {
        return None;
    }
    let cells = vec![
        Cell::Words(period_before.in_words()),
        Cell::Number(before),
        Cell::Words(period_now.in_words()),
        Cell::Number(now),
    ];
    Some(TableRow {
        detail: indicator.unit.clone(),
        ..TableRow::new(indicator.title.clone(), cells)
    })
}
