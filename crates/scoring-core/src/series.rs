//! An indicator from period to period.

use peel_model::{
    Absent, ComparatorKind, Comparison, Edition, Flag, ForceId, Formula, Indicator, NoTrend,
    Period, RatioKind, Series, SeriesChange, SeriesDirection, SeriesPoint, SeriesTrend,
    SeriesValue,
};
use peel_stats::{
    ConfidenceLevel, Fraction, StatisticError, TrendDirection, TrendPeriod, relative_change,
    trend_of_proportions, trend_of_rates,
};

use crate::charting::charted;
use crate::method::method_of;
use crate::periods::{months_apart, recorded_like};
use crate::rank::number;
use crate::{ComparisonError, Observations, compare};

/// An indicator over every period for which there is data up to one period, for one force's unit
/// and its comparator.
///
/// - **Periods** are as long as the last and end a whole number of such lengths before it, so that
///   they never overlap: yearly figures to June are one series, those to March another. What was
///   recorded for later periods does not count: a report on a year does not know the next. The
///   newest [`crate::MOST_POINTS`] count.
/// - **Changes** go from each period with a value to the next with one, and say whether one follows
///   the other.
/// - **Trend** is the chi-squared test of the method, over the periods since figures were last
///   marked as not comparable with earlier ones. It has a direction in plain words only where it
///   is more than chance explains at 95%.
/// - **Months and quarters**, where they were recorded, make a control chart with its signals and
///   lasting changes of level. Rates per head in it are per month or quarter.
///
/// A linear trend says where the series as a whole has been going. One that fell and rose again may
/// still be falling in that sense: look at the changes beside it.
///
/// Every point is a comparison of its own, so that what a point says is what the comparison of its
/// period says.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn compare_series(
    edition: &Edition,
    indicator: &Indicator,
    period: Period,
    comparator: &ComparatorKind,
    force: &ForceId,
    observations: &Observations,
) -> Result<Series, ComparisonError> {
    let method = method_of(edition)?;
    let compared = |period| compare(edition, indicator, period, comparator, observations);
    let mut points = Vec::new();
    for period in recorded_like(edition, indicator, period, observations)? {
        let comparison = compared(period)?;
        if !comparison.units.is_empty() || comparison.comparator.value.is_ok() {
            points.push(point(&comparison, force));
        }
    }
    let chart = charted(edition, indicator, period, observations, |period| {
        compared(period).map(|comparison| point(&comparison, force))
    })?;
    let newest = points.iter().filter_map(|point| point.revision).max();
    let least = method.least_trend_periods as usize;
    Ok(Series {
        edition: edition.id.clone(),
        indicator: indicator.id.clone(),
        force: force.clone(),
        method: edition.method.clone(),
        comparator: comparator.clone(),
        revision: newest.max(chart.newest),
        changes: changes(indicator, &points),
        trend: trend(indicator, &own_terms(&points), least),
        comparator_trend: trend(indicator, &comparator_terms(&points), least),
        chart: chart.chart,
        points,
    })
}

fn point(comparison: &Comparison, force: &ForceId) -> SeriesPoint {
    let value = match comparison.unit_of(force) {
        Some(unit) => Ok(SeriesValue {
            unit: unit.unit.clone(),
            value: unit.value,
            numerator: unit.numerator,
            denominator: unit.denominator,
            interval: unit.interval,
            rank: unit.rank,
            of: number(comparison.units.len()),
            flags: unit.flags.clone(),
        }),
        None => Err(comparison
            .left_out(force)
            .map_or(Absent::NotApplicable, |left_out| left_out.because)),
    };
    SeriesPoint {
        period: comparison.period,
        value,
        comparator: comparison.comparator.value,
        revision: comparison.revision,
    }
}

