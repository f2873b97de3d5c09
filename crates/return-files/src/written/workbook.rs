//! Lines as an Excel workbook.

use peel_model::{MissingReason, Standing};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, ProtectionOptions,
    Workbook, Worksheet, XlsxError,
};

use super::TemplateError;
use super::style::{Styles, width};
use crate::column::{Column, RETURN_SHEET};
use crate::layout::{Kind, Line, Shown};
use crate::notes::notes;

/// A4, as the format counts paper.
const A4: u8 = 9;

/// The file.
pub(crate) fn write(title: &str, lines: &[Line]) -> Result<Vec<u8>, TemplateError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    // A workbook says when it was made. No clock is asked: the same template is the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title: String = title.chars().take(LONGEST_PROPERTY).collect();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_creation_datetime(&made),
    );
    write_return(workbook.add_worksheet(), lines, &styles)?;
    write_notes(workbook.add_worksheet(), &styles)?;
    Ok(workbook.save_to_buffer()?)
}

/// The most characters that a property of a workbook may have.
const LONGEST_PROPERTY: usize = 255;

fn write_return(sheet: &mut Worksheet, lines: &[Line], styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(RETURN_SHEET)?;
    for column in Column::ALL {
        sheet.set_column_width(column.index(), width(column))?;
    }
    for (row, line) in (0_u32..).zip(lines) {
        write_line(sheet, row, line, styles)?;
    }
    let asked = |line: &Line| matches!(line.kind, Kind::Asked(_));
    let first = lines.iter().position(asked);
    if let Some(first) = first {
        let last = u32::try_from(lines.len()).unwrap_or(u32::MAX) - 1;
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        guide(sheet, first, last, lines)?;
        sheet.set_selection(first, Column::Value.index(), first, Column::Value.index())?;
    }
    if let Some(headings) = lines.iter().position(|line| line.kind == Kind::Columns) {
        let headings = u32::try_from(headings).unwrap_or(u32::MAX);
        sheet.set_freeze_panes(headings + 1, Column::Unit.index())?;
        sheet.set_repeat_rows(headings, headings)?;
    }
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    });
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&L&A&RPage &P of &N");
    Ok(())
}

fn write_line(
    sheet: &mut Worksheet,
    row: u32,
    line: &Line,
    styles: &Styles,
) -> Result<(), XlsxError> {
    for column in Column::ALL {
        let index = column.index();
        let shown = line.cells.get(&index);
        let format = format(line.kind, column, shown, styles);
        match shown {
            // Always written as text, so that nothing in it is ever taken for a formula.
            Some(Shown::Text(text)) => sheet.write_string_with_format(row, index, text, format)?,
            Some(Shown::Number(number)) => {
                sheet.write_number_with_format(row, index, *number, format)?
            }
            None if line.kind == Kind::Heading => continue,
            None => sheet.write_blank(row, index, format)?,
        };
    }
    Ok(())
}

fn format<'s>(kind: Kind, column: Column, shown: Option<&Shown>, styles: &'s Styles) -> &'s Format {
    match (kind, column) {
        (Kind::Heading, Column::Measure) => &styles.label,
        (Kind::Heading, _) => &styles.plain,
        (Kind::Columns, _) => &styles.columns,
        (Kind::Section, Column::Note) => &styles.section_note,
        (Kind::Section, _) => &styles.section,
        (Kind::Asked(_), Column::LastYear) => match shown {
            Some(Shown::Number(number)) if number.fract() == 0.0 => &styles.whole,
            _ => &styles.number,
        },
        (Kind::Asked(_), Column::Measure | Column::Period) => &styles.identifier,
        (Kind::Asked(_), column) if Column::FILLED_IN.contains(&column) => &styles.filled_in,
        (Kind::Asked(_), _) => &styles.wrapped,
    }
}

/// Lists and limits on the cells to be filled in, with words for what they refuse.
fn guide(sheet: &mut Worksheet, first: u32, last: u32, lines: &[Line]) -> Result<(), XlsxError> {
    let value = DataValidation::new()
        .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
        .set_error_title("Not a number")?
        .set_error_message(
            "Type a number of zero or more. If there is none to give, leave the value empty and \
             choose a status such as not-supplied.",
        )?;
    let statuses: Vec<&str> = Standing::ALL
        .iter()
        .map(|standing| standing.name())
        .chain(MissingReason::ALL.iter().map(|reason| reason.name()))
        .collect();
    let status = DataValidation::new()
        .allow_list_strings(&statuses)?
        .set_error_title("Not a status")?
        .set_error_message("Choose from the list; the sheet Notes says what each word means.")?;
    let spans = lines.iter().filter_map(|line| match line.kind {
        Kind::Asked(period) => period.months(),
        _ => None,
    });
    let longest = spans.max().unwrap_or(1).max(2);
    let months = DataValidation::new()
        .allow_whole_number(DataValidationRule::Between(1, i32::from(longest) - 1))
        .set_error_title("Not a number of months")?
        .set_error_message(
            "Type how many of the period's months the value covers, fewer than all of them.",
        )?;
    let guides = [
        (Column::Value, value),
        (Column::Status, status),
        (Column::Months, months),
    ];
    for (column, guide) in &guides {
        sheet.add_data_validation(first, column.index(), last, column.index(), guide)?;
    }
    Ok(())
}

fn write_notes(sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name("Notes")?;
    sheet.set_column_width(0, 28)?;
    sheet.set_column_width(1, 90)?;
    for (row, (term, meaning)) in (0_u32..).zip(notes()) {
        let heading = meaning.is_empty();
        let term_format = if heading {
            &styles.section
        } else {
            &styles.term
        };
        sheet.write_string_with_format(row, 0, term, term_format)?;
        if heading {
            sheet.write_blank(row, 1, &styles.section)?;
        } else {
            sheet.write_string_with_format(row, 1, meaning, &styles.wrapped)?;
        }
    }
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}
