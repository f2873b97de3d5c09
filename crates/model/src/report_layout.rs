//! How an edition's report is laid out.

use crate::{FigureId, ForceId, IndicatorId, Period, QuestionId};

/// What a force's report shows, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportLayout {
    /// The report's title; the force's full name is put before it.
    pub title: String,
    /// What the inspection is and how it was made, in our own words, paragraph by paragraph.
    pub introduction: Vec<String>,
    /// "Force in numbers": groups of indicators.
    pub force_in_numbers: Vec<NumberGroup>,
    /// Figures, in the order of their numbers.
    pub figures: Vec<Figure>,
    /// What happens next, in our own words, paragraph by paragraph.
    pub next_steps: Vec<String>,
    /// Where forces stand on a map of tiles, by row and column; empty when there is no map.
    pub map: Vec<MapTile>,
}

/// A force's place on a map of tiles of one size: near its neighbours, not to scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapTile {
    /// The force.
    pub force: ForceId,
    /// Its column, from 1 in the west.
    pub column: u8,
    /// Its row, from 1 in the north.
    pub row: u8,
    /// Its name, short enough to be written into the tile.
    pub label: String,
}

/// A heading of "Force in numbers" with its indicators.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberGroup {
    /// The heading.
    pub title: String,
    /// What is shown under it.
    pub entries: Vec<NumberEntry>,
}

/// One line of "Force in numbers".
#[derive(Debug, Clone, PartialEq)]
pub struct NumberEntry {
    /// The label in this place.
    pub label: String,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period; the indicator's own when `None`.
    pub period: Option<Period>,
    /// Decimals in this place; the indicator's own when `None`.
    pub decimals: Option<u8>,
}

/// A figure: a chart or table of one or more indicators.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its identifier.
    pub id: FigureId,
    /// Its number as printed.
    pub number: u8,
    /// Its title.
    pub title: String,
    /// The chapter it stands in; `None` for the front matter.
    pub question: Option<QuestionId>,
    /// What is drawn.
    pub shape: FigureShape,
    /// What is shown. One indicator for lines and ranked bars, one or more for tables and bars by
    /// type.
    pub indicators: Vec<IndicatorId>,
    /// The periods shown. Empty: the indicators' own. Several: a series, oldest first.
    pub periods: Vec<Period>,
    /// What a reader must be told beside it (another year than the report's); may be empty.
    pub note: String,
    /// Whence the data came, as printed under it.
    pub source: String,
}

named! {
    /// What a figure is drawn as.
    FigureShape {
        /// A line over periods: the force and England and Wales.
        Line = "line",
        /// A row per indicator: the force and England and Wales.
        Table = "table",
        /// A bar per unit, ranked, with the force marked and the comparator as a line.
        RankedBars = "ranked-bars",
        /// A pair of bars per indicator: the force beside England and Wales.
        BarsByType = "bars-by-type",
    }
}
