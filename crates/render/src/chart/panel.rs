//! What stands for a figure that is a table or could not be drawn, where only an image will do.

use askama::Template;
use peel_reporting_core::{Cell, Drawing, Figure};

use super::geometry::{Px, wrapped};
use super::{GRID, INK, QUIET};

const WIDTH: f64 = 480.0;
const FONT: f64 = 12.0;
const LINE: f64 = 17.0;
/// How far right row headings reach; the first two cells stand beside them.
const HEADINGS: f64 = 290.0;

#[derive(Template)]
#[template(path = "chart/panel.svg")]
pub(super) struct Panel<'f> {
    figure: &'f Figure,
    description: String,
    width: Px,
    height: Px,
    title: Vec<(Px, String)>,
    reason: Vec<(Px, String)>,
    columns: Vec<(Px, Px, String)>,
    rows: Vec<PanelRow>,
}

/// One row of the table, placed.
struct PanelRow {
    top: Px,
    heading: Vec<(Px, String)>,
    cells: Vec<(Px, Px, String)>,
}

impl<'f> Panel<'f> {
    pub(super) fn of(figure: &'f Figure) -> Self {
        let mut y = 4.0;
        let lines = |text: &str, width: f64, y: &mut f64| -> Vec<(Px, String)> {
            wrapped(text, FONT, width)
                .into_iter()
                .map(|line| {
                    *y += LINE;
                    (Px(*y), line)
                })
                .collect()
        };
        let title = lines(&figure.title, WIDTH - 20.0, &mut y);
        let reason = match &figure.drawing {
            Drawing::NotDrawn { reason } => lines(reason, WIDTH - 20.0, &mut y),
            _ => Vec::new(),
        };
        let ends = [Px(WIDTH - 95.0), Px(WIDTH - 5.0)];
        let titles = figure
            .table
            .columns
            .iter()
            .filter(|column| column.numeric)
            .take(2);
        let mut deepest = y;
        let mut columns = Vec::new();
        for (end, column) in ends.into_iter().zip(titles) {
            let mut at = y + 8.0;
            for (place, line) in lines(&column.title, 84.0, &mut at) {
                columns.push((end, place, line));
            }
            deepest = deepest.max(at);
        }
        y = deepest + 8.0;
        let mut rows = Vec::new();
        for row in &figure.table.rows {
            let top = y;
            let heading = lines(&row.header, HEADINGS, &mut y);
            let numbers = row.cells.iter().filter_map(|cell| match cell {
                Cell::Number(number) => Some(number),
                Cell::Words(_) | Cell::Text(_) => None,
            });
            rows.push(PanelRow {
                top: Px(top + 4.0),
                cells: ends
                    .into_iter()
                    .zip(numbers)
                    .map(|(end, number)| {
                        let mark = if number.is_as_printed() {
                            " (as printed)"
                        } else {
                            ""
                        };
                        (end, Px(top + LINE), format!("{}{mark}", number.shown))
                    })
                    .collect(),
                heading,
            });
            y += 4.0;
        }
        Self {
            description: description(figure),
            figure,
            width: Px(WIDTH),
            height: Px(y + 14.0),
            title,
            reason,
            columns,
            rows,
        }
    }
}

/// The panel in words: the figure's own, or its table row by row.
pub(super) fn description(figure: &Figure) -> String {
    let rows: Vec<String> = figure
        .table
        .rows
        .iter()
        .map(|row| {
            let numbers: Vec<&str> = row.numbers().map(|number| number.shown.as_str()).collect();
            format!("{}: {}.", row.header, numbers.join(", "))
        })
        .collect();
    format!("{} {}", figure.description, rows.join(" "))
        .trim()
        .to_owned()
}
