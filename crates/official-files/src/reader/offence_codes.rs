//! "Police recorded crime open data tables" (Home Office): for each force, offence code and quarter
//! of the financial year, the offences recorded. They are summed over the codes of a measure.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{AreaCode, MeasureId, Period};
use serde::Deserialize;

use super::area_by_year::end_of_financial_year;
use super::outcomes_open_data::quarter;
use super::{IN_RECIPE, Reader, areas_of};
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::{Gathering, describe};
use crate::line::Line;
use crate::recipe::Parsed;

const YEAR: &str = "Financial Year";
const QUARTER: &str = "Financial Quarter";
const FORCE: &str = "Force Name";
const CODE: &str = "Offence Code";
const DESCRIPTION: &str = "Offence Description";
/// Padded with spaces by its publisher.
const OFFENCES: &str = "Number of Offences";

/// Which offences make up which measure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "OffenceCodes"))]
pub(crate) struct Settings {
    /// The column whose labels become measures: the code, the group or the subgroup of offences.
    by: By,
    /// Label to measure. Several labels may be one measure: they are summed.
    measures: BTreeMap<String, Parsed<MeasureId>>,
    /// Offences that are spread over several lines of one code and description, by their code: how
    /// many lines each force and quarter has of them. All others have one.
    #[serde(default)]
    spread: BTreeMap<String, u64>,
    /// Lines for each force and quarter that are kept; tells a file that was cut short.
    lines_per_force_and_quarter: Option<u64>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "OffencesBy"))]
enum By {
    /// "Offence Code": "8N".
    Code,
    /// "Offence Group": "Violence against the person".
    Group,
    /// "Offence Subgroup": "Violence with injury".
    Subgroup,
}

impl By {
    fn column(self) -> &'static str {
        match self {
            Self::Code => CODE,
            Self::Group => "Offence Group",
            Self::Subgroup => "Offence Subgroup",
        }
    }
}

/// The offences that a force and quarter has given, by code and description: the first line, and
/// how many there were.
type Given = BTreeMap<(String, String), (u64, u64)>;

pub(crate) struct OffenceCodes<'r> {
    settings: &'r Settings,
    sums: BTreeMap<(&'r MeasureId, Period, AreaCode), (i64, u64)>,
    given: BTreeMap<(AreaCode, Period), Given>,
    labels_met: BTreeSet<&'r str>,
}

impl<'r> OffenceCodes<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self {
            settings,
            sums: BTreeMap::new(),
            given: BTreeMap::new(),
            labels_met: BTreeSet::new(),
        }
    }

    /// Doubts the forces and quarters of which lines are missing.
    fn check_lengths(&self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        for ((area, period), given) in &self.given {
            let mut check = |what: String, found: u64, expected: u64| {
                if found == expected {
                    return Ok(());
                }
                let lost = Lost {
                    measure: None,
                    period: Some(*period),
                    area: Some(area.clone()),
                };
                let problem = InputProblem::OtherLength {
                    what,
                    found,
                    expected,
                };
                facts.doubt(lost, None, problem)
            };
            for ((code, description), (_, lines)) in given {
                let expected = self.settings.spread.get(code).copied().unwrap_or(1);
                let what = format!("offence {code} ({description}) of {area} for {period}");
                check(what, *lines, expected)?;
            }
            if let Some(expected) = self.settings.lines_per_force_and_quarter {
                let found = given.values().map(|(_, lines)| lines).sum();
                check(format!("{area} for {period}"), found, expected)?;
            }
        }
        Ok(())
    }

    fn measure(&mut self, line: &Line<'_>) -> Result<&'r MeasureId, InputProblem> {
        let measures = &self.settings.measures;
        let label = line.cell(self.settings.by.column())?;
        let Some((label, measure)) = measures.get_key_value(label) else {
            let known = measures.keys().map(String::as_str);
            let kind = "offence";
            return Err(InputProblem::unknown(kind, label, known, IN_RECIPE));
        };
        self.labels_met.insert(label);
        Ok(&measure.0)
    }
}

