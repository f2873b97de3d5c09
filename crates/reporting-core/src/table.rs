//! Tables of traced numbers.

use crate::{FootnoteMark, Text, TracedNumber};

/// A table whose first column names its rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataTable {
    /// What it shows, in a sentence.
    pub caption: String,
    /// Its columns; the first is that of the row headers.
    pub columns: Vec<Column>,
    /// Its rows, in order.
    pub rows: Vec<TableRow>,
}

/// A column's heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// Whether its cells are numbers, so that they align.
    pub numeric: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// What the row is about.
    pub header: String,
    /// More of it, such as unit and period, where rows differ in them; may be empty.
    pub detail: String,
    /// Footnotes about the row.
    pub marks: Vec<FootnoteMark>,
    /// Whether it is the row that the report is about.
    pub emphasised: bool,
    /// A cell for each column but the first.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A number.
    Number(TracedNumber),
    /// Words with numbers in them: "5 of 43".
    Text(Text),
}

impl Cell {
    /// The numbers in it.
    pub fn numbers(&self) -> impl Iterator<Item = &TracedNumber> {
        let (alone, inside) = match self {
            Self::Words(_) => (None, None),
            Self::Number(number) => (Some(number), None),
            Self::Text(text) => (None, Some(text)),
        };
        alone
            .into_iter()
            .chain(inside.into_iter().flat_map(Text::numbers))
    }
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            numeric: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            numeric: true,
        }
    }
}

impl TableRow {
    /// A row without footnotes or emphasis.
    #[must_use]
    pub fn new(header: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self {
            header: header.into(),
            detail: String::new(),
            marks: Vec::new(),
            emphasised: false,
            cells,
        }
    }

    /// The numbers in it.
    pub fn numbers(&self) -> impl Iterator<Item = &TracedNumber> {
        self.cells.iter().flat_map(Cell::numbers)
    }
}

impl DataTable {
    /// Whether it has a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether any number in it has a value.
    #[must_use]
    pub fn has_values(&self) -> bool {
        let mut numbers = self.rows.iter().flat_map(TableRow::numbers);
        numbers.any(|number| !number.is_absent())
    }

    /// Whether any number in it is repeated as printed.
    #[must_use]
    pub fn has_printed(&self) -> bool {
        self.rows
            .iter()
            .flat_map(TableRow::numbers)
            .any(TracedNumber::is_as_printed)
    }
}
