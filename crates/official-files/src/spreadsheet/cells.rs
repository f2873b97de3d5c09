//! The cells of one sheet as text, as calamine finds them.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Ods, Reader, Xlsx};

use super::package::{Format, Package};
use super::problem::WorkbookProblem;
use super::{MOST_CELLS, MOST_TEXT};
use crate::error::{cut, owned};

/// Merged areas taken note of; tables need a few dozen.
const MOST_MERGED: usize = 1000;

/// A row and a column, counted from 0.
pub(super) type At = (u32, u32);

/// What a sheet holds. Empty cells are not listed.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The sheet's name, without the spaces around it.
    pub sheet: String,
    /// Text by row and column.
    pub texts: BTreeMap<At, String>,
    /// Merged areas, by their first and last cell. OpenDocument's are not known: calamine does not
    /// tell them.
    pub merged: Vec<(At, At)>,
    bytes: usize,
}

/// Finds a sheet by its name and reads it.
pub(super) fn read(package: Package, name: &str) -> Result<Cells, WorkbookProblem> {
    let bytes = Cursor::new(package.bytes);
    match package.format {
        Format::OfficeOpenXml => office_open_xml(bytes, name),
        Format::OpenDocument => open_document(bytes, name),
    }
}

fn office_open_xml(bytes: Cursor<Vec<u8>>, name: &str) -> Result<Cells, WorkbookProblem> {
    let wrong = |problem: calamine::XlsxError| bad(name, &problem);
    let mut workbook = Xlsx::new(bytes).map_err(wrong)?;
    let full = find(&workbook.sheet_names(), name)?;
    let mut cells = Cells::of(name);
    let merged = workbook.merge_cells_by_sheet_name(&full).map_err(wrong)?;
    let areas = merged.iter().map(|area| (area.start, area.end));
    cells.merged = areas.take(MOST_MERGED).collect();
    let mut reader = workbook.worksheet_cells_reader(&full).map_err(wrong)?;
    while let Some(cell) = reader.next_cell().map_err(wrong)? {
        let text = match cell.get_value() {
            DataRef::SharedString(text) => tidy(text),
            other => text(&Data::from(other.clone())),
        };
        cells.add(cell.get_position(), text)?;
    }
    Ok(cells)
}

fn open_document(bytes: Cursor<Vec<u8>>, name: &str) -> Result<Cells, WorkbookProblem> {
    let wrong = |problem: calamine::OdsError| bad(name, &problem);
    let mut workbook = Ods::new(bytes).map_err(wrong)?;
    let full = find(&workbook.sheet_names(), name)?;
    let range = workbook.worksheet_range(&full).map_err(wrong)?;
    let mut cells = Cells::of(name);
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let at = (offset(first_row, row), offset(first_column, column));
        cells.add(at, text(value))?;
    }
    Ok(cells)
}

fn offset(first: u32, by: usize) -> u32 {
    first.saturating_add(u32::try_from(by).unwrap_or(u32::MAX))
}

/// The full name of the sheet that goes by this name once spaces around it are left off.
fn find(sheets: &[String], name: &str) -> Result<String, WorkbookProblem> {
    let name = name.trim();
    let mut alike = sheets.iter().filter(|sheet| sheet.trim() == name);
    match (alike.next(), alike.next()) {
        (Some(full), None) => Ok(full.clone()),
        (Some(_), Some(_)) => Err(WorkbookProblem::SheetTwice {
            name: name.to_owned(),
        }),
        (None, _) => {
            let known = sheets.iter().map(|sheet| sheet.trim());
            Err(WorkbookProblem::NoSheet {
                name: name.to_owned(),
                nearest: owned(&peel_model::nearest_names(name, known)),
            })
        }
    }
}

fn bad(sheet: &str, problem: &dyn std::error::Error) -> WorkbookProblem {
    WorkbookProblem::BadSheet {
        sheet: sheet.to_owned(),
        problem: cut(&problem.to_string()),
    }
}

impl Cells {
    fn of(sheet: &str) -> Self {
        Self {
            sheet: sheet.trim().to_owned(),
            ..Self::default()
        }
    }

