//! The sheets that lead into the workbook.

use peel_reporting_core::Cover;
use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::sheets::Sheet;
use super::writing::{Styles, fitting, print_on_paper, table};
use crate::sections::Made;
use crate::shorthand::SHORTHAND;

pub(super) const COVER: &str = "Cover sheet";
const CONTENTS: &str = "Contents";

/// What leads into a workbook.
pub(super) struct Front<'d> {
    /// The first page of what it holds.
    pub(super) cover: &'d Cover,
    /// What else stands on the first page.
    pub(super) remarks: Vec<&'d str>,
    /// What it was made from.
    pub(super) made: Made<'d>,
}

/// What the workbook is, what it was made from, and how to read it.
pub(super) fn write_cover(
    sheet: &mut Worksheet,
    front: &Front<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(COVER)?.set_column_width(0, 100)?;
    print_on_paper(sheet);
    for (row, (format, text)) in (0_u32..).zip(cover_lines(front, styles)) {
        sheet.write_string_with_format(row, 0, fitting(&text), format)?;
    }
    Ok(())
}

fn cover_lines<'s>(front: &Front<'_>, styles: &'s Styles) -> Vec<(&'s Format, String)> {
    let Front {
        cover,
        remarks,
        made,
    } = front;
    let line = |text: String| (&styles.wrapped, text);
    let title = format!("{}: tables of the {}", cover.title, made.what);
    let mut lines = vec![(&styles.title, title), line(cover.subtitle.clone())];
    let about = [
        ("Force", &cover.force),
        ("Region", &cover.region),
        ("Inspection", &cover.inspected),
    ];
    let about = about.iter().filter(|(_, text)| !text.is_empty());
    lines.extend(about.map(|(what, text)| line(format!("{what}: {text}"))));
    lines.push(line(cover.notice.clone()));
    lines.extend(remarks.iter().map(|remark| line((*remark).to_owned())));
    let revision = made
        .revision
        .map_or_else(|| "none".to_owned(), |revision| revision.to_string());
    let version = made.version.iter();
    lines.push((&styles.heading, "What it was made from".to_owned()));
    lines.push(line(format!("Edition: {}", made.edition)));
    lines.extend(version.map(|version| line(format!("Version: {version}"))));
    lines.extend([
        line(format!("Data revision: {revision}")),
        line(format!("Method: {}", made.method)),
        line(format!("Software: {}", made.software)),
        line(format!(
            "Definition of the edition (SHA-256): {}",
            made.definition_hash
        )),
        (&styles.heading, "How to read it".to_owned()),
        line(format!(
            "Every other sheet has one table, which begins below its title. Numbers are unrounded \
             and shown as the {} shows them.",
            made.what
        )),
    ]);
    let signs = SHORTHAND.iter();
    lines.extend(signs.map(|(sign, meaning)| line(format!("{sign}: {meaning}"))));
    lines
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
