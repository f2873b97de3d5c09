//! The periods for which an indicator has data.

use std::collections::BTreeSet;

use peel_model::{Edition, Indicator, Period};

use crate::formula::{Plan, Resolved};
use crate::{ComparisonError, Observations};

/// The most periods of a series; of more the newest count.
pub const MOST_POINTS: usize = 240;

/// From the end of one period to the end of another.
pub(crate) fn months_apart(from: Period, to: Period) -> i32 {
    month_of(to) - month_of(from)
}

fn month_of(period: Period) -> i32 {
    let (year, month, _) = period.last_day();
    i32::from(year) * 12 + i32::from(month)
}

/// Periods like the last one for which the numerator may have been recorded, oldest first: spans of
/// the same length that do not overlap it or one another, whether recorded whole or in parts; for
/// a day, every day recorded.
pub(crate) fn recorded_like(
    edition: &Edition,
    indicator: &Indicator,
    last: Period,
    observations: &Observations,
) -> Result<Vec<Period>, ComparisonError> {
    let recorded = recorded(edition, indicator, last, observations)?;
    let Some(months) = last.months() else {
        let days = recorded
            .into_iter()
            .filter(|period| period.months().is_none());
        return Ok(newest(days.collect()));
    };
    let ends = recorded
        .iter()
        .filter(|period| period.months().is_some_and(|part| part <= months));
    let ends: BTreeSet<i32> = ends.map(|period| months_apart(last, *period)).collect();
    let months = i32::from(months);
    let like = ends
        .into_iter()
        .filter(|end| end % months == 0)
        .filter_map(|end| last.earlier(-end));
    Ok(newest(like.collect()))
}

/// The recorded periods of the numerator that last so many months and end with the last period or
/// before it, oldest first.
pub(crate) fn recorded_lasting(
    edition: &Edition,
    indicator: &Indicator,
    last: Period,
    months: u16,
    observations: &Observations,
) -> Result<Vec<Period>, ComparisonError> {
    let recorded = recorded(edition, indicator, last, observations)?;
    let parts = recorded
        .into_iter()
        .filter(|period| period.months() == Some(months));
    Ok(newest(parts.collect()))
}

fn recorded(
    edition: &Edition,
    indicator: &Indicator,
    last: Period,
    observations: &Observations,
) -> Result<BTreeSet<Period>, ComparisonError> {
    let plan = Plan::of(edition, indicator, last)?;
    let counted = plan
        .resolved()
        .map(|resolved: &Resolved<'_>| &resolved.now.count.leaves.parts);
    Ok(counted
        .into_iter()
        .flatten()
        .flat_map(|measure| observations.periods_of(&measure.id))
        .filter(|period| period.last_day() <= last.last_day())
        .collect())
}

fn newest(mut periods: Vec<Period>) -> Vec<Period> {
    let surplus = periods.len().saturating_sub(MOST_POINTS);
    periods.split_off(surplus)
}
