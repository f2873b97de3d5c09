//! Workings: how one value came about, step by step.

use crate::{
    Area, ComparatorKind, EditionId, ForceId, IndicatorId, MeasureId, MethodVersion, Period,
    Reading, Revision,
};

/// The whole working of one force's value, in the order in which it is worked out.
///
/// Every number is unrounded. Who follows the steps with a calculator arrives at the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Working {
    /// The edition whose rules were followed.
    pub edition: EditionId,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The numerator's period.
    pub period: Period,
    /// The force asked about.
    pub force: ForceId,
    /// Whom it is compared with.
    pub comparator: ComparatorKind,
    /// The newest revision of any measure involved; `None` when nothing was recorded.
    pub revision: Option<Revision>,
    /// The method followed.
    pub method: MethodVersion,
    /// The steps, in order.
    pub steps: Vec<WorkingStep>,
}

/// One step of a working.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkingStep {
    /// What is worked out.
    pub kind: WorkingKind,
    /// The formula, rule or decision, as text.
    pub formula: String,
    /// The observations read, in order.
    pub observations: Vec<ReadObservation>,
    /// The numbers that go in, in order.
    pub inputs: Vec<NamedNumber>,
    /// The numbers that come out, in order; empty where the note says why there are none.
    pub results: Vec<NamedNumber>,
    /// What a reader should know; may be empty.
    pub note: String,
}

named! {
    /// What a step of a working works out.
    WorkingKind {
        /// The parameters of the method.
        Method = "method",
        /// A decision about the force.
        Decision = "decision",
        /// The numerator (for a change: the count now).
        Numerator = "numerator",
        /// The denominator (for a change of rates: of the rate now).
        Denominator = "denominator",
        /// For a change: the count then.
        Base = "base",
        /// For a change of rates: the denominator of the rate then.
        BaseDenominator = "base-denominator",
        /// The value.
        Value = "value",
        /// The value's interval.
        Interval = "interval",
        /// The units that the comparator is made of.
        Units = "units",
        /// The comparator's value.
        Comparator = "comparator",
        /// How much units differ beyond chance.
        OverDispersion = "over-dispersion",
        /// The limits around the comparator.
        Funnel = "funnel",
        /// The rank among the units.
        Rank = "rank",
        /// The band.
        Band = "band",
    }
}

/// A number with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedNumber {
    /// What it is, in a few words.
    pub name: String,
    /// The number, unrounded.
    pub value: f64,
}

/// An observation as a working read it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadObservation {
    /// Whom it is about.
    pub area: Area,
    /// What was counted.
    pub measure: MeasureId,
    /// When.
    pub period: Period,
    /// How much, or that nothing is known; `None` when nothing was recorded.
    pub reading: Option<Reading>,
    /// The revision that brought it.
    pub revision: Option<Revision>,
}
