//! `report.toml`.

use serde::Deserialize;

use crate::document::At;

/// What a force's report shows, in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReportFile {
    /// The report's title; the force's full name is put before it.
    pub(crate) title: At<String>,
    /// What the inspection is and how it was made, paragraph by paragraph.
    pub(crate) introduction: Vec<At<String>>,
    /// What happens next, paragraph by paragraph.
    pub(crate) next_steps: Vec<At<String>>,
    /// Where forces stand on the map of tiles: every force that is inspected, once. Left out when
    /// there is no map.
    pub(crate) map: Option<At<Vec<WrittenMapTile>>>,
    /// "Force in numbers".
    #[serde(default)]
    pub(crate) number_group: Vec<WrittenNumberGroup>,
    /// Figures, in the order of their numbers.
    #[serde(default)]
    pub(crate) figure: Vec<WrittenFigure>,
}

/// A force's place on the map of tiles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenMapTile {
    /// The force.
    pub(crate) force: At<String>,
    /// Its column, from 1 in the west to 12.
    pub(crate) column: At<u8>,
    /// Its row, from 1 in the north to 24.
    pub(crate) row: At<u8>,
    /// Its name as it stands in the tile, in 24 letters at most: words stand below one another.
    pub(crate) label: At<String>,
}

/// A heading of "Force in numbers" with its lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenNumberGroup {
    /// The heading.
    pub(crate) title: At<String>,
    /// Its lines.
    pub(crate) entry: Vec<WrittenNumberEntry>,
}

/// One line of "Force in numbers".
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenNumberEntry {
    /// The label in this place.
    pub(crate) label: At<String>,
    /// The indicator.
    pub(crate) indicator: At<String>,
    /// The period, if not the indicator's own.
    pub(crate) period: Option<At<String>>,
    /// Decimals, if not the indicator's own.
    pub(crate) decimals: Option<At<u8>>,
}

/// A chart or table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenFigure {
    /// Its identifier: `figure-3`.
    pub(crate) id: At<String>,
    /// Its number as printed.
    pub(crate) number: At<u8>,
    /// Its title.
    pub(crate) title: At<String>,
    /// The chapter it stands in; left out for the front matter.
    pub(crate) question: Option<At<String>>,
    /// What is drawn.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::FigureShape::ALL, peel_model::FigureShape::name))))]
    pub(crate) shape: At<String>,
    /// What is shown: one indicator for lines and ranked bars, one or more for a table or bars by
    /// type.
    pub(crate) indicators: At<Vec<At<String>>>,
    /// The periods shown, oldest first; left out for the indicators' own.
    #[serde(default)]
    pub(crate) periods: Vec<At<String>>,
    /// What a reader must be told beside it.
    pub(crate) note: Option<At<String>>,
    /// Whence the data came.
    pub(crate) source: At<String>,
}
