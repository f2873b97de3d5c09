//! Numbers exactly as they were published.

use std::fmt;

/// A number as published: its digits are kept, so "11.0" stays distinct from "11" and nothing is
/// rounded on the way through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal(String);

/// Significant digits accepted; all decimal numbers of 15 digits keep them in floating point.
const MOST_DIGITS: usize = 15;

/// Characters accepted: small rates have many zeros before their first significant digit.
const LONGEST: usize = 30;

impl Decimal {
    /// Parses an optional minus sign, digits, and optionally a point and more digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (unsigned, None),
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let well_formed = digits(whole) && fraction.is_none_or(digits) && !leading_zero;
        let minus_nothing = text.starts_with('-') && unsigned.bytes().all(|b| b"0.".contains(&b));
        let zeros_and_point = |c: char| c == '0' || c == '.';
        let significant = unsigned.trim_start_matches(zeros_and_point).bytes();
        let digits = significant.filter(u8::is_ascii_digit).count();
        let short = digits <= MOST_DIGITS && unsigned.len() <= LONGEST;
        (well_formed && !minus_nothing && short).then(|| Self(text.to_owned()))
    }

    /// Parses a whole number.
    pub(crate) fn parse_whole(text: &str) -> Option<Self> {
        Self::parse(text).filter(|number| !number.0.contains('.'))
    }

    /// A whole number to count with; `None` for what [`Decimal::parse_whole`] refuses.
    pub(crate) fn count(text: &str) -> Option<i64> {
        let (digits, sign) = match text.strip_prefix('-') {
            Some(digits) => (digits.as_bytes(), -1),
            None => (text.as_bytes(), 1),
        };
        let well_formed = match digits {
            [] => false,
            [b'0'] => sign > 0,
            [first, ..] => *first != b'0' && digits.len() <= MOST_DIGITS,
        };
        let value = digits.iter().try_fold(0, |value: i64, digit| {
            let digit = digit.is_ascii_digit().then(|| i64::from(digit - b'0'))?;
            value.checked_mul(10)?.checked_add(digit)
        })?;
        well_formed.then_some(sign * value)
    }

    /// A count; `None` when it has more digits than are accepted.
    pub(crate) fn from_count(count: i64) -> Option<Self> {
        Self::parse_whole(&count.to_string())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn counts_are_written_as_they_are_read(count in -999_999_999_999_999_i64..=999_999_999_999_999) {
            let written = Decimal::from_count(count);
            prop_assert_eq!(Decimal::parse_whole(&count.to_string()), written.clone());
            prop_assert_eq!(written.unwrap().to_string().parse::<i64>(), Ok(count));
        }

        #[test]
        fn what_is_counted_is_what_is_kept(text in "-?[0-9.]{0,17}") {
            let kept = Decimal::parse_whole(&text).map(|kept| kept.to_string().parse::<i64>().unwrap());
            prop_assert_eq!(Decimal::count(&text), kept);
        }

        #[test]
        fn whatever_is_accepted_is_a_number(text in "-?[0-9.]{0,20}") {
            if let Some(number) = Decimal::parse(&text) {
                prop_assert!(number.to_string().parse::<f64>().unwrap().is_finite());
            }
        }
    }

    #[test]
    fn published_digits_are_kept_and_anything_else_is_refused() {
        let check = |text: &str, accepted: bool| {
            let parsed = Decimal::parse(text).map(|number| number.to_string());
            assert_eq!(parsed.as_deref(), accepted.then_some(text), "{text:?}");
        };
        for good in [
            "0",
            "7",
            "-3",
            "11.0",
            "0.5",
            "-10.8",
            "123456789012345",
            "83.5248432727944",
            "0.0124355064403676",
        ] {
            check(good, true);
        }
        for bad in [
            "",
            "-",
            ".5",
            "5.",
            "1,000",
            " 7",
            "07",
            "+3",
            "-0",
            "-0.0",
            "1e3",
            "NaN",
            "..",
            "1.2.3",
            "1234567890123456",
            "0.01243550644036762",
        ] {
            check(bad, false);
        }
        assert_eq!(Decimal::parse_whole("11.0"), None);
    }
}
