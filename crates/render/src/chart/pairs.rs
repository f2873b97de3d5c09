//! Bars in pairs, each kind under its own heading, so that long names have room.

use askama::Template;
use peel_reporting_core::{Figure, Pair, PairChart, Point};

use super::geometry::{Px, shortened, text_width, wrapped};
use super::{COMPARATOR, FORCE, INK, QUIET};

const WIDTH: f64 = 420.0;
const FONT: f64 = 12.0;
const TOP: f64 = 42.0;
const LINE: f64 = 15.0;
const BAR: f64 = 14.0;
const LABEL_GAP: f64 = 5.0;

#[derive(Template)]
#[template(path = "chart/pairs.svg")]
pub(super) struct PairDrawing<'f> {
    figure: &'f Figure,
    chart: &'f PairChart,
    force: String,
    comparator: String,
    width: Px,
    height: Px,
    top: Px,
    zero: Px,
    rows: Vec<Row<'f>>,
}

/// One pair, placed.
struct Row<'f> {
    name: Vec<(Px, String)>,
    bars: Vec<PlacedBar<'f>>,
}

/// One bar, placed.
struct PlacedBar<'f> {
    own: bool,
    x: Px,
    y: Px,
    length: Px,
    label: &'f str,
    label_x: Px,
    baseline: Px,
}

impl<'f> PairDrawing<'f> {
    pub(super) fn of(figure: &'f Figure, chart: &'f PairChart) -> Self {
        let labels = chart
            .pairs
            .iter()
            .flat_map(|pair| pair.force.iter().chain(&pair.comparator))
            .map(|point| text_width(&point.label, FONT) * 1.1)
            .fold(24.0, f64::max)
            .min(WIDTH / 3.0);
        let right = WIDTH - labels - LABEL_GAP;
        let place = |value: f64| chart.axis.share(value) * right + 1.0;
        let mut y = TOP;
        let rows = chart
            .pairs
            .iter()
            .map(|pair| row(pair, &mut y, place))
            .collect();
        Self {
            figure,
            chart,
            force: shortened(&chart.force, FONT, WIDTH / 2.0),
            comparator: shortened(&chart.comparator, FONT, WIDTH / 2.0),
            width: Px(WIDTH),
            height: Px(y),
            top: Px(TOP),
            zero: Px(place(0.0)),
            rows,
        }
    }
}

fn row<'f>(pair: &'f Pair, y: &mut f64, place: impl Fn(f64) -> f64) -> Row<'f> {
    let mut name = Vec::new();
    for line in wrapped(&pair.name, FONT, WIDTH) {
        *y += LINE;
        name.push((Px(*y), shortened(&line, FONT, WIDTH)));
    }
    *y += 5.0;
    let mut bars = Vec::new();
    for (own, point) in [(true, &pair.force), (false, &pair.comparator)] {
        if let Some(point) = point {
            bars.push(bar(own, point, *y, &place));
        }
        *y += BAR;
    }
    *y += 8.0;
    Row { name, bars }
}

fn bar<'f>(own: bool, point: &'f Point, y: f64, place: impl Fn(f64) -> f64) -> PlacedBar<'f> {
    let (zero, end) = (place(0.0), place(point.value));
    PlacedBar {
        own,
        x: Px(zero.min(end)),
        y: Px(if own { y } else { y + 1.0 }),
        // A value of zero still leaves a mark.
        length: Px((end - zero).abs().max(0.8)),
        label: &point.label,
        label_x: Px(zero.max(end) + LABEL_GAP),
        baseline: Px(y + 10.0),
    }
}
