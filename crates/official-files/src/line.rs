//! One line of an official file, as a reader meets it: its cells by name, put right, and read
//! strictly where facts are made and tolerantly in an import.

use std::cell::Cell;

use csv::StringRecord;

use crate::areas::without_footnotes;
use crate::cells::{Cells, trimmed};
use crate::decimal::Decimal;
use crate::error::InputProblem;
use crate::table::{Correcting, position};

/// One line that is kept.
pub(crate) struct Line<'t> {
    pub header: &'t StringRecord,
    pub cells: Cells<'t>,
    pub corrections: &'t [Correcting<'t>],
    /// Where the reader's columns are, in its order.
    pub columns: &'t [usize],
    /// How cells are read in an import; `None` where every letter must fit.
    pub tolerant: Option<&'t Tolerance>,
    /// Its number in the file, counted from 1.
    pub number: u64,
}

/// What was read tolerantly of one line.
#[derive(Debug, Default)]
pub(crate) struct Tolerance {
    /// Cells with spaces around their text.
    pub padded: Cell<u64>,
    /// Cells with commas between thousands.
    pub grouped: Cell<u64>,
    /// Labels with footnote marks at their end.
    pub footnotes: Cell<u64>,
    /// Numbers below zero.
    pub negative: Cell<u64>,
    /// Cells that say there is no value.
    pub without_value: Cell<u64>,
}

impl Tolerance {
    /// Adds what was read tolerantly of another line.
    pub(crate) fn add(&self, other: &Self) {
        for (sum, count) in [
            (&self.padded, &other.padded),
            (&self.grouped, &other.grouped),
            (&self.footnotes, &other.footnotes),
            (&self.negative, &other.negative),
            (&self.without_value, &other.without_value),
        ] {
            sum.set(sum.get() + count.get());
        }
    }
}

/// How publishers write that there is no value.
const NO_VALUE: [&str; 10] = ["", "..", ":", "-", "–", "NA", "N/A", "n/a", "+", "*"];

impl Line<'_> {
    /// What a column holds, put right where the recipe says so.
    pub(crate) fn cell(&self, column: &str) -> Result<&str, InputProblem> {
        match position(self.header, column) {
            Some(at) => self.text(at, column),
            None => Err(InputProblem::no_column(column, self.header)),
        }
    }

    /// The same for the reader's column of this number, without a search.
    pub(crate) fn nth(&self, columns: &[&str], nth: usize) -> Result<&str, InputProblem> {
        let column = columns.get(nth).copied().unwrap_or_default();
        match self.columns.get(nth) {
            Some(at) => self.text(*at, column),
            None => Err(InputProblem::no_column(column, self.header)),
        }
    }

    fn text(&self, at: usize, column: &str) -> Result<&str, InputProblem> {
        let Some(mut cell) = self.cells.get(at) else {
            return Err(InputProblem::no_column(column, self.header));
        };
        if let Some(tolerance) = self.tolerant {
            let plain = trimmed(cell);
            if plain.len() != cell.len() {
                count(&tolerance.padded);
                cell = plain;
            }
        }
        let correction = self
            .corrections
            .iter()
            .find(|correcting| correcting.at == at && correcting.rule.from == cell);
        Ok(correction.map_or(cell, |correcting| correcting.rule.to.as_str()))
    }

    /// What a column holds, parsed.
    pub(crate) fn parsed<T>(
        &self,
        column: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, InputProblem> {
        let text = self.cell(column)?;
        parse(text).ok_or_else(|| InputProblem::cell(column, text, expected))
    }

    /// What a label stands for; `None` when it is not known.
    pub(crate) fn known<T>(
        &self,
        column: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, InputProblem> {
        let label = self.cell(column)?;
        if let Some(found) = find(label) {
            return Ok(Some(found));
        }
        let Some(tolerance) = self.tolerant else {
            return Ok(None);
        };
        let found = find(without_footnotes(label));
        if found.is_some() {
            count(&tolerance.footnotes);
        }
        Ok(found)
    }

    /// A whole number; `None` where an import says that there is no value.
    pub(crate) fn whole(&self, column: &str) -> Result<Option<Decimal>, InputProblem> {
        self.value(column, "a whole number", Decimal::parse_whole)
    }

    fn value(
        &self,
        column: &str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<Decimal>,
    ) -> Result<Option<Decimal>, InputProblem> {
        let text = self.cell(column)?;
        let not_understood = || InputProblem::cell(column, text, expected);
        let Some(tolerance) = self.tolerant else {
            return parse(text).map(Some).ok_or_else(not_understood);
        };
        if self.says_no_value(text) {
            return Ok(None);
        }
        let value = parse(text).or_else(|| {
            let plain = without_grouping(text)?;
            count(&tolerance.grouped);
            parse(&plain)
        });
        if text.starts_with('-') {
            count(&tolerance.negative);
        }
        value.map(Some).ok_or_else(not_understood)
    }

    /// Whether an import reads this as "no value".
    pub(crate) fn says_no_value(&self, text: &str) -> bool {
        let Some(tolerance) = self.tolerant else {
            return false;
        };
        let none = NO_VALUE.contains(&text);
        if none {
            count(&tolerance.without_value);
        }
        none
    }
}

pub(crate) fn count(counted: &Cell<u64>) {
    counted.set(counted.get() + 1);
}

/// A number without commas between its thousands; `None` unless that is where they all are.
fn without_grouping(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = unsigned.split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups
        .next()
        .is_some_and(|group| (1..=3).contains(&group.len()));
    let rest = groups.all(|group| group.len() == 3);
    (whole.contains(',') && first && rest).then(|| text.replace(',', ""))
}
