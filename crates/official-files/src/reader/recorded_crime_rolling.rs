//! "Recorded crime data at police force area level" (Office for National Statistics): for each
//! force and offence group, the offences recorded in the twelve months to the end of a quarter.

use std::collections::BTreeMap;

use jiff::civil::Date;
use peel_model::{MeasureId, Period};
use serde::Deserialize;

use super::{IN_RECIPE, Label, Reader};
use crate::areas::Areas;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;
use crate::recipe::Parsed;

const ENDING: &str = "12 months ending";
const FORCE: &str = "PFA";
const OFFENCE: &str = "Offence";
const OFFENCES: &str = "Rolling year total number of offences";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "RecordedCrimeRolling")
)]
pub(crate) struct Settings {
    /// Offence group to measure.
    measures: BTreeMap<String, Parsed<MeasureId>>,
}

pub(crate) struct Rolling<'r> {
    settings: &'r Settings,
}

impl<'r> Rolling<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self { settings }
    }
}

impl Reader for Rolling<'_> {
    fn columns(&self) -> Vec<&str> {
        vec![ENDING, FORCE, OFFENCE, OFFENCES]
    }

    fn measures(&self) -> Vec<MeasureId> {
        let measures = self.settings.measures.values();
        measures.map(|measure| measure.0.clone()).collect()
    }

    fn labels(&self) -> Vec<Label> {
        let measures = self.settings.measures.iter();
        let labels = measures.map(|(label, measure)| Label {
            label: label.clone(),
            measure: measure.0.clone(),
        });
        labels.collect()
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
        let area = areas.named(line.cell(FORCE)?)?;
        let group = line.cell(OFFENCE)?;
        let measures = &self.settings.measures;
        let Some(measure) = line.known(OFFENCE, |group| measures.get(group))? else {
            let known = self.settings.measures.keys().map(String::as_str);
            return Err(InputProblem::unknown(
                "offence group",
                group,
                known,
                IN_RECIPE,
            ));
        };
        let expected = "the last day of a month, written DD-MM-YYYY";
        let period = line.parsed(ENDING, expected, twelve_months_ending)?;
        let subject = (measure.0.clone(), period, area);
        match line.whole(OFFENCES)? {
            Some(count) => facts.add(subject, count, line.number),
            None => facts.add_none(subject, line.number),
        }
    }
}

fn twelve_months_ending(text: &str) -> Option<Period> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        let well_formed = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        well_formed.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (day, month, year) = (number(2)?, number(2)?, number(4)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let whole = parts.next().is_none() && date == date.last_of_month();
    whole
        .then(|| Period::months_to(12, date.year(), date.month()).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rolling_year_ends_with_a_month() {
        let check = |text: &str, expected: Option<&str>| {
            let period = twelve_months_ending(text).map(|period| period.to_string());
            assert_eq!(period.as_deref(), expected, "{text:?}");
        };
        check("30-06-2016", Some("12m-to-2016-06"));
        check("29-02-2016", Some("12m-to-2016-02"));
        check("30-12-2017", None);
        check("31-06-2016", None);
        check("2016-06-30", None);
        check("30-6-2016", None);
        check("30-06-2016-", None);
        check("", None);
    }
}