impl Reader for OffenceCodes<'_> {
    fn columns(&self) -> Vec<&str> {
        let by = self.settings.by.column();
        vec![YEAR, QUARTER, FORCE, CODE, DESCRIPTION, OFFENCES, by]
    }

    fn measures(&self) -> Vec<MeasureId> {
        let measures = self.settings.measures.values();
        let measures: BTreeSet<_> = measures.map(|measure| measure.0.clone()).collect();
        measures.into_iter().collect()
    }

    fn told_apart_by(&self) -> Vec<&str> {
        // Lines of an offence that is spread over several may rightly be the same.
        match self.settings.spread.is_empty() {
            true => vec![YEAR, QUARTER, FORCE, CODE, DESCRIPTION],
            false => Vec::new(),
        }
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        _facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let area = areas.named(line.cell(FORCE)?)?;
        let measure = self.measure(line)?;
        let period = period(line)?;
        let count = line.parsed(OFFENCES, "a whole number", padded_count)?;

        let offence = (
            line.cell(CODE)?.to_owned(),
            line.cell(DESCRIPTION)?.to_owned(),
        );
        let given = self.given.entry((area.clone(), period)).or_default();
        let most = self.settings.spread.get(&offence.0).copied().unwrap_or(1);
        let (first_line, lines) = given.entry(offence).or_insert((line.number, 0));
        if *lines >= most {
            let (code, description) = (line.cell(CODE)?, line.cell(DESCRIPTION)?);
            return Err(InputProblem::Twice {
                what: format!("offence {code} ({description}) of {area} for {period}"),
                first_line: *first_line,
                elsewhere: false,
            });
        }
        *lines += 1;
        let subject = (measure, period, area);
        let (sum, last_line) = self.sums.entry(subject.clone()).or_default();
        *last_line = line.number;
        *sum = sum.checked_add(count).ok_or_else(|| {
            let (measure, period, area) = subject;
            let what = describe(&(measure.clone(), period, area));
            InputProblem::TooLarge { what }
        })?;
        Ok(())
    }

    fn loses(&self, line: &Line<'_>, areas: &Areas) -> Vec<Lost> {
        let label = line.cell(self.settings.by.column()).ok();
        let measure = label.and_then(|label| self.settings.measures.get(label));
        let period = period(line).ok();
        let areas = areas_of(line, FORCE, areas).into_iter();
        let lost = areas.map(|area| Lost {
            measure: measure.map(|measure| measure.0.clone()),
            period,
            area,
        });
        lost.collect()
    }

    fn finish(&mut self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        self.check_lengths(facts)?;
        for ((measure, period, area), (sum, line)) in std::mem::take(&mut self.sums) {
            let subject = (measure.clone(), period, area);
            match Decimal::from_count(sum) {
                Some(count) => facts.add(subject, count, line)?,
                None => {
                    let what = describe(&subject);
                    let problem = InputProblem::TooLarge { what };
                    facts.doubt(Lost::from(subject), None, problem)?;
                }
            }
        }
        let mut labels = self.settings.measures.keys();
        match labels.find(|label| !self.labels_met.contains(label.as_str())) {
            None => Ok(()),
            Some(label) => {
                let rule = format!("measures \"{label}\"");
                Err(InputProblem::UnusedRule { rule })
            }
        }
    }
}

fn period(line: &Line<'_>) -> Result<Period, InputProblem> {
    let ends = line.parsed(YEAR, "a financial year", end_of_financial_year)?;
    line.parsed(QUARTER, "a quarter from 1 to 4", |text| quarter(ends, text))
}

/// A whole number with spaces around it.
fn padded_count(text: &str) -> Option<i64> {
    let text = text.trim();
    Decimal::parse_whole(text)?;
    text.parse().ok()
}
