//! Marks of footnotes, which publishers raise behind a name and which stick to it as digits once
//! the raising is lost: "Northland8".
//!
//! A mark is never guessed off a text. It is told by what is left of the text behind a name that is
//! known: numbers of footnotes, and nothing else.

use crate::manifest::Corrected;

/// Whether a text is a known name with marks of footnotes, numbered 1 to `last`, behind it.
pub(crate) fn is_footnoted(text: &str, known: &str, last: u8) -> bool {
    text.strip_prefix(known)
        .is_some_and(|rest| is_mark(rest, last))
}

/// "8", " 8", "6,7" and "5, 6".
fn is_mark(rest: &str, last: u8) -> bool {
    rest.split(',').all(|number| {
        let number = number.trim();
        let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        plain && number.parse().is_ok_and(|number: u8| number <= last)
    })
}

/// The account of a mark that was taken off.
pub(crate) fn corrected(column: String, from: &str, to: &str, lines: u64) -> Corrected {
    Corrected {
        column,
        from: from.to_owned(),
        to: to.to_owned(),
        lines,
        reason: "A footnote's mark that stuck to the name.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_numbers_of_footnotes_behind_a_known_name() {
        let check = |text, known, last, expected| {
            assert_eq!(is_footnoted(text, known, last), expected, "{text:?}");
        };
        check("Northland8", "Northland", 9, true);
        check("Northland 8", "Northland", 9, true);
        check("Northland6,7", "Northland", 9, true);
        check("Northland 6, 7", "Northland", 9, true);
        check("Northland10", "Northland", 10, true);
        check("Apr '07 to Mar '083", "Apr '07 to Mar '08", 10, true);
        check("Apr '11 to Mar '125, 6", "Apr '11 to Mar '12", 10, true);
        check("Northland", "Northland", 9, false);
        check("Northland10", "Northland", 9, false);
        check("Northland0", "Northland", 9, false);
        check("Northland08", "Northland", 9, false);
        check("Northland8a", "Northland", 9, false);
        check("Northland 8.", "Northland", 9, false);
        check("Northland,", "Northland", 9, false);
        check("Northland8", "Northland", 0, false);
        check("Southland8", "Northland", 9, false);
    }
}
