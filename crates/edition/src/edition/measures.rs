//! `measures.toml`.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    Indicator, Measure, MeasureDefinition, MeasureKind, PRINTED_PREFIX, printed_measure,
};

use super::KnownNames;
use crate::document::At;
use crate::reader::Reader;
use crate::written::{MeasuresFile, WrittenMeasure};

const KINDS: [(&str, MeasureKind); 2] =
    [("count", MeasureKind::Count), ("stock", MeasureKind::Stock)];

type Declared<'w> = BTreeMap<&'w str, &'w WrittenMeasure>;

pub(super) fn measures(
    written: &MeasuresFile,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Vec<Measure> {
    let all = &written.measure;
    reader.unique("measure", all.iter().map(|measure| &measure.id));
    // Of two measures of one name, which is a problem of its own, the first counts.
    let declared: Declared<'_> = all.iter().rev().map(|one| (one.id.as_str(), one)).collect();
    for measure in all {
        sum_fits(measure, &declared, reader);
    }
    circular_sums(all, &declared, reader);
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
        let message = format!("names in {PRINTED_PREFIX} belong to indicators; choose another");
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
fn sum_fits(sum: &WrittenMeasure, declared: &Declared<'_>, reader: &mut Reader<'_>) {
    let Some(parts) = &sum.sum else {
        return;
    };
    if parts.len() < 2 {
        reader.report_at(parts, "a sum has at least two parts");
    }
    for part in parts.iter() {
        let Some(measure) = declared.get(part.as_str()) else {
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

/// Tells every circle of sums, at the measure of it that is met first.
fn circular_sums(all: &[WrittenMeasure], declared: &Declared<'_>, reader: &mut Reader<'_>) {
    let mut settled: BTreeSet<&str> = BTreeSet::new();
    for measure in all {
        if settled.contains(measure.id.as_str()) {
            continue;
        }
        // The way down from the measure, each step with the parts still to be followed.
        let mut way: Vec<(&WrittenMeasure, Parts<'_>)> = vec![(measure, parts(measure))];
        while let Some((sum, open)) = way.last_mut() {
            let Some(part) = open.next() else {
                settled.insert(&sum.id);
                way.pop();
                continue;
            };
            let Some(part) = declared.get(part.as_str()) else {
                continue;
            };
            if let Some(from) = way
                .iter()
                .position(|(sum, _)| sum.id.as_str() == part.id.as_str())
            {
                let circle = way.iter().skip(from).map(|(sum, _)| sum.id.as_str());
                let circle: Vec<&str> = circle.chain([part.id.as_str()]).collect();
                let message = format!("a sum is part of itself: {}", circle.join(" > "));
                reader.report(&part.id, message);
            } else if !settled.contains(part.id.as_str()) {
                way.push((part, parts(part)));
            }
        }
    }
}

type Parts<'w> = std::slice::Iter<'w, At<String>>;

fn parts(measure: &WrittenMeasure) -> Parts<'_> {
    measure
        .sum
        .as_deref()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
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
