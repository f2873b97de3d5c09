//! Breakdowns: parts that have to add up to a whole.

use crate::{Area, IndicatorId, MeasureId, Period};

/// Parts that do not add up to their whole, by more than rounding explains.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakdownMismatch {
    /// What does not add up.
    pub breakdown: Breakdown,
    /// Whom it is about.
    pub area: Area,
    /// When.
    pub period: Period,
    /// The parts added up.
    pub sum: f64,
    /// The whole, as recorded or printed; 100 percent where the parts are shares.
    pub whole: f64,
    /// By how much they may differ: half a unit in the last decimal of every printed figure
    /// involved; nothing for recorded counts.
    pub tolerance: f64,
}

/// Parts and their whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breakdown {
    /// A measure that is the sum of others, and was also recorded itself.
    Recorded {
        /// The whole.
        whole: MeasureId,
        /// Its parts.
        parts: Vec<MeasureId>,
    },
    /// Printed figures of indicators whose numerators are parts of another indicator's numerator.
    Printed {
        /// The indicator of the whole.
        whole: IndicatorId,
        /// The indicators of its parts.
        parts: Vec<IndicatorId>,
    },
    /// Printed shares that together cover the whole denominator.
    PrintedShares {
        /// The measure that the shares are of.
        of: MeasureId,
        /// Their indicators.
        parts: Vec<IndicatorId>,
    },
}
