//! The parts around a sheet: where it is, its texts, and what its numbers are shown as.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::Event;

use super::WorkbookError;
use super::markup::Part;
use super::package::Package;

/// The most sheets of a workbook.
const MOST_SHEETS: usize = 100;

/// The most texts of a workbook: ten to each row.
const MOST_TEXTS: usize = 200_000;

/// The most formats, which is what Excel itself can hold.
const MOST_FORMATS: usize = 65_490;

/// The part that holds the sheet of this name.
pub(super) fn sheet_part(package: &mut Package<'_>, wanted: &str) -> Result<String, WorkbookError> {
    let workbook = needed(package, "xl/workbook.xml")?;
    let sheets = attributes_of(&workbook, "sheet", ["name", "id"], MOST_SHEETS)?;
    let Some([_, link]) = sheets.iter().find(|[name, _]| name == wanted) else {
        let found: Vec<String> = sheets
            .iter()
            .take(5)
            .map(|[name, _]| crate::problem::quoted(name))
            .collect();
        return Err(WorkbookError::NoSheet {
            wanted: wanted.to_owned(),
            found: found.join(", "),
        });
    };
    let links = needed(package, "xl/_rels/workbook.xml.rels")?;
    let links = attributes_of(&links, "Relationship", ["Id", "Target"], 10 * MOST_SHEETS)?;
    let target = links.into_iter().find(|[id, _]| id == link);
    let [_, target] = target.ok_or_else(|| WorkbookError::NoPart(wanted.to_owned()))?;
    Ok(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

fn needed(package: &mut Package<'_>, name: &str) -> Result<Part, WorkbookError> {
    let part = package.part(name)?;
    part.ok_or_else(|| WorkbookError::NoPart(name.to_owned()))
}

/// Two attributes of every element of one name.
fn attributes_of(
    part: &Part,
    element: &'static str,
    names: [&str; 2],
    most: usize,
) -> Result<Vec<[String; 2]>, WorkbookError> {
    let mut markup = part.markup();
    let mut found = Vec::new();
    while let Some(event) = markup.next()? {
        let Event::Start(start) = event else { continue };
        if start.local_name().as_ref() != element {
            continue;
        }
        if found.len() == most {
            return Err(part.too_many(element, most));
        }
        let [first, second] = names.map(|name| markup.attribute(&start, name));
        found.push([first?.unwrap_or_default(), second?.unwrap_or_default()]);
    }
    Ok(found)
}

/// The texts that cells name by their number.
pub(super) fn shared_texts(part: &Part) -> Result<Vec<Arc<str>>, WorkbookError> {
    let mut markup = part.markup();
    let mut texts = Vec::new();
    while let Some(event) = markup.next()? {
        let Event::Start(start) = event else { continue };
        if start.local_name().as_ref() == "si" {
            if texts.len() == MOST_TEXTS {
                return Err(part.too_many("texts", MOST_TEXTS));
            }
            texts.push(markup.text_until_end("si")?.into());
        }
    }
    Ok(texts)
}

/// What a number is shown as, which is what whoever typed it meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownAs {
    Number,
    /// Counted in days since 1900.
    Date,
    /// A hundredth of what is shown.
    Percentage,
}

/// What numbers in cells of each style are shown as.
pub(super) fn number_formats(part: &Part) -> Result<Vec<ShownAs>, WorkbookError> {
    let mut markup = part.markup();
    let mut own: BTreeMap<u32, ShownAs> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut in_cell_styles = false;
    while let Some(event) = markup.next()? {
        match event {
            Event::Start(start) => match start.local_name().as_ref() {
                "cellXfs" => in_cell_styles = true,
                "numFmt" if own.len() < MOST_FORMATS => {
                    let number = markup.attribute(&start, "numFmtId")?;
                    let code = markup.attribute(&start, "formatCode")?;
                    if let (Some(Ok(number)), Some(code)) = (number.map(|n| n.parse()), code) {
                        own.insert(number, shown_by_code(&code));
                    }
                }
                "xf" if in_cell_styles => {
                    if styles.len() == MOST_FORMATS {
                        return Err(part.too_many("formats", MOST_FORMATS));
                    }
                    let number = markup.attribute(&start, "numFmtId")?;
                    let number: u32 = number.and_then(|n| n.parse().ok()).unwrap_or(0);
                    let shown = own.get(&number).copied();
                    styles.push(shown.unwrap_or_else(|| shown_by_number(number)));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => in_cell_styles = false,
            _ => {}
        }
    }
    Ok(styles)
}

/// The formats that every workbook has without saying so (ECMA-376, part 1, `numFmt`).
fn shown_by_number(number: u32) -> ShownAs {
    match number {
        9 | 10 => ShownAs::Percentage,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => ShownAs::Date,
        _ => ShownAs::Number,
    }
}

/// A format by its code, without what it shows as it stands: texts, escapes, colours.
fn shown_by_code(code: &str) -> ShownAs {
    let mut characters = code.chars();
    let mut shown = ShownAs::Number;
    while let Some(character) = characters.next() {
        match character {
            '"' => while characters.next().is_some_and(|next| next != '"') {},
            '[' => while characters.next().is_some_and(|next| next != ']') {},
            '\\' | '_' | '*' => {
                characters.next();
            }
            // "General" is a word, not a pattern of letters.
            'G' | 'g' => while characters.next().is_some_and(char::is_alphabetic) {},
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return ShownAs::Date,
            '%' => shown = ShownAs::Percentage,
            _ => {}
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_format_tells_what_was_meant() {
        let check = |code: &str, shown: ShownAs| assert_eq!(shown_by_code(code), shown, "{code}");
        check("#,##0", ShownAs::Number);
        check("General", ShownAs::Number);
        check("0.00\"days\"", ShownAs::Number);
        check("[Red]0;\\d0", ShownAs::Number);
        check("dd/mm/yyyy", ShownAs::Date);
        check("[$-809]d mmm", ShownAs::Date);
        check("0.0%", ShownAs::Percentage);
        check("\"%\"0", ShownAs::Number);
    }
}