    fn add(&mut self, at: At, text: String) -> Result<(), WorkbookProblem> {
        if text.is_empty() {
            return Ok(());
        }
        self.bytes = self.bytes.saturating_add(text.len());
        if self.texts.len() >= MOST_CELLS {
            return Err(self.too_much("cells", MOST_CELLS));
        }
        if self.bytes > MOST_TEXT {
            return Err(self.too_much("bytes of text", MOST_TEXT));
        }
        if self.texts.insert(at, text).is_some() {
            let name = super::place::name(at);
            return Err(WorkbookProblem::BadSheet {
                sheet: self.sheet.clone(),
                problem: format!("the cell {name} is there twice"),
            });
        }
        Ok(())
    }

    /// The refusal of a sheet that holds more than is accepted.
    pub(super) fn too_much(&self, what: &'static str, limit: usize) -> WorkbookProblem {
        WorkbookProblem::TooMuch {
            sheet: self.sheet.clone(),
            what,
            limit,
        }
    }

    /// The text of a cell; empty when there is none.
    pub(super) fn text(&self, at: At) -> &str {
        self.texts.get(&at).map_or("", String::as_str)
    }

    /// The texts that show in a row: its cells', and those of merged areas that reach into it.
    pub(super) fn texts_in(&self, row: u32) -> impl Iterator<Item = &str> {
        let own = self.texts.range((row, 0)..=(row, u32::MAX));
        let reaching = self
            .merged
            .iter()
            .filter(move |((top, _), (bottom, _))| *top < row && row <= *bottom);
        own.map(|(_, text)| text.as_str())
            .chain(reaching.map(|(first, _)| self.text(*first)))
    }

    /// The text of a cell, or of the merged area that it is part of.
    pub(super) fn header_text(&self, at: At) -> &str {
        let (row, column) = at;
        let area = self.merged.iter().find(|((top, left), (bottom, right))| {
            (top..=bottom).contains(&&row) && (left..=right).contains(&&column)
        });
        self.text(area.map_or(at, |(first, _)| *first))
    }
}

/// A cell's value as text: whole numbers without a point, others with their 15 significant digits,
/// dates as year, month and day.
fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => decimal(*number),
        Data::String(text) | Data::DurationIso(text) => tidy(text),
        Data::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => day,
                _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::DateTime(duration) => decimal(duration.as_f64()),
    }
}

/// A number with at most 15 significant digits: as many as a decimal number keeps on its way
/// through binary64, and all that spreadsheet programs show. What lies behind is an artefact of
/// summing in binary.
fn decimal(number: f64) -> String {
    let shortened: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Minus zero is zero.
    (shortened + 0.0).to_string()
}

/// A text without white space around it, and with one space for any white space within.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_they_were_typed() {
        let check = |number: f64, expected: &str| assert_eq!(decimal(number), expected);
        check(233_393.0, "233393");
        check(-45.0, "-45");
        check(-0.0, "0");
        check(5_898.059_999_999_999_5, "5898.06");
        check(5_709.289_999_999_999, "5709.29");
        check(0.012_435_506_440_367_628, "0.0124355064403676");
        check(83.524_843_272_794_4, "83.5248432727944");
        check(0.1 + 0.2, "0.3");
        check(1e15, "1000000000000000");
        check(f64::NAN, "NaN");
    }

    #[test]
    fn dates_are_written_out() {
        use calamine::{ExcelDateTime, ExcelDateTimeType};
        let check = |days: f64, kind, expected: &str| {
            let date = ExcelDateTime::new(days, kind, false);
            assert_eq!(text(&Data::DateTime(date)), expected);
        };
        check(42_643.0, ExcelDateTimeType::DateTime, "2016-09-30");
        check(42_643.5, ExcelDateTimeType::DateTime, "2016-09-30T12:00:00");
        check(0.5, ExcelDateTimeType::TimeDelta, "0.5");
        let check = |date: &str, expected: &str| {
            assert_eq!(text(&Data::DateTimeIso(date.to_owned())), expected);
        };
        check("2016-09-30T00:00:00", "2016-09-30");
        check("2016-09-30T12:00:00", "2016-09-30T12:00:00");
        check("2016-09-30", "2016-09-30");
    }

    #[test]
    fn white_space_is_not_part_of_a_text() {
        assert_eq!(tidy(" Coast  and Dale\n"), "Coast and Dale");
        assert_eq!(tidy("Stalking\nand harassment"), "Stalking and harassment");
        assert_eq!(tidy("\u{a0}"), "");
    }
}
