//! Whose return it is, and where its columns are.

use std::collections::BTreeMap;

use peel_model::{EditionId, ForceId, InvalidSlug};

use super::answer::words;
use crate::column::{Column, EDITION, FORCE};
use crate::grid::{Content, Places, SheetRow};
use crate::problem::{Problems, THE_FILE};

/// The most rows above the columns' headings.
const MOST_ROWS_ABOVE: usize = 20;

/// What the rows above the values say.
pub(super) struct Heading {
    pub(super) edition: Option<EditionId>,
    pub(super) force: Option<ForceId>,
    pub(super) columns: BTreeMap<Column, u16>,
    /// How many rows there are down to the columns' headings, these included.
    pub(super) rows: usize,
}

impl Heading {
    /// `None` when there are no columns to read by; what is wrong was reported.
    pub(super) fn read(rows: &[SheetRow], places: Places, problems: &mut Problems) -> Option<Self> {
        let mut first = rows.iter().take(MOST_ROWS_ABOVE);
        let found = first.position(is_headings);
        let Some((above, headings)) = found.and_then(|at| Some((rows.get(..at)?, rows.get(at)?)))
        else {
            problems.add(
                || THE_FILE.to_owned(),
                || {
                    format!(
                        "there is no row of headings ({}) among its first {MOST_ROWS_ABOVE}; \
                         fill in the template itself",
                        listed(&Column::READ)
                    )
                },
            );
            return None;
        };
        let edition = named(above, EDITION, EditionId::new, places, problems);
        let force = named(above, FORCE, ForceId::new, places, problems);
        let columns = columns(headings, places, problems)?;
        Some(Self {
            edition,
            force,
            columns,
            rows: above.len() + 1,
        })
    }
}

/// A row is that of the headings when at least two columns are named in it: the rows above have
/// words of their own.
fn is_headings(row: &SheetRow) -> bool {
    let known = row.cells.values().filter_map(heading).take(2);
    known.count() == 2
}

fn heading(content: &Content) -> Option<Column> {
    match content {
        Content::Text(text) => Column::from_name(text.trim()),
        _ => None,
    }
}

fn columns(
    row: &SheetRow,
    places: Places,
    problems: &mut Problems,
) -> Option<BTreeMap<Column, u16>> {
    let mut columns = BTreeMap::new();
    let mut whole = true;
    for (index, content) in &row.cells {
        let Some(column) = heading(content) else {
            continue;
        };
        if columns.insert(column, *index).is_some() {
            whole = false;
            problems.add(
                || places.name(row.number, *index),
                || format!("there are two columns \"{}\"; keep one", column.name()),
            );
        }
    }
    let missing = Column::READ.into_iter();
    let missing: Vec<Column> = missing
        .filter(|column| !columns.contains_key(column))
        .collect();
    if !missing.is_empty() {
        problems.add(
            || places.name(row.number, 0),
            || {
                format!(
                    "the headings lack {}; put them back as they are in the template",
                    listed(&missing)
                )
            },
        );
        return None;
    }
    whole.then_some(columns)
}

fn listed(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    names.join(", ")
}

/// The identifier beside a word of the heading.
fn named<T>(
    above: &[SheetRow],
    word: &str,
    parse: impl Fn(&str) -> Result<T, InvalidSlug>,
    places: Places,
    problems: &mut Problems,
) -> Option<T> {
    let text = |row: &SheetRow, column: u16| row.cells.get(&column).and_then(words);
    let mut rows = above
        .iter()
        .filter(|row| text(row, 0).is_some_and(|found| found.eq_ignore_ascii_case(word)));
    let Some(row) = rows.next() else {
        problems.add(
            || THE_FILE.to_owned(),
            || {
                format!(
                    "no row above the headings begins with \"{word}\"; fill in the template itself"
                )
            },
        );
        return None;
    };
    if let Some(second) = rows.next() {
        problems.add(
            || places.name(second.number, 0),
            || format!("there are two rows \"{word}\"; keep one"),
        );
        return None;
    }
    let place = || places.name(row.number, 1);
    match text(row, 1).as_deref().map(parse) {
        Some(Ok(id)) => Some(id),
        Some(Err(error)) => {
            problems.add(place, || error.to_string());
            None
        }
        None => {
            problems.add(place, || {
                format!("the cell beside \"{word}\" is empty; put back what the template has there")
            });
            None
        }
    }
}
