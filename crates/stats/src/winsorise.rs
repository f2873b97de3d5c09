use crate::{StatisticError, checked};

/// The share pulled in at each end before over-dispersion is estimated (Spiegelhalter 2005).
pub const WINSORISED_SHARE: f64 = 0.1;

/// Values whose extremes were pulled in, in the order they were given.
#[derive(Debug, Clone, PartialEq)]
pub struct Winsorised {
    /// The values, none below `lower` or above `upper`.
    pub values: Vec<f64>,
    /// The quantile that low values were raised to.
    pub lower: f64,
    /// The quantile that high values were lowered to.
    pub upper: f64,
    /// How many values were changed.
    pub changed: usize,
}

/// Sets values below the `share` quantile to it, and values above the `1 - share` quantile to
/// that one.
///
/// Extremes keep counting but no longer dominate, so that a few units that truly stand out do not
/// widen the limits they are held against: Spiegelhalter (2005), Stat Med 24:1185-1202, who sets
/// the most extreme tenth at each end to the 10th and 90th percentile. Unlike trimming it keeps the
/// number of values.
///
/// The quantile is the linear interpolation between order statistics: with the values sorted and
/// numbered from 0, the one at position `(n - 1) * probability`, a fraction standing for a point
/// between two neighbours. Definition 7 of Hyndman and Fan (1996), Am Stat 50:361-365; the default
/// of R's and NumPy's `quantile` and of `PERCENTILE.INC`, so that a result can be checked with any
/// of them.
///
/// # Errors
///
/// When there are no values, one is not finite, or the share is not above 0 and below a half.
///
/// ```
/// use peel_stats::winsorise;
///
/// let pulled_in = winsorise(&[9.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 90.0], 0.1)?;
/// assert_eq!(pulled_in.values, [9.0, 1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
/// assert_eq!(pulled_in.changed, 2);
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
pub fn winsorise(values: &[f64], share: f64) -> Result<Winsorised, StatisticError> {
    let share = checked::share("share to winsorise at each end", share, 0.5)?;
    let sorted = sorted(values)?;
    let lower = interpolated(&sorted, share)?;
    let upper = interpolated(&sorted, 1.0 - share)?;
    let changed = values
        .iter()
        .filter(|value| **value < lower || **value > upper)
        .count();
    // Not `clamp`, which panics should rounding ever put the two quantiles in the wrong order.
    let values = values
        .iter()
        .map(|value| value.max(lower).min(upper))
        .collect();
    Ok(Winsorised {
        values,
        lower,
        upper,
        changed,
    })
}

fn sorted(values: &[f64]) -> Result<Vec<f64>, StatisticError> {
    if let Some(value) = values.iter().copied().find(|value| !value.is_finite()) {
        return Err(StatisticError::NotFinite {
            quantity: "value to be ordered",
            value,
        });
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    Ok(sorted)
}

fn interpolated(sorted: &[f64], probability: f64) -> Result<f64, StatisticError> {
    let empty = StatisticError::TooFew {
        what: "values",
        statistic: "a quantile",
        given: 0,
        needed: 1,
    };
    let last = sorted.len().checked_sub(1).ok_or(empty.clone())?;
    let position = last as f64 * probability;
    let below = position.floor();
    let low = *sorted.get(below as usize).ok_or(empty.clone())?;
    let high = *sorted.get((below as usize + 1).min(last)).ok_or(empty)?;
    checked::computed("quantile", low + (position - below) * (high - low))
}
