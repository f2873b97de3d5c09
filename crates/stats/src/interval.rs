use statrs::distribution::{Continuous, ContinuousCDF, Gamma};
use statrs::function::gamma::ln_gamma;

use crate::{ConfidenceLevel, StatisticError, checked};

/// [`poisson`] uses the exact limits below this many events and Byar's from it on.
pub const EXACT_BELOW: f64 = 10.0;

/// The largest count that [`exact_poisson`] takes. Its cost grows with the square root of the
/// count, while Byar's limits are already within a millionth of a percent here.
pub const EXACT_POISSON_MOST: f64 = 100_000.0;

/// A lower and an upper limit, both finite, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    lower: f64,
    upper: f64,
}

impl Interval {
    /// An interval between two limits.
    ///
    /// # Errors
    ///
    /// [`StatisticError::NotFinite`] for a limit, [`StatisticError::LimitsOutOfOrder`].
    #[inline]
    pub fn new(lower: f64, upper: f64) -> Result<Self, StatisticError> {
        for (quantity, value) in [("lower limit", lower), ("upper limit", upper)] {
            if !value.is_finite() {
                return Err(StatisticError::NotFinite { quantity, value });
            }
        }
        if lower > upper {
            return Err(StatisticError::LimitsOutOfOrder { lower, upper });
        }
        Ok(Self { lower, upper })
    }

    #[inline]
    pub(crate) fn computed(lower: f64, upper: f64) -> Result<Self, StatisticError> {
        let lower = checked::computed("lower limit", lower)?;
        let upper = checked::computed("upper limit", upper)?;
        Self::new(lower, upper)
    }

    /// The lower limit.
    #[must_use]
    #[inline]
    pub const fn lower(self) -> f64 {
        self.lower
    }

    /// The upper limit.
    #[must_use]
    #[inline]
    pub const fn upper(self) -> f64 {
        self.upper
    }

    /// Whether a value lies inside; a value on a limit does.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// The interval in another unit: times 100 for percent, times 1,000 for a rate per 1,000.
    ///
    /// # Errors
    ///
    /// When the factor is not finite and positive, or a limit overflows.
    ///
    /// ```
    /// use peel_stats::{ConfidenceLevel, rate};
    ///
    /// let per_thousand = rate(667.0, 10_000.0, ConfidenceLevel::P95)?.times(1_000.0)?;
    /// assert!(per_thousand.contains(66.7));
    /// # Ok::<(), peel_stats::StatisticError>(())
    /// ```
    pub fn times(self, factor: f64) -> Result<Self, StatisticError> {
        let factor = checked::positive("factor", factor)?;
        Self::computed(self.lower * factor, self.upper * factor)
    }
}

/// Wilson's score interval for a proportion.
///
/// The two values of `p` for which the observed proportion lies just `z` standard errors away, the
/// standard error being that of `p` itself:
///
/// ```text
/// (x + z²/2 ± z * sqrt(x(n - x)/n + z²/4)) / (n + z²)
/// ```
///
/// Wilson (1927), J Am Stat Assoc 22:209-212; recommended over six others by Newcombe (1998),
/// Stat Med 17:857-872. Good for small counts, never below 0 or above 1.
///
/// # Errors
///
/// When a count is not finite or negative, there are no trials, or more events than trials.
///
/// ```
/// use peel_stats::{ConfidenceLevel, wilson};
///
/// let none_of_twenty = wilson(0.0, 20.0, ConfidenceLevel::P95)?;
/// assert!(none_of_twenty.contains(0.0) && none_of_twenty.contains(0.161));
/// assert!(wilson(21.0, 20.0, ConfidenceLevel::P95).is_err());
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[inline]
pub fn wilson(
    events: f64,
    trials: f64,
    level: ConfidenceLevel,
) -> Result<Interval, StatisticError> {
    let events = checked::count("number of events", events)?;
    let trials = checked::positive("number of trials", trials)?;
    if events > trials {
        return Err(StatisticError::MoreEventsThanTrials { events, trials });
    }
    let z = level.z();
    let share = events / trials;
    let root = z * (events * (1.0 - share) + z * z / 4.0).sqrt();
    let sum = events + z * z / 2.0 + root;
    // The lower limit is taken from the product of the two roots, events²/(n(n + z²)): the
    // difference in the formula would lose every digit for a handful of events in many trials.
    let lower = if events > 0.0 {
        events * share / sum
    } else {
        0.0
    };
    let upper = if events < trials {
        sum / (trials + z * z)
    } else {
        1.0
    };
    Interval::computed(lower.min(share), upper.max(share).min(1.0))
}

