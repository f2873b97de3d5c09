//! A transcription of the figures that a report prints: one line per figure, one column per area.

use std::collections::BTreeMap;

use peel_model::{AreaCode, IndicatorId, MeasureId, Period, printed_measure};
use serde::Deserialize;

use super::{IN_RECIPE, Reader};
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;
use crate::recipe::Parsed;

const SECTION: &str = "section";
const LABEL: &str = "measure";
const PERIOD: &str = "period";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PrintedValues"))]
pub(crate) struct Settings {
    /// Which area each column of figures is about.
    areas: BTreeMap<String, Parsed<AreaCode>>,
    /// What each line of the transcription is.
    lines: Vec<PrintedLine>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PrintedLine {
    /// The part of the report that it is transcribed from.
    section: String,
    /// What the report calls it.
    label: String,
    /// When it was, in the transcription's words.
    period: String,
    /// The indicator it is a value of.
    indicator: Parsed<IndicatorId>,
    /// The indicator's period.
    at: Parsed<Period>,
}

pub(crate) struct Printed<'r> {
    settings: &'r Settings,
    /// Which of the settings' lines were met.
    met: Vec<bool>,
}

impl<'r> Printed<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        let met = vec![false; settings.lines.len()];
        Self { settings, met }
    }
}

impl PrintedLine {
    fn key(&self) -> [&str; 3] {
        [&self.section, &self.label, &self.period]
    }

    fn in_words(&self) -> String {
        self.key().join("; ")
    }
}

impl Reader for Printed<'_> {
    fn columns(&self) -> Vec<&str> {
        let figures = self.settings.areas.keys().map(String::as_str);
        [SECTION, LABEL, PERIOD]
            .into_iter()
            .chain(figures)
            .collect()
    }

    fn measures(&self) -> Vec<MeasureId> {
        Vec::new()
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
        let key = [line.cell(SECTION)?, line.cell(LABEL)?, line.cell(PERIOD)?];
        let lines = self.settings.lines.iter().zip(&mut self.met);
        let Some((printed_line, met)) = lines.into_iter().find(|(known, _)| known.key() == key)
        else {
            let known: Vec<String> = self
                .settings
                .lines
                .iter()
                .map(PrintedLine::in_words)
                .collect();
            let known = known.iter().map(String::as_str);
            let name = key.join("; ");
            return Err(InputProblem::unknown(
                "printed figure",
                &name,
                known,
                IN_RECIPE,
            ));
        };
        *met = true;
        for (column, code) in &self.settings.areas {
            // A report need not print every area's figure.
            if line.cell(column)?.is_empty() {
                continue;
            }
            let figure = line.parsed(column, "a number", Decimal::parse)?;
            let measure = printed(&printed_line.indicator.0)?;
            let area = areas.with_code(code.0.as_str())?;
            facts.add((measure, printed_line.at.0, area), figure, line.number)?;
        }
        Ok(())
    }

    fn finish(&mut self, _facts: &mut Gathering<'_>) -> Result<(), InputProblem> {
        let mut lines = self.settings.lines.iter().zip(&self.met);
        match lines.find(|(_, met)| !**met) {
            None => Ok(()),
            Some((line, _)) => Err(InputProblem::UnusedRule {
                rule: format!("lines: {}", line.in_words()),
            }),
        }
    }
}

/// The measure under which an indicator's printed figures are kept.
pub(super) fn printed(indicator: &IndicatorId) -> Result<MeasureId, InputProblem> {
    printed_measure(indicator).ok_or_else(|| {
        InputProblem::cell(
            "indicator",
            indicator.as_str(),
            "an identifier short enough",
        )
    })
}
