use crate::{Fraction, Interval, StatisticError, checked};

/// Limits lie this many standard deviations from the centre (Shewhart 1931).
const REACH: f64 = 3.0;

/// The expected range of two values from a normal distribution, in standard deviations: 2/√π,
/// which tables print as 1.128 and call d₂.
pub(crate) const EXPECTED_RANGE_OF_TWO: f64 = std::f64::consts::FRAC_2_SQRT_PI;

/// A statistical process control chart: a series, the centre it varies around, and the limits
/// that a stable process stays within.
///
/// A figure that goes up and down from month to month mostly does so for no reason worth a
/// sentence. The limits are set from the series itself; what [`signals`](crate::signals) finds is
/// worth one. Shewhart (1931), Economic control of quality of manufactured product; NHS England
/// (2019), Making data count.
///
/// | constructor | for | limits |
/// |---|---|---|
/// | [`individuals`](Self::individuals) (XmR) | one value a period, of any kind | mean ± 3 · mean moving range / d₂ |
/// | [`proportions`](Self::proportions) (p) | events of trials | p ± 3 √(p(1 - p)/n) |
/// | [`rates`](Self::rates) (u) | Poisson counts over what they are counted against | u ± 3 √(u/n) |
///
/// The p and u charts allow for chance alone. With counts in the thousands nearly every point is
/// then outside, and the chart of individuals, which measures how much periods really differ, is
/// the one to use. None of them knows seasons: compare months that have some with the same months.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    centre: f64,
    points: Vec<ChartPoint>,
}

/// One period of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartPoint {
    /// Its value.
    pub value: f64,
    /// The limits for it. They differ from period to period where denominators do.
    pub limits: Interval,
}

impl Chart {
    /// A chart of individual values and moving ranges (XmR), in order of time.
    ///
    /// ```text
    /// x̄ ± 3 · mR / d₂     mR = mean of |x(t) - x(t - 1)|,  d₂ = 2/√π = 1.128
    /// ```
    ///
    /// Many write `2.66 · mR`, which is 3/d₂ rounded. Montgomery, Introduction to statistical
    /// quality control, section 6.4 of the sixth edition; Wheeler (1993), Understanding variation.
    ///
    /// # Errors
    ///
    /// When there are fewer than two values, or one is not finite.
    ///
    /// ```
    /// use peel_stats::Chart;
    ///
    /// let chart = Chart::individuals(&[10.0, 12.0, 11.0, 13.0])?;
    /// assert!((chart.centre() - 11.5).abs() < 1e-12);
    /// assert!((chart.points()[0].limits.upper() - 15.9312).abs() < 1e-4);
    /// # Ok::<(), peel_stats::StatisticError>(())
    /// ```
    pub fn individuals(values: &[f64]) -> Result<Self, StatisticError> {
        if values.len() < 2 {
            return Err(too_few(values.len(), 2));
        }
        let centre = mean(values)?;
        let reach = REACH * mean_move(values)? / EXPECTED_RANGE_OF_TWO;
        let limits = Interval::computed(centre - reach, centre + reach)?;
        let points = values.iter().map(|value| ChartPoint {
            value: *value,
            limits,
        });
        Ok(Self {
            centre,
            points: points.collect(),
        })
    }

    /// A p chart: the share of trials that were events, in order of time.
    ///
    /// # Errors
    ///
    /// When there are no periods, or one has more events than trials.
    pub fn proportions(periods: &[Fraction]) -> Result<Self, StatisticError> {
        for (index, period) in periods.iter().enumerate() {
            let (events, trials) = (period.numerator(), period.denominator());
            if events > trials {
                return Err(StatisticError::InUnit {
                    index,
                    source: Box::new(StatisticError::MoreEventsThanTrials { events, trials }),
                });
            }
        }
        Self::pooled(periods, |share| share * (1.0 - share), 1.0)
    }

    /// A u chart: events over what they are counted against, in order of time.
    ///
    /// # Errors
    ///
    /// When there are no periods, or a sum overflows.
    pub fn rates(periods: &[Fraction]) -> Result<Self, StatisticError> {
        Self::pooled(periods, |rate| rate, f64::INFINITY)
    }

    fn pooled(
        periods: &[Fraction],
        variance_of_one: impl Fn(f64) -> f64,
        highest: f64,
    ) -> Result<Self, StatisticError> {
        if periods.is_empty() {
            return Err(too_few(0, 1));
        }
        let events: f64 = periods.iter().map(|period| period.numerator()).sum();
        let against: f64 = periods.iter().map(|period| period.denominator()).sum();
        let events = checked::computed("sum of events", events)?;
        let against = checked::computed("sum of denominators", against)?;
        let centre = checked::computed("centre of the chart", events / against)?;
        let point = |period: &Fraction| {
            let variance = (variance_of_one(centre) / period.denominator()).max(0.0);
            let reach = REACH * variance.sqrt();
            let limits =
                Interval::computed((centre - reach).max(0.0), (centre + reach).min(highest))?;
            Ok(ChartPoint {
                value: period.value(),
                limits,
            })
        };
        let points = periods.iter().map(point).collect::<Result<_, _>>()?;
        Ok(Self { centre, points })
    }

    /// What the series varies around.
    #[must_use]
    pub const fn centre(&self) -> f64 {
        self.centre
    }

    /// The periods, in the order they were given.
    #[must_use]
    pub fn points(&self) -> &[ChartPoint] {
        &self.points
    }
}

/// The mean of finite values, of which there is at least one.
pub(crate) fn mean(values: &[f64]) -> Result<f64, StatisticError> {
    if let Some(value) = values.iter().copied().find(|value| !value.is_finite()) {
        let quantity = "value of a period";
        return Err(StatisticError::NotFinite { quantity, value });
    }
    let sum = checked::computed("sum of values", values.iter().sum::<f64>())?;
    checked::computed("mean", sum / values.len() as f64)
}

/// The mean distance from each value to the next: the mean moving range. 0 for a single value.
pub(crate) fn mean_move(values: &[f64]) -> Result<f64, StatisticError> {
    let moves = values.windows(2).map(|pair| match pair {
        [before, after] => (after - before).abs(),
        _ => 0.0,
    });
    let number = values.len().saturating_sub(1).max(1);
    checked::computed("moving range", moves.sum::<f64>() / number as f64)
}

pub(crate) fn too_few(given: usize, needed: usize) -> StatisticError {
    StatisticError::TooFew {
        what: "periods",
        statistic: "a control chart",
        given,
        needed,
    }
}
