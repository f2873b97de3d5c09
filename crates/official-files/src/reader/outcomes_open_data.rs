//! "Police recorded crime and outcomes open data" (Home Office): for each force, offence code,
//! outcome type and quarter, the offences recorded in the quarter that have come to that outcome
//! (tracked), and the outcomes of that type given in the quarter whenever the offence was
//! recorded (given). Both are summed over offence codes.

use std::collections::{BTreeMap, HashMap};

use peel_model::{AreaCode, MeasureId, Period};
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::area_by_year::end_of_financial_year;
use super::{IN_RECIPE, Label, Reader, areas_of};
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::{InputProblem, cut};
use crate::facts::{Gathering, describe};
use crate::line::{Line, count};
use crate::recipe::Parsed;

const YEAR: &str = "financial_year";
const QUARTER: &str = "financial_quarter";
const FORCE: &str = "force_name";
const TYPE: &str = "outcome_type";
const DESCRIPTION: &str = "outcome_description";
/// What tells the lines of one sum apart. Not every release has it, and nothing else needs it.
const OFFENCE: &str = "offence_code";
/// The columns that say what a line is counted under, first among the reader's.
const UNDER: usize = 5;
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
    columns: [&'r str; UNDER + 2],
    sums: Vec<Sums<'r>>,
    by_subject: BTreeMap<Key<'r>, usize>,
    /// Which sums a line belongs to, by the texts that say so. Half a million lines share a few
    /// thousand sums, so the texts of each are understood once.
    by_text: HashMap<u64, (Vec<u8>, usize)>,
    text: Vec<u8>,
}

type Key<'r> = (&'r str, Period, AreaCode);

/// Sums over offence codes.
struct Sums<'r> {
    subject: Key<'r>,
    outcome: &'r OutcomeType,
    /// Tracked and given.
    sums: [Sum; 2],
    lines: u64,
    last_line: u64,
}

/// A sum of values of which either all or none are available.
#[derive(Clone, Copy)]
enum Sum {
    Empty,
    Available(i64),
    NotAvailable,
}

impl<'r> Outcomes<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        let (tracked, given) = (&settings.tracked_column, &settings.given_column);
        Self {
            settings,
            columns: [YEAR, QUARTER, FORCE, TYPE, DESCRIPTION, tracked, given],
            sums: Vec::new(),
            by_subject: BTreeMap::new(),
            by_text: HashMap::new(),
            text: Vec::new(),
        }
    }

    fn outcome_type(&self, line: &Line<'_>) -> Result<(&'r str, &'r OutcomeType), InputProblem> {
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
        Ok((code, known))
    }

    /// Which sums a line belongs to.
    fn sums_of(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        limit: usize,
    ) -> Result<usize, InputProblem> {
        self.text.clear();
        for nth in 0..UNDER {
            self.text
                .extend_from_slice(line.nth(&self.columns, nth)?.as_bytes());
            // No text holds this byte, so no two lines are taken for one another.
            self.text.push(0xff);
        }
        let fingerprint = xxh3_64(&self.text);
        if let Some((text, at)) = self.by_text.get(&fingerprint)
            && *text == self.text
        {
            return Ok(*at);
        }
        let name = line.cell(FORCE)?;
        let area = areas.named(name)?;
        let (code, outcome) = self.outcome_type(line)?;
        let subject = (code, period(line)?, area);
        let at = match self.by_subject.get(&subject) {
            Some(at) => *at,
            None if self.sums.len() >= limit => {
                let limit = limit as u64;
                return Err(InputProblem::TooManyValues { limit });
            }
            None => {
                self.by_subject.insert(subject.clone(), self.sums.len());
                self.sums.push(Sums {
                    subject,
                    outcome,
                    sums: [Sum::Empty; 2],
                    lines: 0,
                    last_line: line.number,
                });
                self.sums.len() - 1
            }
        };
        // A name that was read tolerantly is told for every line that has it.
        if areas.is_exact(name) {
            let known = (self.text.clone(), at);
            self.by_text.insert(fingerprint, known);
        }
        Ok(at)
    }

    /// Doubts the areas and quarters that have more or fewer lines than the recipe promises.
    fn check_lengths(&self, expected: u64, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        let mut lines: BTreeMap<(&AreaCode, Period), u64> = BTreeMap::new();
        for sums in &self.sums {
            let (_, period, area) = &sums.subject;
            *lines.entry((area, *period)).or_default() += sums.lines;
        }
        for ((area, period), found) in lines {
            if found != expected {
                let problem = InputProblem::OtherLength {
                    what: format!("{area} for {period}"),
                    found,
                    expected,
                };
                let lost = Lost {
                    measure: None,
                    period: Some(period),
                    area: Some(area.clone()),
                };
                facts.doubt(lost, None, problem)?;
            }
        }
        Ok(())
    }
}

