//! What a template shows.

use peel_model::{EditionId, ForceId, MeasureId, Period, Reading};

/// Everything that a force's template shows. Whoever holds the data puts it together; this crate
/// only lays it out.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The edition whose return it is.
    pub edition: EditionId,
    /// The edition's title.
    pub edition_title: String,
    /// The force that fills it in.
    pub force: ForceId,
    /// The force's name.
    pub force_name: String,
    /// Its parts, in order.
    pub sections: Vec<TemplateSection>,
}

/// Part of a template: rows that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateSection {
    /// Its heading.
    pub title: String,
    /// What whoever fills it in must know; may be empty.
    pub note: String,
    /// Its rows, in order.
    pub rows: Vec<TemplateRow>,
}

/// One value asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateRow {
    /// Of which measure.
    pub measure: MeasureId,
    /// What the measure is, in a few words.
    pub title: String,
    /// What one of it is, in the plural: "offences", "people".
    pub unit: String,
    /// For which period.
    pub period: Period,
    /// What is recorded of the same measure a year before, for reference; `None` when nothing is.
    pub last_year: Option<Reading>,
    /// The period of `last_year`.
    pub last_year_period: Period,
    /// What counts and what does not; may be empty.
    pub note: String,
}
