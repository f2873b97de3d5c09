//! The rows of a CSV file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Numbers;
use crate::ReturnFormat;
use crate::apostrophe::without_apostrophe;
use crate::column::EDITION;
use crate::grid::{Content, MOST_COLUMNS, MOST_ROWS, SheetRow};
use crate::problem::{ReturnFileProblems, THE_FILE};

/// The rows, and how numbers are written in them.
pub(super) fn rows(bytes: &[u8]) -> Result<(Vec<SheetRow>, Numbers), ReturnFileProblems> {
    if ReturnFormat::of_content(bytes) == ReturnFormat::Xlsx {
        let message = "it is a workbook, not a CSV file; send it as .xlsx";
        return Err(ReturnFileProblems::one(THE_FILE, message));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        ReturnFileProblems::one(
            format!("line {line}"),
            "the text is not UTF-8 from here on; in Excel, save as \"CSV UTF-8\"",
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = with_line_feeds(text);
    let (delimiter, numbers) = separation(&text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok((rows, numbers)),
            Ok(true) => {}
            Err(error) => return Err(ReturnFileProblems::one(THE_FILE, error.to_string())),
        }
        let line = record.position().map_or(1, csv::Position::line);
        let number = u32::try_from(line).unwrap_or(u32::MAX);
        if rows.len() as u64 == u64::from(MOST_ROWS) {
            let message = format!("there are more than the {MOST_ROWS} rows of a return");
            return Err(ReturnFileProblems::one(format!("line {number}"), message));
        }
        let cells: BTreeMap<u16, Content> = (0..MOST_COLUMNS)
            .zip(&record)
            .map(|(column, cell)| (column, without_apostrophe(cell)))
            .filter(|(_, cell)| !cell.trim().is_empty())
            .map(|(column, cell)| (column, Content::Text(cell.into())))
            .collect();
        if !cells.is_empty() {
            rows.push(SheetRow { number, cells });
        }
    }
}

/// A text whose lines end as lines are counted: older programs end them with a carriage return alone.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') && !text.contains('\n') {
        Cow::Owned(text.replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What separates cells, told by the first: a template begins with the word "edition".
fn separation(text: &str) -> (u8, Numbers) {
    let after = text.trim_start_matches('"').get(EDITION.len()..);
    let after = after.map(|after| after.trim_start_matches('"'));
    if after.is_some_and(|after| after.starts_with(';')) {
        (b';', Numbers::EitherMark)
    } else {
        (b',', Numbers::Plain)
    }
}
