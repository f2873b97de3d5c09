//! Values as commands show them: rounded and worded by reporting's rules alone.

use peel_model::{Absent, Comparison, FunnelPosition, UnitComparison};
use peel_proto::scoring::v1 as wire;
use peel_reporting_core::wording::{
    absent_words, band_words, flag_words, no_band_words, position_words,
};
use peel_reporting_core::{DASH, NumberFormat};

/// How an indicator's values are shown.
pub(crate) fn format_of(comparison: &wire::Comparison) -> NumberFormat {
    NumberFormat {
        decimals: u8::try_from(comparison.decimals).unwrap_or(u8::MAX),
        // Only changes say how many rose.
        signed: comparison.rising.is_some(),
        ..NumberFormat::default()
    }
}

/// A value, or a dash.
pub(crate) fn shown(format: &NumberFormat, value: Option<f64>) -> String {
    value.map_or_else(|| DASH.to_owned(), |value| format.show(value))
}

/// A unit's 95% interval: "66.4 to 66.9".
pub(crate) fn interval(format: &NumberFormat, unit: &UnitComparison) -> String {
    match &unit.interval {
        Ok(limits) => {
            let limits = limits.at_95;
            format!(
                "{} to {}",
                format.show(limits.lower),
                format.show(limits.upper)
            )
        }
        Err(_) => DASH.to_owned(),
    }
}

/// A unit's band in words: "one of the highest", "broadly in line".
pub(crate) fn band(unit: &UnitComparison) -> &'static str {
    match unit.band {
        // In a cell of its own there is nothing for the last word to lead to.
        Ok(band) => band_words(band).trim_end_matches(" with"),
        Err(reason) => no_band_words(reason),
    }
}

/// A unit's place in the funnel in words: "within", "well above".
pub(crate) fn position(unit: &UnitComparison) -> &'static str {
    match unit.funnel {
        Ok(funnel) if funnel.position == FunnelPosition::Within => "within limits",
        Ok(funnel) => position_words(funnel.position),
        Err(_) => DASH,
    }
}

/// What a reader must know of a value.
pub(crate) fn flags(comparison: &Comparison, unit: &UnitComparison) -> String {
    let flags = unit
        .flags
        .iter()
        .map(|flag| flag_words(flag, comparison.period));
    flags.collect::<Vec<_>>().join("; ")
}

/// Parts that do not add up to their whole: a line each.
pub(crate) fn mismatch_lines(message: &wire::Comparison) -> Vec<String> {
    let lines = message.mismatches.iter().map(|mismatch| {
        let whole = match mismatch.kind.as_str() {
            "printed-shares" => format!("all of {}", mismatch.whole),
            _ => mismatch.whole.clone(),
        };
        format!(
            "Does not add up ({}, {}): {} make {}, but {whole} is {}",
            mismatch.area,
            mismatch.period,
            mismatch.parts.join(" + "),
            mismatch.sum,
            mismatch.expected
        )
    });
    lines.collect()
}

/// What is to be said of units that are not there, and of a comparison without any: a line each.
pub(crate) fn absences(comparison: &Comparison) -> Vec<String> {
    let left_out = comparison.left_out.iter().map(|left_out| {
        let mut line = format!("{}: {}", left_out.unit.name, absent_words(left_out.because));
        if !left_out.note.is_empty() {
            line.push_str(". ");
            line.push_str(&left_out.note);
        }
        line
    });
    let mut lines: Vec<String> = left_out.collect();
    if let (true, Err(reason)) = (comparison.units.is_empty(), comparison.comparator.value) {
        lines.push(match reason {
            Absent::PublishedOnly => "There is no value to compare: the figures are known only as \
                                      printed. See them with peel reconcile."
                .to_owned(),
            reason => format!("There is no value to compare: {}.", absent_words(reason)),
        });
    }
    lines
}
