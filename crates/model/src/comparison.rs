//! Comparisons: one indicator, one period, one revision, one method, every unit.

use crate::{
    ComparatorMethod, EditionId, ExclusionId, ForceId, IndicatorId, MethodVersion, PeerGroupId,
    Period, Revision, UnitId,
};

/// An indicator computed for every unit: what is cached and served.
///
/// Warnings (caveats) travel beside it: [`crate::Edition::caveats_of`] its indicator. Values are unrounded and already multiplied by the indicator's multiplier.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The edition whose rules were followed.
    pub edition: EditionId,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The numerator's period.
    pub period: Period,
    /// The newest revision of any measure involved; `None` when nothing was recorded.
    pub revision: Option<Revision>,
    /// The method followed.
    pub method: MethodVersion,
    /// What the units are compared with.
    pub comparator: Comparator,
    /// The included units, by identifier.
    pub units: Vec<UnitComparison>,
    /// The units left out, by identifier, and why.
    pub left_out: Vec<LeftOut>,
    /// How many units make a band, or why there are no bands.
    pub bands: Result<u32, NoBand>,
    /// Over-dispersion among the units; absent where funnel limits do not apply.
    pub over_dispersion: Option<OverDispersionEstimate>,
    /// For changes: how many included units rose.
    pub rising: Option<u32>,
    /// The formula in words, with the measures' and periods' names.
    pub formula: String,
}

/// What units are compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparator {
    /// Whom.
    pub kind: ComparatorKind,
    /// How it was worked out.
    pub method: ComparatorMethod,
    /// Its value.
    pub value: Result<ComparatorValue, Absent>,
}

/// Whom units are compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComparatorKind {
    /// All included units of England and Wales.
    EnglandAndWales,
    /// The included units of a named group.
    Peers(PeerGroupId),
}

/// The comparator's value with what it was made from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ComparatorValue {
    /// The value.
    pub value: f64,
    /// Sum of the included units' numerators (for a change: now).
    pub numerator: f64,
    /// Sum of the included units' denominators (for a change: then).
    pub denominator: f64,
}

/// One unit's place in a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitComparison {
    /// The unit.
    pub unit: Unit,
    /// Its value.
    pub value: f64,
    /// Its numerator (for a change: the count or rate now).
    pub numerator: f64,
    /// Its denominator (for a change: the count or rate then).
    pub denominator: f64,
    /// The value's interval; absent with the reason.
    pub interval: Result<Intervals, Absent>,
    /// 1 for the highest value; ties share the smaller number.
    pub rank: u32,
    /// How many units share the rank, itself included.
    pub tied: u32,
    /// Its band among the units.
    pub band: Result<Band, NoBand>,
    /// Where it lies in the funnel around the comparator; absent with the reason.
    pub funnel: Result<Funnel, Absent>,
    /// What a reader must know of this value, in a fixed order.
    pub flags: Vec<Flag>,
}

/// What is compared: one force, or several as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its identifier.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// The forces in it, by identifier; at least one.
    pub forces: Vec<ForceId>,
}

/// The 95% and 99.8% limits of one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intervals {
    /// Limits at 95%.
    pub at_95: Limits,
    /// Limits at 99.8%.
    pub at_99_8: Limits,
}

/// A lower and an upper limit, in the indicator's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

/// Where a unit lies in the funnel around the comparator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    /// Limits without correction.
    pub plain: Intervals,
    /// Limits widened for over-dispersion by the additive model.
    pub corrected: Intervals,
    /// The unit's position by the plain limits.
    pub plain_position: FunnelPosition,
    /// The unit's position by the corrected limits: the one that is worded.
    pub position: FunnelPosition,
}

