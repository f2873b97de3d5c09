//! "Police recorded crime and outcomes open data" (Home Office): for each force, offence code,
//! outcome type and quarter, the offences recorded in the quarter that have come to that outcome
//! (tracked), and the outcomes of that type given in the quarter whenever the offence was
//! recorded (given). Both are summed over offence codes.

use std::collections::BTreeMap;

use peel_model::{AreaCode, MeasureId, Period};
use serde::Deserialize;

use super::area_by_year::end_of_financial_year;
use super::{IN_RECIPE, Reader};
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::error::{InputProblem, cut};
use crate::facts::{Gathering, describe};
use crate::recipe::Parsed;
use crate::table::Line;

const YEAR: &str = "financial_year";
const QUARTER: &str = "financial_quarter";
const FORCE: &str = "force_name";
const TYPE: &str = "outcome_type";
const DESCRIPTION: &str = "outcome_description";
/// How the files spell a value that is not available.
const NOT_AVAILABLE: &str = "NA";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "OutcomesOpenData")
)]
pub(crate) struct Settings {
    /// The column with tracked outcomes; its name changes between releases.
    tracked_column: String,
    /// The column with outcomes given in the quarter.
    given_column: String,
    /// Lines for each force and quarter in a release that spells out every cell; tells a file
    /// that was cut short.
    lines_per_force_and_quarter: Option<u64>,
    /// What each outcome type is called and becomes, by its number.
    outcome_types: BTreeMap<String, OutcomeType>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OutcomeType {
    /// The description that the file gives it.
    description: String,
    /// The measure of tracked outcomes.
    tracked: Parsed<MeasureId>,
    /// The measure of outcomes given.
    given: Parsed<MeasureId>,
}

pub(crate) struct Outcomes<'r> {
    settings: &'r Settings,
    sums: BTreeMap<Key<'r>, Sums>,
    lines: BTreeMap<(AreaCode, Period), u64>,
}

type Key<'r> = (&'r str, Period, AreaCode);

/// Sums over offence codes.
struct Sums {
    tracked: Sum,
    given: Sum,
    last_line: u64,
}

/// A sum of values of which either all or none are available.
enum Sum {
    Available(i64),
    NotAvailable,
}

impl<'r> Outcomes<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self {
            settings,
            sums: BTreeMap::new(),
            lines: BTreeMap::new(),
        }
    }

    fn outcome_type(&self, line: &Line<'_>) -> Result<&'r str, InputProblem> {
        let types = &self.settings.outcome_types;
        let code = line.cell(TYPE)?;
        let Some((code, known)) = types.get_key_value(code) else {
            let known = types.keys().map(String::as_str);
            return Err(InputProblem::unknown(
                "outcome type",
                code,
                known,
                IN_RECIPE,
            ));
        };
        let found = line.cell(DESCRIPTION)?;
        if found != known.description {
            return Err(InputProblem::OtherMeaning {
                kind: "outcome type",
                code: code.clone(),
                found: cut(found),
                expected: known.description.clone(),
            });
        }
        Ok(code)
    }
}

impl Reader for Outcomes<'_> {
    fn columns(&self) -> Vec<&str> {
        let Settings {
            tracked_column,
            given_column,
            ..
        } = self.settings;
        vec![
            YEAR,
            QUARTER,
            FORCE,
            TYPE,
            DESCRIPTION,
            tracked_column,
            given_column,
        ]
    }

    fn measures(&self) -> Vec<MeasureId> {
        self.settings
            .outcome_types
            .values()
            .flat_map(|outcome| [outcome.tracked.0.clone(), outcome.given.0.clone()])
            .collect()
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        _facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let area = areas.named(line.cell(FORCE)?)?;
        let outcome_type = self.outcome_type(line)?;
        let ends = line.parsed(YEAR, "a financial year", end_of_financial_year)?;
        let period = line.parsed(QUARTER, "a quarter from 1 to 4", |text| quarter(ends, text))?;
        let tracked = count(line, &self.settings.tracked_column)?;
        let given = count(line, &self.settings.given_column)?;

        *self.lines.entry((area.clone(), period)).or_default() += 1;
        let subject = (outcome_type, period, area);
        let what = || format!("outcome type {outcome_type} of {} for {period}", subject.2);
        match self.sums.get_mut(&subject) {
            None => {
                let sums = Sums {
                    tracked: Sum::of(tracked),
                    given: Sum::of(given),
                    last_line: line.number,
                };
                self.sums.insert(subject, sums);
                Ok(())
            }
            Some(sums) => {
                sums.last_line = line.number;
                sums.tracked.add(tracked, what)?;
                sums.given.add(given, what)
            }
        }
    }

    fn finish(&mut self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        if let Some(expected) = self.settings.lines_per_force_and_quarter {
            let other = self.lines.iter().find(|(_, found)| **found != expected);
            if let Some(((area, period), found)) = other {
                return Err(InputProblem::OtherLength {
                    what: format!("{area} for {period}"),
                    found: *found,
                    expected,
                });
            }
        }
        for ((code, period, area), sums) in std::mem::take(&mut self.sums) {
            let Some(outcome) = self.settings.outcome_types.get(code) else {
                continue;
            };
            for (measure, sum) in [
                (&outcome.tracked, &sums.tracked),
                (&outcome.given, &sums.given),
            ] {
                let subject = (measure.0.clone(), period, area.clone());
                let Sum::Available(count) = sum else {
                    continue;
                };
                let what = describe(&subject);
                let count = Decimal::from_count(*count).ok_or(InputProblem::TooLarge { what })?;
                facts.add(subject, count, sums.last_line)?;
            }
        }
        Ok(())
    }
}

impl Sum {
    fn of(count: Option<i64>) -> Self {
        count.map_or(Self::NotAvailable, Self::Available)
    }

    fn add(&mut self, count: Option<i64>, what: impl Fn() -> String) -> Result<(), InputProblem> {
        match (self, count) {
            (Self::Available(sum), Some(count)) => {
                *sum = sum
                    .checked_add(count)
                    .ok_or_else(|| InputProblem::TooLarge { what: what() })?;
                Ok(())
            }
            (Self::NotAvailable, None) => Ok(()),
            _ => Err(InputProblem::Mixed { what: what() }),
        }
    }
}

/// A whole number, or `None` where the file says that it is not available.
fn count(line: &Line<'_>, column: &str) -> Result<Option<i64>, InputProblem> {
    line.parsed(column, "a whole number or NA", |text| {
        if text == NOT_AVAILABLE {
            return Some(None);
        }
        Decimal::parse_whole(text)?;
        text.parse().ok().map(Some)
    })
}

/// A quarter of the financial year that ends in March of `ends`.
fn quarter(ends: i16, text: &str) -> Option<Period> {
    let (year, month) = match text {
        "1" => (ends - 1, 6),
        "2" => (ends - 1, 9),
        "3" => (ends - 1, 12),
        "4" => (ends, 3),
        _ => return None,
    };
    Period::months_to(3, year, month).ok()
}
