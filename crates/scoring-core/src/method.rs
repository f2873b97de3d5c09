//! Methods of comparison: those that every build knows, and those that an edition brings.

use std::sync::LazyLock;

use peel_model::{Edition, FunnelCorrection, MethodParameters, MethodVersion};
use peel_stats::{FEWEST_PERIODS, MOST_DRAWS, WINSORISED_SHARE};

use crate::ComparisonError;

/// Every version this build knows, oldest first. None of them ever changes.
static KNOWN: LazyLock<Vec<MethodParameters>> = LazyLock::new(|| {
    let of_2016 = MethodVersion::new("2016.1").map(|version| MethodParameters {
        version,
        band_share: 0.25,
        least_banded_units: 8,
        small_number: 5.0,
        comparator: None,
        winsorised_share: WINSORISED_SHARE,
        correction: FunnelCorrection::Additive,
        part_months: vec![3, 1],
        rank_draws: 10_000,
        rank_seed: 2016,
        least_trend_periods: 5,
        least_charted_periods: 12,
        run: 8,
        run_in_one_direction: 6,
        step_baseline: 12,
    });
    of_2016.into_iter().collect()
});

/// The most lengths of parts that a method may try.
const MOST_PART_LENGTHS: usize = 8;

/// Every method version this build knows by itself, oldest first.
#[must_use]
pub fn known_methods() -> &'static [MethodParameters] {
    &KNOWN
}

/// The method that an edition follows: its own, or one that every build knows.
///
/// An old result stays reproducible because no version ever means two things: an edition's own
/// method may not go by the name of a known one, unless it says the same.
///
/// ```
/// use peel_scoring_core::known_methods;
///
/// let method = &known_methods()[0];
/// assert_eq!((method.version.as_str(), method.least_banded_units), ("2016.1", 8));
/// ```
///
/// # Errors
/// [`ComparisonError::UnknownMethod`] for a version that neither knows, and
/// [`ComparisonError::MethodParameter`] for an edition's own method that is at fault.
pub fn method_of(edition: &Edition) -> Result<&MethodParameters, ComparisonError> {
    let known = KNOWN.iter().find(|method| method.version == edition.method);
    match (&edition.own_method, known) {
        (Some(own), Some(known)) if own != known => Err(fault(
            own,
            "version",
            "is known with other parameters; give the method a version of its own",
        )),
        (Some(own), _) if own.version != edition.method => Err(fault(
            own,
            "version",
            "is not the one that the edition follows; make them the same",
        )),
        (Some(own), _) => check(own).map(|()| own),
        (None, Some(known)) => Ok(known),
        (None, None) => Err(ComparisonError::UnknownMethod {
            version: edition.method.clone(),
            known: KNOWN
                .iter()
                .map(|method| method.version.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

fn fault(
    method: &MethodParameters,
    parameter: &'static str,
    rule: &'static str,
) -> ComparisonError {
    ComparisonError::MethodParameter {
        version: method.version.clone(),
        parameter,
        rule,
    }
}

/// Holds an edition's own method to what the formulas need.
fn check(method: &MethodParameters) -> Result<(), ComparisonError> {
    let share = |share: f64, below: f64| share > 0.0 && share < below;
    let fewest_periods = u32::try_from(FEWEST_PERIODS).unwrap_or(u32::MAX);
    let parts = &method.part_months;
    let rules = [
        (
            "band_share",
            share(method.band_share, 0.5 + f64::EPSILON),
            "is not above 0 and at most 0.5",
        ),
        (
            "least_banded_units",
            method.least_banded_units >= 1,
            "is not at least 1",
        ),
        (
            "small_number",
            method.small_number.is_finite() && method.small_number >= 0.0,
            "is not a number from 0",
        ),
        (
            "winsorised_share",
            share(method.winsorised_share, 0.5),
            "is not above 0 and below 0.5",
        ),
        (
            "part_months",
            parts.len() <= MOST_PART_LENGTHS && parts.iter().all(|months| *months > 0),
            "has more than eight lengths, or one of no months",
        ),
        (
            "rank_draws",
            (1..=MOST_DRAWS).contains(&method.rank_draws),
            "is not from 1 to 1,000,000",
        ),
        (
            "least_trend_periods",
            method.least_trend_periods >= fewest_periods,
            "is not at least 5",
        ),
        (
            "least_charted_periods",
            method.least_charted_periods >= 2,
            "is not at least 2",
        ),
        ("run", method.run >= 1, "is not at least 1"),
        (
            "run_in_one_direction",
            method.run_in_one_direction >= 2,
            "is not at least 2",
        ),
        (
            "step_baseline",
            method.step_baseline >= 2,
            "is not at least 2",
        ),
    ];
    match rules.into_iter().find(|(_, holds, _)| !holds) {
        Some((parameter, _, rule)) => Err(fault(method, parameter, rule)),
        None => Ok(()),
    }
}
