//! Sheets with one table each.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Color, Format, FormatAlign, Table, TableColumn, TableStyle, Worksheet, XlsxError,
};

use super::cells::Content;
use super::sheets::Sheet;

/// A4, as the format counts paper.
const A4: u8 = 9;

/// The most characters that a cell may have, less what says that some were left out.
const LONGEST_TEXT: usize = 32_700;

/// The most characters that a column's heading may have.
const LONGEST_HEADING: usize = 250;

/// The formats of a workbook's cells.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) wrapped: Format,
    columns: Format,
    number: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let ink = Color::RGB(0x1C_27_33);
        let wrapped = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(16)
                .set_font_color(ink),
            heading: Format::new()
                .set_bold()
                .set_font_size(13)
                .set_font_color(ink),
            columns: wrapped.clone().set_bold(),
            number: Format::new()
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Right),
            wrapped,
        }
    }
}

/// Writes a sheet: title, what is to be known, the table.
pub(super) fn write_sheet(
    sheet: &mut Worksheet,
    number: usize,
    content: &Sheet,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(&content.name)?;
    print_on_paper(sheet);
    sheet.write_string_with_format(0, 0, fitting(&content.title), &styles.title)?;
    let about = std::iter::once("This sheet has one table.")
        .chain(content.about.iter().map(String::as_str));
    let mut row = 1_u32;
    for line in about {
        sheet.write_string(row, 0, fitting(line))?;
        row += 1;
    }
    let columns = u16::try_from(content.columns.len()).unwrap_or(u16::MAX);
    let rows = u32::try_from(content.rows.len()).unwrap_or(u32::MAX);
    let last = row.saturating_add(rows);
    sheet.add_table(
        row,
        0,
        last,
        columns.saturating_sub(1),
        &table(number, &content.columns),
    )?;
    for (column, title) in (0_u16..).zip(headings(&content.columns)) {
        sheet.write_string_with_format(row, column, title, &styles.columns)?;
        sheet.set_column_width(column, width(content, usize::from(column)))?;
    }
    sheet
        .set_freeze_panes(row + 1, 1)?
        .set_repeat_rows(row, row)?;
    for (row, cells) in (row + 1..).zip(&content.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                // Always written as text, so that nothing in it is ever taken for a formula.
                Content::Text(text) => {
                    sheet.write_string_with_format(row, column, fitting(text), &styles.wrapped)?
                }
                Content::Number { exact, shown_as } => {
                    let format = styles.number.clone().set_num_format(shown_as);
                    sheet.write_number_with_format(row, column, *exact, &format)?
                }
            };
        }
    }
    Ok(())
}

/// A table whose headings are marked as such.
pub(super) fn table(number: usize, columns: &[String]) -> Table {
    let columns: Vec<TableColumn> = headings(columns)
        .iter()
        .map(|title| TableColumn::new().set_header(title))
        .collect();
    Table::new()
        .set_name(format!("table_{number}"))
        .set_columns(&columns)
        .set_style(TableStyle::Light1)
        .set_autofilter(false)
}

/// The headings, told apart: a table may not have one twice.
fn headings(columns: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let told_apart = |title: &String| {
        let title: String = title.chars().take(LONGEST_HEADING).collect();
        let numbered = (2_u32..).map(|number| format!("{title} ({number})"));
        let mut names = std::iter::once(title.clone()).chain(numbered);
        names
            .find(|name| seen.insert(name.to_lowercase()))
            .unwrap_or(title)
    };
    columns.iter().map(told_apart).collect()
}

/// How wide a column is, in characters.
fn width(content: &Sheet, column: usize) -> u16 {
    let cells = content.rows.iter().filter_map(|row| row.get(column));
    let longest = cells
        .map(|cell| match cell {
            Content::Text(text) => text.chars().count(),
            Content::Number { .. } => 12,
        })
        .max()
        .unwrap_or(0);
    u16::try_from(longest.clamp(14, 60)).unwrap_or(60)
}

/// A text that a cell can hold.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_TEXT) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{} [cut: the report has it whole]", &text[..end])),
    }
}

pub(super) fn print_on_paper(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&L&A&RPage &P of &N");
}
