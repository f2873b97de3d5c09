//! The middle and the spread of values of which some may be far out.

/// From how many usual spreads away a value stands out: the modified z-score of Iglewicz and
/// Hoaglin (1993), How to detect and handle outliers, ASQC Quality Press, section 3.3, who call
/// it one when 0.6745 times the distance from the median over the MAD is above 3.5.
pub(super) const OUTLYING: f64 = 3.5;

/// What makes a median absolute deviation an estimate of a normal distribution's standard
/// deviation: 1 / 0.6745, the reciprocal of its upper quartile.
const NORMAL: f64 = 1.482_602_218_505_602;

/// The middle of some values, and how far from it they usually lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usual {
    /// The median.
    pub(super) middle: f64,
    /// The median absolute deviation from it, times 1.4826.
    pub(super) spread: f64,
}

impl Usual {
    /// `None` for no values, and when the middle or the spread is not finite.
    ///
    /// Values may be infinite, as the logarithm of a count of zero is: medians need their order
    /// only, so a few of them do no harm. Where half of them are, nothing is usual.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let middle = median(values.to_vec()).filter(|middle| middle.is_finite())?;
        let distances = values.iter().map(|value| (value - middle).abs()).collect();
        let spread = median(distances).filter(|spread| spread.is_finite())? * NORMAL;
        Some(Self { middle, spread })
    }

    /// Whether a value is further from the middle than [`OUTLYING`] usual spreads.
    pub(super) fn is_outlying(self, value: f64) -> bool {
        (value - self.middle).abs() > OUTLYING * self.spread
    }
}

pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get((values.len() / 2).checked_sub(1)?)?;
    Some(lower + (upper - lower) / 2.0).filter(|middle| !middle.is_nan())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of which the median is 5 and the distances from it 0, 1, 1, 2, 3.
    #[test]
    fn the_spread_is_that_of_a_normal_distribution() {
        let usual = Usual::of(&[4.0, 5.0, 6.0, 7.0, 2.0]).unwrap();
        assert!((usual.middle - 5.0).abs() < 1e-12);
        assert!((usual.spread - 1.4826).abs() < 1e-5);
        assert!(!usual.is_outlying(5.0 + 3.5 * 1.4826));
        assert!(usual.is_outlying(5.0 + 3.5 * 1.4827));
        assert!(usual.is_outlying(5.0 - 3.5 * 1.4827));
    }

    #[test]
    fn a_few_zero_counts_do_not_move_what_is_usual() {
        let none = f64::NEG_INFINITY;
        let check = |values: &[f64], expected: Option<f64>| {
            assert_eq!(Usual::of(values).map(|usual| usual.middle), expected);
        };
        check(&[], None);
        check(&[1.0], Some(1.0));
        check(&[none, 1.0, 2.0], Some(1.0));
        check(&[none, none, 1.0, 2.0, 3.0], Some(1.0));
        check(&[none, none, 1.0, 2.0], None);
        check(&[none, none, none], None);
        let usual = Usual::of(&[none, 1.0, 2.0, 3.0, 4.0]).unwrap();
        assert!(usual.is_outlying(none));
    }
}
