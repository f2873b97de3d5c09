//! Observations: what was recorded.

use crate::{Area, MeasureId, Period, Revision, SourceId};

/// One value of one measure for one area and period, as a revision brought it.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Whom it is about.
    pub area: Area,
    /// What was counted.
    pub measure: MeasureId,
    /// When.
    pub period: Period,
    /// How much, or that nothing is known.
    pub reading: Reading,
    /// Where it was published or who returned it.
    pub source: SourceId,
}

/// An observation together with the revision that brought it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedObservation {
    /// What was recorded.
    pub observation: Observation,
    /// By which revision.
    pub revision: Revision,
}

/// A value, or that there is none: a missing value is never zero and never "not a number".
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// A value was recorded.
    Present {
        /// The value.
        value: Quantity,
        /// How far it can be relied on.
        standing: Standing,
    },
    /// No value, and why.
    Missing(MissingReason),
}

impl Reading {
    /// The value, if there is one.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Present { value, .. } => Some(value.get()),
            Self::Missing(_) => None,
        }
    }

    /// The name of its status, as in tidy facts and on the wire.
    #[must_use]
    pub fn status(self) -> &'static str {
        match self {
            Self::Present { standing, .. } => standing.name(),
            Self::Missing(reason) => reason.name(),
        }
    }

    /// Puts a value and the name of a status together.
    ///
    /// # Errors
    /// [`InvalidReading`] when the status is not known, a missing status has a value, or another
    /// status has none.
    pub fn new(value: Option<f64>, status: &str) -> Result<Self, InvalidReading> {
        if let Some(reason) = MissingReason::from_name(status) {
            return match value {
                None => Ok(Self::Missing(reason)),
                Some(_) => Err(InvalidReading::MissingWithValue),
            };
        }
        let standing = Standing::from_name(status).ok_or(InvalidReading::UnknownStatus)?;
        let value = value.ok_or(InvalidReading::PresentWithoutValue)?;
        let value = Quantity::new(value).ok_or(InvalidReading::NotFinite)?;
        Ok(Self::Present { value, standing })
    }
}

/// Why a value and a status are not a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReading {
    /// The status has no known name.
    #[error(
        "the status is unknown: use normal, provisional, estimated, revised, partial, break, \
         not-supplied, not-applicable or missing"
    )]
    UnknownStatus,
    /// A status that says "no value" came with one.
    #[error("the status says that there is no value, but one is given")]
    MissingWithValue,
    /// A status that promises a value came without.
    #[error(
        "the status promises a value, but none is given; use status missing if it is not known"
    )]
    PresentWithoutValue,
    /// The value is not a finite number.
    #[error("the value is not a finite number below a thousand million million million")]
    NotFinite,
}

/// A finite number. Counts are whole up to 2^53 and exact.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Quantity(f64);

impl Quantity {
    /// The quantity, or `None` for what is not finite or absurdly large (10^18 and more).
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        // Minus zero is zero: equal values have equal bytes.
        (value.is_finite() && value.abs() < 1e18).then_some(Self(value + 0.0))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

named! {
    /// How far a value can be relied on. Names and meanings follow the SDMX code list for
    /// observation status (`CL_OBS_STATUS`), whose letter is given.
    Standing {
        /// A: nothing special.
        Normal = "normal",
        /// P: will be revised when more is known.
        Provisional = "provisional",
        /// E: estimated by its provider.
        Estimated = "estimated",
        /// R: replaces an earlier published value.
        Revised = "revised",
        /// K (data included in another form): covers part of the period only.
        Partial = "partial",
        /// B: not comparable with earlier values.
        Break = "break",
    }
}

named! {
    /// Why there is no value. The SDMX letter is given.
    MissingReason {
        /// L: it exists, but was not collected or supplied.
        NotSupplied = "not-supplied",
        /// M: it cannot exist.
        NotApplicable = "not-applicable",
        /// O: missing, and the source does not say why.
        Missing = "missing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_a_value_or_a_reason_and_never_both() {
        let check = |value, status, expected: Result<&str, InvalidReading>| {
            assert_eq!(
                Reading::new(value, status).map(Reading::status),
                expected,
                "{status}"
            );
        };
        check(Some(1.0), "normal", Ok("normal"));
        check(Some(0.0), "estimated", Ok("estimated"));
        check(None, "missing", Ok("missing"));
        check(None, "not-supplied", Ok("not-supplied"));
        check(Some(0.0), "missing", Err(InvalidReading::MissingWithValue));
        check(None, "normal", Err(InvalidReading::PresentWithoutValue));
        check(Some(f64::NAN), "normal", Err(InvalidReading::NotFinite));
        check(
            Some(f64::INFINITY),
            "normal",
            Err(InvalidReading::NotFinite),
        );
        check(Some(1.0), "A", Err(InvalidReading::UnknownStatus));
    }
}
