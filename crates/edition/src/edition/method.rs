//! `method.toml`.

use peel_model::{ComparatorMethod, FunnelCorrection, MethodParameters, MethodVersion};

use super::KnownNames;
use crate::reader::Reader;
use crate::written::MethodFile;

/// Where it stands.
pub(super) const PATH: &str = "method.toml";

/// The edition's own method; `None` when a word of it is wrong. Whether its numbers fit the
/// formulas is for those to say.
pub(super) fn own_method(
    written: &MethodFile,
    _: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<MethodParameters> {
    let version = reader.parsed_by(&written.version, MethodVersion::new);
    let comparator = match &written.comparator {
        None => Some(None),
        Some(word) => {
            let (all, name) = (ComparatorMethod::ALL, ComparatorMethod::name);
            reader.one_of(word, "comparator", all, name).map(Some)
        }
    };
    let (all, name) = (FunnelCorrection::ALL, FunnelCorrection::name);
    let correction = reader.one_of(&written.correction, "correction", all, name);
    Some(MethodParameters {
        version: version?,
        band_share: written.band_share,
        least_banded_units: written.least_banded_units,
        small_number: written.small_number,
        comparator: comparator?,
        winsorised_share: written.winsorised_share,
        correction: correction?,
        part_months: written.part_months.clone(),
        rank_draws: written.rank_draws,
        rank_seed: written.rank_seed,
        least_trend_periods: written.least_trend_periods,
        least_charted_periods: written.least_charted_periods,
        run: written.run,
        run_in_one_direction: written.run_in_one_direction,
        step_baseline: written.step_baseline,
    })
}
