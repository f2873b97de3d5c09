//! The cells of one sheet.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::WorkbookError;
use super::markup::{Markup, Part};
use super::parts::ShownAs;
use crate::grid::MOST_COLUMNS;
pub(super) use crate::grid::MOST_ROWS;
use crate::grid::{Content, SheetRow, cell_name};

/// The most cells looked at, empty ones too: programs write those that have only a colour.
const MOST_CELLS: usize = 400_000;

/// The rows that have content, in order; cells beyond the columns that a return can have are left
/// out, for a force may calculate beside the form.
pub(super) fn rows(
    part: &Part,
    texts: &[Arc<str>],
    shown_as: &[ShownAs],
) -> Result<Vec<SheetRow>, WorkbookError> {
    let mut markup = part.markup();
    let mut rows: BTreeMap<u32, BTreeMap<u16, Content>> = BTreeMap::new();
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut seen = 0;
    while let Some(event) = markup.next()? {
        let Event::Start(start) = event else { continue };
        match start.local_name().as_ref() {
            "row" => {
                row = match markup.attribute(&start, "r")? {
                    Some(number) => number.parse().map_err(|_| markup.malformed())?,
                    None => row.saturating_add(1),
                };
                column = 0;
            }
            "c" => {
                seen += 1;
                if seen > MOST_CELLS {
                    return Err(part.too_many("cells", MOST_CELLS));
                }
                let name = markup.attribute(&start, "r")?;
                let place = match name {
                    Some(name) => position(&name).ok_or_else(|| markup.malformed())?,
                    None => (row, column.saturating_add(1)),
                };
                column = place.1;
                let content = cell(&mut markup, &start, texts, shown_as)?;
                if let Some(content) = content {
                    keep(&mut rows, place, content)?;
                }
            }
            _ => {}
        }
    }
    let rows = rows
        .into_iter()
        .map(|(number, cells)| SheetRow { number, cells });
    Ok(rows.collect())
}

fn keep(
    rows: &mut BTreeMap<u32, BTreeMap<u16, Content>>,
    (row, column): (u32, u32),
    content: Content,
) -> Result<(), WorkbookError> {
    let Some(column) = u16::try_from(column - 1)
        .ok()
        .filter(|column| *column < MOST_COLUMNS)
    else {
        return Ok(());
    };
    if row > MOST_ROWS {
        return Err(WorkbookError::TooFarDown { row });
    }
    match rows.entry(row).or_default().insert(column, content) {
        None => Ok(()),
        Some(_) => Err(WorkbookError::TwiceTheCell(cell_name(row, column))),
    }
}

/// Row and column of a cell's name, from 1: `C7` is (7, 3).
fn position(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|character: char| character.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        let place = letter.to_ascii_uppercase().checked_sub(b'A')?;
        column = column * 26
            + u32::from(place)
                .checked_add(1)
                .filter(|place| *place <= 26)?;
    }
    let row: u32 = digits.parse().ok()?;
    (row > 0).then_some((row, column))
}

/// What one cell holds; `None` for nothing.
fn cell(
    markup: &mut Markup<'_>,
    start: &BytesStart<'_>,
    texts: &[Arc<str>],
    shown_as: &[ShownAs],
) -> Result<Option<Content>, WorkbookError> {
    let kind = markup.attribute(start, "t")?;
    let style = markup.attribute(start, "s")?;
    let style: Option<usize> = style.and_then(|style| style.parse().ok());
    let mut value = None;
    let mut formula = false;
    loop {
        match markup.next()? {
            Some(Event::Start(inner)) => match inner.local_name().as_ref() {
                "v" => value = Some(markup.text_until_end("v")?),
                "is" => value = Some(markup.text_until_end("is")?),
                "f" => {
                    markup.text_until_end("f")?;
                    formula = true;
                }
                _ => {}
            },
            Some(Event::End(end)) if end.local_name().as_ref() == "c" => break,
            Some(_) => {}
            None => return Err(markup.malformed()),
        }
    }
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Ok(formula.then_some(Content::Uncalculated));
    };
    let content = match kind.as_deref() {
        Some("s") => {
            let number: Option<usize> = value.trim().parse().ok();
            let text = number.and_then(|number| texts.get(number));
            Content::Text(Arc::clone(text.ok_or_else(|| markup.malformed())?))
        }
        Some("str" | "inlineStr") => Content::Text(value.into()),
        Some("b") => Content::Logical,
        Some("e") => Content::Failure(value),
        Some("d") => Content::Date,
        Some("n") | None => {
            let number: f64 = value.trim().parse().map_err(|_| markup.malformed())?;
            match style.and_then(|style| shown_as.get(style)) {
                Some(ShownAs::Date) => Content::Date,
                Some(ShownAs::Percentage) => Content::Percentage,
                Some(ShownAs::Number) | None => Content::Number(number),
            }
        }
        Some(_) => return Err(markup.malformed()),
    };
    Ok(Some(content).filter(|content| !matches!(content, Content::Text(text) if text.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_by_letters_and_a_row() {
        let check = |name: &str, place| assert_eq!(position(name), place, "{name:?}");
        check("A1", Some((1, 1)));
        check("z9", Some((9, 26)));
        check("AA10", Some((10, 27)));
        check("XFD1048576", Some((1_048_576, 16_384)));
        check("", None);
        check("A", None);
        check("7", None);
        check("A0", None);
        check("AAAA1", None);
        check("A99999999", None);
        check("A-1", None);
        check("é1", None);
        check("A1B", None);
    }
}
