//! The sheets that lead into the workbook.

use peel_reporting_core::ReportDocument;
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::sheets::Sheet;
use super::writing::{Styles, fitting, print_on_paper, table};
use crate::shorthand::SHORTHAND;

pub(super) const COVER: &str = "Cover sheet";
const CONTENTS: &str = "Contents";

/// What the workbook is, what it was made from, and how to read it.
pub(super) fn write_cover(
    sheet: &mut Worksheet,
    document: &ReportDocument,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(COVER)?.set_column_width(0, 100)?;
    print_on_paper(sheet);
    let cover = &document.cover;
    let made_from = &document.provenance;
    let revision = made_from
        .revision
        .map_or_else(|| "none".to_owned(), |revision| revision.to_string());
    let mut lines =
        vec![
        (&styles.title, format!("{}: tables of the report", cover.title)),
        (&styles.wrapped, cover.subtitle.clone()),
        (&styles.wrapped, cover.notice.clone()),
        (&styles.heading, "What it was made from".to_owned()),
        (&styles.wrapped, format!("Edition: {}", made_from.edition)),
        (&styles.wrapped, format!("Data revision: {revision}")),
        (&styles.wrapped, format!("Method: {}", made_from.method)),
        (&styles.wrapped, format!("Software: {}", made_from.software)),
        (
            &styles.wrapped,
            format!("Definition of the edition (SHA-256): {}", made_from.definition_hash),
        ),
        (&styles.heading, "How to read it".to_owned()),
        (
            &styles.wrapped,
            "Every other sheet has one table, which begins below its title. Numbers are unrounded \
             and shown as the report shows them."
                .to_owned(),
        ),
    ];
    lines.extend(
        SHORTHAND
            .iter()
            .map(|(sign, meaning)| (&styles.wrapped, format!("{sign}: {meaning}"))),
    );
    for (row, (format, text)) in (0_u32..).zip(lines) {
        sheet.write_string_with_format(row, 0, fitting(&text), format)?;
    }
    Ok(())
}

/// The sheets there are, each with a link.
pub(super) fn write_contents(
    sheet: &mut Worksheet,
    sheets: &[Sheet],
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet
        .set_name(CONTENTS)?
        .set_column_width(0, 26)?
        .set_column_width(1, 90)?;
    print_on_paper(sheet);
    sheet.write_string_with_format(0, 0, CONTENTS, &styles.title)?;
    sheet.write_string(1, 0, "This sheet has one table.")?;
    let last = u32::try_from(sheets.len())
        .unwrap_or(u32::MAX)
        .saturating_add(2);
    sheet.add_table(
        2,
        0,
        last,
        1,
        &table(0, &["Sheet".to_owned(), "Table".to_owned()]),
    )?;
    for (row, listed) in (3_u32..).zip(sheets) {
        let link = Url::new(format!("internal:'{}'!A1", listed.name)).set_text(&listed.name);
        sheet.write_url(row, 0, link)?;
        sheet.write_string_with_format(row, 1, fitting(&listed.title), &styles.wrapped)?;
    }
    Ok(())
}
