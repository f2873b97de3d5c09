//! Tables with one line for each area and one column for each measure and period, as in the sheets
//! of a workbook.
//!
//! Read so: the police force area tables of the Office for National Statistics (P1 offences, P3
//! rates, P7 incidents of anti-social behaviour, P9 population, P10 households), the workforce
//! tables of the Home Office, and CSV files of the same shape.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{AreaCode, MeasureId, MissingReason, Period};
use serde::Deserialize;

use super::Reader;
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;
use crate::manifest::Filled;
use crate::recipe::Parsed;

/// Which columns say what. Columns that are not named here are ignored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "AreaColumns"))]
pub(crate) struct Settings {
    /// The column with the area's code. Areas are joined on it where it is filled.
    code_column: Option<String>,
    /// The column with the area's name: held against the code, and used where there is none.
    name_column: Option<String>,
    /// Areas by names that are not in the list of forces, such as a total's.
    #[serde(default)]
    names: BTreeMap<String, Parsed<AreaCode>>,
    /// The highest number of a footnote whose mark may stick to a name; none when absent.
    #[serde(default)]
    footnotes: u8,
    /// What the columns hold.
    #[cfg_attr(test, schemars(length(min = 1)))]
    columns: Vec<Column>,
    /// What stands in the place of a number that is missing. An empty cell is no value.
    #[serde(default)]
    missing: Vec<Missing>,
}

/// A column of numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "AreaColumn"))]
struct Column {
    /// Its label.
    column: String,
    /// What it measures.
    measure: Parsed<MeasureId>,
    /// Of which period.
    period: Parsed<Period>,
    /// Whether its numbers are whole, or rates and shares.
    #[serde(default)]
    numbers: Numbers,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum Numbers {
    /// Counts.
    #[default]
    Whole,
    /// Rates, shares and full-time equivalents.
    Decimal,
}

/// A mark for a number that is missing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Missing {
    /// The mark: "..".
    text: String,
    /// What kind of absence it stands for.
    #[cfg_attr(test, schemars(extend("enum" = crate::schemas::absences())))]
    status: Parsed<MissingReason>,
    /// What it means, in words.
    reason: String,
}

/// What a cell says.
enum Number {
    Present(Decimal),
    /// It holds this one of the marks.
    Missing(usize),
}

impl Column {
    /// A line's number; `None` where the cell is empty.
    fn read(&self, line: &Line<'_>, marks: &[Missing]) -> Result<Option<Number>, InputProblem> {
        let text = line.cell(&self.column)?;
        if text.is_empty() {
            return Ok(None);
        }
        if let Some(mark) = marks.iter().position(|mark| mark.text == text) {
            return Ok(Some(Number::Missing(mark)));
        }
        let number = match self.numbers {
            Numbers::Whole => line.parsed(&self.column, "a whole number", Decimal::parse_whole),
            Numbers::Decimal => line.parsed(&self.column, "a number", Decimal::parse),
        };
        Ok(Some(Number::Present(number?)))
    }
}

pub(crate) struct AreaColumns<'r> {
    settings: &'r Settings,
    /// Names of the recipe that were met.
    names_met: BTreeSet<&'r str>,
    /// Cells that held each mark.
    missing: Vec<u64>,
}

impl<'r> AreaColumns<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self {
            settings,
            names_met: BTreeSet::new(),
            missing: vec![0; settings.missing.len()],
        }
    }

    fn area(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<AreaCode, InputProblem> {
        let code = match &self.settings.code_column {
            Some(column) => line.cell(column)?,
            None => "",
        };
        let name = match &self.settings.name_column {
            Some(column) => Some((column.as_str(), line.cell(column)?)),
            None => None,
        };
        let Some((column, name)) = name else {
            return areas.with_code(code);
        };
        if code.is_empty() {
            return self.named(column, name, areas, facts);
        }
        let area = areas.with_code(code)?;
        if areas.is_england_and_wales(&area) {
            return Ok(area);
        }
        match self.named(column, name, areas, facts)? {
            other if other != area => {
                let expected = "a name of the area with this line's code";
                Err(InputProblem::cell(column, name, expected))
            }
            _ => Ok(area),
        }
    }

    fn named(
        &mut self,
        column: &str,
        name: &str,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<AreaCode, InputProblem> {
        if let Some((known, code)) = self.settings.names.get_key_value(name) {
            self.names_met.insert(known);
            return areas.with_code(code.0.as_str());
        }
        let (area, known) = areas.named_in(name, self.settings.footnotes)?;
        if known != name {
            facts.count_mark(column, name, known);
        }
        Ok(area)
    }
}

impl Reader for AreaColumns<'_> {
    fn columns(&self) -> Vec<&str> {
        let Settings {
            code_column,
            name_column,
            columns,
            ..
        } = self.settings;
        let areas = [code_column, name_column].into_iter().flatten();
        areas
            .chain(columns.iter().map(|column| &column.column))
            .map(String::as_str)
            .collect()
    }

    fn measures(&self) -> Vec<MeasureId> {
        let columns = self.settings.columns.iter();
        let mut measures: Vec<_> = columns.map(|column| column.measure.0.clone()).collect();
        measures.sort();
        measures.dedup();
        measures
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let area = self.area(line, areas, facts)?;
        let mut numbers = Vec::new();
        for column in &self.settings.columns {
            if let Some(number) = column.read(line, &self.settings.missing)? {
                numbers.push((column, number));
            }
        }
        for (column, number) in numbers {
            let subject = (column.measure.0.clone(), column.period.0, area.clone());
            match number {
                Number::Present(number) => facts.add(subject, number, line.number)?,
                Number::Missing(mark) => {
                    let reason = self.settings.missing.get(mark);
                    let reason = reason.map_or(MissingReason::Missing, |mark| mark.status.0);
                    facts.add_missing(subject, reason, line.number)?;
                    if let Some(cells) = self.missing.get_mut(mark) {
                        *cells += 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn loses(&self, _line: &Line<'_>, _areas: &Areas) -> Vec<Lost> {
        Vec::new()
    }

    fn finish(&mut self, facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        let measures = self.measures();
        let measures: Vec<String> = measures.iter().map(ToString::to_string).collect();
        let mut unused = None;
        for (mark, cells) in self.settings.missing.iter().zip(&self.missing) {
            if *cells == 0 {
                unused.get_or_insert_with(|| format!("missing \"{}\"", mark.text));
                continue;
            }
            facts.filled.push(Filled {
                measures: measures.clone(),
                status: mark.status.0.name().to_owned(),
                values: *cells,
                reason: format!("\"{}\": {}", mark.text, mark.reason),
            });
        }
        for name in self.settings.names.keys() {
            if !self.names_met.contains(name.as_str()) {
                unused.get_or_insert_with(|| format!("names \"{name}\""));
            }
        }
        match unused {
            None => Ok(()),
            Some(rule) => Err(InputProblem::UnusedRule { rule }),
        }
    }
}
