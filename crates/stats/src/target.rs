use crate::{ConfidenceLevel, Fraction, Interval, StatisticError, ZScore, checked};

/// What units are held against, and how a unit of a given size scatters around it by chance.
///
/// The simple normal approximations, as in Spiegelhalter (2005), Stat Med 24:1185-1202.
/// Proportions and rates are compared untransformed; the approximation is poor when fewer than
/// about five events are expected, which the caller should mark as a small number.
///
/// | target | unit's value | scale | standard error |
/// |---|---|---|---|
/// | proportion p | events / trials | as it is | `sqrt(p(1 - p) / trials)` |
/// | rate r | events / denominator | as it is | `sqrt(r / denominator)` |
/// | ratio | count after / count before | logarithm | `sqrt(1/after + 1/before)` |
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    value: f64,
    scale: Scale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Proportion,
    Rate,
    Ratio,
}

impl Target {
    /// A proportion, for units whose numerator is part of their denominator.
    ///
    /// # Errors
    ///
    /// [`StatisticError::ShareOutOfRange`] unless above 0 and below 1: around 0 or 1 no unit could
    /// differ by chance.
    pub fn proportion(value: f64) -> Result<Self, StatisticError> {
        let value = checked::share("target proportion", value, 1.0)?;
        Ok(Self {
            value,
            scale: Scale::Proportion,
        })
    }

    /// A rate of events per one of the denominator (not per 1,000: see [`Interval::times`]).
    ///
    /// # Errors
    ///
    /// When the rate is not finite and positive.
    pub fn rate(value: f64) -> Result<Self, StatisticError> {
        let value = checked::positive("target rate", value)?;
        Ok(Self {
            value,
            scale: Scale::Rate,
        })
    }

    /// A ratio of two counts, such as 1.078 for a rise of 7.8%, for units given as the later count
    /// over the earlier one.
    ///
    /// # Errors
    ///
    /// When the ratio is not finite and positive.
    pub fn ratio(value: f64) -> Result<Self, StatisticError> {
        let value = checked::positive("target ratio", value)?;
        Ok(Self {
            value,
            scale: Scale::Ratio,
        })
    }

    /// The target itself.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.value
    }

    /// The standard error of a unit whose true value is the target.
    ///
    /// For proportions and rates only the denominator matters, so that a curve of limits can be
    /// drawn from `Fraction::new(0.0, denominator)`. For ratios it is on the logarithmic scale.
    ///
    /// # Errors
    ///
    /// When a proportion has more events than trials, or a ratio a zero numerator.
    #[inline]
    pub fn standard_error(self, unit: Fraction) -> Result<f64, StatisticError> {
        let (numerator, denominator) = (unit.numerator(), unit.denominator());
        let variance = match self.scale {
            Scale::Proportion if numerator > denominator => {
                return Err(StatisticError::MoreEventsThanTrials {
                    events: numerator,
                    trials: denominator,
                });
            }
            Scale::Proportion => self.value * (1.0 - self.value) / denominator,
            Scale::Rate => self.value / denominator,
            Scale::Ratio => {
                checked::positive("later count of a ratio", numerator)?.recip()
                    + denominator.recip()
            }
        };
        checked::computed_positive("standard error", variance.sqrt())
    }

    /// How many standard errors a unit lies from the target.
    ///
    /// # Errors
    ///
    /// As [`standard_error`](Self::standard_error).
    ///
    /// ```
    /// use peel_stats::{Fraction, Target};
    ///
    /// let score = Target::rate(0.01)?.z_score(Fraction::new(120.0, 10_000.0)?)?;
    /// assert!((score.z - 2.0).abs() < 1e-12);
    /// # Ok::<(), peel_stats::StatisticError>(())
    /// ```
    #[inline]
    pub fn z_score(self, unit: Fraction) -> Result<ZScore, StatisticError> {
        let standard_error = self.standard_error(unit)?;
        let distance = match self.scale {
            Scale::Proportion | Scale::Rate => unit.value() - self.value,
            Scale::Ratio => (unit.value() / self.value).ln(),
        };
        let z = checked::computed("z-score", distance / standard_error)?;
        Ok(ZScore { z, standard_error })
    }

    /// Limits around the target for a given standard error, cut off where no value can lie.
    #[inline]
    pub(crate) fn limits(
        self,
        standard_error: f64,
        level: ConfidenceLevel,
    ) -> Result<Interval, StatisticError> {
        let reach = level.z() * standard_error;
        let (lowest, highest) = (self.value - reach, self.value + reach);
        match self.scale {
            Scale::Proportion => Interval::computed(lowest.max(0.0), highest.min(1.0)),
            Scale::Rate => Interval::computed(lowest.max(0.0), highest),
            Scale::Ratio => {
                let factor = reach.exp();
                Interval::computed(self.value / factor, self.value * factor)
            }
        }
    }
}
