use crate::{StatisticError, checked};

/// A numerator over a denominator: events over population, cases over cases that could have been,
/// this year's count over last year's.
///
/// Made once, so that the formulas that take one cannot meet a zero denominator.
///
/// ```
/// use peel_stats::Fraction;
///
/// let solved = Fraction::new(150.0, 1_000.0)?;
/// assert!((solved.value() - 0.15).abs() < 1e-15);
/// assert!(Fraction::new(150.0, 0.0).is_err());
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fraction {
    numerator: f64,
    denominator: f64,
    value: f64,
}

impl Fraction {
    /// A fraction of a count that may be zero over one that may not.
    ///
    /// # Errors
    ///
    /// [`StatisticError::NotFinite`] or [`StatisticError::Negative`] for either part,
    /// [`StatisticError::Zero`] for the denominator, [`StatisticError::NotRepresentable`] when
    /// their quotient overflows.
    #[inline]
    pub fn new(numerator: f64, denominator: f64) -> Result<Self, StatisticError> {
        let numerator = checked::count("numerator", numerator)?;
        let denominator = checked::positive("denominator", denominator)?;
        let value = checked::computed("quotient", numerator / denominator)?;
        Ok(Self {
            numerator,
            denominator,
            value,
        })
    }

    /// The part above the line.
    #[must_use]
    #[inline]
    pub const fn numerator(self) -> f64 {
        self.numerator
    }

    /// The part below the line, above zero.
    #[must_use]
    #[inline]
    pub const fn denominator(self) -> f64 {
        self.denominator
    }

    /// Numerator over denominator, without a multiplier.
    #[must_use]
    #[inline]
    pub const fn value(self) -> f64 {
        self.value
    }
}
