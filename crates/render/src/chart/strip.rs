//! Every unit as a stroke on a line from the lowest value to the highest.

use askama::Template;
use peel_reporting_core::Strip;

use super::geometry::Px;
use super::{COMPARATOR, FORCE, OTHER};

const LEFT: f64 = 7.0;
const LENGTH: f64 = 206.0;

#[derive(Template)]
#[template(path = "chart/strip.svg")]
struct StripDrawing<'s> {
    strip: &'s Strip,
    units: String,
    force: Px,
    comparator: Option<Px>,
}

/// The strip as SVG.
pub(crate) fn strip_svg(strip: &Strip) -> String {
    let place = |share: f64| Px(LEFT + share.clamp(0.0, 1.0) * LENGTH);
    let strokes = strip
        .units
        .iter()
        .map(|share| format!("M{} 7v10", place(*share)));
    super::rendered(&StripDrawing {
        strip,
        units: strokes.collect(),
        force: Px(place(strip.force).0 - 2.5),
        comparator: strip.comparator.map(place),
    })
}
