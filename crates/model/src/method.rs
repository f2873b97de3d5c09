//! Methods of comparison: every choice a comparison needs, as data.

use crate::{ComparatorMethod, MethodVersion};

/// The choices of one method version. The same data under the same version always compare alike.
///
/// A build knows some versions by itself; an edition may bring another, under a version of its
/// own. A published version is never changed: another choice is another version. The levels of
/// intervals and funnel limits, 95% and 99.8%, are not a choice: the names of what they give
/// ([`crate::Intervals`], [`crate::FunnelPosition`]) hold them. Nor is the number of grades, which
/// an edition lists.
#[derive(Debug, Clone, PartialEq)]
pub struct MethodParameters {
    /// Its version.
    pub version: MethodVersion,
    /// The share of the included units that makes a band, rounded to the nearest whole number of
    /// units, halves up. Above 0, at most a half.
    pub band_share: f64,
    /// Fewer included units than this are not banded. At least 1.
    pub least_banded_units: u32,
    /// A value from fewer events than this is marked as a small number. At least 0.
    pub small_number: f64,
    /// How the comparator's value is worked out for every indicator, whatever the indicator says;
    /// `None` leaves it to the indicator.
    pub comparator: Option<ComparatorMethod>,
    /// The share of z-scores pulled in at each end before over-dispersion is estimated
    /// (Spiegelhalter 2005, Statistics in Medicine 24:1185). Above 0, below a half.
    pub winsorised_share: f64,
    /// Which over-dispersion the corrected funnel limits allow for.
    pub correction: FunnelCorrection,
    /// The lengths, in months, of the consecutive parts that a longer span of counts may have been
    /// recorded in, in the order in which they are tried. Each at least 1; at most eight.
    pub part_months: Vec<u16>,
    /// How often units are drawn for the intervals of their ranks. 1 to 1,000,000.
    pub rank_draws: u32,
    /// Where these draws begin: the same seed always gives the same answer.
    pub rank_seed: u64,
    /// Fewer periods than this have no trend. At least 5, below which the test does not exist.
    pub least_trend_periods: u32,
    /// Fewer consecutive months or quarters than this have no control chart. At least 2.
    pub least_charted_periods: u32,
    /// How many consecutive points on one side of the centre are a signal, and make a step.
    pub run: u32,
    /// How many consecutive points each further in one direction are a signal. At least 2.
    pub run_in_one_direction: u32,
    /// The fewest points from which the level before a step is taken. At least 2.
    pub step_baseline: u32,
}

named! {
    /// Which over-dispersion funnel limits allow for (Spiegelhalter 2005).
    FunnelCorrection {
        /// A variance added to every unit's: tau squared.
        Additive = "additive",
        /// A factor on every unit's variance: phi, where above 1.
        Multiplicative = "multiplicative",
    }
}