fn changes(indicator: &Indicator, points: &[SeriesPoint]) -> Vec<SeriesChange> {
    let present: Vec<(Period, f64)> = points
        .iter()
        .filter_map(|point| Some((point.period, point.value.as_ref().ok()?.value)))
        .collect();
    let of_changes = matches!(indicator.formula, Formula::Change { .. });
    present
        .iter()
        .zip(present.iter().skip(1))
        .map(|((from, before), (to, after))| SeriesChange {
            from: *from,
            to: *to,
            consecutive: from.months().map(i32::from) == Some(months_apart(*from, *to)),
            difference: after - before,
            relative: match relative_change(*before, *after) {
                Ok(relative) if !of_changes => Ok(relative),
                Ok(_) => Err(Absent::NotApplicable),
                Err(StatisticError::Zero { .. }) => Err(Absent::ZeroDenominator),
                Err(_) => Err(Absent::NotApplicable),
            },
        })
        .collect()
}

/// What a trend is tested on, in one period.
struct TrendTerm<'s> {
    period: Period,
    numerator: f64,
    denominator: f64,
    /// Of which unit; the comparator's is none.
    unit: Option<&'s str>,
    /// Not comparable with what was before.
    breaks: bool,
}

fn own_terms(points: &[SeriesPoint]) -> Vec<TrendTerm<'_>> {
    points
        .iter()
        .filter_map(|point| {
            let value = point.value.as_ref().ok()?;
            Some(TrendTerm {
                period: point.period,
                numerator: value.numerator,
                denominator: value.denominator,
                unit: Some(value.unit.id.as_str()),
                breaks: value.flags.contains(&Flag::Break),
            })
        })
        .collect()
}

fn comparator_terms(points: &[SeriesPoint]) -> Vec<TrendTerm<'_>> {
    points
        .iter()
        .filter_map(|point| {
            let value = point.comparator.ok()?;
            Some(TrendTerm {
                period: point.period,
                numerator: value.numerator,
                denominator: value.denominator,
                unit: None,
                breaks: false,
            })
        })
        .collect()
}

fn trend(
    indicator: &Indicator,
    terms: &[TrendTerm<'_>],
    least: usize,
) -> Result<SeriesTrend, NoTrend> {
    let test = match indicator.formula {
        Formula::Ratio {
            kind: RatioKind::Proportion,
            ..
        } => trend_of_proportions,
        Formula::Ratio {
            kind: RatioKind::Rate,
            ..
        } => trend_of_rates,
        _ => return Err(NoTrend::NotApplicable),
    };
    let since = terms.iter().rposition(|term| term.breaks).unwrap_or(0);
    let (before, terms) = terms.split_at_checked(since).unwrap_or_default();
    let (Some(first), Some(last)) = (terms.first(), terms.last()) else {
        return Err(NoTrend::TooFewPeriods);
    };
    if terms.len() < least {
        return Err(if before.len() + terms.len() < least {
            NoTrend::TooFewPeriods
        } else {
            NoTrend::Break
        });
    }
    if terms.iter().any(|term| term.unit != first.unit) {
        return Err(NoTrend::NotComparable);
    }
    let periods = terms
        .iter()
        .map(|term| {
            let fraction = Fraction::new(term.numerator, term.denominator)?;
            let time = f64::from(months_apart(first.period, term.period));
            Ok(TrendPeriod { time, fraction })
        })
        .collect::<Result<Vec<_>, StatisticError>>();
    let tested = periods.and_then(|periods| test(&periods));
    let tested = tested.map_err(|error| match error {
        StatisticError::NoVariation { .. } => NoTrend::NoVariation,
        StatisticError::TooFew { .. } => NoTrend::TooFewPeriods,
        _ => NoTrend::NotComparable,
    })?;
    let significant = tested.is_significant(ConfidenceLevel::P95);
    Ok(SeriesTrend {
        direction: match tested.direction {
            TrendDirection::Rising if significant => SeriesDirection::Rising,
            TrendDirection::Falling if significant => SeriesDirection::Falling,
            _ => SeriesDirection::Steady,
        },
        statistic: tested.statistic,
        p_value: tested.p_value,
        first: first.period,
        last: last.period,
        periods: number(terms.len()),
    })
}
