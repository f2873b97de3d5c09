//! Printed figures held against computed ones.

use peel_model::{
    Absent, Area, Comparison, Edition, Formula, Indicator, IndicatorId, LeftOut, Period,
    PrintedValue, Reconciliation, ReconciliationStatus, printed_measure,
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
/// The cause is what the edition knows: the decision that left a unit out, why an indicator is known
/// only as printed, or its known difference; failing these, what the data lack.
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
        Err(missing) => {
            let cause = missing.cause(indicator);
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

/// Why there is no computed value to hold a figure against.
struct NotComputed<'c> {
    because: Absent,
    left_out: Option<&'c LeftOut>,
}

impl NotComputed<'_> {
    /// A decision about the unit says more than what is known of the indicator, and that more than
    /// what its data lack.
    fn cause(&self, indicator: &Indicator) -> String {
        if let Formula::PublishedOnly { reason } = &indicator.formula {
            return reason.clone();
        }
        let decided = self.left_out.is_some_and(|unit| unit.exclusion.is_some());
        if !decided && !indicator.known_difference.is_empty() {
            return indicator.known_difference.clone();
        }
        let because = format!("Not computed: {}.", self.because);
        match self.left_out {
            Some(unit) if !unit.note.is_empty() => format!("{because} {}", unit.note),
            _ => because,
        }
    }
}

fn value_for<'c>(area: &Area, comparison: &'c Comparison) -> Result<f64, NotComputed<'c>> {
    match area {
        Area::EnglandAndWales => comparison
            .comparator
            .value
            .map(|comparator| comparator.value)
            .map_err(|because| NotComputed {
                because,
                left_out: None,
            }),
        Area::Force(force) => comparison
            .unit_of(force)
            .map(|unit| unit.value)
            .ok_or_else(|| {
                let left_out = comparison.left_out(force);
                NotComputed {
                    because: left_out.map_or(Absent::NotRecorded, |unit| unit.because),
                    left_out,
                }
            }),
    }
}
