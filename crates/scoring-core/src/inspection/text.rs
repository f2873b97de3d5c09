//! Texts as sentences of words and numbers, and phrases that are found in them or not.
//!
//! Nothing here knows a language: which phrases mean what is an edition's to say. A phrase is found
//! where all its words stand in its order, whole; nothing is stemmed or guessed.

use std::ops::Range;

/// One sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    lower: String,
    number: Option<Number>,
}

/// A number as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// As it stands in the text, without sign.
    pub(super) text: String,
    pub(super) value: f64,
    pub(super) decimals: u8,
}

/// The sentences of a text. A full stop, semicolon, question or exclamation mark before white space
/// ends one: what stands on either side of a semicolon has a subject of its own.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = matches!(letter, '.' | ';' | '?' | '!')
            && letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if ends {
            let to = at + letter.len_utf8();
            sentences.extend(text.get(from..to).and_then(Sentence::of));
            from = to;
        }
    }
    sentences.extend(text.get(from..).and_then(Sentence::of));
    sentences
}

/// The words of a phrase or label, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    RawWords::of(text)
        .map(|(from, to)| lower(text, from, to))
        .collect()
}

/// Whether a text holds one of some phrases.
pub(super) fn holds_any(text: &str, phrases: &[String]) -> bool {
    Sentence::of(text).is_some_and(|text| text.holds_any(phrases))
}

impl Sentence {
    fn of(text: &str) -> Option<Self> {
        let words: Vec<Word> = RawWords::of(text)
            .map(|(from, to)| Word {
                lower: lower(text, from, to),
                number: number(text, from, to),
            })
            .collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Where a phrase stands, first to last.
    pub(super) fn places(&self, phrase: &str) -> Vec<Range<usize>> {
        self.each_place(phrase).collect()
    }

    fn each_place(&self, phrase: &str) -> impl Iterator<Item = Range<usize>> {
        let (from, _) = RawWords::of(phrase).next().unwrap_or_default();
        let first = phrase.get(from..).unwrap_or_default().chars();
        let first = first.flat_map(char::to_lowercase).next();
        let words = self.words.iter().enumerate();
        // Nearly every word is told apart by its first letter.
        let alike = words.filter(move |(_, word)| word.lower.chars().next() == first);
        alike.filter_map(move |(at, _)| self.place_at(at, phrase))
    }

    /// The words from `at` on that are a phrase's. Nothing is copied: an inspection has hundreds of
    /// sentences and an edition hundreds of phrases.
    fn place_at(&self, at: usize, phrase: &str) -> Option<Range<usize>> {
        let mut here = self.words.get(at..)?.iter();
        let mut end = at;
        for (from, to) in RawWords::of(phrase) {
            let wanted = phrase.get(from..to)?.chars().flat_map(char::to_lowercase);
            if !here.next()?.lower.chars().eq(wanted) {
                return None;
            }
            end += 1;
        }
        (end > at).then_some(at..end)
    }

    pub(super) fn holds(&self, phrase: &str) -> bool {
        self.each_place(phrase).next().is_some()
    }

    pub(super) fn holds_any(&self, phrases: &[String]) -> bool {
        phrases.iter().any(|phrase| self.holds(phrase))
    }

    /// Every number that stands by itself, with the place of its word.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (usize, &Number)> {
        let words = self.words.iter().enumerate();
        words.filter_map(|(at, word)| Some((at, word.number.as_ref()?)))
    }

    /// Whether one of some phrases begins right after a word.
    pub(super) fn follows(&self, at: usize, phrases: &[String]) -> bool {
        let mut phrases = phrases.iter();
        phrases.any(|phrase| self.place_at(at + 1, phrase).is_some())
    }

    /// Whether one of some phrases ends right before a word.
    pub(super) fn precedes(&self, at: usize, phrases: &[String]) -> bool {
        let mut phrases = phrases.iter();
        phrases.any(|phrase| {
            let from = at.checked_sub(RawWords::of(phrase).count());
            from.is_some_and(|from| self.place_at(from, phrase).is_some())
        })
    }
}

