//! Tables and figures.

use peel_reporting_core::{Cell, DataTable, Drawing, Figure, TableRow};
use serde::Serialize;

use super::numbers::{InlineJson, MarkJson, NumberJson, TextJson, marks, text, texts};

/// A table whose first column names its rows.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Table"))]
pub(crate) struct TableJson<'d> {
    /// What it shows, in a sentence.
    caption: &'d str,
    /// Its columns; the first is that of the row headers.
    columns: Vec<ColumnJson<'d>>,
    /// Its rows, in order.
    rows: Vec<RowJson<'d>>,
}

/// A column's heading.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Column"))]
struct ColumnJson<'d> {
    /// The heading.
    title: &'d str,
    /// Whether its cells are numbers.
    numeric: bool,
}

/// One row.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Row"))]
struct RowJson<'d> {
    /// What the row is about.
    header: &'d str,
    /// More of it, where rows differ in unit or period; may be empty.
    detail: &'d str,
    /// Footnotes about the row.
    marks: Vec<MarkJson>,
    /// Whether it is the row that the report is about.
    emphasised: bool,
    /// For each column but the first its text, in parts.
    cells: Vec<TextJson<'d>>,
}

impl<'d> TableJson<'d> {
    pub(crate) fn of(it: &'d DataTable) -> Self {
        let columns = it.columns.iter().map(|column| ColumnJson {
            title: &column.title,
            numeric: column.numeric,
        });
        Self {
            caption: &it.caption,
            columns: columns.collect(),
            rows: it.rows.iter().map(RowJson::of).collect(),
        }
    }
}

impl<'d> RowJson<'d> {
    fn of(it: &'d TableRow) -> Self {
        Self {
            header: &it.header,
            detail: &it.detail,
            marks: marks(&it.marks),
            emphasised: it.emphasised,
            cells: it.cells.iter().map(cell).collect(),
        }
    }
}

fn cell(cell: &Cell) -> TextJson<'_> {
    match cell {
        Cell::Words(words) => vec![InlineJson::Words(words)],
        Cell::Number(number) => vec![InlineJson::Number(Box::new(NumberJson::of(number)))],
        Cell::Text(inside) => text(inside),
    }
}

/// A figure.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Figure"))]
pub(crate) struct FigureJson<'d> {
    /// Its identifier.
    id: &'d str,
    /// Its number.
    number: u8,
    /// Its title.
    title: &'d str,
    /// Footnotes cited at its title.
    marks: Vec<MarkJson>,
    /// The drawing in words, for those who do not see it.
    description: &'d str,
    /// Why nothing is drawn, when something should be; empty otherwise.
    not_drawn: &'d str,
    /// Its data.
    table: TableJson<'d>,
    /// What it says.
    statements: Vec<TextJson<'d>>,
    /// What a reader must be told beside it.
    notes: &'d [String],
    /// Whence the data came.
    source: &'d str,
}

impl<'d> FigureJson<'d> {
    pub(crate) fn of(it: &'d Figure) -> Self {
        let not_drawn = if let Drawing::NotDrawn { reason } = &it.drawing {
            reason
        } else {
            ""
        };
        Self {
            id: it.id.as_str(),
            number: it.number,
            title: &it.title,
            marks: marks(&it.marks),
            description: &it.description,
            not_drawn,
            table: TableJson::of(&it.table),
            statements: texts(&it.statements),
            notes: &it.notes,
            source: &it.source,
        }
    }
}

pub(crate) fn figures(figures: &[Figure]) -> Vec<FigureJson<'_>> {
    figures.iter().map(FigureJson::of).collect()
}
