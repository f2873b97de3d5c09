//! A made-up edition's template, and ways to fill it in.

use peel_model::{
    EditionId, ForceId, MeasureId, MissingReason, Period, Reading, ReturnedValue, Standing,
};

use crate::column::Column;
use crate::layout::{Kind, Line, Shown, lines};
use crate::{Template, TemplateRow, TemplateSection};

pub(super) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(super) fn measure(text: &str) -> MeasureId {
    MeasureId::new(text).unwrap()
}

pub(super) fn present(value: f64, standing: Standing) -> Reading {
    Reading::new(Some(value), standing.name()).unwrap()
}

fn row(id: &str, title: &str, unit: &str, when: &str, last_year: Option<Reading>) -> TemplateRow {
    let when = period(when);
    TemplateRow {
        measure: measure(id),
        title: title.to_owned(),
        unit: unit.to_owned(),
        period: when,
        last_year,
        last_year_period: when.earlier(12).unwrap(),
        note: String::new(),
    }
}

pub(super) fn template() -> Template {
    let span = "12m-to-2016-06";
    let last = Some(present(1234.0, Standing::Normal));
    let mut thefts = row("thefts", "Thefts", "offences", span, last);
    thefts.note = "Attempts count; attempts to \"go equipped\" do not.".to_owned();
    let estimated = Some(present(56.5, Standing::Estimated));
    let mut hours = row("patrol-hours", "Hours on patrol", "hours", span, estimated);
    hours.last_year_period = period("12m-to-2014-06");
    let missing = Some(Reading::Missing(MissingReason::NotSupplied));
    let officers = row(
        "officers",
        "=SUM of officers",
        "people",
        "at-2016-03-31",
        missing,
    );
    Template {
        edition: EditionId::new("2016-example").unwrap(),
        edition_title: "Example programme, 2016".to_owned(),
        force: ForceId::new("avonshire").unwrap(),
        force_name: "Avonshire Constabulary".to_owned(),
        sections: vec![
            TemplateSection {
                title: "Recorded crime".to_owned(),
                note: "As recorded, not as it came to court.".to_owned(),
                rows: vec![thefts, row("frauds", "Frauds", "offences", span, None)],
            },
            TemplateSection {
                title: "People & hours".to_owned(),
                note: String::new(),
                rows: vec![hours, officers],
            },
        ],
    }
}

/// Writes an answer into one asked line.
pub(super) fn fill(line: &mut Line, value: &ReturnedValue) {
    let mut put = |column: Column, shown: Shown| line.cells.insert(column.index(), shown);
    if let Some(number) = value.reading.value() {
        put(Column::Value, Shown::Number(number));
    }
    if value.reading.status() != "normal" {
        let status = value.reading.status().to_owned();
        put(Column::Status, Shown::Text(status));
    }
    if let Some(months) = value.months {
        put(Column::Months, Shown::Number(f64::from(months)));
    }
    if !value.reason.is_empty() {
        put(Column::Reason, Shown::Text(value.reason.clone()));
    }
}

/// The template's lines with these cells written over, by the number of the asked line and column.
pub(super) fn filled_lines(cells: &[(usize, Column, Shown)]) -> Vec<Line> {
    let mut lines = lines(&template());
    let mut asked: Vec<&mut Line> = lines
        .iter_mut()
        .filter(|line| matches!(line.kind, Kind::Asked(_)))
        .collect();
    for (number, column, shown) in cells {
        asked[*number].cells.insert(column.index(), shown.clone());
    }
    lines
}
