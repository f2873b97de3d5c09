//! A template as lines of cells, before any format.

use std::collections::BTreeMap;

use peel_model::{Period, Reading, Standing};

use crate::column::{Column, EDITION, FORCE};
use crate::{Template, TemplateRow};

/// What a line of the template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Whose return it is, and how to fill it in.
    Heading,
    /// The headings of the columns.
    Columns,
    /// The beginning of a section.
    Section,
    /// A value asked for.
    Asked(Period),
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
    Text(String),
    Number(f64),
}

/// One line of the template.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    /// By column, from 0.
    pub(crate) cells: BTreeMap<u16, Shown>,
}

/// The lines of a template, from the top.
pub(crate) fn lines(template: &Template) -> Vec<Line> {
    let mut lines = vec![
        heading([EDITION, template.edition.as_str(), &template.edition_title]),
        heading([FORCE, template.force.as_str(), &template.force_name]),
        heading(["how to fill it in", HOW, ""]),
        line(
            Kind::Columns,
            Column::ALL.map(|column| (column, text(column.name()))),
        ),
    ];
    for section in &template.sections {
        let cells = [
            (Column::Title, text(&section.title)),
            (Column::Note, text(&section.note)),
        ];
        lines.push(line(Kind::Section, cells));
        lines.extend(section.rows.iter().map(asked));
    }
    lines
}

const HOW: &str = "Fill in the value, and where it is not a normal one the status, the months and \
                   the reason. What is left empty counts as not answered yet.";

fn heading(words: [&str; 3]) -> Line {
    let columns = [Column::Measure, Column::Title, Column::Unit];
    let cells = columns.into_iter().zip(words.map(text));
    line(Kind::Heading, cells)
}

fn asked(row: &TemplateRow) -> Line {
    let last_year = match row.last_year {
        Some(Reading::Present { value, .. }) => Shown::Number(value.get()),
        Some(Reading::Missing(reason)) => text(reason.name()),
        None => text(""),
    };
    let cells = [
        (Column::Measure, text(row.measure.as_str())),
        (Column::Title, text(&row.title)),
        (Column::Unit, text(&row.unit)),
        (Column::Period, text(&row.period.to_string())),
        (Column::InWords, text(&row.period.in_words())),
        (Column::LastYear, last_year),
        (Column::Note, text(&note(row))),
    ];
    line(Kind::Asked(row.period), cells)
}

/// The row's note, and what must be known of last year's value to compare with it.
fn note(row: &TemplateRow) -> String {
    let mut parts = vec![row.note.clone()];
    if let Some(reading) = row.last_year {
        if row.period.earlier(12) != Some(row.last_year_period) {
            let period = row.last_year_period.in_words();
            parts.push(format!("Last year's value is for {period}."));
        }
        if let Reading::Present { standing, .. } = reading
            && standing != Standing::Normal
        {
            parts.push(format!("Last year's value has the status {standing}."));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn text(text: &str) -> Shown {
    Shown::Text(text.to_owned())
}

fn line(kind: Kind, cells: impl IntoIterator<Item = (Column, Shown)>) -> Line {
    let cells = cells.into_iter();
    let cells = cells.map(|(column, shown)| (column.index(), shown));
    let cells = cells.filter(|(_, shown)| *shown != Shown::Text(String::new()));
    Line {
        kind,
        cells: cells.collect(),
    }
}
