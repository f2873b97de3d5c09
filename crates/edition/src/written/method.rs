//! `method.toml`.

use serde::Deserialize;

use crate::document::At;

/// A method of comparison of the edition's own, under a version of its own. Left out where the
/// edition follows a version that every build knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct MethodFile {
    /// Its version, the one that `edition.toml` names.
    pub(crate) version: At<String>,
    /// The share of the included units that makes a band: above 0, at most 0.5.
    pub(crate) band_share: f64,
    /// Fewer included units than this are not banded.
    pub(crate) least_banded_units: u32,
    /// A value from fewer events than this is marked as a small number.
    pub(crate) small_number: f64,
    /// How the comparator's value is worked out for every indicator: `pooled` or `mean-of-rates`.
    /// Left out, each indicator says.
    pub(crate) comparator: Option<At<String>>,
    /// The share of z-scores pulled in at each end before over-dispersion is estimated.
    pub(crate) winsorised_share: f64,
    /// Which over-dispersion the corrected funnel limits allow for: `additive` or
    /// `multiplicative`.
    pub(crate) correction: At<String>,
    /// The lengths in months of the parts that a longer span may have been recorded in, in the
    /// order in which they are tried.
    pub(crate) part_months: Vec<u16>,
    /// How often units are drawn for the intervals of their ranks.
    pub(crate) rank_draws: u32,
    /// Where these draws begin.
    pub(crate) rank_seed: u64,
    /// Fewer periods than this have no trend.
    pub(crate) least_trend_periods: u32,
    /// Fewer consecutive months or quarters than this have no control chart.
    pub(crate) least_charted_periods: u32,
    /// How many consecutive points on one side of the centre are a signal, and make a step.
    pub(crate) run: u32,
    /// How many consecutive points each further in one direction are a signal.
    pub(crate) run_in_one_direction: u32,
    /// The fewest points from which the level before a step is taken.
    pub(crate) step_baseline: u32,
}