impl Reader for Outcomes<'_> {
    fn columns(&self) -> Vec<&str> {
        self.columns.to_vec()
    }

    fn measures(&self) -> Vec<MeasureId> {
        self.settings
            .outcome_types
            .values()
            .flat_map(|outcome| [outcome.tracked.0.clone(), outcome.given.0.clone()])
            .collect()
    }

    fn labels(&self) -> Vec<Label> {
        let types = self.settings.outcome_types.iter();
        types
            .flat_map(|(code, outcome)| {
                [
                    (&self.settings.tracked_column, &outcome.tracked),
                    (&self.settings.given_column, &outcome.given),
                ]
                .map(|(column, measure)| Label {
                    label: format!("{code} {}, {column}", outcome.description),
                    measure: measure.0.clone(),
                })
            })
            .collect()
    }

    fn told_apart_by(&self) -> Vec<&str> {
        vec![YEAR, QUARTER, FORCE, TYPE, OFFENCE]
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let at = self.sums_of(line, areas, facts.limit())?;
        let counts = [
            available(line, &self.columns, UNDER)?,
            available(line, &self.columns, UNDER + 1)?,
        ];
        let Some(sums) = self.sums.get_mut(at) else {
            return Ok(());
        };
        let measures = [&sums.outcome.tracked.0, &sums.outcome.given.0];
        let mut after = sums.sums;
        for ((sum, count), measure) in after.iter_mut().zip(counts).zip(measures) {
            let (code, period, area) = &sums.subject;
            let what = || format!("outcome type {code} of {area} for {period}");
            if !sum
                .add(count)
                .ok_or_else(|| InputProblem::TooLarge { what: what() })?
            {
                let lost = Lost::from((measure.clone(), *period, area.clone()));
                let problem = InputProblem::Mixed { what: what() };
                facts.doubt(lost, Some(line.number), problem)?;
            }
        }
        sums.sums = after;
        sums.lines += 1;
        sums.last_line = line.number;
        Ok(())
    }

    fn loses(&self, line: &Line<'_>, areas: &Areas) -> Vec<Lost> {
        let period = period(line).ok();
        let outcome = self.outcome_type(line).ok();
        let measures = match outcome {
            Some((_, outcome)) => {
                vec![Some(&outcome.tracked.0), Some(&outcome.given.0)]
            }
            None => vec![None],
        };
        let mut lost = Vec::new();
        for area in areas_of(line, FORCE, areas) {
            for measure in &measures {
                lost.push(Lost {
                    measure: measure.cloned(),
                    period,
                    area: area.clone(),
                });
            }
        }
        lost
    }

    fn finish(&mut self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        if let Some(expected) = self.settings.lines_per_force_and_quarter {
            self.check_lengths(expected, facts)?;
        }
        self.by_text = HashMap::new();
        for at in std::mem::take(&mut self.by_subject).into_values() {
            let Some(sums) = self.sums.get(at) else {
                continue;
            };
            let (_, period, area) = &sums.subject;
            let measures = [&sums.outcome.tracked.0, &sums.outcome.given.0];
            for (measure, sum) in measures.into_iter().zip(sums.sums) {
                let subject = (measure.clone(), *period, area.clone());
                match sum {
                    Sum::Available(count) => match Decimal::from_count(count) {
                        Some(count) => facts.add(subject, count, sums.last_line)?,
                        None => {
                            let what = describe(&subject);
                            let problem = InputProblem::TooLarge { what };
                            facts.doubt(Lost::from(subject), None, problem)?;
                        }
                    },
                    Sum::NotAvailable => facts.add_none(subject, sums.last_line)?,
                    Sum::Empty => {}
                }
            }
        }
        Ok(())
    }
}

impl Sum {
    /// Adds a value; `false` when it is available and others are not, or the other way round.
    /// `None` when the sum is too large.
    fn add(&mut self, count: Option<i64>) -> Option<bool> {
        *self = match (*self, count) {
            (Self::Empty, Some(count)) => Self::Available(count),
            (Self::Empty | Self::NotAvailable, None) => Self::NotAvailable,
            (Self::Available(sum), Some(count)) => Self::Available(sum.checked_add(count)?),
            (Self::Available(_), None) | (Self::NotAvailable, Some(_)) => return Some(false),
        };
        Some(true)
    }
}

/// A whole number, or `None` where the file says that it is not available.
fn available(line: &Line<'_>, columns: &[&str], nth: usize) -> Result<Option<i64>, InputProblem> {
    let text = line.nth(columns, nth)?;
    if let Some(count) = Decimal::count(text) {
        if count < 0
            && let Some(tolerance) = line.tolerant
        {
            self::count(&tolerance.negative);
        }
        return Ok(Some(count));
    }
    if text == NOT_AVAILABLE || line.says_no_value(text) {
        return Ok(None);
    }
    let column = columns.get(nth).copied().unwrap_or_default();
    // What is written in another way than digits alone is rare enough to be read by the long way.
    let number = line.whole(column);
    match number {
        Ok(Some(number)) => Ok(Decimal::count(&number.to_string())),
        _ => Err(InputProblem::cell(column, text, "a whole number or NA")),
    }
}

/// The quarter that a line is about.
fn period(line: &Line<'_>) -> Result<Period, InputProblem> {
    let ends = line.parsed(YEAR, "a financial year", end_of_financial_year)?;
    line.parsed(QUARTER, "a quarter from 1 to 4", |text| quarter(ends, text))
}

/// A quarter of the financial year that ends in March of `ends`.
pub(crate) fn quarter(ends: i16, text: &str) -> Option<Period> {
    let (year, month) = match text {
        "1" => (ends - 1, 6),
        "2" => (ends - 1, 9),
        "3" => (ends - 1, 12),
        "4" => (ends, 3),
        _ => return None,
    };
    Period::months_to(3, year, month).ok()
}