/// Where the words of a text begin and end: runs of letters and digits, numbers with their point and
/// separators, and the sign for percent.
struct RawWords<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> RawWords<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for RawWords<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let rest = self.text.get(self.at..)?;
        let begins = |c: char| c.is_alphanumeric() || c == '%';
        let (begin, first) = rest.char_indices().find(|(_, c)| begins(*c))?;
        let from = self.at + begin;
        let mut to = from + first.len_utf8();
        let mut digits_only = first.is_ascii_digit();
        if first != '%' {
            let mut ahead = self.text.get(to..)?.chars().peekable();
            while let Some(next) = ahead.next() {
                let digit_follows = ahead.peek().is_some_and(char::is_ascii_digit);
                let separates = digits_only && matches!(next, '.' | ',') && digit_follows;
                if !next.is_alphanumeric() && !separates {
                    break;
                }
                digits_only &= next.is_ascii_digit() || separates;
                to += next.len_utf8();
            }
        }
        self.at = to;
        Some((from, to))
    }
}

fn lower(text: &str, from: usize, to: usize) -> String {
    let word = text.get(from..to).unwrap_or_default().chars();
    word.flat_map(char::to_lowercase).collect()
}

/// The number that a word is. What is joined to another word by a hyphen or stroke, as in "2014-15"
/// or "24/7", is none.
fn number(text: &str, from: usize, to: usize) -> Option<Number> {
    let joins = |c: char| matches!(c, '-' | '/' | '\u{2013}');
    let mut behind = text.get(..from)?.chars().rev();
    let mut ahead = text.get(to..)?.chars();
    let joined = (behind.next().is_some_and(joins)
        && behind.next().is_some_and(char::is_alphanumeric))
        || (ahead.next().is_some_and(joins) && ahead.next().is_some_and(char::is_alphanumeric));
    if joined {
        return None;
    }
    Number::of(text.get(from..to)?)
}

impl Number {
    fn of(text: &str) -> Option<Self> {
        if !is_number_so_far(text) {
            return None;
        }
        let digits = text.replace(',', "");
        let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
        Some(Self {
            text: text.to_owned(),
            value: digits.parse().ok()?,
            decimals: u8::try_from(decimals).ok()?,
        })
    }

    /// Whether it may be a year: four digits from 1900 to 2099.
    pub(super) fn is_like_a_year(&self) -> bool {
        self.text.len() == 4 && self.decimals == 0 && (1900.0..2100.0).contains(&self.value)
    }
}

fn is_number_so_far(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sentence_ends_at_a_stop_before_white_space() {
        let check = |text: &str, expected: usize| {
            assert_eq!(sentences(text).len(), expected, "{text}");
        };
        check("", 0);
        check("...", 0);
        check("It rose by 3.5 percent.", 1);
        check("It rose. Did it fall? No!", 3);
        check("No stop", 1);
        check("One is high; the other is low.", 2);
    }

    #[test]
    fn numbers_stand_by_themselves() {
        let check = |text: &str, expected: &[(f64, u8)]| {
            let sentences = sentences(text);
            let numbers = sentences.iter().flat_map(Sentence::numbers);
            let numbers: Vec<_> = numbers
                .map(|(_, number)| (number.value, number.decimals))
                .collect();
            assert_eq!(numbers, expected, "{text}");
        };
        check("1,234.50 and 7%", &[(1234.5, 2), (7.0, 0)]);
        check("a fall of -10.8, then 3.", &[(10.8, 1), (3.0, 0)]);
        check(
            "2014-15, 24/7, 12-month, 4P, x11, \u{a3}44,000",
            &[(44000.0, 0)],
        );
        check("1.2.3", &[]);
    }

    #[test]
    fn a_phrase_is_found_whole_and_in_order() {
        let check = |phrase: &str, expected: bool| {
            let sentences = sentences("Overall, the Force requires-improvement, 52.4 % here.");
            assert_eq!(sentences[0].holds(phrase), expected, "{phrase}");
        };
        check("requires improvement", true);
        check("the force", true);
        check("52.4 %", true);
        check("require improvement", false);
        check("improvement requires", false);
        check("", false);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail_badly(text in "\\PC{0,80}") {
            for sentence in sentences(&text) {
                let _ = sentence.numbers().count();
            }
        }
    }
}
