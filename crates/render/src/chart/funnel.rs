//! Units by size within limits. The force and what lies outside are labelled where they are.

use askama::Template;
use peel_reporting_core::{Figure, FunnelLimits, FunnelPlot, FunnelUnit, Role};

use super::geometry::{Px, shortened, text_width};
use super::{COMPARATOR, FORCE, GRID, INK, OTHER, QUIET};

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 42.0;
const RIGHT: f64 = 384.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 352.0;
const FONT: f64 = 11.5;
const LABEL: f64 = 150.0;

#[derive(Template)]
#[template(path = "chart/funnel.svg")]
pub(super) struct FunnelDrawing<'f> {
    figure: &'f Figure,
    plot: &'f FunnelPlot,
    width: Px,
    height: Px,
    left: Px,
    right: Px,
    bottom: Px,
    ticks_end: Px,
    sizes_baseline: Px,
    title_baseline: Px,
    ends_x: Px,
    whole: Px,
    size: String,
    heights: Vec<(Px, Px, &'f str)>,
    sizes: Vec<(Px, &'f str)>,
    inner: [String; 2],
    outer: [String; 2],
    ends: Vec<(Px, &'static str)>,
    dots: Vec<Dot>,
    labels: Vec<Label>,
}

/// One unit, placed.
struct Dot {
    /// Whether it stands at the upper or lower edge, beyond which its value lies.
    beyond: Option<bool>,
    x: Px,
    y: Px,
    radius: Px,
    fill: &'static str,
    stroke: &'static str,
}

/// A name beside its unit.
struct Label {
    x: Px,
    y: Px,
    anchor: &'static str,
    own: bool,
    text: String,
}

/// Room that a label takes: left, right, top, bottom.
type Room = [f64; 4];

impl<'f> FunnelDrawing<'f> {
    pub(super) fn of(figure: &'f Figure, plot: &'f FunnelPlot) -> Self {
        let across = |size: f64| LEFT + plot.sizes.root_share(size) * (RIGHT - LEFT);
        let down = |value: f64| BOTTOM - plot.axis.share(value) * (BOTTOM - TOP);
        let path = |limit: fn(&FunnelLimits) -> f64| {
            let mut path = String::new();
            for (index, limits) in plot.limits.iter().enumerate() {
                let step = if index == 0 { 'M' } else { 'L' };
                let (x, y) = (Px(across(limits.size)), Px(down(limit(limits))));
                path.push_str(&format!("{step}{x} {y}"));
            }
            path
        };
        // The force is drawn last, so that nothing covers it.
        let mut units: Vec<&FunnelUnit> = plot.units.iter().collect();
        units.sort_by_key(|unit| unit.role == Role::Force);
        let at = |unit: &FunnelUnit| (across(unit.size), down(unit.value.value));
        Self {
            figure,
            plot,
            width: Px(WIDTH),
            height: Px(HEIGHT),
            left: Px(LEFT),
            right: Px(RIGHT),
            bottom: Px(BOTTOM),
            ticks_end: Px(LEFT - 6.0),
            sizes_baseline: Px(BOTTOM + 16.0),
            title_baseline: Px(BOTTOM + 36.0),
            ends_x: Px(RIGHT + 3.0),
            whole: Px(down(plot.comparator.1.value)),
            size: shortened(&plot.size, FONT, RIGHT),
            heights: heights(plot, down),
            sizes: sizes(plot, across),
            inner: [path(|limits| limits.inner.0), path(|limits| limits.inner.1)],
            outer: [path(|limits| limits.outer.0), path(|limits| limits.outer.1)],
            ends: ends(plot, down),
            dots: units.iter().map(|unit| dot(unit, at(unit))).collect(),
            labels: labels(&units, at),
        }
    }
}

fn heights(plot: &FunnelPlot, down: impl Fn(f64) -> f64) -> Vec<(Px, Px, &str)> {
    let ticks = plot.axis.ticks.iter().map(|tick| {
        let y = down(tick.value);
        (Px(y), Px(y + 4.0), tick.label.as_str())
    });
    ticks.collect()
}

/// Labels of sizes, as many as stand apart.
fn sizes(plot: &FunnelPlot, across: impl Fn(f64) -> f64) -> Vec<(Px, &str)> {
    let mut free_from = f64::NEG_INFINITY;
    let mut kept = Vec::new();
    for tick in &plot.sizes.ticks {
        let (x, half) = (across(tick.value), text_width(&tick.label, FONT) / 2.0);
        if x - half > free_from {
            kept.push((Px(x), tick.label.as_str()));
            free_from = x + half + 12.0;
        }
    }
    kept
}

/// What the limits are called, where they end on the right.
fn ends(plot: &FunnelPlot, down: impl Fn(f64) -> f64) -> Vec<(Px, &'static str)> {
    let Some(last) = plot.limits.last() else {
        return Vec::new();
    };
    let (inner, outer) = (down(last.inner.1), down(last.outer.1));
    let apart = (inner - outer).max(10.0);
    vec![(Px(inner + 3.0), "95%"), (Px(inner - apart + 3.0), "99.8%")]
}

fn dot(unit: &FunnelUnit, (x, y): (f64, f64)) -> Dot {
    let own = unit.role == Role::Force;
    let (radius, fill, stroke) = match (own, unit.outside) {
        (true, _) => (6.5, FORCE, "#fff"),
        (false, true) => (4.0, INK, INK),
        (false, false) => (4.0, "#fff", OTHER),
    };
    Dot {
        beyond: unit.beyond.then_some(y < (TOP + BOTTOM) / 2.0),
        x: Px(x),
        y: Px(y),
        radius: Px(radius),
        fill,
        stroke,
    }
}

/// The force's name, then the names of what lies outside as far as there is room for them.
fn labels(units: &[&FunnelUnit], at: impl Fn(&FunnelUnit) -> (f64, f64)) -> Vec<Label> {
    let mut taken: Vec<Room> = Vec::new();
    let mut labels = Vec::new();
    let named = units.iter().rev();
    for unit in named.filter(|unit| unit.outside || unit.beyond || unit.role == Role::Force) {
        let own = unit.role == Role::Force;
        let text = format!("{} {}", unit.name, unit.value.label);
        let text = shortened(&text, FONT, LABEL);
        let width = text_width(&text, FONT) * if own { 1.1 } else { 1.0 };
        let (x, y) = at(unit);
        let to_the_right = x + 9.0 + width < WIDTH;
        let room = if to_the_right {
            [x + 9.0, x + 9.0 + width, y - 6.0, y + 6.0]
        } else {
            [x - 9.0 - width, x - 9.0, y - 6.0, y + 6.0]
        };
        if taken.iter().any(|other| overlap(&room, other)) {
            continue;
        }
        taken.push(room);
        labels.push(Label {
            x: Px(if to_the_right { x + 9.0 } else { x - 9.0 }),
            y: Px(y + 4.0),
            anchor: if to_the_right { "start" } else { "end" },
            own,
            text,
        });
    }
    labels
}

fn overlap(one: &Room, other: &Room) -> bool {
    let [left, right, top, bottom] = one;
    *left < other[1] && other[0] < *right && *top < other[3] && other[2] < *bottom
}
