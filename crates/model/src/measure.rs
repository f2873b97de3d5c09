//! Measures: the things that are counted.

use crate::{IndicatorId, MeasureId, SourceId};

/// A thing counted, measured or printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its identifier.
    pub id: MeasureId,
    /// What it is, in a few words.
    pub title: String,
    /// What one of it is, in the plural: "offences", "people", "incidents".
    pub unit: String,
    /// What kind of number it is.
    pub kind: MeasureKind,
    /// Where its values come from.
    pub definition: MeasureDefinition,
}

/// What kind of number a measure is; decides how periods and forces add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MeasureKind {
    /// Events in a span: spans add up, and so do forces.
    Count,
    /// A level on a day (population): forces add up, days do not.
    Stock,
    /// A figure as somebody printed it: nothing adds up.
    Printed,
}

/// Where a measure's values come from.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasureDefinition {
    /// Recorded in a published source or a force's return.
    Recorded {
        /// The source; `None` when a force's return is the only one and it was never published.
        source: Option<SourceId>,
    },
    /// The sum of other measures. Missing when any part is missing.
    Sum {
        /// The parts, without repetition, in the edition's order.
        parts: Vec<MeasureId>,
    },
}

/// The measure under which the printed values of an indicator are recorded.
///
/// Printed figures are observations like others, so they have a source, a revision and a
/// history; but they are never part of a computation.
///
/// `None` when the identifier would grow longer than identifiers may be; an edition with such an
/// indicator is refused when it is read.
#[must_use]
pub fn printed_measure(indicator: &IndicatorId) -> Option<MeasureId> {
    MeasureId::new(&format!("{PRINTED_PREFIX}{indicator}")).ok()
}

/// What the identifiers of printed measures begin with.
pub const PRINTED_PREFIX: &str = "printed-";
