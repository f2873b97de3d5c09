//! Templates: what a force is asked for, with last year's values for reference.

use peel_model::{Edition, ForceId, MeasureId, Period, Reading, Revision};

use crate::Collection;
use crate::returns::return_of;
use crate::writing::CollectionError;

/// What a template shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateContent {
    /// The revision that last year's values were read at; `None` when nothing was recorded yet.
    pub as_of: Option<Revision>,
    /// The return's sections, in order.
    pub sections: Vec<TemplateSection>,
}

/// A section of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateSection {
    /// Its heading.
    pub title: String,
    /// What whoever fills it in must know.
    pub note: String,
    /// One row per value asked for.
    pub rows: Vec<TemplateRow>,
}

/// One value asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateRow {
    /// What is counted.
    pub measure: MeasureId,
    /// What it is, in a few words.
    pub title: String,
    /// What one of it is, in the plural.
    pub unit: String,
    /// When.
    pub period: Period,
    /// The same span or day a year earlier.
    pub last_year_period: Option<Period>,
    /// What is recorded for that.
    pub last_year: Option<Reading>,
    /// What counts and what does not.
    pub note: String,
}

impl Collection {
    /// What a force is asked for, with last year's values.
    ///
    /// # Errors
    /// [`CollectionError::NoReturn`]; [`CollectionError::Store`].
    pub async fn template(
        &self,
        edition: &Edition,
        force: &ForceId,
        as_of: Option<Revision>,
    ) -> Result<TemplateContent, CollectionError> {
        let definition = return_of(edition)?;
        let last_years = definition.entries().flat_map(|entry| &entry.periods);
        let last_years: Vec<Period> = last_years.filter_map(|period| period.earlier(12)).collect();
        let recorded = self.asked_for(definition, last_years, as_of).await?;
        let sections = definition.sections.iter().map(|section| {
            let rows = section.entries.iter().flat_map(|entry| {
                let measure = edition.measure(&entry.measure);
                let recorded = &recorded;
                entry.periods.iter().map(move |period| {
                    let last_year_period = period.earlier(12);
                    TemplateRow {
                        measure: entry.measure.clone(),
                        title: measure.map_or_else(String::new, |it| it.title.clone()),
                        unit: measure.map_or_else(String::new, |it| it.unit.clone()),
                        period: *period,
                        last_year: last_year_period
                            .and_then(|period| recorded.reading(&entry.measure, period, force)),
                        last_year_period,
                        note: entry.note.clone(),
                    }
                })
            });
            TemplateSection {
                title: section.title.clone(),
                note: section.note.clone(),
                rows: rows.collect(),
            }
        });
        Ok(TemplateContent {
            as_of: recorded.as_of,
            sections: sections.collect(),
        })
    }
}
