//! Running text with traced numbers and footnote marks in it.

use crate::TracedNumber;

/// A sentence or paragraph, in parts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text(pub Vec<Inline>);

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Words as they stand.
    Words(String),
    /// A number.
    Number(TracedNumber),
}

/// Where a footnote is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FootnoteMark {
    /// The footnote's number, from 1.
    pub number: u16,
    /// Which of the footnote's citations this is, from 1.
    pub citation: u16,
}

/// A footnote, in the section where it is first cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// Its number, from 1, in the order of first citation.
    pub number: u16,
    /// What it says.
    pub text: String,
}

impl Text {
    /// A text of words only.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self(vec![Inline::Words(words.into())])
    }

    /// Adds words.
    #[must_use]
    pub fn then(mut self, words: impl AsRef<str>) -> Self {
        let words = words.as_ref();
        match self.0.last_mut() {
            Some(Inline::Words(last)) => last.push_str(words),
            _ => self.0.push(Inline::Words(words.to_owned())),
        }
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, number: TracedNumber) -> Self {
        self.0.push(Inline::Number(number));
        self
    }

    /// Adds another text.
    #[must_use]
    pub fn append(mut self, other: Self) -> Self {
        for part in other.0 {
            match part {
                Inline::Words(words) => self = self.then(words),
                number @ Inline::Number(_) => self.0.push(number),
            }
        }
        self
    }

    /// The text without its marking-up.
    #[must_use]
    pub fn plain(&self) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Inline::Words(words) => words.as_str(),
                Inline::Number(number) => number.shown.as_str(),
            })
            .collect()
    }

    /// The numbers in it.
    pub fn numbers(&self) -> impl Iterator<Item = &TracedNumber> {
        self.0.iter().filter_map(|part| match part {
            Inline::Number(number) => Some(number),
            Inline::Words(_) => None,
        })
    }
}
