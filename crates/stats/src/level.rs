use std::f64::consts::SQRT_2;

use statrs::function::erf::erf_inv;

use crate::{StatisticError, checked};

/// How sure an interval or a funnel limit is meant to be, as a share: 0.95, never 95.
///
/// Holds the two-sided normal quantile that belongs to it, `z` with
/// `P(-z < Z < z) = level`, that is `z = sqrt(2) * erf⁻¹(level)`, so that comparing forty units
/// does not compute it forty times.
///
/// ```
/// use peel_stats::ConfidenceLevel;
///
/// assert!((ConfidenceLevel::new(0.9)?.z() - 1.644_854).abs() < 1e-6);
/// assert!(ConfidenceLevel::new(95.0).is_err());
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceLevel {
    level: f64,
    z: f64,
}

impl ConfidenceLevel {
    /// 95%: one comparison in twenty falls outside by chance alone.
    pub const P95: Self = Self {
        level: 0.95,
        z: 1.959_963_984_540_054,
    };

    /// 99.8%: one comparison in five hundred falls outside by chance alone. With 95% it is the
    /// pair of levels that public health funnel plots use (Spiegelhalter 2005).
    pub const P99_8: Self = Self {
        level: 0.998,
        z: 3.090_232_306_167_813,
    };

    /// A level of the caller's choice.
    ///
    /// # Errors
    ///
    /// [`StatisticError::ShareOutOfRange`] unless the level is above 0 and below 1. A percentage
    /// such as 95 is refused, not guessed at.
    pub fn new(level: f64) -> Result<Self, StatisticError> {
        let level = checked::share("confidence level", level, 1.0)?;
        let z = checked::computed("normal quantile", SQRT_2 * erf_inv(level))?;
        Ok(Self { level, z })
    }

    /// The level as a share between 0 and 1.
    #[must_use]
    #[inline]
    pub const fn level(self) -> f64 {
        self.level
    }

    /// The two-sided normal quantile: 1.96 for 95%.
    #[must_use]
    #[inline]
    pub const fn z(self) -> f64 {
        self.z
    }

    /// The probability left in each tail: 0.025 for 95%.
    #[must_use]
    pub fn tail(self) -> f64 {
        (1.0 - self.level) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_what_the_constructor_computes() {
        for constant in [ConfidenceLevel::P95, ConfidenceLevel::P99_8] {
            let computed = ConfidenceLevel::new(constant.level()).unwrap();
            assert!(
                (constant.z() - computed.z()).abs() < 1e-14,
                "{constant:?} {computed:?}"
            );
        }
    }

    #[test]
    fn only_shares_are_levels() {
        for level in [95.0, 1.0, 0.0, -0.95, f64::NAN, f64::INFINITY] {
            assert!(ConfidenceLevel::new(level).is_err(), "{level}");
        }
        for level in [f64::MIN_POSITIVE, 0.5, 1.0 - f64::EPSILON] {
            assert!(ConfidenceLevel::new(level).is_ok(), "{level}");
        }
    }
}
