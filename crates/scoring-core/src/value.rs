//! Values from readings: ratios and changes, unrounded.

use peel_model::{Absent, RatioKind};

use crate::formula::Shape;
use crate::reader::Readings;

/// The numbers that a value is made of, for one unit or for several added up.
///
/// A ratio is `now` over `now_per`; a change is from `then` to `now`, each over its `per` when
/// rates change.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Terms {
    pub(crate) now: f64,
    pub(crate) now_per: f64,
    pub(crate) then: f64,
    pub(crate) then_per: f64,
}

/// A value, with what is shown as its numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Value {
    pub(crate) value: f64,
    pub(crate) numerator: f64,
    pub(crate) denominator: f64,
}

impl From<&Readings> for Terms {
    fn from(readings: &Readings) -> Self {
        Self {
            now: readings.now.value,
            now_per: readings.now_per.value,
            then: readings.then.value,
            then_per: readings.then_per.value,
        }
    }
}

impl Terms {
    #[inline]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            now: self.now + other.now,
            now_per: self.now_per + other.now_per,
            then: self.then + other.then,
            then_per: self.then_per + other.then_per,
        }
    }

    /// The value in the indicator's unit.
    ///
    /// Whole numbers are multiplied before anything is divided, so that a value is rounded to a
    /// binary fraction once: equal values of different units are equal here too, and tie.
    #[inline]
    pub(crate) fn value(self, shape: Shape, multiplier: f64) -> Result<Value, Absent> {
        let Self {
            now,
            now_per,
            then,
            then_per,
        } = self;
        if [now, now_per, then, then_per]
            .iter()
            .any(|term| *term < 0.0)
        {
            return Err(Absent::NegativeCount);
        }
        let (above, below, numerator, denominator) = match shape {
            Shape::Ratio(RatioKind::Proportion) if now > now_per && now_per > 0.0 => {
                return Err(Absent::PartExceedsWhole);
            }
            Shape::Ratio(_) => (now, now_per, now, now_per),
            Shape::ChangeOfCounts => (now - then, then, now, then),
            Shape::ChangeOfRates => (
                now * then_per - then * now_per,
                then * now_per,
                now / now_per,
                then / then_per,
            ),
        };
        let value = above * multiplier / below;
        let finite = [value, numerator, denominator]
            .iter()
            .all(|number| number.is_finite());
        if finite {
            Ok(Value {
                value,
                numerator,
                denominator,
            })
        } else {
            // Every term is finite, so a quotient that is not was divided by nothing.
            Err(Absent::ZeroDenominator)
        }
    }

    /// The numbers that a value could not be made of, for a reader who looks for the reason.
    pub(crate) fn in_words(self, shape: Shape) -> String {
        let Self {
            now,
            now_per,
            then,
            then_per,
        } = self;
        match shape {
            Shape::Ratio(_) => format!("{now} over {now_per}."),
            Shape::ChangeOfCounts => format!("From {then} to {now}."),
            Shape::ChangeOfRates => {
                format!("From {then} over {then_per} to {now} over {now_per}.")
            }
        }
    }

    /// The counts of events among the terms; none for a quotient of two quantities.
    #[inline]
    pub(crate) fn events(self, shape: Shape) -> [Option<f64>; 2] {
        match shape {
            Shape::Ratio(RatioKind::Quotient) => [None, None],
            Shape::Ratio(RatioKind::Proportion | RatioKind::Rate) => [Some(self.now), None],
            Shape::ChangeOfCounts | Shape::ChangeOfRates => [Some(self.now), Some(self.then)],
        }
    }
}
