//! `report.toml`.

use std::collections::BTreeMap;

use peel_model::{Figure, FigureShape, MapTile, NumberEntry, NumberGroup, ReportLayout};

use super::KnownNames;
use super::indicators::decimals;
use crate::document::At;
use crate::reader::Reader;
use crate::written::{ReportFile, WrittenFigure, WrittenMapTile, WrittenNumberEntry};

/// The widest map that can be read at a telephone's width, in tiles.
const MOST_COLUMNS: u8 = 12;
const MOST_ROWS: u8 = 24;
/// The longest name that a tile has room for.
const LONGEST_LABEL: usize = 24;

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
        map: map(written.map.as_ref(), names, reader),
    }
}

/// The map of tiles: every force that is inspected, once, each in a place of its own.
fn map(
    written: Option<&At<Vec<WrittenMapTile>>>,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Vec<MapTile> {
    let Some(written) = written else {
        return Vec::new();
    };
    reader.unique("force", written.iter().map(|tile| &tile.force));
    let placed = written.iter().map(|tile| tile.force.as_str());
    let missing = names.inspected_forces.missing(placed);
    if !missing.is_empty() {
        let message = format!("the map has no tile for: {}", missing.join(", "));
        reader.report_at(written, message);
    }
    let mut taken = BTreeMap::new();
    let mut tiles: Vec<MapTile> = written
        .iter()
        .filter_map(|tile| {
            let place = (*tile.row, *tile.column);
            if let Some(other) = taken.insert(place, tile.force.as_str()) {
                let message = format!("{other} already stands in this row and column");
                reader.report(&tile.force, message);
            }
            map_tile(tile, names, reader)
        })
        .collect();
    tiles.sort_by_key(|tile| (tile.row, tile.column));
    tiles
}

fn map_tile(
    written: &WrittenMapTile,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<MapTile> {
    for (place, most) in [(&written.column, MOST_COLUMNS), (&written.row, MOST_ROWS)] {
        if !(1..=most).contains(&**place) {
            reader.report_at(
                place,
                format!("columns and rows of the map go from 1; this one to {most}"),
            );
        }
    }
    let label = reader.text(&written.label);
    if label.chars().count() > LONGEST_LABEL {
        let message = format!("a tile has room for {LONGEST_LABEL} letters; shorten the label");
        reader.report(&written.label, message);
    }
    let force = reader.known(&written.force, &names.inspected_forces);
    Some(MapTile {
        column: *written.column,
        row: *written.row,
        label,
        force: force?,
    })
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
    let takes_one = matches!(shape, Some(FigureShape::Line | FigureShape::RankedBars));
    if takes_one && written.indicators.len() > 1 {
        let message = "a chart of this shape shows one indicator; make it a table or leave one";
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