named! {
    /// Where a value lies against funnel limits.
    FunnelPosition {
        /// Below the lower 99.8% limit.
        BelowOuter = "below-99.8",
        /// Between the lower 99.8% and 95% limits.
        BelowInner = "below-95",
        /// Within the 95% limits.
        Within = "within",
        /// Between the upper 95% and 99.8% limits.
        AboveInner = "above-95",
        /// Above the upper 99.8% limit.
        AboveOuter = "above-99.8",
    }
}

/// How much more the units vary than chance alone would make them
/// (Spiegelhalter 2005, Statistics in Medicine 24:1185).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverDispersionEstimate {
    /// Multiplicative factor: mean of the winsorised squared z-scores.
    pub phi: f64,
    /// Additive variance between units, on the scale of the z-scores' standard errors.
    pub tau_squared: f64,
    /// Whether there is more variation than chance explains, so that correction applies.
    pub applies: bool,
}

named! {
    /// Where a unit ranks, in words. Position, not merit.
    Band {
        /// Fewer than a quarter of the units are strictly higher.
        Highest = "one-of-the-highest",
        /// Neither.
        InLine = "broadly-in-line",
        /// Fewer than a quarter are strictly lower.
        Lowest = "one-of-the-lowest",
    }
}

named! {
    /// Why there is no band.
    NoBand {
        /// Fewer than eight units are included.
        TooFewUnits = "too-few-units",
        /// Ties make the unit one of the highest and one of the lowest at once.
        Ties = "ties",
    }
}

/// A unit that is not part of the comparison, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The unit.
    pub unit: Unit,
    /// Why.
    pub because: Absent,
    /// The decision behind it, if one was taken.
    pub exclusion: Option<ExclusionId>,
    /// What else a reader should know; may be empty.
    pub note: String,
}

named! {
    /// Why something is absent.
    Absent {
        /// Nothing was supplied.
        NotSupplied = "not-supplied",
        /// Supplied, but left out by decision.
        Excluded = "excluded",
        /// Never part of a comparison.
        OutOfScope = "out-of-scope",
        /// The denominator is zero.
        ZeroDenominator = "zero-denominator",
        /// A count is negative: a correction outweighs what it corrects.
        NegativeCount = "negative-count",
        /// A part is larger than its whole.
        PartExceedsWhole = "part-exceeds-whole",
        /// No unit is included.
        NoUnits = "no-units",
        /// The indicator is known only as printed.
        PublishedOnly = "published-only",
        /// The statistic does not apply to this kind of indicator.
        NotApplicable = "not-applicable",
        /// The value does not exist for the period asked for.
        NotRecorded = "not-recorded",
        /// The unit is all that it would be compared with.
        OwnComparator = "own-comparator",
    }
}

/// What a reader must know of one value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Covers part of the period; a denominator per head was scaled to it.
    Partial {
        /// Months covered.
        months: u16,
    },
    /// The value is an estimate.
    Estimated,
    /// The value will be revised.
    Provisional,
    /// The value replaces an earlier published one.
    Revised,
    /// Not comparable with earlier values.
    Break,
    /// Several forces counted as one.
    Merged,
    /// A decision warns about it.
    Flagged(ExclusionId),
    /// Fewer than five events.
    SmallNumber,
}

impl Flag {
    /// Its name, as contracts spell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Partial { .. } => "partial",
            Self::Estimated => "estimated",
            Self::Provisional => "provisional",
            Self::Revised => "revised",
            Self::Break => "break",
            Self::Merged => "merged",
            Self::Flagged(_) => "flagged",
            Self::SmallNumber => "small-number",
        }
    }
}

impl Comparison {
    /// The included unit that the force belongs to.
    #[must_use]
    pub fn unit_of(&self, force: &ForceId) -> Option<&UnitComparison> {
        self.units
            .iter()
            .find(|unit| unit.unit.forces.contains(force))
    }

    /// Why the force is not included, if it was left out.
    #[must_use]
    pub fn left_out(&self, force: &ForceId) -> Option<&LeftOut> {
        self.left_out
            .iter()
            .find(|left_out| left_out.unit.forces.contains(force))
    }
}
