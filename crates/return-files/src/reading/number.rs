//! Numbers as people write them, read only where one meaning is possible.

use crate::problem::quoted;

/// How numbers may be written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// With a decimal point.
    Plain,
    /// With a decimal point or comma: the file comes from where commas are decimal, and a point may
    /// separate thousands.
    EitherMark,
}

impl Numbers {
    /// The number that a text can only mean.
    pub(crate) fn read(self, text: &str) -> Result<f64, String> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text),
        };
        let Some(mark) = digits.find(['.', ',']) else {
            return parsed(sign, digits, "").ok_or_else(|| self.refusal(text));
        };
        let (whole, decimals) = digits.split_at(mark);
        let (mark, decimals) = decimals.split_at(1);
        if self == Self::Plain && mark == "," {
            return Err(self.refusal(text));
        }
        let number = parsed(sign, whole, decimals).filter(|_| !decimals.is_empty());
        let number = number.ok_or_else(|| self.refusal(text))?;
        if self == Self::EitherMark && could_separate_thousands(whole, decimals) {
            return Err(format!(
                "{} can be meant in two ways in a file separated by semicolons: write \
                 {sign}{whole}{decimals} or {sign}{whole}.{decimals}0",
                quoted(text)
            ));
        }
        Ok(number)
    }

    fn refusal(self, text: &str) -> String {
        let decimal = match self {
            Self::Plain => "with a decimal point",
            Self::EitherMark => "with a decimal point or comma",
        };
        format!(
            "{} is not a number: write digits, if need be {decimal}, such as 1234 or 56.7, with \
             nothing between thousands and no unit",
            quoted(text)
        )
    }
}

/// One to three digits, a mark, and three more: `1,234` may be a thousand or little more than one.
fn could_separate_thousands(whole: &str, decimals: &str) -> bool {
    decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
}

fn parsed(sign: &str, whole: &str, decimals: &str) -> Option<f64> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) {
        return None;
    }
    format!("{sign}{whole}.{decimals}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_decimal_point_only() {
        let check = |text: &str, number: Option<f64>| {
            assert_eq!(Numbers::Plain.read(text).ok(), number, "{text:?}");
        };
        check("0", Some(0.0));
        check("1234", Some(1234.0));
        check("-5", Some(-5.0));
        check("56.7", Some(56.7));
        check("1.234", Some(1.234));
        check("9007199254740992", Some(9_007_199_254_740_992.0));
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1,234",
            "1 234",
            "1\u{a0}234",
            "12%",
            "+5",
            "1e3",
            "1.234.567",
            "0x10",
            "inf",
            "NaN",
            "--5",
            "5-",
            "£5",
            "n/a",
            "٣",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn with_either_mark_where_one_meaning_is_possible() {
        let check = |text: &str, number: Option<f64>| {
            assert_eq!(Numbers::EitherMark.read(text).ok(), number, "{text:?}");
        };
        check("1234", Some(1234.0));
        check("56,7", Some(56.7));
        check("56.7", Some(56.7));
        check("0,125", Some(0.125));
        check("1234,567", Some(1234.567));
        check("12,3750", Some(12.375));
        check("1,234", None);
        check("1.234", None);
        check("-999,000", None);
        check("1.234,5", None);
        check("1,234,567", None);
        check(",5", None);
    }

    #[test]
    fn a_refusal_says_how_to_write_it() {
        assert_eq!(
            Numbers::EitherMark.read("1,234").unwrap_err(),
            "\"1,234\" can be meant in two ways in a file separated by semicolons: write 1234 or \
             1.2340"
        );
        assert_eq!(
            Numbers::Plain.read("1,234").unwrap_err(),
            "\"1,234\" is not a number: write digits, if need be with a decimal point, such as \
             1234 or 56.7, with nothing between thousands and no unit"
        );
    }
}
