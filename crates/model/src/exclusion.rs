//! Decisions about which units an indicator counts, and warnings that travel with figures.

use crate::{CaveatId, ExclusionId, ForceId, IndicatorId, Period, Revision, UnitId};

/// A decision about how one or more forces are counted.
///
/// "Excluded" (supplied, but left out by decision) and "not supplied" (nothing to leave out) are
/// different facts, and so are different treatments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Its identifier.
    pub id: ExclusionId,
    /// Which forces.
    pub forces: Vec<ForceId>,
    /// For which indicators.
    pub applies_to: IndicatorScope,
    /// For which periods; all when empty.
    pub periods: Vec<Period>,
    /// What is done.
    pub treatment: Treatment,
    /// Why, in our own words, as a report's annex can say it.
    pub reason: String,
    /// Where the decision was published.
    pub source: String,
    /// When and by whom it was added to the record; `None` when the edition came with it.
    pub decided: Option<Decided>,
}

/// When and by whom a decision or warning was added to an edition's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The revision that added it.
    pub revision: Revision,
    /// Who decided it.
    pub author: String,
}

/// Which indicators a decision or warning is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndicatorScope {
    /// Every indicator of the edition.
    All,
    /// These.
    These(Vec<IndicatorId>),
    /// None: it is about the inspection itself and travels with the report, not with a figure.
    Inspection,
}

impl IndicatorScope {
    /// Whether the indicator is meant.
    #[must_use]
    pub fn covers(&self, indicator: &IndicatorId) -> bool {
        match self {
            Self::All => true,
            Self::These(these) => these.contains(indicator),
            Self::Inspection => false,
        }
    }
}

impl Exclusion {
    /// Whether it is about this indicator in this period.
    #[must_use]
    pub fn covers(&self, indicator: &IndicatorId, period: &Period) -> bool {
        self.applies_to.covers(indicator)
            && (self.periods.is_empty() || self.periods.contains(period))
    }
}

/// What is done with a force's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Treatment {
    /// Left out of numerator, denominator, chart, ranks and bands, although it was supplied.
    Exclude,
    /// Left out because nothing was supplied.
    NotSupplied,
    /// Never part of a comparison.
    OutOfScope,
    /// Counted as one unit under a name of its own.
    Merge {
        /// The unit's identifier.
        unit: UnitId,
        /// Its name.
        name: String,
    },
    /// Kept; covers this many of the period's months, and rates per head are scaled to them.
    Partial {
        /// Months covered, at least 1.
        months: u16,
    },
    /// Kept; the value is an estimate.
    Estimated,
    /// Kept; replaces an earlier published value.
    Revised,
    /// Kept, with a warning.
    Flag,
    /// Nothing is done to any figure; the report says it.
    Note,
}

impl Treatment {
    /// Its name, as editions and contracts spell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Exclude => "exclude",
            Self::NotSupplied => "not-supplied",
            Self::OutOfScope => "out-of-scope",
            Self::Merge { .. } => "merge",
            Self::Partial { .. } => "partial",
            Self::Estimated => "estimated",
            Self::Revised => "revised",
            Self::Flag => "flag",
            Self::Note => "note",
        }
    }
}

/// A warning that travels with figures, up to the sentence in the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caveat {
    /// Its identifier.
    pub id: CaveatId,
    /// Its heading, in a few words.
    pub title: String,
    /// The warning in our own words.
    pub text: String,
    /// Which figures it is about.
    pub applies_to: IndicatorScope,
    /// Where it was published.
    pub source: String,
    /// When and by whom it was added to the record; `None` when the edition came with it.
    pub decided: Option<Decided>,
}
