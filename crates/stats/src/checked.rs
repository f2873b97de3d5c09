//! The border: what every formula asks of its inputs and promises of its output.

use crate::StatisticError;

/// A count: finite and not negative. Negative zero becomes zero.
#[inline]
pub(crate) fn count(quantity: &'static str, value: f64) -> Result<f64, StatisticError> {
    if !value.is_finite() {
        return Err(StatisticError::NotFinite { quantity, value });
    }
    if value < 0.0 {
        return Err(StatisticError::Negative { quantity, value });
    }
    Ok(value.abs())
}

/// A count that may be divided by, or whose logarithm may be taken.
#[inline]
pub(crate) fn positive(quantity: &'static str, value: f64) -> Result<f64, StatisticError> {
    let value = count(quantity, value)?;
    if value > 0.0 {
        Ok(value)
    } else {
        Err(StatisticError::Zero { quantity })
    }
}

/// A share strictly between 0 and `below`.
pub(crate) fn share(quantity: &'static str, value: f64, below: f64) -> Result<f64, StatisticError> {
    if value > 0.0 && value < below {
        Ok(value)
    } else {
        Err(StatisticError::ShareOutOfRange {
            quantity,
            value,
            below,
        })
    }
}

/// A computed number, held to the promise that no answer is NaN or infinite.
#[inline]
pub(crate) fn computed(quantity: &'static str, value: f64) -> Result<f64, StatisticError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(StatisticError::NotRepresentable { quantity })
    }
}

/// A computed number that the next step divides by.
#[inline]
pub(crate) fn computed_positive(quantity: &'static str, value: f64) -> Result<f64, StatisticError> {
    let value = computed(quantity, value)?;
    if value > 0.0 {
        Ok(value)
    } else {
        Err(StatisticError::NotRepresentable { quantity })
    }
}
