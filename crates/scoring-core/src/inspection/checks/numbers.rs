//! Numbers in texts against printed and computed figures.

use std::collections::BTreeMap;

use peel_model::{ComparisonReference, IndicatorId, Severity};

use crate::rounds_to;

use super::super::passages::{Figure, Passage};
use super::super::text::{Number, holds_any, sentences};
use super::{Found, Held, InspectionCheck};

/// Whether a number in a text is a value as rounded to its decimals. A text gives a fall without
/// its sign.
fn is(number: &Number, value: f64) -> bool {
    rounds_to(value.abs(), number.decimals, number.value)
}

pub(super) static UNSUPPORTED_NUMBER: InspectionCheck = InspectionCheck {
    id: "unsupported-number",
    title: "A number that nothing bears out",
    rule: "A figure in a text that is no printed or computed value of the indicators that the \
           sentence is about, rounded to the decimals it has, nor one of the facts recorded with \
           the inspection. Of a sentence without a known subject only numbers with decimals or a \
           word for percent are looked at, and they may be a value of any indicator. Dates and \
           durations are no figures.",
    severity: Severity::Warning,
    find: unsupported_number,
};

fn unsupported_number(held: &Held<'_>) -> Vec<Found> {
    let evidence = held.evidence;
    let values = evidence.values();
    let facts = evidence.inspection.facts.iter();
    let facts: Vec<f64> = facts
        .flat_map(|fact| sentences(&fact.value))
        .flat_map(|sentence| {
            let numbers = sentence.numbers().map(|(_, number)| number.value);
            numbers.collect::<Vec<_>>()
        })
        .collect();
    let mut found = Vec::new();
    for passage in &held.passages {
        for figure in passage.figures(evidence) {
            let borne_out = |indicator: &IndicatorId| {
                let mut known = values.get(indicator).into_iter().flatten();
                known.any(|value| is(figure.number, *value))
            };
            let by_figures = if passage.subjects.is_empty() {
                values.keys().any(|indicator| borne_out(indicator))
            } else {
                passage.subjects.iter().any(|subject| borne_out(subject))
            };
            let by_facts = facts.iter().any(|fact| is(figure.number, *fact));
            if !by_figures && !by_facts {
                let of = if passage.subjects.is_empty() {
                    "any indicator".to_owned()
                } else {
                    titles(held, passage)
                };
                let message = format!("{} is no value of {of}.", figure.number.text);
                found.push(about(held, passage, message));
            }
        }
    }
    found
}

pub(super) static HIDDEN_DIFFERENCE: InspectionCheck = InspectionCheck {
    id: "hidden-difference",
    title: "A difference rounded away",
    rule: "A figure in a text with fewer decimals than its indicator is printed with, which at \
           those decimals is the value of the force as well as that of England and Wales, although \
           the printed values differ.",
    severity: Severity::Error,
    find: hidden_difference,
};

fn hidden_difference(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for passage in &held.passages {
        let mut told = Vec::new();
        for figure in passage.figures(held.evidence) {
            for subject in &passage.subjects {
                let (Some(force), Some(national)) = held.evidence.printed_pair(subject) else {
                    continue;
                };
                let both = is(figure.number, force) && is(figure.number, national);
                let differ = force.total_cmp(&national).is_ne();
                if both && differ && !told.contains(subject) {
                    told.push(*subject);
                    let message = format!(
                        "{} stands for {force} as well as for {national} of England and Wales ({}).",
                        figure.number.text,
                        held.evidence.indicator_title(subject)
                    );
                    found.push(about(held, passage, message));
                }
            }
        }
    }
    found
}

/// A figure in a text that can be only the force's own value of one indicator.
struct Told<'h> {
    passage: &'h Passage<'h>,
    figure: Figure<'h>,
    indicator: &'h IndicatorId,
}

/// The figures that can be pinned to the force's own value of one indicator.
fn told<'h>(held: &'h Held<'h>) -> Vec<Told<'h>> {
    let evidence = held.evidence;
    let mut all = Vec::new();
    for passage in &held.passages {
        let [indicator] = passage.subjects[..] else {
            continue;
        };
        let computed = evidence.comparison(indicator, None);
        let computed = computed.and_then(|one| one.unit_of(&evidence.inspection.force));
        let values = [
            evidence.printed_pair(indicator).0,
            computed.map(|unit| unit.value),
        ];
        for figure in passage.figures(evidence) {
            if values
                .iter()
                .flatten()
                .any(|value| is(figure.number, *value))
            {
                all.push(Told {
                    passage,
                    figure,
                    indicator,
                });
            }
        }
    }
    all
}

