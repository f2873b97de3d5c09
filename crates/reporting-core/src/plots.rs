//! Plots of many forces or many indicators at once: what is where, under which label.

use crate::{Axis, Point, Role, Strip};

/// Bars in pairs, kind by kind: the force beside what it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct PairChart {
    /// What the values are: "percent".
    pub unit: String,
    /// The horizontal axis.
    pub axis: Axis,
    /// The force's name.
    pub force: String,
    /// The name of what it is compared with.
    pub comparator: String,
    /// The pairs, in the edition's order.
    pub pairs: Vec<Pair>,
}

/// Two bars under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// What is counted.
    pub name: String,
    /// The force's bar; none where it has no value.
    pub force: Option<Point>,
    /// The comparator's bar; none where it has no value.
    pub comparator: Option<Point>,
}

/// Units by size, with the limits within which chance and the variation usual between units would
/// leave them (Spiegelhalter 2005).
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPlot {
    /// What the values are: "per 1,000 population".
    pub unit: String,
    /// What size is: the denominator's name.
    pub size: String,
    /// The vertical axis. Here it need not hold zero.
    pub axis: Axis,
    /// The horizontal axis, from zero; places go with the square root ([`Axis::root_share`]).
    pub sizes: Axis,
    /// The comparator's name and value.
    pub comparator: (String, Point),
    /// The limits, smallest size first.
    pub limits: Vec<FunnelLimits>,
    /// The units, smallest first.
    pub units: Vec<FunnelUnit>,
}

/// The limits at one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimits {
    /// The size.
    pub size: f64,
    /// Lower and upper limit at 95%.
    pub inner: (f64, f64),
    /// Lower and upper limit at 99.8%.
    pub outer: (f64, f64),
}

/// One unit in a funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelUnit {
    /// Its name.
    pub name: String,
    /// The force the report is about, or another.
    pub role: Role,
    /// Its size, unrounded.
    pub size: f64,
    /// Its value.
    pub value: Point,
    /// Whether it lies outside the outer limits.
    pub outside: bool,
    /// Whether it lies far beyond all others, and so beyond the vertical axis.
    pub beyond: bool,
}

/// Every indicator as a line of its own, with a mark for each unit.
#[derive(Debug, Clone, PartialEq)]
pub struct DotPlot {
    /// The force's name.
    pub force: String,
    /// The name of what it is compared with.
    pub comparator: String,
    /// The lines, in the edition's order.
    pub lines: Vec<DotLine>,
}

/// One indicator in a dot plot.
#[derive(Debug, Clone, PartialEq)]
pub struct DotLine {
    /// The indicator's title.
    pub name: String,
    /// Unit and period.
    pub detail: String,
    /// The force's value as it is shown.
    pub force: String,
    /// The comparator's value as it is shown.
    pub comparator: String,
    /// Where every unit lies.
    pub strip: Strip,
    /// Between which places units are broadly in line; `None` when there are no bands.
    pub middle: Option<(f64, f64)>,
    /// Where the force stands, in a few words; empty when it has no band.
    pub band: String,
}

/// A tile for every force, near its neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct TileMap {
    /// How many columns there are.
    pub columns: u8,
    /// How many rows there are.
    pub rows: u8,
    /// What tiles are told apart by, lowest first.
    pub classes: Vec<TileClass>,
    /// What stands for tiles without a class; empty when every tile has one.
    pub without: String,
    /// The tiles, by row and column.
    pub tiles: Vec<ForceTile>,
}

/// What tiles of one look have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileClass {
    /// What it means.
    pub title: String,
    /// How dark it is, from 0 for the lightest.
    pub shade: u8,
}

/// One force's tile.
#[derive(Debug, Clone, PartialEq)]
pub struct ForceTile {
    /// The force's name.
    pub name: String,
    /// Its name as it stands in the tile.
    pub label: String,
    /// Its value as it is shown; a dash where there is none.
    pub shown: String,
    /// The force the report is about, or another.
    pub role: Role,
    /// Its column, from 1.
    pub column: u8,
    /// Its row, from 1.
    pub row: u8,
    /// Its class, as a place in [`TileMap::classes`].
    pub class: Option<usize>,
}
