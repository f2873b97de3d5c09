use peel_model::{
    Absent, ComparatorValue, MethodVersion, NoChart, NoTrend, Revision, Series, SeriesChange,
    SeriesDirection, SeriesPoint, SeriesTrend, SeriesValue,
};

use super::chart::{chart_from_wire, chart_to_wire};
use super::comparison::{
    ComparisonLabels, either, flag_from_wire, flag_to_wire, group_from_wire, group_to_wire,
    intervals_from_wire, intervals_to_wire, result, unit_from_wire, unit_to_wire,
};
use super::{Malformed, named, parse, required};
use crate::scoring::v1 as wire;

/// A series.
#[must_use]
pub fn series_to_wire(series: &Series, labels: &ComparisonLabels<'_>) -> wire::Series {
    let (trend, no_trend_because) = either(series.trend, NoTrend::name);
    let (comparator_trend, no_comparator_trend_because) =
        either(series.comparator_trend, NoTrend::name);
    let (chart, no_chart_because) = either(series.chart.as_ref(), |why| why.name());
    wire::Series {
        edition: series.edition.to_string(),
        indicator: series.indicator.to_string(),
        force: series.force.to_string(),
        method: series.method.to_string(),
        peer_group: group_to_wire(&series.comparator),
        revision: series.revision.map_or(0, Revision::number),
        points: series.points.iter().map(point_to_wire).collect(),
        changes: series.changes.iter().map(change_to_wire).collect(),
        trend: trend.map(trend_to_wire),
        no_trend_because,
        comparator_trend: comparator_trend.map(trend_to_wire),
        no_comparator_trend_because,
        chart: chart.map(chart_to_wire),
        no_chart_because,
        title: labels.indicator.title.clone(),
        unit: labels.indicator.unit.clone(),
        decimals: labels.indicator.decimals.into(),
        caveats: labels.caveats.iter().map(ToString::to_string).collect(),
    }
}

/// A series as received.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn series_from_wire(message: wire::Series) -> Result<Series, Malformed> {
    let trend = |trend: Option<wire::SeriesTrend>, field: &str, because: &str| {
        let trend = trend.map(trend_from_wire).transpose()?;
        result(trend, field, because, NoTrend::from_name)
    };
    let chart = message.chart.map(chart_from_wire).transpose()?;
    let points = message.points.into_iter().map(point_from_wire);
    let changes = message.changes.into_iter().map(change_from_wire);
    Ok(Series {
        edition: parse("edition", &message.edition)?,
        indicator: parse("indicator", &message.indicator)?,
        force: parse("force", &message.force)?,
        method: MethodVersion::new(&message.method)
            .map_err(|problem| Malformed::new("method", problem))?,
        comparator: group_from_wire("peer_group", &message.peer_group)?,
        revision: Revision::new(message.revision),
        points: points.collect::<Result<_, _>>()?,
        changes: changes.collect::<Result<_, _>>()?,
        trend: trend(message.trend, "no_trend_because", &message.no_trend_because)?,
        comparator_trend: trend(
            message.comparator_trend,
            "no_comparator_trend_because",
            &message.no_comparator_trend_because,
        )?,
        chart: result(
            chart,
            "no_chart_because",
            &message.no_chart_because,
            NoChart::from_name,
        )?,
    })
}

fn point_to_wire(point: &SeriesPoint) -> wire::SeriesPoint {
    let (value, absent_because) = either(point.value.as_ref(), |because| because.name());
    let (comparator, no_comparator_because) = either(point.comparator, Absent::name);
    wire::SeriesPoint {
        period: point.period.to_string(),
        value: value.map(value_to_wire),
        absent_because,
        comparator: comparator.map(|comparator| wire::SeriesComparator {
            value: comparator.value,
            numerator: comparator.numerator,
            denominator: comparator.denominator,
        }),
        no_comparator_because,
        revision: point.revision.map_or(0, Revision::number),
    }
}

fn point_from_wire(message: wire::SeriesPoint) -> Result<SeriesPoint, Malformed> {
    let value = message.value.map(value_from_wire).transpose()?;
    let comparator = message.comparator.map(|comparator| ComparatorValue {
        value: comparator.value,
        numerator: comparator.numerator,
        denominator: comparator.denominator,
    });
    Ok(SeriesPoint {
        period: parse("points.period", &message.period)?,
        value: result(
            value,
            "points.absent_because",
            &message.absent_because,
            Absent::from_name,
        )?,
        comparator: result(
            comparator,
            "points.no_comparator_because",
            &message.no_comparator_because,
            Absent::from_name,
        )?,
        revision: Revision::new(message.revision),
    })
}

fn value_to_wire(value: &SeriesValue) -> wire::SeriesValue {
    let (interval, no_interval_because) = either(value.interval, Absent::name);
    wire::SeriesValue {
        unit: Some(unit_to_wire(&value.unit)),
        value: value.value,
        numerator: value.numerator,
        denominator: value.denominator,
        interval: interval.map(intervals_to_wire),
        no_interval_because,
        rank: value.rank,
        of: value.of,
        flags: value.flags.iter().map(flag_to_wire).collect(),
    }
}

fn value_from_wire(message: wire::SeriesValue) -> Result<SeriesValue, Malformed> {
    let interval = message.interval.map(intervals_from_wire).transpose()?;
    let flags = message.flags.into_iter().map(flag_from_wire);
    Ok(SeriesValue {
        unit: unit_from_wire(required("points.value.unit", message.unit)?)?,
        value: message.value,
        numerator: message.numerator,
        denominator: message.denominator,
        interval: result(
            interval,
            "points.value.no_interval_because",
            &message.no_interval_because,
            Absent::from_name,
        )?,
        rank: message.rank,
        of: message.of,
        flags: flags.collect::<Result<_, _>>()?,
    })
}

fn change_to_wire(change: &SeriesChange) -> wire::SeriesChange {
    let (relative, no_relative_because) = either(change.relative, Absent::name);
    wire::SeriesChange {
        from: change.from.to_string(),
        to: change.to.to_string(),
        consecutive: change.consecutive,
        difference: change.difference,
        relative,
        no_relative_because,
    }
}

fn change_from_wire(message: wire::SeriesChange) -> Result<SeriesChange, Malformed> {
    Ok(SeriesChange {
        from: parse("changes.from", &message.from)?,
        to: parse("changes.to", &message.to)?,
        consecutive: message.consecutive,
        difference: message.difference,
        relative: result(
            message.relative,
            "changes.no_relative_because",
            &message.no_relative_because,
            Absent::from_name,
        )?,
    })
}

fn trend_to_wire(trend: SeriesTrend) -> wire::SeriesTrend {
    wire::SeriesTrend {
        direction: trend.direction.name().to_owned(),
        statistic: trend.statistic,
        p_value: trend.p_value,
        first: trend.first.to_string(),
        last: trend.last.to_string(),
        periods: trend.periods,
    }
}

fn trend_from_wire(message: wire::SeriesTrend) -> Result<SeriesTrend, Malformed> {
    let direction = SeriesDirection::from_name(&message.direction);
    Ok(SeriesTrend {
        direction: named("trend.direction", &message.direction, direction)?,
        statistic: message.statistic,
        p_value: message.p_value,
        first: parse("trend.first", &message.first)?,
        last: parse("trend.last", &message.last)?,
        periods: message.periods,
    })
}
