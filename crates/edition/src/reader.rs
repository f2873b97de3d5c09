//! Turning words into values of the model, and telling where that fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use peel_model::nearest::suggestion;
use peel_model::nearest_names;

use crate::document::{At, Lines};
use crate::problem::{Problem, Problems};

/// The longest text accepted, in bytes; the longest paragraph of a report is a tenth of it.
const LONGEST_TEXT: usize = 20_000;

/// A word or text with a place in a file.
pub(crate) trait Placed {
    fn text(&self) -> &str;
    fn place(&self, lines: &Lines) -> Option<usize>;
}

/// A cell of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell<'c> {
    pub(crate) text: &'c str,
    pub(crate) line: usize,
}

impl Placed for Cell<'_> {
    fn text(&self) -> &str {
        self.text
    }
    fn place(&self, _: &Lines) -> Option<usize> {
        Some(self.line)
    }
}

/// The names of one kind that may be referred to.
#[derive(Debug)]
pub(crate) struct Names<'n> {
    kind: &'static str,
    // Absent when the file that declares them could not be read: then every name passes, because
    // one problem must not cause a hundred.
    known: Option<BTreeSet<&'n str>>,
}

impl<'n> Names<'n> {
    pub(crate) fn new(kind: &'static str, names: impl IntoIterator<Item = &'n str>) -> Self {
        let known = Some(names.into_iter().collect());
        Self { kind, known }
    }

    pub(crate) fn of<D>(
        kind: &'static str,
        declared: Option<&'n D>,
        names: impl FnOnce(&'n D) -> Vec<&'n str>,
    ) -> Self {
        let known = declared.map(|declared| names(declared).into_iter().collect());
        Self { kind, known }
    }

    pub(crate) fn declares(&self, name: &str) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| known.contains(name))
    }

    /// The names that are not among these, as far as names are known.
    pub(crate) fn missing<'g>(&self, given: impl IntoIterator<Item = &'g str>) -> Vec<&'n str> {
        let given: BTreeSet<&str> = given.into_iter().collect();
        let known = self.known.iter().flatten().copied();
        known.filter(|name| !given.contains(name)).collect()
    }

    /// Whether a reference to this name is no mistake, as far as can be told.
    fn allows(&self, name: &str) -> bool {
        self.known.as_ref().is_none_or(|known| known.contains(name))
    }
}

/// `unknown measure "populaton" (nearest known: population)`.
pub(crate) fn unknown<'k>(
    kind: &str,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> String {
    let nearest = nearest_names(name, known);
    let name: String = name.chars().take(120).collect();
    format!("unknown {kind} \"{name}\"{}", suggestion(&nearest))
}

/// Reads the words of one file.
pub(crate) struct Reader<'r> {
    file: String,
    lines: &'r Lines,
    problems: &'r mut Problems,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(file: String, lines: &'r Lines, problems: &'r mut Problems) -> Self {
        Self {
            file,
            lines,
            problems,
        }
    }

    /// Where a word stands: file and line, as problems tell them.
    pub(crate) fn place(&self, word: &impl Placed) -> String {
        match word.place(self.lines) {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        }
    }

    pub(crate) fn report(&mut self, place: &impl Placed, message: impl Into<String>) {
        self.report_line(place.place(self.lines), message);
    }

    pub(crate) fn report_at<T>(&mut self, place: &At<T>, message: impl Into<String>) {
        self.report_line(Some(place.line(self.lines)), message);
    }

    pub(crate) fn report_line(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.problems.add(|| Problem {
            file: self.file.clone(),
            line,
            message: message.into(),
        });
    }

    /// Tells that a name is unknown, and the nearest known ones.
    pub(crate) fn unknown<'k>(
        &mut self,
        place: &impl Placed,
        kind: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let line = place.place(self.lines);
        self.problems.add(|| Problem {
            file: self.file.clone(),
            line,
            message: unknown(kind, place.text(), known),
        });
    }

    /// A text that must say something.
    pub(crate) fn text(&mut self, text: &impl Placed) -> String {
        if text.text().trim().is_empty() {
            self.report(
                text,
                "the text is empty; leave the key out or say something",
            );
        } else if text.text().len() > LONGEST_TEXT {
            self.report(
                text,
                format!("the text is longer than {LONGEST_TEXT} bytes"),
            );
        }
        text.text().to_owned()
    }

    pub(crate) fn texts(&mut self, texts: &[At<String>]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    /// A text that may be left out.
    pub(crate) fn optional(&mut self, text: Option<&At<String>>) -> String {
        text.map(|text| self.text(text)).unwrap_or_default()
    }

    pub(crate) fn parsed<T>(&mut self, word: &impl Placed) -> Option<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        self.parsed_by(word, str::parse)
    }

    pub(crate) fn parsed_by<T, E: fmt::Display>(
        &mut self,
        word: &impl Placed,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(word.text()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.report(word, error.to_string());
                None
            }
        }
    }

    /// A word that may be left out: `None` only when it is there and wrong.
    pub(crate) fn parsed_if<T>(&mut self, word: Option<&At<String>>) -> Option<Option<T>>
    where
        T: FromStr<Err: fmt::Display>,
    {
        word.map_or(Some(None), |word| self.parsed(word).map(Some))
    }

    /// A reference that may be left out: `None` only when it is there and wrong.
    pub(crate) fn known_if<T>(
        &mut self,
        word: Option<&At<String>>,
        names: &Names<'_>,
    ) -> Option<Option<T>>
    where
        T: FromStr<Err: fmt::Display>,
    {
        word.map_or(Some(None), |word| self.known(word, names).map(Some))
    }

    /// A reference to something that must have been declared.
    pub(crate) fn known<T>(&mut self, word: &impl Placed, names: &Names<'_>) -> Option<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        if names.allows(word.text()) {
            return self.parsed(word);
        }
        let known = names.known.iter().flatten();
        self.unknown(word, names.kind, known.copied());
        None
    }

    /// References, without repetition.
    pub(crate) fn known_once<T>(&mut self, words: &[At<String>], names: &Names<'_>) -> Vec<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        self.unique(names.kind, words);
        words
            .iter()
            .filter_map(|word| self.known(word, names))
            .collect()
    }

    /// One of a closed set of values.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        word: &impl Placed,
        kind: &'static str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let found = all
            .iter()
            .copied()
            .find(|value| name(*value) == word.text());
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|value| name(*value)).collect();
            let message = unknown(kind, word.text(), names.iter().copied());
            self.report(word, format!("{message}; use {}", names.join(", ")));
        }
        found
    }

    /// Tells every name that occurs again.
    pub(crate) fn unique<'w, W: Placed + 'w>(
        &mut self,
        kind: &str,
        words: impl IntoIterator<Item = &'w W>,
    ) {
        let mut first: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for word in words {
            let line = word.place(self.lines);
            match first.get(word.text()) {
                None => {
                    first.insert(word.text(), line);
                }
                Some(before) => {
                    let before = before.map(|line| format!(", first on line {line}"));
                    let message = format!(
                        "{kind} \"{}\" occurs twice{}",
                        word.text(),
                        before.unwrap_or_default()
                    );
                    self.report(word, message);
                }
            }
        }
    }
}
