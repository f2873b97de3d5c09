//! Street-level crime of data.police.uk: one line for each record, counted by force, month and
//! category.

use std::collections::BTreeMap;

use peel_model::{AreaCode, MeasureId, Period};
use serde::Deserialize;

use super::{IN_RECIPE, Reader, areas_of};
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::{Gathering, describe};
use crate::line::Line;
use crate::recipe::Parsed;

const ID: &str = "Crime ID";
const MONTH: &str = "Month";
const CATEGORY: &str = "Crime type";

/// Which categories are counted as what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "StreetCrime"))]
pub(crate) struct Settings {
    /// Whose records they are.
    force: Force,
    /// Category to measure. Several categories may be one measure: they are counted together. A
    /// file lists every record of its force and month, so that a category without a line is zero.
    categories: BTreeMap<String, Parsed<MeasureId>>,
    /// Categories whose records have no identifier of their own. All others must have one.
    #[serde(default)]
    without_id: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "StreetCrimeForce")
)]
enum Force {
    /// "Falls within": the force in whose area it happened.
    FallsWithin,
    /// "Reported by": the force that gave the record.
    ReportedBy,
}

impl Force {
    fn column(self) -> &'static str {
        match self {
            Self::FallsWithin => "Falls within",
            Self::ReportedBy => "Reported by",
        }
    }
}

pub(crate) struct StreetCrime<'r> {
    settings: &'r Settings,
    /// Records by force and month, then by measure.
    counts: BTreeMap<(AreaCode, Period), BTreeMap<&'r MeasureId, i64>>,
    last_line: u64,
}

impl<'r> StreetCrime<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self {
            settings,
            counts: BTreeMap::new(),
            last_line: 0,
        }
    }
}

impl Reader for StreetCrime<'_> {
    fn columns(&self) -> Vec<&str> {
        vec![ID, MONTH, CATEGORY, self.settings.force.column()]
    }

    fn measures(&self) -> Vec<MeasureId> {
        let measures = self.settings.categories.values();
        let mut measures: Vec<_> = measures.map(|measure| measure.0.clone()).collect();
        measures.sort();
        measures.dedup();
        measures
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        _facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let area = areas.named(line.cell(self.settings.force.column())?)?;
        let period = line.parsed(MONTH, "a month, written YYYY-MM", month)?;
        let categories = &self.settings.categories;
        let category = line.cell(CATEGORY)?;
        let Some(measure) = categories.get(category) else {
            let known = categories.keys().map(String::as_str);
            let kind = "category";
            return Err(InputProblem::unknown(kind, category, known, IN_RECIPE));
        };
        let without = self
            .settings
            .without_id
            .iter()
            .any(|known| known == category);
        let id = line.cell(ID)?;
        if id.is_empty() != without {
            let expected = if without {
                "empty, as it is for this category"
            } else {
                "the record's identifier"
            };
            return Err(InputProblem::cell(ID, id, expected));
        }
        // Lines are bounded, so a count of them fits.
        let counts = self.counts.entry((area, period)).or_insert_with(|| {
            let measures = categories.values();
            measures.map(|measure| (&measure.0, 0)).collect()
        });
        *counts.entry(&measure.0).or_default() += 1;
        self.last_line = line.number;
        Ok(())
    }

    fn loses(&self, line: &Line<'_>, areas: &Areas) -> Vec<Lost> {
        let category = line.cell(CATEGORY).ok();
        let measure = category.and_then(|category| self.settings.categories.get(category));
        let period = line.parsed(MONTH, "a month", month).ok();
        let areas = areas_of(line, self.settings.force.column(), areas).into_iter();
        let lost = areas.map(|area| Lost {
            measure: measure.map(|measure| measure.0.clone()),
            period,
            area,
        });
        lost.collect()
    }

    fn finish(&mut self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        for ((area, period), counts) in std::mem::take(&mut self.counts) {
            for (measure, count) in counts {
                let subject = (measure.clone(), period, area.clone());
                let what = describe(&subject);
                let count = Decimal::from_count(count).ok_or(InputProblem::TooLarge { what })?;
                facts.add(subject, count, self.last_line)?;
            }
        }
        Ok(())
    }
}

fn month(text: &str) -> Option<Period> {
    let (year, month) = text.split_once('-')?;
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let well_formed = digits(year, 4) && digits(month, 2);
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    well_formed.then(|| Period::months_to(1, year, month).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_spelled_with_four_and_two_digits() {
        let check = |text: &str, expected: Option<&str>| {
            let period = month(text).map(|period| period.to_string());
            assert_eq!(period.as_deref(), expected, "{text:?}");
        };
        check("2016-07", Some("1m-to-2016-07"));
        check("2016-13", None);
        check("2016-7", None);
        check("07-2016", None);
        check("2016-07-01", None);
        check("", None);
    }
}
