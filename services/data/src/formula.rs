//! An indicator's formula in words, and the measures it comes down to.
//!
//! Words name no period, because a formula holds for every one. What was read for which period
//! stands in each comparison.

use std::collections::BTreeSet;

use peel_model::{
    ChangeOf, DenominatorPeriod, Edition, Formula, Indicator, MeasureDefinition, MeasureId,
};

/// The formula in words: "Recorded crime ÷ Population at mid-year × 1,000".
pub(crate) fn in_words(edition: &Edition, indicator: &Indicator) -> String {
    let text = match &indicator.formula {
        Formula::Ratio {
            numerator,
            denominator,
            denominator_period,
            ..
        } => {
            let denominator = denominator_in_words(edition, denominator, *denominator_period);
            format!("{} ÷ {denominator}", title(edition, numerator))
        }
        Formula::Change {
            numerator,
            base,
            months_back,
            of,
        } => change(edition, [numerator, base], *months_back, of),
        Formula::Tally { of } => {
            let of = edition
                .indicator(of)
                .map_or(of.as_str(), |of| of.title.as_str());
            format!("number of units above 0 on {of}")
        }
        Formula::PublishedOnly { .. } => return "known only as printed".to_owned(),
    };
    match thousands(indicator.multiplier).as_str() {
        "1" => text,
        multiplier => format!("{text} × {multiplier}"),
    }
}

fn change(
    edition: &Edition,
    [numerator, base]: [&MeasureId; 2],
    months_back: u16,
    of: &ChangeOf,
) -> String {
    let earlier = format!(" {months_back} months earlier");
    let now = title(edition, numerator);
    let then = format!("{}{earlier}", title(edition, base));
    match of {
        ChangeOf::Counts => format!("({now} − {then}) ÷ {then}"),
        ChangeOf::Rates {
            denominator,
            denominator_period,
        } => {
            let per = denominator_in_words(edition, denominator, *denominator_period);
            let then = match denominator_period {
                DenominatorPeriod::Fixed(_) => format!("({then} ÷ {per})"),
                _ => format!("({then} ÷ {per}{earlier})"),
            };
            format!("(({now} ÷ {per}) − {then}) ÷ {then}")
        }
    }
}

/// The recorded measures that an indicator is computed from.
pub(crate) fn recorded_measures(edition: &Edition, indicator: &Indicator) -> BTreeSet<MeasureId> {
    let mut recorded = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = named(edition, indicator);
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match edition.measure(id).map(|measure| &measure.definition) {
            Some(MeasureDefinition::Sum { parts }) => open.extend(parts),
            _ => {
                recorded.insert(id.clone());
            }
        }
    }
    recorded
}

/// The measures that a formula names.
fn named<'e>(edition: &'e Edition, indicator: &'e Indicator) -> Vec<&'e MeasureId> {
    match &indicator.formula {
        Formula::Ratio {
            numerator,
            denominator,
            ..
        } => vec![numerator, denominator],
        Formula::Change {
            numerator,
            base,
            of,
            ..
        } => match of {
            ChangeOf::Counts => vec![numerator, base],
            ChangeOf::Rates { denominator, .. } => vec![numerator, base, denominator],
        },
        Formula::Tally { of } => match edition.indicator(of) {
            // A tally counts changes, never another tally.
            Some(change) if matches!(change.formula, Formula::Change { .. }) => {
                named(edition, change)
            }
            _ => Vec::new(),
        },
        Formula::PublishedOnly { .. } => Vec::new(),
    }
}

fn title<'e>(edition: &'e Edition, id: &'e MeasureId) -> &'e str {
    edition
        .measure(id)
        .map_or(id.as_str(), |measure| measure.title.as_str())
}

fn denominator_in_words(edition: &Edition, id: &MeasureId, when: DenominatorPeriod) -> String {
    let title = title(edition, id);
    match when {
        DenominatorPeriod::Same => title.to_owned(),
        DenominatorPeriod::MidYear => format!("{title} at mid-year"),
        DenominatorPeriod::Fixed(period) => format!("{title} ({})", period.in_words()),
    }
}

/// A number with commas between thousands.
fn thousands(number: f64) -> String {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        grouped
    } else {
        format!("{grouped}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let check = |number: f64, expected: &str| assert_eq!(thousands(number), expected);
        check(1.0, "1");
        check(100.0, "100");
        check(1_000.0, "1,000");
        check(1_000_000.0, "1,000,000");
        check(12_345.5, "12,345.5");
    }
}
