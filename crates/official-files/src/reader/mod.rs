//! Readers: one per layout in which publishers release statistics.
//!
//! A reader knows columns and how they spell dates and codes. What its labels mean in an edition
//! comes from the recipe.

mod area_by_year;
mod area_columns;
mod authority_by_year;
mod grades;
mod listed_values;
mod offence_codes;
mod outcomes_open_data;
mod printed_values;
mod recorded_crime_rolling;
mod street_crime;

use peel_model::{AreaCode, MeasureId};
use serde::Deserialize;

use crate::areas::Areas;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;
use crate::lookup::{Lookup, LookupRecipe};

/// Reads one layout. Lines arrive in the file's order; [`finish`](Reader::finish) comes once,
/// after the last.
pub(crate) trait Reader {
    /// The columns it needs; others are ignored.
    fn columns(&self) -> Vec<&str>;

    /// The measures it gives a value of for every area and period; empty when there is no such
    /// promise.
    fn measures(&self) -> Vec<MeasureId>;

    /// What its labels are read as, for the report of an import.
    fn labels(&self) -> Vec<Label> {
        let measures = self.measures().into_iter();
        let own = measures.map(|measure| Label {
            label: measure.to_string(),
            measure,
        });
        own.collect()
    }

    /// The columns of which no two lines hold the same texts, for a layout whose lines are added
    /// up; where a file lacks one of them, or when there are none, lines are not compared. Layouts
    /// with one value on each line need none: a second value is told by what it is about.
    fn told_apart_by(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Takes in the lookup that its recipe names. Comes before the first line.
    fn look_up_in(&mut self, _lookup: Lookup) {}

    /// Takes in one line. After an error nothing of it is kept.
    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem>;

    /// Which values a line that is refused may be missing from; everything unless a reader knows
    /// better, so that no sum is ever too small in silence.
    fn loses(&self, _line: &Line<'_>, _areas: &Areas) -> Vec<Lost> {
        vec![Lost::default()]
    }

    /// Adds what only the whole file can tell.
    fn finish(&mut self, _facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        Ok(())
    }
}

/// A publisher's label and the measure it is read as.
pub(crate) struct Label {
    pub label: String,
    pub measure: MeasureId,
}

/// A reader's name and its settings, as a recipe gives them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum ReaderRecipe {
    /// Rolling twelve-month counts of recorded crime by force and offence group.
    RecordedCrimeRolling(recorded_crime_rolling::Settings),
    /// One value per area and year.
    AreaByYear(area_by_year::Settings),
    /// One line for each area, one column for each measure and period.
    AreaColumns(area_columns::Settings),
    /// One value per local authority and year, summed to forces.
    AuthorityByYear(authority_by_year::Settings),
    /// Recorded offences by force, offence code and quarter.
    OffenceCodes(offence_codes::Settings),
    /// Records of street-level crime, counted by force and month.
    StreetCrime(street_crime::Settings),
    /// Outcomes by force, offence code, outcome type and quarter.
    OutcomesOpenData(outcomes_open_data::Settings),
    /// Figures printed in a report, one column per area.
    PrintedValues(printed_values::Settings),
    /// Figures printed in a report, one line each: a list kept with the edition.
    ListedValues(listed_values::Settings),
    /// Grades by area.
    Grades(grades::Settings),
}

impl ReaderRecipe {
    /// A reader, ready for the first line.
    pub(crate) fn start(&self) -> Box<dyn Reader + '_> {
        match self {
            Self::RecordedCrimeRolling(settings) => {
                Box::new(recorded_crime_rolling::Rolling::new(settings))
            }
            Self::AreaByYear(settings) => Box::new(area_by_year::AreaByYear::new(settings)),
            Self::AreaColumns(settings) => Box::new(area_columns::AreaColumns::new(settings)),
            Self::AuthorityByYear(settings) => {
                Box::new(authority_by_year::AuthorityByYear::new(settings))
            }
            Self::OffenceCodes(settings) => Box::new(offence_codes::OffenceCodes::new(settings)),
            Self::StreetCrime(settings) => Box::new(street_crime::StreetCrime::new(settings)),
            Self::OutcomesOpenData(settings) => {
                Box::new(outcomes_open_data::Outcomes::new(settings))
            }
            Self::PrintedValues(settings) => Box::new(printed_values::Printed::new(settings)),
            Self::ListedValues(settings) => Box::new(listed_values::Listed::new(settings)),
            Self::Grades(settings) => Box::new(grades::Grades::new(settings)),
        }
    }

    /// The lookup that it needs before the first line.
    pub(crate) fn lookup(&self) -> Option<&LookupRecipe> {
        match self {
            Self::AuthorityByYear(settings) => Some(settings.lookup()),
            _ => None,
        }
    }

    /// Whether it gives grades rather than observations.
    pub(crate) fn gives_grades(&self) -> bool {
        matches!(self, Self::Grades(_))
    }
}

/// The areas that a refused line may be about: the one that it names, or any whose name that may
/// be a slip for. When there is none, it is a body of its own; without a name it is any area.
fn areas_of(line: &Line<'_>, column: &str, areas: &Areas) -> Vec<Option<AreaCode>> {
    let Ok(name) = line.cell(column) else {
        return vec![None];
    };
    match areas.named(name) {
        Ok(area) => vec![Some(area)],
        Err(_) => areas.nearest(name).into_iter().map(Some).collect(),
    }
}

/// What a new name has to be added to.
const IN_RECIPE: &str = "its recipe";
