use crate::{ConfidenceLevel, Fraction, Interval, StatisticError, checked};

/// A later value over an earlier one, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Later over earlier: 1.062 for a rise of 6.2%.
    pub ratio: f64,
    /// The interval of the ratio; it contains 1 when the change may be chance.
    pub interval: Interval,
}

/// The change relative to the earlier value: `(after - before) / before`, 0.062 for 6.2%.
///
/// # Errors
///
/// When the earlier value is not finite and positive, or the later one not finite or negative.
///
/// ```
/// use peel_stats::relative_change;
///
/// assert!((relative_change(200.0, 180.0)? + 0.1).abs() < 1e-15);
/// assert!(relative_change(0.0, 180.0).is_err());
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
pub fn relative_change(before: f64, after: f64) -> Result<f64, StatisticError> {
    let before = checked::positive("earlier value", before)?;
    let after = checked::count("later value", after)?;
    checked::computed("relative change", (after - before) / before)
}

/// The ratio of two Poisson counts, with an interval that is symmetric on the logarithmic scale.
///
/// ```text
/// exp(ln(b/a) ± z * sqrt(1/a + 1/b))
/// ```
///
/// The large-sample interval of a rate ratio with equal person-time, as in Breslow and Day (1987),
/// Statistical methods in cancer research, volume II, IARC, and Rothman's textbooks. The two counts
/// are taken as independent, so the two periods must not overlap.
///
/// # Errors
///
/// When a count is not finite and positive: a ratio to or of zero has no interval on this scale
/// ([`relative_change`] still gives -1 for a fall to nothing).
///
/// ```
/// use peel_stats::{ConfidenceLevel, change};
///
/// let change = change(400.0, 440.0, ConfidenceLevel::P95)?;
/// assert!((change.ratio - 1.1).abs() < 1e-12);
/// assert!(change.interval.contains(1.0));
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
pub fn change(before: f64, after: f64, level: ConfidenceLevel) -> Result<Change, StatisticError> {
    let before = checked::positive("earlier count", before)?;
    let after = checked::positive("later count", after)?;
    around(after / before, before, after, level)
}

/// The ratio of two rates, each a Poisson count over a denominator known without error.
///
/// As [`change`], with the ratio of the rates in place of that of the counts; the denominators do
/// not add to the standard error.
///
/// # Errors
///
/// When a numerator is zero, or the ratio overflows.
pub fn change_of_rates(
    before: Fraction,
    after: Fraction,
    level: ConfidenceLevel,
) -> Result<Change, StatisticError> {
    let earlier = checked::positive("earlier count", before.numerator())?;
    let later = checked::positive("later count", after.numerator())?;
    around(after.value() / before.value(), earlier, later, level)
}

fn around(
    ratio: f64,
    before: f64,
    after: f64,
    level: ConfidenceLevel,
) -> Result<Change, StatisticError> {
    let ratio = checked::computed_positive("ratio", ratio)?;
    let reach = level.z() * (before.recip() + after.recip()).sqrt();
    let factor = reach.exp();
    let interval = Interval::computed(ratio / factor, ratio * factor)?;
    Ok(Change { ratio, interval })
}
