//! A unit's months or quarters as a control chart.

use peel_model::{
    ChartRule, ChartSignal, ChartStep, ChartedPoint, Edition, Flag, Formula, Indicator, Limits,
    MethodParameters, NoChart, Period, Revision, SeriesChart, SeriesPoint,
};
use peel_stats::{Chart, Side, Signal, SignalRules, StepRule, signals, step_changes};

use crate::method::method_of;
use crate::periods::{months_apart, recorded_lasting};
use crate::{ComparisonError, Observations};

/// A chart, or why there is none, and the newest revision of what it was made from.
pub(crate) struct Charted {
    pub(crate) chart: Result<SeriesChart, NoChart>,
    pub(crate) newest: Option<Revision>,
}

/// Months rather than quarters: of the lengths that the method knows, the shortest that has enough
/// consecutive points.
pub(crate) fn charted(
    edition: &Edition,
    indicator: &Indicator,
    last: Period,
    observations: &Observations,
    point: impl Fn(Period) -> Result<SeriesPoint, ComparisonError>,
) -> Result<Charted, ComparisonError> {
    let method = method_of(edition)?;
    let none = |why| Charted {
        chart: Err(why),
        newest: None,
    };
    let (Formula::Ratio { .. }, Some(own)) = (&indicator.formula, last.months()) else {
        return Ok(none(NoChart::NotApplicable));
    };
    let mut lengths = method.part_months.clone();
    lengths.retain(|months| *months < own);
    lengths.sort_unstable();
    let mut why = NoChart::OnlyWholeSpans;
    for months in lengths {
        let periods = recorded_lasting(edition, indicator, last, months, observations)?;
        if periods.is_empty() {
            continue;
        }
        why = NoChart::TooFewPeriods;
        let points = periods
            .into_iter()
            .map(&point)
            .collect::<Result<Vec<_>, _>>()?;
        let stretch = last_stretch(&points, months);
        if stretch.len() >= method.least_charted_periods as usize
            && let Some(chart) = chart(months, &stretch, method)
        {
            return Ok(Charted {
                chart: Ok(chart),
                newest: points.iter().filter_map(|point| point.revision).max(),
            });
        }
    }
    Ok(none(why))
}

/// The points without a gap up to the last that has a value, from where figures were last marked
/// as not comparable with earlier ones.
fn last_stretch(points: &[SeriesPoint], months: u16) -> Vec<ChartedPoint> {
    let mut stretch: Vec<ChartedPoint> = Vec::new();
    for point in points {
        let Ok(value) = &point.value else { continue };
        let follows = stretch
            .last()
            .is_some_and(|last| months_apart(last.period, point.period) == i32::from(months));
        if !follows || value.flags.contains(&Flag::Break) {
            stretch.clear();
        }
        stretch.push(ChartedPoint {
            period: point.period,
            value: value.value,
        });
    }
    stretch
}

/// `None` when the values are too large for their spread to be a number.
fn chart(months: u16, points: &[ChartedPoint], method: &MethodParameters) -> Option<SeriesChart> {
    let values: Vec<f64> = points.iter().map(|point| point.value).collect();
    let chart = Chart::individuals(&values).ok()?;
    let limits = chart.points().first()?.limits;
    let rules = SignalRules {
        run: method.run as usize,
        trend: method.run_in_one_direction as usize,
    };
    let steps = StepRule {
        baseline: method.step_baseline as usize,
        run: method.run as usize,
    };
    let period = |index: usize| points.get(index).map(|point| point.period);
    let found = signals(&chart, rules);
    Some(SeriesChart {
        months,
        centre: chart.centre(),
        limits: Limits {
            lower: limits.lower(),
            upper: limits.upper(),
        },
        signals: found
            .iter()
            .filter_map(|found| signal(found, period))
            .collect(),
        steps: step_changes(&values, steps)
            .unwrap_or_default()
            .iter()
            .filter_map(|step| {
                Some(ChartStep {
                    period: period(step.index)?,
                    before: step.before,
                    after: step.after,
                })
            })
            .collect(),
        points: points.to_vec(),
    })
}

fn signal(found: &Signal, period: impl Fn(usize) -> Option<Period>) -> Option<ChartSignal> {
    let (rule, points, side) = match found {
        Signal::Outside { index, side } => (ChartRule::Outside, *index..index + 1, side),
        Signal::Run { points, side } => (ChartRule::Run, points.clone(), side),
        Signal::Trend { points, side } => (ChartRule::Direction, points.clone(), side),
    };
    Some(ChartSignal {
        rule,
        above: *side == Side::Above,
        first: period(points.start)?,
        last: period(points.end.checked_sub(1)?)?,
    })
}
