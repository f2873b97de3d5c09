//! Numbers that inspectors' texts take from the figures instead of typing them.
//!
//! `{recorded-crime-rate}` in a text stands for the force's value of that indicator,
//! `{recorded-crime-rate:england-and-wales}` for what it is compared with, and
//! `{recorded-crime-rate:rank}` for the force's rank. A change is an indicator of its own.

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart<'t> {
    /// Words as they stand.
    Words(&'t str),
    /// A number by reference.
    Number(NumberReference<'t>),
}

/// A reference to a number, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberReference<'t> {
    /// The indicator's identifier.
    pub indicator: &'t str,
    /// Which of its numbers: a name of [`ReferenceForm`]; empty for the force's value.
    pub form: &'t str,
}

named! {
    /// Which number of an indicator a text refers to, where it is not the force's value.
    ReferenceForm {
        /// The value of what the force is compared with.
        EnglandAndWales = "england-and-wales",
        /// The force's rank.
        Rank = "rank",
    }
}

/// The text in parts, in order. Braces around anything but lower-case letters, digits, hyphens and
/// one colon are words.
///
/// ```
/// use peel_model::{NumberReference, TextPart, text_parts};
/// let reference = |indicator, form| TextPart::Number(NumberReference { indicator, form });
/// assert_eq!(
///     text_parts("It was {theft-rate}, not {theft-rate:rank} {so to say}."),
///     [
///         TextPart::Words("It was "),
///         reference("theft-rate", ""),
///         TextPart::Words(", not "),
///         reference("theft-rate", "rank"),
///         TextPart::Words(" {so to say}."),
///     ]
/// );
/// ```
#[must_use]
pub fn text_parts(text: &str) -> Vec<TextPart<'_>> {
    let mut parts = Vec::new();
    let mut words = 0;
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('{')) {
        let open = from + open;
        let inside = open + 1;
        let close = text.get(inside..).and_then(|rest| rest.find(['{', '}']));
        let Some(close) = close.map(|close| inside + close) else {
            break;
        };
        let reference = text.get(inside..close).and_then(reference);
        let closed = text.get(close..).is_some_and(|rest| rest.starts_with('}'));
        let Some(reference) = reference.filter(|_| closed) else {
            from = if closed { close + 1 } else { close };
            continue;
        };
        if let Some(before) = text.get(words..open).filter(|before| !before.is_empty()) {
            parts.push(TextPart::Words(before));
        }
        parts.push(TextPart::Number(reference));
        from = close + 1;
        words = from;
    }
    if let Some(rest) = text.get(words..).filter(|rest| !rest.is_empty()) {
        parts.push(TextPart::Words(rest));
    }
    parts
}

fn reference(inside: &str) -> Option<NumberReference<'_>> {
    let named = |name: &str| {
        let well_formed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        !name.is_empty() && name.bytes().all(well_formed)
    };
    let (indicator, form) = inside.split_once(':').unwrap_or((inside, ""));
    let has_form = inside.contains(':');
    (named(indicator) && (!has_form || named(form))).then_some(NumberReference { indicator, form })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with references in angle brackets.
    fn marked(text: &str) -> String {
        text_parts(text)
            .into_iter()
            .map(|part| match part {
                TextPart::Words(words) => words.to_owned(),
                TextPart::Number(NumberReference { indicator, form }) => {
                    format!("<{indicator}|{form}>")
                }
            })
            .collect()
    }

    #[test]
    fn only_what_is_written_as_a_reference_is_one() {
        let check = |text: &str, expected: &str| assert_eq!(marked(text), expected, "{text}");
        check("", "");
        check("no number", "no number");
        check("{a-rate}", "<a-rate|>");
        check("{a}{b}", "<a|><b|>");
        check("{a:rank} and {a:nonsense}", "<a|rank> and <a|nonsense>");
        check("{ a }", "{ a }");
        check("{}", "{}");
        check("{a:}", "{a:}");
        check("{:rank}", "{:rank}");
        check("{a:b:c}", "{a:b:c}");
        check("{A}", "{A}");
        check("open {a", "open {a");
        check("{{a}}", "{<a|>}");
        check("{x y} {é} {a}", "{x y} {é} <a|>");
        check("shut } {a", "shut } {a");
    }

    proptest::proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in "[{}:a-c é]{0,30}") {
            let written: String = text_parts(&text)
                .into_iter()
                .map(|part| match part {
                    TextPart::Words(words) => words.to_owned(),
                    TextPart::Number(NumberReference { indicator, form: "" }) => {
                        format!("{{{indicator}}}")
                    }
                    TextPart::Number(NumberReference { indicator, form }) => {
                        format!("{{{indicator}:{form}}}")
                    }
                })
                .collect();
            proptest::prop_assert_eq!(written, text);
        }
    }
}
