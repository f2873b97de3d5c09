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
    let sentence = Sentence::of(text);
    let words = sentence.into_iter().flat_map(|sentence| sentence.words);
    words.map(|word| word.lower).collect()
}

/// Whether a text holds one of some phrases.
pub(super) fn holds_any(text: &str, phrases: &[String]) -> bool {
    Sentence::of(text).is_some_and(|text| text.holds_any(phrases))
}

impl Sentence {
    fn of(text: &str) -> Option<Self> {
        let mut words = Vec::new();
        let mut letters = text.char_indices().peekable();
        while let Some((from, letter)) = letters.next() {
            if letter == '%' {
                words.push(Word::plain("%"));
            }
            if !letter.is_alphanumeric() {
                continue;
            }
            let mut to = from + letter.len_utf8();
            while let Some((at, next)) = letters.peek().copied() {
                let inside = text.get(from..to).is_some_and(is_number_so_far)
                    && matches!(next, '.' | ',')
                    && text
                        .get(at + 1..)
                        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                if !next.is_alphanumeric() && !inside {
                    break;
                }
                to = at + next.len_utf8();
                letters.next();
            }
            let (before, after) = (text.get(..from), text.get(to..));
            if let (Some(word), Some(before), Some(after)) = (text.get(from..to), before, after) {
                words.push(Word::of(word, before, after));
            }
        }
        (!words.is_empty()).then_some(Self { words })
    }

    /// Where a phrase stands, first to last.
    pub(super) fn places(&self, phrase: &str) -> Vec<Range<usize>> {
        let phrase = words(phrase);
        if phrase.is_empty() {
            return Vec::new();
        }
        let windows = self.words.windows(phrase.len()).enumerate();
        let found = windows.filter(|(_, window)| {
            let mut pairs = window.iter().zip(&phrase);
            pairs.all(|(word, wanted)| word.lower == *wanted)
        });
        found.map(|(at, _)| at..at + phrase.len()).collect()
    }

    pub(super) fn holds(&self, phrase: &str) -> bool {
        !self.places(phrase).is_empty()
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
        let mut places = phrases.iter().flat_map(|phrase| self.places(phrase));
        places.any(|place| place.start == at + 1)
    }

    /// Whether one of some phrases ends right before a word.
    pub(super) fn precedes(&self, at: usize, phrases: &[String]) -> bool {
        let mut places = phrases.iter().flat_map(|phrase| self.places(phrase));
        places.any(|place| place.end == at)
    }
}

impl Word {
    fn plain(text: &str) -> Self {
        Self {
            lower: text.to_lowercase(),
            number: None,
        }
    }

    /// A word and what stands before and after it. What is joined to another word by a hyphen or
    /// stroke, as in "2014-15" or "24/7", is no number.
    fn of(text: &str, before: &str, after: &str) -> Self {
        let joins = |c: char| matches!(c, '-' | '/' | '\u{2013}');
        let mut behind = before.chars().rev();
        let joined_before =
            behind.next().is_some_and(joins) && behind.next().is_some_and(char::is_alphanumeric);
        let mut ahead = after.chars();
        let joined_after =
            ahead.next().is_some_and(joins) && ahead.next().is_some_and(char::is_alphanumeric);
        let number = if joined_before || joined_after {
            None
        } else {
            Number::of(text)
        };
        Self {
            number,
            ..Self::plain(text)
        }
    }
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
