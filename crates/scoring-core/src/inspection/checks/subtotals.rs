//! Parts and their wholes.

use std::collections::BTreeSet;

use peel_model::{Area, Breakdown, IndicatorId, InspectionPlace, Severity};

use crate::breakdown::breakdowns;
use crate::{breakdowns_of, rounds_to};

use super::super::text::holds_any;
use super::{Found, Held, InspectionCheck};

pub(super) static SUBTOTAL: InspectionCheck = InspectionCheck {
    id: "subtotal",
    title: "Parts that do not add up",
    rule: "Recorded counts or printed figures whose parts differ from their whole by more than \
           rounding explains, as found for the force or for England and Wales.",
    severity: Severity::Error,
    find: subtotal,
};

fn subtotal(held: &Held<'_>) -> Vec<Found> {
    let evidence = held.evidence;
    let ours = Area::Force(evidence.inspection.force.clone());
    let mut found = Vec::new();
    for mismatch in evidence.mismatches {
        if mismatch.area != ours && mismatch.area != Area::EnglandAndWales {
            continue;
        }
        let (name, of) = match &mismatch.breakdown {
            Breakdown::Recorded { whole, .. } => {
                let using = evidence.edition.indicators.iter();
                let mut using = using.filter(|indicator| {
                    breakdowns_of(evidence.edition, indicator)
                        .is_ok_and(|breakdowns| breakdowns.contains(&mismatch.breakdown))
                });
                (
                    whole.to_string(),
                    using.next().map(|indicator| &indicator.id),
                )
            }
            Breakdown::Printed { whole, .. } => (whole.to_string(), Some(whole)),
            Breakdown::PrintedShares { of, parts } => (format!("all of {of}"), parts.first()),
        };
        let place = match of {
            Some(indicator) => InspectionPlace::Indicator(indicator.clone()),
            None => InspectionPlace::Overall,
        };
        let message = format!(
            "{name}, {}, {}: the parts make {} and the whole is {}.",
            mismatch.area,
            mismatch.period.in_words(),
            to_six_digits(mismatch.sum),
            to_six_digits(mismatch.whole)
        );
        found.push(Found::at(&place, message));
    }
    found
}

pub(super) static SUBTOTAL_WITHOUT_NOTE: InspectionCheck = InspectionCheck {
    id: "subtotal-without-note",
    title: "Parts that add up only within rounding, unsaid",
    rule: "Printed figures of the force or of England and Wales that are parts of another printed \
           figure, and whose sum is not that figure at the decimals printed, where no warning of \
           the edition about the whole holds a phrase for rounding.",
    severity: Severity::Warning,
    find: subtotal_without_note,
};

fn subtotal_without_note(held: &Held<'_>) -> Vec<Found> {
    let evidence = held.evidence;
    let printed: BTreeSet<&IndicatorId> =
        evidence.printed.iter().map(|one| &one.indicator).collect();
    // Worked out once: for every indicator anew it takes longer than all other checks together.
    let all = breakdowns(evidence.edition).unwrap_or_default();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for indicator in &evidence.edition.indicators {
        if !printed.contains(&indicator.id) {
            continue;
        }
        for breakdown in &all {
            let Breakdown::Printed { whole, parts } = breakdown else {
                continue;
            };
            let rounding = &evidence.rules.phrases.rounding;
            let mut caveats = evidence.edition.caveats_of(whole);
            if *whole != indicator.id || caveats.any(|caveat| holds_any(&caveat.text, rounding)) {
                continue;
            }
            if let Some(message) = adds_up_unevenly(held, whole, parts)
                && told.insert(breakdown)
            {
                found.push(Found::at(
                    &InspectionPlace::Indicator(whole.clone()),
                    message,
                ));
            }
        }
    }
    found
}

/// Which of the force's and England and Wales' printed parts make another sum than the printed
/// whole, in words.
fn adds_up_unevenly(held: &Held<'_>, whole: &IndicatorId, parts: &[IndicatorId]) -> Option<String> {
    let decimals = held.evidence.edition.indicator(whole)?.decimals;
    let pairs: Vec<_> = parts
        .iter()
        .map(|part| held.evidence.printed_pair(part))
        .collect();
    let (force, national) = held.evidence.printed_pair(whole);
    let force_parts: Option<Vec<f64>> = pairs.iter().map(|pair| pair.0).collect();
    let national_parts: Option<Vec<f64>> = pairs.iter().map(|pair| pair.1).collect();
    let mut told = Vec::new();
    for (who, whole, parts) in [
        ("the force", force, force_parts),
        ("England and Wales", national, national_parts),
    ] {
        if let (Some(whole), Some(parts)) = (whole, parts) {
            let sum: f64 = parts.iter().sum();
            if !rounds_to(sum, decimals, whole) {
                told.push(format!(
                    "{} for {who}, where {whole} is printed",
                    to_six_digits(sum)
                ));
            }
        }
    }
    let title = held.evidence.indicator_title(whole);
    (!told.is_empty()).then(|| {
        format!(
            "\"{title}\": the printed parts make {}; no note says so.",
            told.join("; ")
        )
    })
}

/// A sum without the traces of binary arithmetic.
fn to_six_digits(value: f64) -> String {
    let shown: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    shown.to_string()
}
