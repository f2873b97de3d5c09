//! A line for every indicator with a mark for each unit, values at its right.

use askama::Template;
use peel_reporting_core::{DotLine, DotPlot, Figure};

use super::geometry::{Px, shortened, text_width};
use super::{COMPARATOR, FORCE, GRID, INK, OTHER, QUIET};

const WIDTH: f64 = 420.0;
const LEFT: f64 = 6.0;
const RIGHT: f64 = 414.0;
const TOP: f64 = 60.0;
const ROW: f64 = 64.0;
const FONT: f64 = 12.0;
const SMALL: f64 = 10.5;
/// Room between the two columns of values.
const GAP: f64 = 10.0;

#[derive(Template)]
#[template(path = "chart/dots.svg")]
pub(super) struct DotDrawing<'f> {
    figure: &'f Figure,
    width: Px,
    height: Px,
    left: Px,
    right: Px,
    force_end: Px,
    force: String,
    comparator: String,
    rows: Vec<Row<'f>>,
}

/// One line, placed.
struct Row<'f> {
    line: &'f DotLine,
    name: String,
    detail: String,
    name_y: Px,
    detail_y: Px,
    axis: Px,
    top: Px,
    middle: Option<(Px, Px)>,
    units: String,
    whole: Option<Px>,
    own: Px,
    own_top: Px,
}

impl<'f> DotDrawing<'f> {
    pub(super) fn of(figure: &'f Figure, plot: &'f DotPlot) -> Self {
        let widest = |label: fn(&DotLine) -> &str| {
            let widths = plot
                .lines
                .iter()
                .map(|line| text_width(label(line), FONT) * 1.1);
            widths.fold(0.0, f64::max).min(WIDTH / 5.0)
        };
        let force_end = WIDTH - widest(|line| &line.comparator) - GAP;
        let names = force_end - widest(|line| &line.force) - GAP;
        let rows: Vec<Row<'f>> = (0_u32..)
            .zip(&plot.lines)
            .map(|(index, line)| row(line, TOP + f64::from(index) * ROW, names))
            .collect();
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self {
            figure,
            width: Px(WIDTH),
            height: Px(TOP + f64::from(count) * ROW),
            left: Px(LEFT),
            right: Px(RIGHT),
            force_end: Px(force_end),
            force: shortened(&plot.force, FONT, WIDTH - 24.0),
            comparator: shortened(&plot.comparator, FONT, WIDTH - 24.0),
            rows,
        }
    }
}

fn row(line: &DotLine, y: f64, names: f64) -> Row<'_> {
    let place = |share: f64| LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT);
    let axis = y + 44.0;
    let strip = &line.strip;
    let strokes = strip
        .units
        .iter()
        .map(|share| format!("M{} {}v10", Px(place(*share)), Px(axis - 5.0)));
    let band = text_width(&line.band, SMALL);
    Row {
        line,
        // Bold letters are a tenth wider.
        name: shortened(&line.name, FONT * 1.1, names),
        detail: shortened(&line.detail, SMALL, WIDTH - band - GAP),
        name_y: Px(y + 14.0),
        detail_y: Px(y + 29.0),
        axis: Px(axis),
        top: Px(axis - 7.0),
        middle: line
            .middle
            .map(|(low, high)| (Px(place(low)), Px(place(high) - place(low)))),
        units: strokes.collect(),
        whole: strip.comparator.map(|share| Px(place(share))),
        own: Px(place(strip.force) - 2.5),
        own_top: Px(axis - 9.0),
    }
}
