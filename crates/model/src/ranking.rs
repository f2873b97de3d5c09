//! Rankings: how sure a place in a league table is.

use crate::{Absent, EditionId, IndicatorId, MethodVersion, Period, Revision, UnitId};

/// Every unit's rank on an indicator, with the interval that it lies in.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
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
    /// How often the units were drawn.
    pub draws: u32,
    /// Where the draws began.
    pub seed: u64,
    /// The included units, highest value first, those with equal values by identifier; or why
    /// ranks have no intervals.
    pub units: Result<Vec<RankedUnit>, Absent>,
}

/// One unit's rank: "7, between 4 and 11".
#[derive(Debug, Clone, PartialEq)]
pub struct RankedUnit {
    /// The unit.
    pub unit: UnitId,
    /// Its value.
    pub value: f64,
    /// 1 for the highest value; ties share the smaller number.
    pub rank: u32,
    /// How many units share the rank, itself included.
    pub tied: u32,
    /// The highest rank (smallest number) that it may well have, at 95%.
    pub best: u32,
    /// The lowest rank (largest number) that it may well have, at 95%.
    pub worst: u32,
    /// The mean of the ranks drawn.
    pub mean: f64,
}
