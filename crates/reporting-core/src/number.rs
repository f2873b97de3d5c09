//! Rounding and the look of numbers. Nothing else in `peel` rounds.

/// What stands for a missing value. Its reason always travels with it.
pub const DASH: &str = "–";

/// A minus sign; a hyphen is too short to be seen before a digit.
const MINUS: char = '\u{2212}';

/// Significant decimal digits that every double carries faithfully (`f64::DIGITS`).
const FAITHFUL_DIGITS: usize = 15;

/// How a number is shown in one place.
///
/// ```
/// use peel_reporting_core::NumberFormat;
/// let change = NumberFormat { decimals: 1, signed: true, prefix: String::new(), suffix: "%".into() };
/// assert_eq!(change.show(6.23), "+6.2%");
/// assert_eq!(change.show(-10.83), "−10.8%");
/// assert_eq!(change.show(0.04), "0.0%");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberFormat {
    /// Digits after the decimal point.
    pub decimals: u8,
    /// Whether a rise carries a plus sign. A fall always carries a minus sign.
    pub signed: bool,
    /// What stands before the digits, after the sign: "£".
    pub prefix: String,
    /// What follows the digits directly: "%".
    pub suffix: String,
}

impl NumberFormat {
    /// A whole number without sign or unit.
    #[must_use]
    pub fn whole() -> Self {
        Self::default()
    }

    /// The number as a reader sees it: rounded, with separators between thousands.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        if !value.is_finite() {
            return DASH.to_owned();
        }
        let digits = rounded(value.abs(), self.decimals);
        let shows_zero = !digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
        let mut shown = String::with_capacity(digits.len() + 8);
        if value < 0.0 && !shows_zero {
            shown.push(MINUS);
        } else if self.signed && !shows_zero {
            shown.push('+');
        }
        shown.push_str(&self.prefix);
        shown.push_str(&with_separators(&digits));
        shown.push_str(&self.suffix);
        shown
    }

    /// The same look with other decimals.
    #[must_use]
    pub fn with_decimals(&self, decimals: u8) -> Self {
        Self {
            decimals,
            ..self.clone()
        }
    }
}

/// A number rounded to `decimals` places, halves away from zero, as plain digits: "-1234.5".
///
/// Rounding works on the decimal expansion to fifteen significant digits, not on the binary
/// value: 2.675 is stored as a little less than itself, and a rate that is 66.65 exactly may be
/// computed as 66.64999999999999. A ratio of counts that is *not* a half differs from one by far
/// more than the fifteenth digit, so the expansion never turns another number into a half.
///
/// A number that is not finite, which no value of the model is, comes out as [`DASH`].
///
/// ```
/// use peel_reporting_core::rounded;
/// assert_eq!(rounded(2.675, 2), "2.68");
/// assert_eq!(rounded(66.65, 1), "66.7");
/// assert_eq!(rounded(-0.5, 0), "-1");
/// assert_eq!(rounded(-0.04, 1), "0.0");
/// ```
#[must_use]
pub fn rounded(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return DASH.to_owned();
    }
    let (digits, whole_digits) = decimal_digits(value.abs());
    let kept = whole_digits + i32::from(decimals);
    let digits = round_to(&digits, kept);
    let text = place_point(&digits, decimals);
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        format!("-{text}")
    } else {
        text
    }
}

/// The significant digits of a number that is not negative, and how many of them stand before
/// the decimal point (negative when zeros follow the point first).
fn decimal_digits(value: f64) -> (Vec<u8>, i32) {
    let scientific = format!("{value:.precision$e}", precision = FAITHFUL_DIGITS - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|digit| digit - b'0')
        .collect();
    let exponent: i32 = exponent.parse().unwrap_or_default();
    (digits, exponent + 1)
}

/// The first `kept` digits, the last of them rounded half up; zeros where digits run out.
fn round_to(digits: &[u8], kept: i32) -> Vec<u8> {
    let Ok(kept) = usize::try_from(kept) else {
        return Vec::new();
    };
    let mut result: Vec<u8> = digits.iter().copied().take(kept).collect();
    let rounds_up = digits.get(kept).is_some_and(|digit| *digit >= 5);
    result.resize(kept, 0);
    if rounds_up {
        let mut carry = true;
        for digit in result.iter_mut().rev() {
            if *digit == 9 {
                *digit = 0;
            } else {
                *digit += 1;
                carry = false;
                break;
            }
        }
        if carry {
            result.insert(0, 1);
        }
    }
    result
}

/// Digits of a number counted in units of its last decimal place, as text with a point.
fn place_point(digits: &[u8], decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let zeros = (decimals + 1).saturating_sub(digits.len());
    let mut text: String = std::iter::repeat_n('0', zeros)
        .chain(digits.iter().map(|digit| char::from(b'0' + digit)))
        .collect();
    // Rounding 0.4 to whole numbers keeps one zero; 0012 never arises, since the first
    // significant digit is not zero unless the number is.
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    text
}

