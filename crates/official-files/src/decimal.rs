//! Numbers exactly as they were published.

use std::fmt;

/// A number as published: its digits are kept, so "11.0" stays distinct from "11" and nothing is
/// rounded on the way through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal(String);

/// Digits accepted; all whole numbers of 15 digits are exact in floating point.
const MOST_DIGITS: usize = 15;

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
        (well_formed && !minus_nothing && unsigned.len() <= MOST_DIGITS)
            .then(|| Self(text.to_owned()))
    }

    /// Parses a whole number.
    pub(crate) fn parse_whole(text: &str) -> Option<Self> {
        Self::parse(text).filter(|number| !number.0.contains('.'))
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
        for good in ["0", "7", "-3", "11.0", "0.5", "-10.8", "123456789012345"] {
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
        ] {
            check(bad, false);
        }
        assert_eq!(Decimal::parse_whole("11.0"), None);
    }
}
