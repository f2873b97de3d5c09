//! Lines over periods, labelled where they end.

use askama::Template;
use peel_reporting_core::{Figure, LineChart, Role, Series};

use super::geometry::{Px, text_width};
use super::{COMPARATOR, FORCE, GRID, INK, OTHER, QUIET};

/// How far under its point a label stands.
const UNDER: f64 = 19.0;

/// How far another point above one must be, so that a label has room between them.
const LABEL_ROOM: f64 = 30.0;

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 336.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = 414.0;
const TOP: f64 = 60.0;
const BOTTOM: f64 = 284.0;
const FONT: f64 = 12.0;
/// How many periods have room for a label each.
const MOST_LABELS: usize = 7;

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
    /// Where its entry in the key stands.
    key: Px,
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
            let (first, last) = (LEFT + 24.0, RIGHT - 18.0);
            if steps == 0 {
                (first + last) / 2.0
            } else {
                first + (last - first) * f64::from(index) / f64::from(steps)
            }
        };
        let down = |value: f64| BOTTOM - chart.axis.share(value) * (BOTTOM - TOP);
        let mut key = 8.0;
        let lines = chart
            .series
            .iter()
            .map(|series| {
                let line = line(series, chart, across, down, Px(key));
                key += text_width(&series.name, FONT) * 1.1 + 40.0;
                line
            })
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
                .filter(|(index, _)| index % label_step(chart.periods.len()) == 0)
                .map(|(index, label)| (Px(across(index)), label.as_str()))
                .collect(),
            lines,
        }
    }
}

/// Every how many periods one is labelled.
fn label_step(periods: usize) -> usize {
    periods.div_ceil(MOST_LABELS).max(1)
}

fn line<'f>(
    series: &'f Series,
    chart: &LineChart,
    across: impl Fn(usize) -> f64,
    down: impl Fn(f64) -> f64,
    key: Px,
) -> Line<'f> {
    let mut path = String::new();
    let mut points = Vec::new();
    let mut broken = true;
    for (index, point) in series.points.iter().enumerate() {
        let Some(point) = point else {
            broken = true;
            continue;
        };
        let (x, y) = (across(index), down(point.value));
        let step = if broken { 'M' } else { 'L' };
        path.push_str(&format!("{step}{} {}", Px(x), Px(y)));
        broken = false;
        // Under a point near the axis its label would be struck through.
        let on_the_axis = y + UNDER > BOTTOM;
        let crowded = others_at(series, chart, index)
            .any(|value| (0.0..LABEL_ROOM).contains(&(y - down(value))));
        let above = runs_above(series, chart, index) || (on_the_axis && !crowded);
        let label = if is_labelled(series, index) {
            &point.label
        } else {
            ""
        };
        points.push(Marker {
            x: Px(x),
            y: Px(y),
            label,
            label_y: Px(if above { y - 9.0 } else { y + UNDER }),
        });
    }
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
        key,
    }
}

/// Whether a point carries its value: all of them where there is room, else the ends and the
/// highest and lowest.
fn is_labelled(series: &Series, index: usize) -> bool {
    let known = || series.points.iter().enumerate();
    let values = || known().filter_map(|(place, point)| Some((place, point.as_ref()?.value)));
    if series.points.len() <= MOST_LABELS {
        return true;
    }
    let ends = [values().next(), values().next_back()];
    let lowest = values().min_by(|one, other| one.1.total_cmp(&other.1));
    let highest = values().max_by(|one, other| one.1.total_cmp(&other.1));
    let mut named = ends.into_iter().chain([lowest, highest]).flatten();
    named.any(|(place, _)| place == index)
}

/// The values of the other series in a period.
fn others_at(series: &Series, chart: &LineChart, index: usize) -> impl Iterator<Item = f64> {
    let others = chart.series.iter();
    let others = others.filter(|other| other.name != series.name);
    others.filter_map(move |other| Some(other.points.get(index)?.as_ref()?.value))
}

/// Whether a series lies above the others in a period, so that its label has room over it. Of
/// equal values the force's label goes above.
fn runs_above(series: &Series, chart: &LineChart, index: usize) -> bool {
    let at = |series: &Series| {
        let point = series.points.get(index).and_then(Option::as_ref);
        point.map_or(f64::NEG_INFINITY, |point| point.value)
    };
    let highest = others_at(series, chart, index).fold(f64::NEG_INFINITY, f64::max);
    at(series) > highest || (series.role == Role::Force && at(series) >= highest)
}
