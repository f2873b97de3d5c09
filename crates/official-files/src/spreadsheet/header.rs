//! A table's header in a sheet: found by labels, put together from one row or several.

use std::collections::BTreeSet;

use super::SheetRecipe;
use super::cells::Cells;
use super::footnotes::is_footnoted;
use super::place::{letters, name};
use super::problem::WorkbookProblem;

/// Rows in which a header is looked for.
const FIRST_ROWS: u32 = 200;

/// What joins the texts of a header of several rows.
const BETWEEN: &str = " / ";

/// A table's header.
pub(super) struct Header {
    /// Its last row, counted from 0.
    pub row: u32,
    /// What each column goes by, from the sheet's first.
    pub labels: Vec<String>,
    /// Labels whose marks of footnotes were taken off: the cell, the label as it is, and without.
    pub marked: Vec<(String, String, String)>,
}

impl Header {
    /// Finds the header and gives every column that is wanted the label under which it is.
    pub(super) fn find(
        cells: &Cells,
        settings: &SheetRecipe,
        wanted: &BTreeSet<&str>,
    ) -> Result<Self, WorkbookProblem> {
        let row = find_row(cells, settings)?;
        let above = u32::from(settings.header_rows).saturating_sub(1);
        let first = row.saturating_sub(above);
        let width = cells.texts.keys().map(|(_, column)| column + 1).max();
        let columns = 0..width.unwrap_or_default();
        let parts: Vec<Vec<&str>> = columns
            .map(|column| {
                let rows = (first..=row).map(|row| cells.header_text((row, column)));
                let mut parts: Vec<&str> = rows.filter(|text| !text.is_empty()).collect();
                parts.dedup();
                parts
            })
            .collect();
        let mut header = Self {
            row,
            labels: parts.iter().zip(0..).map(label).collect(),
            marked: Vec::new(),
        };
        for wanted in wanted {
            header.put(wanted, &parts, cells, settings.footnotes)?;
        }
        Ok(header)
    }

    /// Gives the one column that a wanted label means that label. None may be there: whoever wants
    /// it will say so.
    fn put(
        &mut self,
        wanted: &str,
        parts: &[Vec<&str>],
        cells: &Cells,
        footnotes: u8,
    ) -> Result<(), WorkbookProblem> {
        let exactly = |at: &usize| self.labels.get(*at).is_some_and(|label| label == wanted);
        let by_letter = |at: &usize| by_letter(*at) == wanted;
        let marked = |at: &usize| {
            let parts = parts.get(*at);
            parts.is_some_and(|parts| is_marked(parts, wanted, footnotes))
        };
        let all = || 0..self.labels.len();
        let mut found: Vec<usize> = all().filter(by_letter).collect();
        if found.is_empty() {
            found = all().filter(exactly).collect();
        }
        if found.is_empty() {
            found = all().filter(marked).collect();
        }
        match found.as_slice() {
            [] => Ok(()),
            [at] => {
                let label = self.labels.get_mut(*at);
                let before = label.map(|label| std::mem::replace(label, wanted.to_owned()));
                if let Some(before) = before.filter(|label| label != wanted) {
                    let cell = name((self.row, u32::try_from(*at).unwrap_or(u32::MAX)));
                    self.marked.push((cell, before, wanted.to_owned()));
                }
                Ok(())
            }
            [first, second, ..] => {
                let cell = |at: &usize| name((self.row, u32::try_from(*at).unwrap_or(u32::MAX)));
                Err(WorkbookProblem::ColumnTwice {
                    sheet: cells.sheet.clone(),
                    label: wanted.to_owned(),
                    first: cell(first),
                    second: cell(second),
                })
            }
        }
    }

    /// The column, counted from 0, that goes by a label.
    pub(super) fn column(&self, label: &str) -> Option<u32> {
        let at = self.labels.iter().position(|found| found == label)?;
        u32::try_from(at).ok()
    }
}

fn find_row(cells: &Cells, settings: &SheetRecipe) -> Result<u32, WorkbookProblem> {
    let matches =
        |text: &str, label: &str| text == label || is_footnoted(text, label, settings.footnotes);
    let holds = |row: u32, label: &str| cells.texts_in(row).any(|text| matches(text, label));
    let all = |row: &u32| settings.header.iter().all(|label| holds(*row, label));
    (0..FIRST_ROWS)
        .find(all)
        .ok_or_else(|| WorkbookProblem::NoHeader {
            sheet: cells.sheet.clone(),
            labels: settings.header.clone(),
        })
}

fn label((parts, column): (&Vec<&str>, usize)) -> String {
    if parts.is_empty() {
        by_letter(column)
    } else {
        parts.join(BETWEEN)
    }
}

fn by_letter(column: usize) -> String {
    format!(
        "column {}",
        letters(u32::try_from(column).unwrap_or(u32::MAX))
    )
}

/// Whether a header's texts are those of a label once marks of footnotes are taken off.
fn is_marked(parts: &[&str], label: &str, footnotes: u8) -> bool {
    let wanted = label.split(BETWEEN);
    wanted.clone().count() == parts.len()
        && wanted
            .zip(parts)
            .all(|(wanted, part)| wanted == *part || is_footnoted(part, wanted, footnotes))
}
