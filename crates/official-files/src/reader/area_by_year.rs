//! Tidy tables of one value per area and year, such as population, households and incidents of
//! anti-social behaviour. Areas are joined on their codes.

use peel_model::{MeasureId, Period};
use serde::Deserialize;

use super::{Label, Reader};
use crate::areas::Areas;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;
use crate::recipe::Parsed;

const AREA: &str = "area_code";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "AreaByYear"))]
pub(crate) struct Settings {
    /// The column that names the year.
    year_column: String,
    /// What it names.
    years: Years,
    /// The column with the value.
    value_column: String,
    /// What is counted.
    measure: Parsed<MeasureId>,
}

/// What a year stands for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum Years {
    /// "2015/16": the twelve months to 31 March 2016.
    Financial,
    /// "2015": the day 30 June 2015.
    MidYear,
}

pub(crate) struct AreaByYear<'r> {
    settings: &'r Settings,
}

impl<'r> AreaByYear<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self { settings }
    }
}

impl Reader for AreaByYear<'_> {
    fn columns(&self) -> Vec<&str> {
        vec![
            AREA,
            &self.settings.year_column,
            &self.settings.value_column,
        ]
    }

    fn measures(&self) -> Vec<MeasureId> {
        vec![self.settings.measure.0.clone()]
    }

    fn labels(&self) -> Vec<Label> {
        vec![Label {
            label: self.settings.value_column.clone(),
            measure: self.settings.measure.0.clone(),
        }]
    }

    fn loses(&self, _line: &Line<'_>, _areas: &Areas) -> Vec<Lost> {
        Vec::new()
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let Settings {
            year_column,
            years,
            value_column,
            measure,
        } = self.settings;
        let area = areas.with_code(line.cell(AREA)?)?;
        let period = match years {
            Years::Financial => line.parsed(year_column, "a financial year", financial_year)?,
            Years::MidYear => line.parsed(year_column, "a year of four digits", mid_year)?,
        };
        let subject = (measure.0.clone(), period, area);
        // An empty cell is no value. Whether that is right is for the recipe to say.
        if line.cell(value_column)?.is_empty() {
            return facts.add_none(subject, line.number);
        }
        match line.whole(value_column)? {
            Some(count) => facts.add(subject, count, line.number),
            None => facts.add_none(subject, line.number),
        }
    }
}

/// The calendar year in which a financial year, written "2015/16", ends.
pub(crate) fn end_of_financial_year(text: &str) -> Option<i16> {
    let (first, last) = text.split_once('/')?;
    let next = year(first)?.checked_add(1)?;
    let digits = format!("{:02}", next.rem_euclid(100));
    (last == digits).then_some(next)
}

fn financial_year(text: &str) -> Option<Period> {
    Period::months_to(12, end_of_financial_year(text)?, 3).ok()
}

pub(crate) fn mid_year(text: &str) -> Option<Period> {
    Period::day(year(text)?, 6, 30).ok()
}

fn year(text: &str) -> Option<i16> {
    let well_formed = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    well_formed.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_spelled_as_their_publishers_do() {
        let check = |parse: fn(&str) -> Option<Period>, text: &str, expected: Option<&str>| {
            let period = parse(text).map(|period| period.to_string());
            assert_eq!(period.as_deref(), expected, "{text:?}");
        };
        check(financial_year, "2015/16", Some("12m-to-2016-03"));
        check(financial_year, "1999/00", Some("12m-to-2000-03"));
        check(financial_year, "2015/17", None);
        check(financial_year, "2015/2016", None);
        check(financial_year, "2015", None);
        check(financial_year, "9999/00", None);
        check(mid_year, "2015", Some("at-2015-06-30"));
        check(mid_year, "15", None);
        check(mid_year, "mid-2015", None);
    }
}
