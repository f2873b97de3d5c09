use peel_model::{ChartRule, ChartSignal, ChartStep, ChartedPoint, SeriesChart};

use super::comparison::{limits_from_wire, limits_to_wire};
use super::{Malformed, named, parse, required, small};
use crate::scoring::v1 as wire;

pub(super) fn chart_to_wire(chart: &SeriesChart) -> wire::SeriesChart {
    let points = chart.points.iter().map(|point| wire::ChartedPoint {
        period: point.period.to_string(),
        value: point.value,
    });
    let signals = chart.signals.iter().map(|signal| wire::ChartSignal {
        rule: signal.rule.name().to_owned(),
        above: signal.above,
        first: signal.first.to_string(),
        last: signal.last.to_string(),
    });
    let steps = chart.steps.iter().map(|step| wire::ChartStep {
        period: step.period.to_string(),
        before: step.before,
        after: step.after,
    });
    wire::SeriesChart {
        months: chart.months.into(),
        centre: chart.centre,
        limits: Some(limits_to_wire(chart.limits)),
        points: points.collect(),
        signals: signals.collect(),
        steps: steps.collect(),
    }
}

pub(super) fn chart_from_wire(message: wire::SeriesChart) -> Result<SeriesChart, Malformed> {
    let points = message.points.into_iter().map(|point| {
        Ok(ChartedPoint {
            period: parse("chart.points.period", &point.period)?,
            value: point.value,
        })
    });
    let signals = message.signals.into_iter().map(|signal| {
        let rule = ChartRule::from_name(&signal.rule);
        Ok(ChartSignal {
            rule: named("chart.signals.rule", &signal.rule, rule)?,
            above: signal.above,
            first: parse("chart.signals.first", &signal.first)?,
            last: parse("chart.signals.last", &signal.last)?,
        })
    });
    let steps = message.steps.into_iter().map(|step| {
        Ok(ChartStep {
            period: parse("chart.steps.period", &step.period)?,
            before: step.before,
            after: step.after,
        })
    });
    Ok(SeriesChart {
        months: small("chart.months", message.months)?,
        centre: message.centre,
        limits: limits_from_wire(required("chart.limits", message.limits)?),
        points: points.collect::<Result<_, Malformed>>()?,
        signals: signals.collect::<Result<_, Malformed>>()?,
        steps: steps.collect::<Result<_, Malformed>>()?,
    })
}