fn with_separators(digits: &str) -> String {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_go_away_from_zero_as_the_decimals_are_written() {
        let check = |value: f64, decimals: u8, expected: &str| {
            assert_eq!(rounded(value, decimals), expected, "{value} to {decimals}");
        };
        check(2.675, 2, "2.68");
        check(1.005, 2, "1.01");
        check(66.65, 1, "66.7");
        check(66.649_999_999_999_99, 1, "66.7");
        check(66.649, 1, "66.6");
        check(-10.85, 1, "-10.9");
        check(0.5, 0, "1");
        check(-0.5, 0, "-1");
        check(1.5, 0, "2");
        check(2.5, 0, "3");
        check(0.05, 1, "0.1");
        check(0.049, 1, "0.0");
        check(0.004, 1, "0.0");
        check(-0.004, 1, "0.0");
        check(9.96, 1, "10.0");
        check(99.95, 1, "100.0");
        check(0.0, 0, "0");
        check(0.0, 3, "0.000");
        check(-0.0, 1, "0.0");
        check(1e17, 0, "100000000000000000");
        check(1e-300, 2, "0.00");
        check(0.1 + 0.2, 2, "0.30");
        check(12.0, 2, "12.00");
        check(f64::NAN, 1, DASH);
        check(f64::INFINITY, 1, DASH);
    }

    #[test]
    fn numbers_look_as_readers_expect_them() {
        let check = |format: &NumberFormat, value: f64, expected: &str| {
            assert_eq!(format.show(value), expected, "{value}");
        };
        let whole = NumberFormat::whole();
        check(&whole, 999.0, "999");
        check(&whole, 1_000.0, "1,000");
        check(&whole, 188_855.0, "188,855");
        check(&whole, -1_234_567.0, "−1,234,567");
        check(&whole.with_decimals(1), 1234.55, "1,234.6");
        check(&whole, f64::NAN, DASH);
        let change = NumberFormat {
            decimals: 1,
            signed: true,
            suffix: "%".to_owned(),
            ..NumberFormat::default()
        };
        check(&change, 6.2, "+6.2%");
        check(&change, -3.37, "−3.4%");
        check(&change, 0.04, "0.0%");
        check(&change, -0.04, "0.0%");
        let pounds = NumberFormat {
            prefix: "£".to_owned(),
            ..NumberFormat::default()
        };
        check(&pounds, 32.4, "£32");
        check(&pounds, -32.4, "−£32");
    }

    /// The rounding of `count / 10^scale`, in whole numbers only.
    fn rounded_in_whole_numbers(count: i64, scale: u32, decimals: u32) -> String {
        let negative = count < 0;
        let count = count.unsigned_abs();
        let units = if scale > decimals {
            let step = 10_u64.pow(scale - decimals);
            (count + step / 2) / step
        } else {
            count * 10_u64.pow(decimals - scale)
        };
        let base = 10_u64.pow(decimals);
        let sign = if negative && units > 0 { "-" } else { "" };
        if decimals == 0 {
            format!("{sign}{units}")
        } else {
            let width = decimals as usize;
            format!("{sign}{}.{:0width$}", units / base, units % base)
        }
    }

    proptest! {
        #[test]
        fn every_decimal_number_rounds_as_whole_number_arithmetic_does(
            count in -999_999_999_999i64..=999_999_999_999,
            scale in 0u32..=6,
            decimals in 0u8..=4,
        ) {
            let value: f64 = format!("{count}e-{scale}").parse().unwrap();
            prop_assert_eq!(
                rounded(value, decimals),
                rounded_in_whole_numbers(count, scale, u32::from(decimals))
            );
        }

        #[test]
        fn rounding_moves_a_number_by_half_a_unit_at_most(
            value in -1e9f64..1e9, decimals in 0u8..=4,
        ) {
            let moved: f64 = rounded(value, decimals).parse::<f64>().unwrap() - value;
            let half = 0.5 * 0.1f64.powi(i32::from(decimals));
            prop_assert!(moved.abs() <= half * 1.000_001 + value.abs() * 1e-14);
        }

        #[test]
        fn rounding_is_the_same_on_both_sides_of_zero(value in 0f64..1e9, decimals in 0u8..=4) {
            let above = rounded(value, decimals);
            let below = rounded(-value, decimals);
            prop_assert_eq!(below.trim_start_matches('-'), above.as_str());
        }

        #[test]
        fn what_is_rounded_stays_as_it_is(value in -1e9f64..1e9, decimals in 0u8..=4) {
            let once = rounded(value, decimals);
            prop_assert_eq!(rounded(once.parse().unwrap(), decimals), once);
        }

        #[test]
        fn separators_stand_before_every_third_digit(count in 0u64..1_000_000_000_000) {
            let shown = NumberFormat::whole().show(count as f64);
            prop_assert_eq!(shown.replace(',', ""), count.to_string());
            let groups: Vec<_> = shown.split(',').map(str::len).collect();
            prop_assert!(groups.iter().skip(1).all(|length| *length == 3));
            prop_assert!(groups.first().is_some_and(|length| (1..=3).contains(length)));
        }
    }
}
