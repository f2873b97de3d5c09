//! Rows of cells, the shape that both formats share.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The most rows of a return file.
pub(crate) const MOST_ROWS: u32 = 20_000;

/// The most columns looked at.
pub(crate) const MOST_COLUMNS: u16 = 50;

/// What a cell of a file holds. An empty cell is no cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// Words, or a number written in them. Shared: a workbook writes a text once and may name it in
    /// any number of cells, which must not make it any number of times as large.
    Text(Arc<str>),
    /// A number of a workbook; that of a formula too, which is what its author saw.
    Number(f64),
    /// A day or time.
    Date,
    /// A number shown as a percentage.
    Percentage,
    /// True or false.
    Logical,
    /// A formula's failure, such as `#N/A`.
    Failure(String),
    /// A formula that no program has worked out.
    Uncalculated,
}

/// A row of a file with at least one cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SheetRow {
    /// Its line or row, from 1.
    pub(crate) number: u32,
    /// Its cells by column, from 0.
    pub(crate) cells: BTreeMap<u16, Content>,
}

/// How the places of a file are named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Places {
    /// `line 17`.
    Lines,
    /// `Return!G12`.
    Cells(&'static str),
}

impl Places {
    pub(crate) fn name(self, row: u32, column: u16) -> String {
        match self {
            Self::Lines => format!("line {row}"),
            Self::Cells(sheet) => format!("{sheet}!{}", cell_name(row, column)),
        }
    }
}

/// A cell's name in a workbook: row 7 and column 2 (the third) are `C7`.
pub(crate) fn cell_name(row: u32, column: u16) -> String {
    let mut letters = Vec::new();
    let mut left = u32::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_in_letters() {
        let check = |column, name: &str| assert_eq!(cell_name(7, column), name);
        check(0, "A7");
        check(25, "Z7");
        check(26, "AA7");
        check(701, "ZZ7");
        check(702, "AAA7");
    }
}
