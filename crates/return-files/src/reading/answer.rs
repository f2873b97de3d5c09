//! One row's answer.

use std::collections::BTreeMap;
use std::fmt::Display;

use peel_model::{
    InvalidReading, MeasureId, MissingReason, Period, Reading, ReturnedValue, Standing, nearest,
    nearest_names,
};

use super::{Numbers, Placed};
use crate::column::{Column, NORMAL};
use crate::grid::{Content, Places, SheetRow};
use crate::problem::{Problems, quoted};

/// The most bytes of a cell that is read. A workbook may show one text in every row: all rows
/// together stay within 40 MB.
const LONGEST_CELL: usize = 2_000;

/// A cell's words: a number typed where words belong is words.
pub(super) fn words(content: &Content) -> Option<String> {
    match content {
        Content::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Content::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Gathers the answers of a file, row by row.
pub(super) struct Answers<'f> {
    pub(super) columns: &'f BTreeMap<Column, u16>,
    pub(super) places: Places,
    pub(super) numbers: Numbers,
    pub(super) problems: &'f mut Problems,
    pub(super) values: Vec<Placed>,
    pub(super) unanswered: usize,
}

/// The cells of a row that a force fills in.
struct Filled {
    value: Option<f64>,
    status: Option<String>,
    months: Option<String>,
    reason: Option<String>,
}

/// A cell that was told as wrong.
struct Wrong;

impl Answers<'_> {
    /// Takes one row below the headings.
    pub(super) fn take(&mut self, row: &SheetRow) {
        let cell = |column: &Column| self.content(row, *column);
        if Column::READ.iter().all(|column| cell(column).is_none()) {
            // The heading of a section, or words beside the form.
            return;
        }
        // Every cell is looked at before any is given up, so that one reading tells all.
        let measure = self.identified(row, Column::Measure, MeasureId::new);
        let period = self.identified(row, Column::Period, str::parse::<Period>);
        let filled = self.filled(row);
        let (Ok(measure), Ok(period), Ok(filled)) = (measure, period, filled) else {
            return;
        };
        if filled.value.is_none() && filled.status.is_none() {
            if filled.months.is_none() && filled.reason.is_none() {
                self.unanswered += 1;
            } else {
                self.report(row, Column::Value, || {
                    "months or a reason are given, but no value and no status; if there is no \
                     value to give, say so with a status such as not-supplied"
                        .to_owned()
                });
            }
            return;
        }
        if let Ok((reading, months)) = self.settled(row, &filled, period) {
            let place = self.place(row, Column::Value);
            let reason = filled.reason.unwrap_or_default();
            let value = ReturnedValue {
                measure,
                period,
                reading,
                reason,
                months,
            };
            self.values.push(Placed { place, value });
        }
    }

    fn filled(&mut self, row: &SheetRow) -> Result<Filled, Wrong> {
        let value = self.number(row);
        let status = self.words(row, Column::Status);
        let months = self.words(row, Column::Months);
        let reason = self.words(row, Column::Reason);
        Ok(Filled {
            value: value?,
            status: status?.map(|status| status.to_ascii_lowercase()),
            months: months?,
            reason: reason?,
        })
    }

    /// The reading, and the months of a partial one; value, status, months and reason agree.
    fn settled(
        &mut self,
        row: &SheetRow,
        filled: &Filled,
        period: Period,
    ) -> Result<(Reading, Option<u16>), Wrong> {
        let status = filled.status.as_deref().unwrap_or(NORMAL);
        let reading = match Reading::new(filled.value, status) {
            Ok(reading) => Ok(reading),
            Err(InvalidReading::UnknownStatus) => self.wrong(row, Column::Status, || {
                let known = Standing::ALL.iter().map(|standing| standing.name());
                let known = known.chain(MissingReason::ALL.iter().map(|reason| reason.name()));
                let near = nearest::suggestion(&nearest_names(status, known));
                format!(
                    "{}: {}{near}",
                    quoted(status),
                    InvalidReading::UnknownStatus
                )
            }),
            Err(error) => self.wrong(row, Column::Value, || error.to_string()),
        };
        let reading = reading?;
        let normal = reading.status() == NORMAL;
        let reason = match (&filled.reason, normal) {
            (None, false) => self.wrong(row, Column::Reason, || {
                format!("the status {status} needs a reason: say why in a few words")
            }),
            (Some(_), true) => self.wrong(row, Column::Reason, || {
                "a reason is given for a normal value; give a status such as estimated, or leave \
                 the reason empty"
                    .to_owned()
            }),
            _ => Ok(()),
        };
        let months = self.months(row, filled, reading, period);
        reason?;
        Ok((reading, months?))
    }

    fn months(
        &mut self,
        row: &SheetRow,
        filled: &Filled,
        reading: Reading,
        period: Period,
    ) -> Result<Option<u16>, Wrong> {
        let partial = reading.status() == Standing::Partial.name();
        match (partial, &filled.months) {
            (false, None) => Ok(None),
            (false, Some(_)) => self.wrong(row, Column::Months, || {
                "months are given only with the status partial; leave them empty".to_owned()
            }),
            (true, given) => {
                let most = period.months().unwrap_or(1) - 1;
                if most == 0 {
                    return self.wrong(row, Column::Status, || {
                        format!("{period} has no months of which some could be missing")
                    });
                }
                let given = given.as_deref().map(str::parse::<u16>);
                match given {
                    Some(Ok(months)) if (1..=most).contains(&months) => Ok(Some(months)),
                    _ => self.wrong(row, Column::Months, || {
                        format!(
                            "the status partial needs the number of months covered: 1 to {most} \
                             of {period}"
                        )
                    }),
                }
            }
        }
    }

    fn identified<T, E: Display>(
        &mut self,
        row: &SheetRow,
        column: Column,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, Wrong> {
        match self.words(row, column)? {
            Some(text) => match parse(&text) {
                Ok(parsed) => Ok(parsed),
                Err(error) => self.wrong(row, column, || error.to_string()),
            },
            None => self.wrong(row, column, || {
                format!(
                    "the row has no {}; put back what the template has there",
                    column.name()
                )
            }),
        }
    }

    fn number(&mut self, row: &SheetRow) -> Result<Option<f64>, Wrong> {
        match self.content(row, Column::Value).cloned() {
            Some(Content::Number(number)) => Ok(Some(number)),
            Some(Content::Percentage) => self.wrong(row, Column::Value, || {
                "the cell shows a percentage; format it as a number and type 12 for 12%".to_owned()
            }),
            Some(Content::Date) => self.wrong(row, Column::Value, || {
                "the cell holds a date; format it as a number and type the value again".to_owned()
            }),
            Some(Content::Logical) => self.wrong(row, Column::Value, || {
                "the cell holds true or false, which is no number".to_owned()
            }),
            _ => match self.words(row, Column::Value)? {
                None => Ok(None),
                Some(text) => match self.numbers.read(&text) {
                    Ok(number) => Ok(Some(number)),
                    Err(message) => self.wrong(row, Column::Value, || message),
                },
            },
        }
    }

    /// The words of a cell, within bounds.
    fn words(&mut self, row: &SheetRow, column: Column) -> Result<Option<String>, Wrong> {
        let Some(content) = self.content(row, column).cloned() else {
            return Ok(None);
        };
        match &content {
            Content::Text(text) if text.len() > LONGEST_CELL => self.wrong(row, column, || {
                format!(
                    "the {} is longer than {LONGEST_CELL} bytes (about as many letters); shorten \
                         it, or close a quotation mark left open",
                    column.name()
                )
            }),
            Content::Text(text) if text.chars().any(is_invisible) => {
                self.wrong(row, column, || {
                    format!(
                        "the {} holds an invisible character; type it again",
                        column.name()
                    )
                })
            }
            Content::Text(_) | Content::Number(_) => Ok(words(&content)),
            Content::Failure(failure) => self.wrong(row, column, || {
                format!(
                    "the cell's formula failed ({}); type what is meant",
                    quoted(failure)
                )
            }),
            Content::Uncalculated => self.wrong(row, column, || {
                "the cell's formula was never worked out; open the workbook in a spreadsheet \
                 program, save it, and send it again"
                    .to_owned()
            }),
            Content::Date | Content::Percentage | Content::Logical => {
                self.wrong(row, column, || {
                    format!("the {} is not text; type it as text", column.name())
                })
            }
        }
    }

    fn content<'r>(&self, row: &'r SheetRow, column: Column) -> Option<&'r Content> {
        row.cells.get(self.columns.get(&column)?)
    }

    fn place(&self, row: &SheetRow, column: Column) -> String {
        let index = self.columns.get(&column).copied().unwrap_or_default();
        self.places.name(row.number, index)
    }

    fn report(&mut self, row: &SheetRow, column: Column, message: impl FnOnce() -> String) {
        let index = self.columns.get(&column).copied().unwrap_or_default();
        let places = self.places;
        self.problems
            .add(|| places.name(row.number, index), message);
    }

    fn wrong<T>(
        &mut self,
        row: &SheetRow,
        column: Column,
        message: impl FnOnce() -> String,
    ) -> Result<T, Wrong> {
        self.report(row, column, message);
        Err(Wrong)
    }
}

/// Characters that nobody sees and that would travel into reports: controls, and marks that turn
/// the direction of writing.
fn is_invisible(character: char) -> bool {
    let layout = matches!(character, '\n' | '\r' | '\t');
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && !layout) || turns
}