/// Byar's approximation to the exact limits of a Poisson count.
///
/// ```text
/// lower = x * (1 - 1/(9x) - z/(3 sqrt(x)))³
/// upper = (x + 1) * (1 - 1/(9(x + 1)) + z/(3 sqrt(x + 1)))³
/// ```
///
/// Breslow and Day (1987), Statistical methods in cancer research, volume II, IARC: chapter 2.
/// From ten events on it is within 0.2% of the exact limits at 95%, and within 1.5% at 99.8%. For a
/// few events at a high level the cube of the lower limit turns negative, which no count can be: it
/// is then 0.
///
/// # Errors
///
/// When the count is not finite or negative.
///
/// ```
/// use peel_stats::{ConfidenceLevel, byar};
///
/// let interval = byar(100.0, ConfidenceLevel::P95)?;
/// assert!((interval.lower() - 81.36).abs() < 0.01);
/// assert!((interval.upper() - 121.63).abs() < 0.01);
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[inline]
pub fn byar(count: f64, level: ConfidenceLevel) -> Result<Interval, StatisticError> {
    let count = checked::count("number of events", count)?;
    let bound = |x: f64, z: f64| x * (1.0 - 1.0 / (9.0 * x) + z / (3.0 * x.sqrt())).powi(3);
    let lower = if count > 0.0 {
        bound(count, -level.z()).max(0.0)
    } else {
        0.0
    };
    let upper = bound(count + 1.0, level.z());
    Interval::computed(lower, upper)
}

/// Exact limits of a Poisson count.
///
/// The means under which a count as high, or as low, has just the tail probability, from the
/// relation between Poisson and chi-squared:
///
/// ```text
/// lower = χ²(α/2; 2x) / 2        0 for x = 0
/// upper = χ²(1 - α/2; 2x + 2) / 2
/// ```
///
/// Garwood (1936), Biometrika 28:437-442. `χ²(p; 2x)/2` is the quantile of a gamma distribution of
/// shape `x`, which carries the formula over to counts that are not whole.
///
/// # Errors
///
/// When the count is not finite, negative, or above [`EXACT_POISSON_MOST`].
///
/// ```
/// use peel_stats::{ConfidenceLevel, exact_poisson};
///
/// let none = exact_poisson(0.0, ConfidenceLevel::P95)?;
/// assert!((none.upper() - 3.689).abs() < 5e-4);
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
pub fn exact_poisson(count: f64, level: ConfidenceLevel) -> Result<Interval, StatisticError> {
    let count = checked::count("number of events", count)?;
    if count > EXACT_POISSON_MOST {
        return Err(StatisticError::TooManyEvents {
            events: count,
            most: EXACT_POISSON_MOST,
        });
    }
    let gamma = |shape: f64| {
        Gamma::new(shape, 1.0).map_err(|_| StatisticError::NotRepresentable {
            quantity: "Poisson limit",
        })
    };
    // No probability is left in the tails of a level next to 1; statrs answers infinity for it,
    // and `computed` refuses that.
    let tail = level.tail();
    let lower = if count > 0.0 {
        let below = gamma(count)?;
        let near = below.inverse_cdf(tail);
        // Near 0, where the answer of statrs may have no digit right, x^shape / (shape Γ(shape)).
        let leading = ((tail.ln() + ln_gamma(count + 1.0)) / count).exp();
        refined(near.max(leading), tail, |x| (below.cdf(x), below.pdf(x)))
    } else {
        0.0
    };
    let above = gamma(count + 1.0)?;
    let near = above.inverse_cdf(1.0 - tail);
    let upper = refined(near, tail, |x| (above.sf(x), -above.pdf(x)));
    Interval::computed(lower.min(count), upper.max(count))
}

/// Newton's method from a quantile that is good to nine decimals to one that is good to every
/// digit. On the logarithms of quantile and probability the curve is nearly straight, however small
/// both are.
fn refined(near: f64, probability: f64, curve: impl Fn(f64) -> (f64, f64)) -> f64 {
    const STEPS: usize = 20;
    let mut quantile = near;
    for _ in 0..STEPS {
        let (reached, slope) = curve(quantile);
        let step = (probability / reached).ln() * reached / (slope * quantile);
        let next = quantile * step.exp();
        if !(next.is_finite() && next > 0.0) || (next - quantile).abs() <= quantile * f64::EPSILON {
            break;
        }
        quantile = next;
    }
    quantile
}

/// The house method for a Poisson count: [`exact_poisson`] below [`EXACT_BELOW`] events,
/// [`byar`] from there on.
///
/// The practice of English public health statistics (Public Health England, technical guide on
/// confidence intervals, 2018). An estimate such as 9.5 is below ten.
///
/// # Errors
///
/// When the count is not finite or negative.
#[inline]
pub fn poisson(count: f64, level: ConfidenceLevel) -> Result<Interval, StatisticError> {
    if count < EXACT_BELOW {
        exact_poisson(count, level)
    } else {
        byar(count, level)
    }
}

/// The interval of a rate: that of its count ([`poisson`]) over its denominator, which is taken
/// as known without error.
///
/// # Errors
///
/// When the count is not finite or negative, or the denominator not finite and positive.
#[inline]
pub fn rate(
    events: f64,
    denominator: f64,
    level: ConfidenceLevel,
) -> Result<Interval, StatisticError> {
    let denominator = checked::positive("denominator", denominator)?;
    let count = poisson(events, level)?;
    Interval::computed(count.lower / denominator, count.upper / denominator)
}
