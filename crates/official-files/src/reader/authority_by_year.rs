//! Tables of one value for each local authority and year, such as the mid-year population estimates
//! of the Office for National Statistics, summed to forces by a lookup.
//!
//! A sum is given only where every authority of the force has its value. Authorities that the
//! lookup does not know, and those of the lookup that the file lacks, are told all at once.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{AreaCode, MeasureId, Period};
use serde::Deserialize;

use super::Reader;
use super::area_by_year::mid_year;
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::{InputProblem, cut};
use crate::facts::{Gathering, describe};
use crate::line::Line;
use crate::lookup::{Lookup, LookupRecipe};
use crate::recipe::Parsed;

/// Authorities that one refusal names; the rest are counted.
const MOST_NAMED: usize = 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "AuthorityByYear")
)]
pub(crate) struct Settings {
    /// The column with the authority's code.
    authority_column: String,
    /// The column that names the year: its value is that of 30 June.
    year_column: String,
    /// The column with the value.
    value_column: String,
    /// What is counted.
    measure: Parsed<MeasureId>,
    /// Which force each authority is policed by.
    lookup: LookupRecipe,
}

impl Settings {
    pub(super) fn lookup(&self) -> &LookupRecipe {
        &self.lookup
    }
}

pub(crate) struct AuthorityByYear<'r> {
    settings: &'r Settings,
    lookup: Lookup,
    /// Value and line by period and authority.
    values: BTreeMap<Period, BTreeMap<String, (i64, u64)>>,
    unknown: BTreeSet<String>,
}

impl<'r> AuthorityByYear<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self {
            settings,
            lookup: Lookup::default(),
            values: BTreeMap::new(),
            unknown: BTreeSet::new(),
        }
    }

    /// Doubts what authorities that the lookup does not know may be part of, and the sums that
    /// lack an authority.
    fn check_parts(&self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        if !self.unknown.is_empty() {
            let unknown = self.unknown.iter().map(String::as_str);
            let what = "codes of this file that are not in the lookup";
            facts.doubt(Lost::default(), None, unmatched(what, unknown))?;
        }
        for (period, values) in &self.values {
            let parts = self.lookup.parts();
            let lacking: Vec<_> = parts
                .filter(|(part, _)| !values.contains_key(*part))
                .collect();
            let what = format!("codes of the lookup that have no value for {period} in this file");
            for (_, area) in &lacking {
                let lost = Lost {
                    measure: None,
                    period: Some(*period),
                    area: Some((*area).clone()),
                };
                let all = lacking.iter().map(|(part, _)| *part);
                facts.doubt(lost, None, unmatched(&what, all))?;
            }
        }
        Ok(())
    }
}

fn unmatched<'a>(what: &str, parts: impl Iterator<Item = &'a str>) -> InputProblem {
    let parts: Vec<&str> = parts.collect();
    let named = parts.iter().take(MOST_NAMED);
    InputProblem::Unmatched {
        count: parts.len(),
        what: what.to_owned(),
        codes: named.map(|part| cut(part)).collect(),
    }
}

impl Reader for AuthorityByYear<'_> {
    fn columns(&self) -> Vec<&str> {
        let Settings {
            authority_column,
            year_column,
            value_column,
            ..
        } = self.settings;
        vec![authority_column, year_column, value_column]
    }

    fn measures(&self) -> Vec<MeasureId> {
        vec![self.settings.measure.0.clone()]
    }

    fn look_up_in(&mut self, lookup: Lookup) {
        self.lookup = lookup;
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        _areas: &Areas,
        _facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let authority = line.cell(&self.settings.authority_column)?;
        let expected = "a year of four digits";
        let period = line.parsed(&self.settings.year_column, expected, mid_year)?;
        let column = &self.settings.value_column;
        let count = line.parsed(column, "a whole number", |text| {
            Decimal::parse_whole(text)?;
            text.parse::<i64>().ok()
        })?;
        if self.lookup.area(authority).is_none() {
            self.unknown.insert(authority.to_owned());
            return Ok(());
        }
        let values = self.values.entry(period).or_default();
        if let Some((_, first_line)) = values.get(authority) {
            return Err(InputProblem::Twice {
                what: format!("{authority} for {period}"),
                first_line: *first_line,
                elsewhere: false,
            });
        }
        values.insert(authority.to_owned(), (count, line.number));
        Ok(())
    }

    fn loses(&self, line: &Line<'_>, _areas: &Areas) -> Vec<Lost> {
        let authority = line.cell(&self.settings.authority_column).ok();
        let year = line.parsed(&self.settings.year_column, "a year", mid_year);
        vec![Lost {
            measure: None,
            period: year.ok(),
            area: authority.and_then(|authority| self.lookup.area(authority).cloned()),
        }]
    }

    fn finish(&mut self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        self.check_parts(facts)?;
        for (period, values) in &self.values {
            let mut sums: BTreeMap<&AreaCode, (i64, u64)> = BTreeMap::new();
            for (authority, (count, line)) in values {
                let Some(area) = self.lookup.area(authority) else {
                    continue;
                };
                let (sum, last_line) = sums.entry(area).or_default();
                *last_line = *line;
                *sum = sum.checked_add(*count).ok_or_else(|| {
                    let what = format!("the sum of {area} for {period}");
                    InputProblem::TooLarge { what }
                })?;
            }
            for (area, (sum, line)) in sums {
                let measure = self.settings.measure.0.clone();
                let subject = (measure, *period, area.clone());
                let what = describe(&subject);
                let sum = Decimal::from_count(sum).ok_or(InputProblem::TooLarge { what })?;
                facts.add(subject, sum, line)?;
            }
        }
        Ok(())
    }
}
