//! `report.toml`.

use peel_model::{Figure, FigureShape, NumberEntry, NumberGroup, ReportLayout};

use super::KnownNames;
use super::indicators::decimals;
use crate::reader::Reader;
use crate::written::{ReportFile, WrittenFigure, WrittenNumberEntry};

pub(super) fn layout(
    written: &ReportFile,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> ReportLayout {
    let title = reader.text(&written.title);
    let introduction = reader.texts(&written.introduction);
    let mut force_in_numbers = Vec::new();
    for group in &written.number_group {
        let entries = group.entry.iter();
        force_in_numbers.push(NumberGroup {
            title: reader.text(&group.title),
            entries: entries
                .filter_map(|written| entry(written, names, reader))
                .collect(),
        });
    }
    reader.unique("figure", written.figure.iter().map(|figure| &figure.id));
    let mut before = 0;
    for figure in &written.figure {
        if *figure.number <= before {
            let message = "figures stand in the order of their numbers, without repetition";
            reader.report_at(&figure.number, message);
        }
        before = *figure.number;
    }
    let figures = written.figure.iter();
    ReportLayout {
        title,
        introduction,
        force_in_numbers,
        figures: figures
            .filter_map(|written| figure(written, names, reader))
            .collect(),
        next_steps: reader.texts(&written.next_steps),
    }
}

fn entry(
    written: &WrittenNumberEntry,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<NumberEntry> {
    let label = reader.text(&written.label);
    if let Some(shown) = &written.decimals {
        decimals(shown, reader);
    }
    let period = reader.parsed_if(written.period.as_ref());
    let indicator = reader.known(&written.indicator, &names.indicators);
    Some(NumberEntry {
        label,
        indicator: indicator?,
        period: period?,
        decimals: written.decimals.as_ref().map(|shown| **shown),
    })
}

fn figure(
    written: &WrittenFigure,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Figure> {
    let shapes = FigureShape::ALL;
    let shape = reader.one_of(&written.shape, "shape", shapes, FigureShape::name);
    let indicators = reader.known_once(&written.indicators, &names.indicators);
    if written.indicators.is_empty() {
        reader.report_at(
            &written.indicators,
            "the figure shows no indicator; name one",
        );
    }
    if shape.is_some_and(|shape| shape != FigureShape::Table) && written.indicators.len() > 1 {
        let message = "a chart shows one indicator; make it a table or leave one";
        reader.report_at(&written.indicators, message);
    }
    let periods: Vec<peel_model::Period> = written
        .periods
        .iter()
        .filter_map(|period| reader.parsed(period))
        .collect();
    let rising = periods.is_sorted_by(|one, next| one < next);
    if let Some(first) = written.periods.first().filter(|_| !rising) {
        reader.report(first, "periods stand oldest first, without repetition");
    }
    let question = reader.known_if(written.question.as_ref(), &names.questions);
    let id = reader.parsed(&written.id);
    Some(Figure {
        number: *written.number,
        title: reader.text(&written.title),
        indicators,
        periods,
        note: reader.optional(written.note.as_ref()),
        source: reader.text(&written.source),
        question: question?,
        id: id?,
        shape: shape?,
    })
}
