//! Drawings as SVG: where things are, never what they are called or how they are rounded.
//!
//! The drawings use three colours that people with any colour vision tell apart, and never colour
//! alone: the force is also bold and marked, England and Wales also dashed.

mod bars;
mod dots;
mod funnel;
mod geometry;
mod line;
mod map;
mod pairs;
mod panel;
mod strip;

pub(crate) use strip::strip_svg;

use askama::Template;
use peel_reporting_core::{Drawing, Figure};

/// What a drawing is lettered in where fonts are the reader's: the first that the system has.
pub(crate) const FONT_FAMILIES: &str =
    "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// The force the report is about.
const FORCE: &str = "#12436d";
/// What it is compared with.
const COMPARATOR: &str = "#a3195b";
/// Other units.
const OTHER: &str = "#7f93a8";
/// Text.
const INK: &str = "#1c2733";
/// Axis labels.
const QUIET: &str = "#51606f";
/// Lines of the grid.
const GRID: &str = "#dde3e9";

/// A figure as an SVG image of its own, with title and description.
///
/// A figure that is a table, or that could not be drawn, becomes a panel with its data and the
/// reason.
#[must_use]
pub fn render_figure_svg(figure: &Figure) -> String {
    drawing_svg(figure).unwrap_or_else(|| rendered(&panel::Panel::of(figure)))
}

/// What the image shows, for those who do not see it: the drawing's description, or the panel's data
/// row by row.
#[must_use]
pub fn figure_in_words(figure: &Figure) -> String {
    match &figure.drawing {
        Drawing::Line(_)
        | Drawing::Bars(_)
        | Drawing::Pairs(_)
        | Drawing::Funnel(_)
        | Drawing::Dots(_)
        | Drawing::Map(_) => figure.description.clone(),
        Drawing::Table | Drawing::NotDrawn { .. } => panel::description(figure),
    }
}

/// The figure's drawing; `None` when there is none.
pub(crate) fn drawing_svg(figure: &Figure) -> Option<String> {
    match &figure.drawing {
        Drawing::Line(chart) => Some(rendered(&line::LineDrawing::of(figure, chart))),
        Drawing::Bars(chart) => Some(rendered(&bars::BarDrawing::of(figure, chart))),
        Drawing::Pairs(chart) => Some(rendered(&pairs::PairDrawing::of(figure, chart))),
        Drawing::Funnel(plot) => Some(rendered(&funnel::FunnelDrawing::of(figure, plot))),
        Drawing::Dots(plot) => Some(rendered(&dots::DotDrawing::of(figure, plot))),
        Drawing::Map(map) => Some(rendered(&map::MapDrawing::of(figure, map))),
        Drawing::Table | Drawing::NotDrawn { .. } => None,
    }
}

/// The template's text. Writing to memory fails for no content.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}
