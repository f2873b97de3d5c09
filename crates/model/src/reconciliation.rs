//! Printed figures against computed ones.

use crate::{Area, IndicatorId, Period};

/// A figure as the published report prints it.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedValue {
    /// The indicator.
    pub indicator: IndicatorId,
    /// Whose figure.
    pub area: Area,
    /// For which period.
    pub period: Period,
    /// The figure.
    pub value: f64,
}

/// One printed figure held against the computed one.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciliation {
    /// What was printed.
    pub printed: PrintedValue,
    /// What was computed, unrounded.
    pub computed: Option<f64>,
    /// The verdict.
    pub status: ReconciliationStatus,
    /// Computed less printed, where both exist.
    pub difference: Option<f64>,
    /// Why it differs or cannot be computed, as far as known; empty when reproduced.
    pub cause: String,
}

named! {
    /// Whether a printed figure comes out again.
    ReconciliationStatus {
        /// The computed value, rounded to the printed decimals, is the printed one.
        Reproduced = "reproduced",
        /// It is another.
        Differs = "differs",
        /// Nothing can be computed: the data were never published.
        PublishedOnly = "published-only",
    }
}
