use statrs::function::erf::erfc;

use crate::{ConfidenceLevel, Fraction, StatisticError, checked};

/// Fewer periods than this say nothing about a trend.
pub const FEWEST_PERIODS: usize = 5;

/// A departure from no slope smaller than this share of its terms is rounding, not data.
const ROUNDING: f64 = 1e-12;

const STATISTIC: &str = "a linear trend";

/// One period of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPeriod {
    /// When: a year, or months since the first period. Only distances matter, so a gap in the
    /// series is told by its times.
    pub time: f64,
    /// Events over what they could have happened to.
    pub fraction: Fraction,
}

/// The sign of the slope, whether or not it is significant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendDirection {
    /// Later periods tend to be higher.
    Rising,
    /// Later periods tend to be lower.
    Falling,
    /// No slope at all.
    Flat,
}

/// The outcome of a test for linear trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Chi-squared with one degree of freedom.
    pub statistic: f64,
    /// The probability of a statistic at least as large if there were no trend. Zero where it is
    /// too small to represent.
    pub p_value: f64,
    /// The sign of the slope.
    pub direction: TrendDirection,
    /// How many periods were tested.
    pub periods: usize,
}

impl Trend {
    /// Whether the trend is more than chance at a level: `p < 1 - level`.
    #[must_use]
    pub fn is_significant(&self, level: ConfidenceLevel) -> bool {
        self.p_value < 1.0 - level.level()
    }
}

/// Chi-squared test for a linear trend in proportions (Cochran-Armitage).
///
/// ```text
/// χ² = (Σ x(t - t̄))² / (p(1 - p) Σ n(t - t̄)²)     p = Σx / Σn,  t̄ = Σnt / Σn
/// ```
///
/// Cochran (1954), Biometrics 10:417-451; Armitage (1955), Biometrics 11:375-386. The variance is
/// that of R's `prop.trend.test`. Periods must not overlap: rolling years share events, and the
/// test takes them as independent.
///
/// # Errors
///
/// When there are fewer than [`FEWEST_PERIODS`], times do not increase, a period has more events
/// than trials, or there were no events or nothing but events.
///
/// ```
/// use peel_stats::{ConfidenceLevel, Fraction, TrendDirection, TrendPeriod, trend_of_proportions};
///
/// let mut series = Vec::new();
/// for (year, solved) in [(2012.0, 300.0), (2013.0, 280.0), (2014.0, 265.0), (2015.0, 251.0), (2016.0, 240.0)] {
///     series.push(TrendPeriod { time: year, fraction: Fraction::new(solved, 1_000.0)? });
/// }
/// let trend = trend_of_proportions(&series)?;
/// assert_eq!(trend.direction, TrendDirection::Falling);
/// assert!(trend.is_significant(ConfidenceLevel::P95));
/// assert!(trend_of_proportions(&series[..4]).is_err());
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
pub fn trend_of_proportions(periods: &[TrendPeriod]) -> Result<Trend, StatisticError> {
    for period in periods {
        let (events, trials) = (period.fraction.numerator(), period.fraction.denominator());
        if events > trials {
            return Err(StatisticError::MoreEventsThanTrials { events, trials });
        }
    }
    linear_trend(periods, |share| share * (1.0 - share))
}

/// Chi-squared test for a linear trend in rates: the Poisson analogue of
/// [`trend_of_proportions`].
///
/// ```text
/// χ² = (Σ x(t - t̄))² / (r Σ n(t - t̄)²)     r = Σx / Σn,  t̄ = Σnt / Σn
/// ```
///
/// Breslow and Day (1987), Statistical methods in cancer research, volume II, IARC: chapter 3, the
/// score test of a log-linear Poisson rate. Periods must not overlap. Large counts make small
/// slopes significant; judge the size of the change beside it.
///
/// # Errors
///
/// When there are fewer than [`FEWEST_PERIODS`], times do not increase, or there were no events.
pub fn trend_of_rates(periods: &[TrendPeriod]) -> Result<Trend, StatisticError> {
    linear_trend(periods, |rate| rate)
}

fn linear_trend(
    periods: &[TrendPeriod],
    variance_of_one: impl Fn(f64) -> f64,
) -> Result<Trend, StatisticError> {
    check_times(periods)?;
    let sum = |term: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
        periods
            .iter()
            .map(|p| term(p.time, p.fraction.numerator(), p.fraction.denominator()))
            .sum()
    };
    let events = checked::computed("sum of events", sum(&|_, x, _| x))?;
    let denominators = checked::computed_positive("sum of denominators", sum(&|_, _, n| n))?;
    let mean_time = checked::computed("mean time", sum(&|t, _, n| t * (n / denominators)))?;
    let slope = checked::computed("slope", sum(&|t, x, _| x * (t - mean_time)))?;
    let slope_terms = sum(&|t, x, _| (x * (t - mean_time)).abs());
    let spread = sum(&|t, _, n| n * (t - mean_time).powi(2));
    let variance = checked::computed(
        "variance of the slope",
        variance_of_one(events / denominators) * spread,
    )?;
    if variance <= 0.0 {
        return Err(StatisticError::NoVariation {
            quantity: "series",
            statistic: STATISTIC,
        });
    }
    let z = slope / variance.sqrt();
    let statistic = checked::computed("chi-squared statistic", z * z)?;
    let direction = if slope.abs() <= ROUNDING * slope_terms {
        TrendDirection::Flat
    } else if slope > 0.0 {
        TrendDirection::Rising
    } else {
        TrendDirection::Falling
    };
    // One degree of freedom: P(χ² > z²) = P(|Z| > |z|).
    let p_value = checked::computed("p value", erfc((statistic / 2.0).sqrt()))?;
    Ok(Trend {
        statistic,
        p_value,
        direction,
        periods: periods.len(),
    })
}

fn check_times(periods: &[TrendPeriod]) -> Result<(), StatisticError> {
    if periods.len() < FEWEST_PERIODS {
        return Err(StatisticError::TooFew {
            what: "periods",
            statistic: STATISTIC,
            given: periods.len(),
            needed: FEWEST_PERIODS,
        });
    }
    let mut previous = f64::NEG_INFINITY;
    for (index, period) in periods.iter().enumerate() {
        if !period.time.is_finite() {
            return Err(StatisticError::NotFinite {
                quantity: "time",
                value: period.time,
            });
        }
        if period.time <= previous {
            return Err(StatisticError::PeriodsOutOfOrder { index });
        }
        previous = period.time;
    }
    Ok(())
}
