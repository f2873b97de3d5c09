//! Printed figures held against computed ones.

use peel_model::{
    Absent, Area, Comparison, Edition, Formula, Indicator, IndicatorId, Period, PrintedValue,
    Reconciliation, ReconciliationStatus, printed_measure,
};

use crate::Observations;
use crate::rounding::{decimals_of, rounds_to};

/// The figures that the published report prints, as recorded under [`crate::printed_measures`]: by
/// indicator in the edition's order, then by period and area.
#[must_use]
pub fn printed_values(edition: &Edition, observations: &Observations) -> Vec<PrintedValue> {
    let mut printed = Vec::new();
    for indicator in &edition.indicators {
        let Some(measure) = printed_measure(&indicator.id) else {
            continue;
        };
        for (period, area, cell) in observations.of_measure(&measure) {
            printed.extend(cell.reading.value().map(|value| PrintedValue {
                indicator: indicator.id.clone(),
                area: area.clone(),
                period,
                value,
            }));
        }
    }
    printed
}

/// Holds every printed figure against the computed one, in the order given.
///
/// A force's figure is held against the value of its unit, that of England and Wales against the
/// comparator's; of a tally, against the number of units that rose. `computed` gives the
/// comparison with England and Wales of an indicator in a period.
///
/// The verdict looks at the computed value rounded to the indicator's decimals, or to those of the
/// printed figure where it has more ([`rounds_to`]). Nothing else is rounded.
pub fn reconcile<'c>(
    edition: &Edition,
    printed: &[PrintedValue],
    computed: impl Fn(&IndicatorId, Period) -> Option<&'c Comparison>,
) -> Vec<Reconciliation> {
    printed
        .iter()
        .map(|printed| {
            let comparison = computed(&printed.indicator, printed.period);
            reconciled(edition.indicator(&printed.indicator), printed, comparison)
        })
        .collect()
}

fn reconciled(
    indicator: Option<&Indicator>,
    printed: &PrintedValue,
    comparison: Option<&Comparison>,
) -> Reconciliation {
    let unknown = "Nothing was computed for this indicator and period.".to_owned();
    let (status, computed, cause) = match (indicator, comparison) {
        (Some(indicator), Some(comparison)) => verdict(indicator, printed, comparison),
        _ => (ReconciliationStatus::PublishedOnly, None, unknown),
    };
    Reconciliation {
        printed: printed.clone(),
        computed,
        status,
        difference: computed.map(|computed| computed - printed.value),
        cause,
    }
}

fn verdict(
    indicator: &Indicator,
    printed: &PrintedValue,
    comparison: &Comparison,
) -> (ReconciliationStatus, Option<f64>, String) {
    match value_for(&printed.area, comparison) {
        Err(absent) => {
            let cause = match &indicator.formula {
                Formula::PublishedOnly { reason } => reason.clone(),
                _ => absent,
            };
            (ReconciliationStatus::PublishedOnly, None, cause)
        }
        Ok(computed) => {
            let decimals = indicator.decimals.max(decimals_of(printed.value));
            if rounds_to(computed, decimals, printed.value) {
                let reproduced = ReconciliationStatus::Reproduced;
                (reproduced, Some(computed), String::new())
            } else {
                let differs = ReconciliationStatus::Differs;
                (differs, Some(computed), indicator.known_difference.clone())
            }
        }
    }
}

fn value_for(area: &Area, comparison: &Comparison) -> Result<f64, String> {
    let not_computed = |because: Absent| format!("Not computed: {because}.");
    match area {
        Area::EnglandAndWales => comparison
            .comparator
            .value
            .map(|comparator| comparator.value)
            .map_err(not_computed),
        Area::Force(force) => comparison
            .unit_of(force)
            .map(|unit| unit.value)
            .ok_or_else(|| match comparison.left_out(force) {
                Some(left_out) if left_out.note.is_empty() => not_computed(left_out.because),
                Some(left_out) => format!("Not computed: {}. {}", left_out.because, left_out.note),
                None => not_computed(Absent::NotRecorded),
            }),
    }
}
