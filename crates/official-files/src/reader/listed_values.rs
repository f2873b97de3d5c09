//! A list of our own of figures that a report prints: one line per figure and area, with the
//! place where it is printed. Kept with the edition.

use peel_model::{IndicatorId, MeasureId, Period};
use serde::Deserialize;

use super::Reader;
use super::printed_values::printed;
use crate::areas::Areas;
use crate::decimal::Decimal;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;

const INDICATOR: &str = "indicator";
const AREA: &str = "area_code";
const PERIOD: &str = "period";
const VALUE: &str = "value";
const PRINTED_AT: &str = "printed_at";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ListedValues"))]
pub(crate) struct Settings {}

pub(crate) struct Listed;

impl Listed {
    pub(crate) fn new(_settings: &Settings) -> Self {
        Self
    }
}

impl Reader for Listed {
    fn columns(&self) -> Vec<&str> {
        vec![INDICATOR, AREA, PERIOD, VALUE, PRINTED_AT]
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
        let indicator = line.parsed(INDICATOR, "an identifier", |text| {
            IndicatorId::new(text).ok()
        })?;
        let area = areas.with_code(line.cell(AREA)?)?;
        let expected = "a period such as 12m-to-2016-06";
        let period: Period = line.parsed(PERIOD, expected, |text| text.parse().ok())?;
        let value = line.parsed(VALUE, "a number", Decimal::parse)?;
        // A figure that cannot be found again in the report is hearsay.
        line.parsed(PRINTED_AT, "a place in the report", |text| {
            (!text.is_empty()).then_some(())
        })?;
        facts.add((printed(&indicator)?, period, area), value, line.number)
    }
}
