//! Lines over periods, labelled where they end.

use askama::Template;
use peel_reporting_core::{Figure, LineChart, Role, Series};

use super::geometry::Px;
use super::{COMPARATOR, FORCE, GRID, INK, OTHER, QUIET};

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 456.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 268.0;

#[derive(Template)]
#[template(path = "chart/line.svg")]
pub(super) struct LineDrawing<'f> {
    figure: &'f Figure,
    chart: &'f LineChart,
    width: Px,
    height: Px,
    left: Px,
    right: Px,
    zero: Px,
    ticks: Vec<(Px, Px, &'f str)>,
    periods: Vec<(Px, &'f str)>,
    lines: Vec<Line<'f>>,
}

/// One series, placed.
struct Line<'f> {
    name: &'f str,
    colour: &'static str,
    dashed: bool,
    path: String,
    points: Vec<Marker<'f>>,
    /// Where the series' name stands.
    name_y: Px,
}

/// One value, placed, with its label above or below.
struct Marker<'f> {
    x: Px,
    y: Px,
    label: &'f str,
    label_y: Px,
}

impl<'f> LineDrawing<'f> {
    pub(super) fn of(figure: &'f Figure, chart: &'f LineChart) -> Self {
        let across = |index: usize| {
            let steps = u32::try_from(chart.periods.len().saturating_sub(1)).unwrap_or(u32::MAX);
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            // Half a label's width is kept free on both sides.
            let (first, last) = (LEFT + 26.0, RIGHT - 14.0);
            if steps == 0 {
                (first + last) / 2.0
            } else {
                first + (last - first) * f64::from(index) / f64::from(steps)
            }
        };
        let down = |value: f64| BOTTOM - chart.axis.share(value) * (BOTTOM - TOP);
        let lines = chart
            .series
            .iter()
            .map(|series| line(series, chart, across, down))
            .collect();
        let ticks = chart.axis.ticks.iter().map(|tick| {
            let y = down(tick.value);
            (Px(y), Px(y + 4.0), tick.label.as_str())
        });
        let periods = chart.periods.iter().enumerate();
        Self {
            figure,
            chart,
            width: Px(WIDTH),
            height: Px(HEIGHT),
            left: Px(LEFT),
            right: Px(RIGHT),
            zero: Px(down(0.0)),
            ticks: ticks.collect(),
            periods: periods
                .map(|(index, label)| (Px(across(index)), label.as_str()))
                .collect(),
            lines,
        }
    }
}

fn line<'f>(
    series: &'f Series,
    chart: &LineChart,
    across: impl Fn(usize) -> f64,
    down: impl Fn(f64) -> f64,
) -> Line<'f> {
    let mut path = String::new();
    let mut points = Vec::new();
    let mut broken = true;
    let above = runs_above(series, chart);
    for (index, point) in series.points.iter().enumerate() {
        let Some(point) = point else {
            broken = true;
            continue;
        };
        let (x, y) = (across(index), down(point.value));
        let step = if broken { 'M' } else { 'L' };
        path.push_str(&format!("{step}{} {}", Px(x), Px(y)));
        broken = false;
        points.push(Marker {
            x: Px(x),
            y: Px(y),
            label: &point.label,
            label_y: Px(if above { y - 9.0 } else { y + 19.0 }),
        });
    }
    let last = points.last().map_or(BOTTOM, |marker| marker.y.0);
    Line {
        name: &series.name,
        colour: match series.role {
            Role::Force => FORCE,
            Role::Comparator => COMPARATOR,
            Role::Other => OTHER,
        },
        dashed: series.role != Role::Force,
        path,
        points,
        name_y: Px(if above { last - 26.0 } else { last + 36.0 }),
    }
}

/// Whether a series ends above the others, so that its labels have room over it.
fn runs_above(series: &Series, chart: &LineChart) -> bool {
    let end = |series: &Series| {
        let last = series.points.iter().rev().flatten().next();
        last.map_or(f64::NEG_INFINITY, |point| point.value)
    };
    let others = chart
        .series
        .iter()
        .filter(|other| other.name != series.name);
    let highest = others.map(end).fold(f64::NEG_INFINITY, f64::max);
    end(series) > highest || (series.role == Role::Force && end(series) >= highest)
}