pub(super) static OTHER_PRECISION: InspectionCheck = InspectionCheck {
    id: "other-precision",
    title: "One figure at different decimals",
    rule: "The force's value of one indicator told twice with different decimals. Told at the \
           second place, against the first.",
    severity: Severity::Warning,
    find: other_precision,
};

fn other_precision(held: &Held<'_>) -> Vec<Found> {
    let mut first: BTreeMap<&IndicatorId, (u8, String, String)> = BTreeMap::new();
    let mut found = Vec::new();
    for told in told(held) {
        let number = told.figure.number;
        match first.get(told.indicator) {
            None => {
                let place = told.passage.place.to_string();
                let entry = (number.decimals, number.text.clone(), place);
                first.insert(told.indicator, entry);
            }
            Some((decimals, text, place)) if *decimals != number.decimals => {
                let message = format!(
                    "{} here, {text} in the {place}: one figure of {} at different decimals.",
                    number.text,
                    held.evidence.indicator_title(told.indicator)
                );
                found.push(about(held, told.passage, message));
            }
            Some(_) => {}
        }
    }
    found
}

pub(super) static OTHER_UNIT: InspectionCheck = InspectionCheck {
    id: "other-unit",
    title: "Percent that is none",
    rule: "The force's value of an indicator followed by a word for percent, where the indicator's \
           unit has none: 52 arrests for 100 offences are not 52 percent of them.",
    severity: Severity::Warning,
    find: other_unit,
};

fn other_unit(held: &Held<'_>) -> Vec<Found> {
    let percent = &held.evidence.rules.phrases.percent;
    told(held)
        .into_iter()
        .filter_map(|told| {
            let unit = &held.evidence.edition.indicator(told.indicator)?.unit;
            let differs = told.figure.percent && !holds_any(unit, percent);
            differs.then(|| {
                let message = format!(
                    "{} is given in percent; {} is {unit}.",
                    told.figure.number.text,
                    held.evidence.indicator_title(told.indicator)
                );
                about(held, told.passage, message)
            })
        })
        .collect()
}

pub(super) static PERCENT_OR_POINTS: InspectionCheck = InspectionCheck {
    id: "percent-or-points",
    title: "Percent or percentage points",
    rule: "A figure followed by a word for percent, in a sentence about a change of a percentage: \
           4 percent of 50 percent are 2 percentage points. The edition names such changes.",
    severity: Severity::Warning,
    find: percent_or_points,
};

fn percent_or_points(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for passage in &held.passages {
        let changes = &held.evidence.rules.changes_of_shares;
        let mut subjects = passage.subjects.iter();
        let Some(change) = subjects.find(|subject| changes.contains(subject)) else {
            continue;
        };
        let (printed, _) = held.evidence.printed_pair(change);
        for figure in passage.figures(held.evidence) {
            let is_the_change = printed.is_some_and(|printed| is(figure.number, printed));
            if is_the_change && figure.percent && !figure.points {
                let message = format!(
                    "{} percent of a percentage: say whether percent or percentage points ({}).",
                    figure.number.text,
                    held.evidence.indicator_title(change)
                );
                found.push(about(held, passage, message));
            }
        }
    }
    found
}

fn titles(held: &Held<'_>, passage: &Passage<'_>) -> String {
    let subjects = passage.subjects.iter();
    let titles: Vec<String> = subjects
        .map(|subject| format!("\"{}\"", held.evidence.indicator_title(subject)))
        .collect();
    titles.join(" or ")
}

/// Something about a sentence, with the comparisons of its subjects.
fn about(held: &Held<'_>, passage: &Passage<'_>, message: String) -> Found {
    let subjects = passage.subjects.iter();
    let comparisons = subjects.filter_map(|subject| held.evidence.comparison(subject, None));
    Found {
        based_on: comparisons.map(ComparisonReference::from).collect(),
        ..Found::at(&passage.place, message)
    }
}
