//! Ranked bars: a row for every unit, so that every name can be read at a telephone's width.

use askama::Template;
use peel_reporting_core::{Axis, Bar, BarChart, Figure, Role};

use super::geometry::{Px, shortened, text_width};
use super::{COMPARATOR, FORCE, GRID, INK, OTHER, QUIET};

const WIDTH: f64 = 420.0;
const ROW: f64 = 16.0;
const BAR: f64 = 10.5;
const FONT: f64 = 11.5;
const TOP: f64 = 62.0;
const GAP: f64 = 8.0;

#[derive(Template)]
#[template(path = "chart/bars.svg")]
pub(super) struct BarDrawing<'f> {
    figure: &'f Figure,
    width: Px,
    height: Px,
    unit: &'f str,
    zero: Px,
    top: Px,
    bottom: Px,
    names_end: Px,
    values_end: Px,
    ticks: Vec<(Px, &'f str)>,
    rows: Vec<Row<'f>>,
    comparator: Option<ComparatorLine<'f>>,
}

/// One bar, placed.
struct Row<'f> {
    name: String,
    label: &'f str,
    own: bool,
    flagged: bool,
    colour: &'static str,
    x: Px,
    y: Px,
    length: Px,
    baseline: Px,
}

/// The comparator's line, placed, with its label kept inside the drawing.
struct ComparatorLine<'f> {
    x: Px,
    label_x: Px,
    anchor: &'static str,
    name: &'f str,
    label: &'f str,
}

impl<'f> BarDrawing<'f> {
    pub(super) fn of(figure: &'f Figure, chart: &'f BarChart) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = &'f str>| {
            texts.map(|text| text_width(text, FONT)).fold(0.0, f64::max)
        };
        let names = widest(&mut chart.bars.iter().map(|bar| bar.name.as_str()));
        let values = widest(&mut chart.bars.iter().map(|bar| bar.end.label.as_str()));
        // Names may take 40% of the width at most; the plot keeps the larger part.
        let left = (names + 14.0).clamp(60.0, WIDTH * 0.4) + GAP;
        let right = WIDTH - values.clamp(24.0, WIDTH * 0.2) - 2.0 * GAP;
        let place = |value: f64| left + chart.axis.share(value) * (right - left);
        let rows: Vec<Row<'f>> = (0_u32..)
            .zip(&chart.bars)
            .map(|(index, bar)| {
                let name = shortened(&bar.name, FONT, left - GAP);
                row(
                    bar,
                    name,
                    f64::from(index),
                    place(0.0),
                    place(bar.end.value),
                )
            })
            .collect();
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let bottom = TOP + f64::from(count) * ROW;
        Self {
            figure,
            width: Px(WIDTH),
            height: Px(bottom + 4.0),
            unit: &chart.unit,
            zero: Px(place(0.0)),
            top: Px(TOP),
            bottom: Px(bottom),
            names_end: Px(left - GAP),
            values_end: Px(WIDTH),
            ticks: ticks(&chart.axis, place),
            rows,
            comparator: chart.comparator.as_ref().map(|(name, point)| {
                let x = place(point.value);
                comparator_line(x, left, right, name, &point.label)
            }),
        }
    }
}

fn row(bar: &Bar, name: String, index: f64, zero: f64, end: f64) -> Row<'_> {
    let y = TOP + index * ROW;
    let own = bar.role == Role::Force;
    Row {
        name,
        label: &bar.end.label,
        own,
        flagged: bar.flagged,
        colour: if own { FORCE } else { OTHER },
        x: Px(zero.min(end)),
        y: Px(y + (ROW - BAR) / 2.0),
        // A value of zero still leaves a mark.
        length: Px((end - zero).abs().max(0.8)),
        baseline: Px(y + ROW / 2.0 + FONT * 0.35),
    }
}

fn ticks(axis: &Axis, place: impl Fn(f64) -> f64) -> Vec<(Px, &str)> {
    axis.ticks
        .iter()
        .map(|tick| (Px(place(tick.value)), tick.label.as_str()))
        .collect()
}

fn comparator_line<'f>(
    x: f64,
    left: f64,
    right: f64,
    name: &'f str,
    label: &'f str,
) -> ComparatorLine<'f> {
    let half = text_width(&format!("{name} {label}"), FONT + 0.5) / 2.0;
    let (label_x, anchor) = if x + half > right + 20.0 {
        (right + 20.0, "end")
    } else if x - half < left {
        (left, "start")
    } else {
        (x, "middle")
    };
    ComparatorLine {
        x: Px(x),
        label_x: Px(label_x),
        anchor,
        name,
        label,
    }
}
