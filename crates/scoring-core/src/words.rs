//! A formula in words, with the names of its measures and periods.

use peel_model::Indicator;

use crate::formula::{Resolved, Shape, Side, Term};

pub(crate) fn formula(resolved: &Resolved<'_>, multiplier: f64) -> String {
    let now = side(&resolved.now);
    let text = match (resolved.shape, &resolved.then) {
        (Shape::Ratio(_), _) | (_, None) => now,
        (Shape::ChangeOfCounts, Some(then)) => {
            let then = side(then);
            format!("({now} − {then}) ÷ {then}")
        }
        (Shape::ChangeOfRates, Some(then)) => {
            let then = side(then);
            format!("(({now}) − ({then})) ÷ ({then})")
        }
    };
    match thousands(multiplier).as_str() {
        "1" => text,
        multiplier => format!("{text} × {multiplier}"),
    }
}

pub(crate) fn tally(of: &Indicator, formula: &str) -> String {
    format!("number of units above 0 on {}: {formula}", of.title)
}

pub(crate) fn published_only(reason: &str) -> String {
    format!("known only as printed: {reason}")
}

fn side(side: &Side<'_>) -> String {
    match &side.per {
        Some(per) => format!("{} ÷ {}", term(&side.count), term(per)),
        None => term(&side.count),
    }
}

pub(crate) fn term(term: &Term<'_>) -> String {
    format!("{} ({})", term.leaves.measure.title, term.period.in_words())
}

/// A number with commas between thousands.
fn thousands(number: f64) -> String {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}
