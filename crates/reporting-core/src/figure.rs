//! Figures as a report holds them: data, words and what to draw.

use peel_model::FigureId;

use crate::{DataTable, DotPlot, FootnoteMark, FunnelPlot, PairChart, Text, TileMap};

/// A figure: a drawing with the table of its data, or a table alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its identifier.
    pub id: FigureId,
    /// Its number in the report; 0 for a figure that stands in none.
    pub number: u8,
    /// Its title.
    pub title: String,
    /// Footnotes cited at its title.
    pub marks: Vec<FootnoteMark>,
    /// What is drawn.
    pub drawing: Drawing,
    /// The drawing in words, for those who do not see it.
    pub description: String,
    /// Its data.
    pub table: DataTable,
    /// What it says, in sentences chosen by rule.
    pub statements: Vec<Text>,
    /// What a reader must be told beside it: units left out, flags, choices of data.
    pub notes: Vec<String>,
    /// Whence the data came.
    pub source: String,
}

/// What a figure draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// Lines over periods.
    Line(LineChart),
    /// Ranked bars.
    Bars(BarChart),
    /// Bars in pairs, kind by kind.
    Pairs(PairChart),
    /// Units by size within limits.
    Funnel(FunnelPlot),
    /// A line for every indicator with a mark for each unit.
    Dots(DotPlot),
    /// A tile for every force.
    Map(TileMap),
    /// Nothing: the table is the figure.
    Table,
    /// Nothing, although the figure should be a chart.
    NotDrawn {
        /// Why, in a sentence or two.
        reason: String,
    },
}

/// Lines over periods.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// What the values are: "per 1,000 population".
    pub unit: String,
    /// The vertical axis.
    pub axis: Axis,
    /// The periods, oldest first, as short as they can be told apart.
    pub periods: Vec<String>,
    /// What the periods are, in words: "12 months to 30 June".
    pub periods_title: String,
    /// The lines.
    pub series: Vec<Series>,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Whose it is.
    pub name: String,
    /// Whether it is the force the report is about, or what it is compared with.
    pub role: Role,
    /// A point for each period, or none where nothing is known.
    pub points: Vec<Option<Point>>,
}

/// The part something plays in a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The force the report is about.
    Force,
    /// What it is compared with.
    Comparator,
    /// Another unit.
    Other,
}

/// A place on an axis and how it is labelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The place, unrounded.
    pub value: f64,
    /// The label.
    pub label: String,
}

/// Bars, highest value first, with the comparator as a line across them.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// What the values are: "per 1,000 population".
    pub unit: String,
    /// The horizontal axis.
    pub axis: Axis,
    /// The bars.
    pub bars: Vec<Bar>,
    /// The comparator's name and value.
    pub comparator: Option<(String, Point)>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The unit's name.
    pub name: String,
    /// The force the report is about, or another.
    pub role: Role,
    /// Its length and label.
    pub end: Point,
    /// Whether a reader must know more of the value; the table says what.
    pub flagged: bool,
}

/// A scale with labelled steps. It holds zero, except the vertical axis of a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its lower end.
    pub low: f64,
    /// Its upper end, above `low`.
    pub high: f64,
    /// Its labelled steps, lowest first.
    pub ticks: Vec<Point>,
}

impl Axis {
    /// Where a value lies between the ends, from 0 to 1.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The same where sizes differ by orders of magnitude: places go with the square root.
    #[must_use]
    pub fn root_share(&self, value: f64) -> f64 {
        self.share(value).sqrt()
    }
}
