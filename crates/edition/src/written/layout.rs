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
    /// "Force in numbers".
    #[serde(default)]
    pub(crate) number_group: Vec<WrittenNumberGroup>,
    /// Figures, in the order of their numbers.
    #[serde(default)]
    pub(crate) figure: Vec<WrittenFigure>,
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
    /// What is shown: one indicator for a chart, one or more for a table.
    pub(crate) indicators: At<Vec<At<String>>>,
    /// The periods shown, oldest first; left out for the indicators' own.
    #[serde(default)]
    pub(crate) periods: Vec<At<String>>,
    /// What a reader must be told beside it.
    pub(crate) note: Option<At<String>>,
    /// Whence the data came.
    pub(crate) source: At<String>,
}
