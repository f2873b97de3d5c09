//! Numbers as a question shows them.

use peel_model::{Observation, Period};

use super::returned::Returned;

/// A number in full, thousands apart: `12,345`, `0.25`.
pub(super) fn exact(value: f64) -> String {
    grouped(&value.to_string())
}

/// A number to three significant figures, for rates and limits: `4.12`, `0.0931`, `1,234`.
pub(super) fn about(value: f64) -> String {
    if !value.is_finite() {
        return "more than can be written".to_owned();
    }
    if value.abs() <= 0.0 {
        return "0".to_owned();
    }
    // Its exponent is that of the rounded number: 0.9999 is 1.00.
    let scientific = format!("{value:.2e}");
    let exponent = scientific
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    match exponent {
        Some(exponent @ -6..) => {
            let decimals = usize::try_from(2 - exponent).unwrap_or(0);
            grouped(&format!("{value:.decimals$}"))
        }
        _ => scientific,
    }
}

/// A ratio as a change in percent: `+31.2%`, `-8%`.
pub(super) fn change(ratio: f64) -> String {
    let percent = (ratio - 1.0) * 100.0;
    let sign = if percent > 0.0 { "+" } else { "" };
    format!("{sign}{}%", about(percent))
}

/// A measure in a period, as a question begins.
pub(super) fn of_period(title: &str, period: Period) -> String {
    format!("{title}, {}", period.in_words())
}

/// What a question about a row begins with.
pub(super) fn subject(returned: &Returned<'_>, row: &Observation) -> String {
    of_period(returned.title(&row.measure), row.period)
}

/// `5 offences`, or the bare number where a measure has no unit.
pub(super) fn counted(value: f64, unit: &str) -> String {
    if unit.is_empty() {
        exact(value)
    } else {
        format!("{} {unit}", exact(value))
    }
}

fn grouped(number: &str) -> String {
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_to_be_read() {
        let check = |value: f64, in_full: &str, roughly: &str| {
            assert_eq!(exact(value), in_full, "{value} in full");
            assert_eq!(about(value), roughly, "{value} roughly");
        };
        check(0.0, "0", "0");
        check(7.0, "7", "7.00");
        check(999.0, "999", "999");
        check(1_000.0, "1,000", "1,000");
        check(1_234_567.0, "1,234,567", "1,234,567");
        check(-1_234.5, "-1,234.5", "-1,234");
        check(12.345, "12.345", "12.3");
        check(0.093_126, "0.093126", "0.0931");
        check(0.999_999, "0.999999", "1.00");
        check(999.7, "999.7", "1,000");
        check(1e-15, "0.000000000000001", "1.00e-15");
        check(-1e-6, "-0.000001", "-0.00000100");
    }

    #[test]
    fn changes_are_in_percent_with_their_sign() {
        let check = |ratio: f64, words: &str| assert_eq!(change(ratio), words);
        check(1.312, "+31.2%");
        check(0.5, "-50.0%");
        check(1.0, "0%");
        check(12.0, "+1,100%");
    }
}
