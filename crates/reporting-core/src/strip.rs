//! Every unit's place between the lowest and the highest.

use peel_model::{Band, Comparison, UnitComparison};

use crate::document::Strip;

/// The ends between which values are placed.
///
/// Values beyond three times the range of the middle half, the "far out" of Tukey's box plot
/// (Exploratory Data Analysis, 1977), stand at the ends: one of them would press all others
/// together.
struct Spread {
    low: f64,
    span: f64,
}

impl Spread {
    /// `None` when all values are the same.
    fn of(values: &[f64]) -> Option<Self> {
        let (lowest, highest) = (*values.first()?, *values.last()?);
        let lower_quarter = *values.get(values.len() / 4)?;
        let upper_quarter = *values.get(values.len() * 3 / 4)?;
        let reach = 3.0 * (upper_quarter - lower_quarter);
        let (low, high) = if reach > 0.0 {
            (
                lowest.max(lower_quarter - reach),
                highest.min(upper_quarter + reach),
            )
        } else {
            (lowest, highest)
        };
        let span = high - low;
        (span > 0.0 && span.is_finite()).then_some(Self { low, span })
    }

    fn place(&self, value: f64) -> f64 {
        ((value - self.low) / self.span).clamp(0.0, 1.0)
    }
}

fn sorted_values(comparison: &Comparison) -> Vec<f64> {
    let mut values: Vec<f64> = comparison.units.iter().map(|unit| unit.value).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The ends between which values are shown; `None` when all are the same.
pub(crate) fn usual_range(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let spread = Spread::of(&values)?;
    Some((spread.low, spread.low + spread.span))
}

/// Where every unit lies; `None` when all have the same value.
pub(crate) fn strip(comparison: &Comparison, own: &UnitComparison) -> Option<Strip> {
    let values = sorted_values(comparison);
    let spread = Spread::of(&values)?;
    Some(Strip {
        units: values.iter().map(|value| spread.place(*value)).collect(),
        force: spread.place(own.value),
        comparator: comparison
            .comparator
            .value
            .ok()
            .map(|known| spread.place(known.value)),
        description: format!(
            "{} is number {} of {} from the highest.",
            own.unit.name,
            own.rank,
            comparison.units.len()
        ),
    })
}

/// Between which places units are broadly in line; `None` when there are no bands.
pub(crate) fn middle(comparison: &Comparison) -> Option<(f64, f64)> {
    let spread = Spread::of(&sorted_values(comparison))?;
    let in_line = comparison
        .units
        .iter()
        .filter(|unit| unit.band == Ok(Band::InLine));
    let places: Vec<f64> = in_line.map(|unit| spread.place(unit.value)).collect();
    let low = places.iter().copied().reduce(f64::min)?;
    let high = places.iter().copied().reduce(f64::max)?;
    Some((low, high))
}
