//! `measures.toml`.

use std::collections::BTreeMap;

use peel_model::{
    Indicator, Measure, MeasureDefinition, MeasureKind, PRINTED_PREFIX, printed_measure,
};

use super::KnownNames;
use crate::document::At;
use crate::reader::Reader;
use crate::written::{MeasuresFile, WrittenMeasure};

const KINDS: [(&str, MeasureKind); 2] =
    [("count", MeasureKind::Count), ("stock", MeasureKind::Stock)];

pub(super) fn measures(
    written: &MeasuresFile,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Vec<Measure> {
    let all = &written.measure;
    reader.unique("measure", all.iter().map(|measure| &measure.id));
    for measure in all {
        sum_fits(measure, all, reader);
    }
    circular_sums(all, reader);
    all.iter()
        .filter_map(|one| measure(one, names, reader))
        .collect()
}

fn measure(
    written: &WrittenMeasure,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Measure> {
    if written.id.starts_with(PRINTED_PREFIX) {
        let message = format!("measures that begin with {PRINTED_PREFIX} come with indicators");
        reader.report(&written.id, message);
    }
    let kind = reader.one_of(&written.kind, "kind of measure", &KINDS, |(name, _)| name);
    let definition = match (&written.source, &written.sum) {
        (Some(source), Some(_)) => {
            let message = "a measure has a source or is a sum, not both; remove one of them";
            reader.report(source, message);
            None
        }
        (None, Some(parts)) => Some(MeasureDefinition::Sum {
            parts: reader.known_once(parts, &names.measures),
        }),
        (Some(source), None) => {
            let source = reader.known(source, &names.sources);
            source.map(|source| MeasureDefinition::Recorded {
                source: Some(source),
            })
        }
        (None, None) => Some(MeasureDefinition::Recorded { source: None }),
    };
    let id = reader.parsed(&written.id);
    Some(Measure {
        title: reader.text(&written.title),
        unit: reader.text(&written.unit),
        id: id?,
        kind: kind?.1,
        definition: definition?,
    })
}

/// A sum has parts, and they are of its own kind and unit.
fn sum_fits(sum: &WrittenMeasure, all: &[WrittenMeasure], reader: &mut Reader<'_>) {
    let Some(parts) = &sum.sum else {
        return;
    };
    if parts.len() < 2 {
        reader.report_at(parts, "a sum has at least two parts");
    }
    for part in parts.iter() {
        let Some(measure) = all.iter().find(|measure| *measure.id == **part) else {
            continue;
        };
        for (what, own, other) in [
            ("kind", &sum.kind, &measure.kind),
            ("unit", &sum.unit, &measure.unit),
        ] {
            if **own != **other {
                let (id, part_id) = (sum.id.as_str(), part.as_str());
                let (own, other) = (own.as_str(), other.as_str());
                let message = format!(
                    "\"{part_id}\" cannot be part of \"{id}\": its {what} is \"{other}\", not \
                     \"{own}\""
                );
                reader.report(part, message);
            }
        }
    }
}

/// Tells each circle of sums once, at its first measure in the file.
fn circular_sums(all: &[WrittenMeasure], reader: &mut Reader<'_>) {
    let parts: BTreeMap<&str, &[At<String>]> = all
        .iter()
        .filter_map(|measure| Some((measure.id.as_str(), measure.sum.as_deref()?.as_slice())))
        .collect();
    let mut told: Vec<&str> = Vec::new();
    for measure in all {
        let start = measure.id.as_str();
        if told.contains(&start) {
            continue;
        }
        if let Some(circle) = circle(start, &parts) {
            let message = format!("\"{start}\" is part of itself: {}", circle.join(" > "));
            reader.report(&measure.id, message);
            told.extend(circle);
        }
    }
}

/// The way from a measure through its parts back to itself.
fn circle<'w>(start: &'w str, parts: &BTreeMap<&'w str, &'w [At<String>]>) -> Option<Vec<&'w str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = vec![start];
    while let Some(sum) = open.pop() {
        for part in parts.get(sum).copied().unwrap_or_default() {
            let part = part.as_str();
            if part == start {
                let mut way = vec![start];
                let mut at = sum;
                while at != start {
                    way.insert(0, at);
                    at = came_from.get(at).copied()?;
                }
                way.insert(0, start);
                return Some(way);
            }
            if !came_from.contains_key(part) {
                came_from.insert(part, sum);
                open.push(part);
            }
        }
    }
    None
}

/// The measure of an indicator's printed values.
pub(super) fn printed(indicator: &Indicator) -> Option<Measure> {
    Some(Measure {
        id: printed_measure(&indicator.id)?,
        title: format!("{}, as printed", indicator.title),
        unit: indicator.unit.clone(),
        kind: MeasureKind::Printed,
        definition: MeasureDefinition::Recorded { source: None },
    })
}
