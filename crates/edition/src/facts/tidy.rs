//! Tidy files: one observation per row, tens of thousands of rows.

use std::collections::{HashMap, HashSet};

use peel_model::{
    Area, Edition, MeasureDefinition, MeasureId, MeasureKind, Observation, Period, Reading,
    SourceId,
};

use super::ENGLAND_AND_WALES_CODE;
use crate::Folder;
use crate::document::{Lines, located};
use crate::problem::Problems;
use crate::reader::{Cell, Placed, Reader};

const HEADER: [&str; 6] = [
    "force_code",
    "measure",
    "period",
    "value",
    "status",
    "source",
];

/// Reads tidy files of one edition.
///
/// A file repeats the same few hundred names in every row, so each is parsed, checked and, when
/// wrong, told once; rows share what it means.
pub(super) struct TidyReader<'e> {
    areas: Words<Area>,
    measures: Words<Measured>,
    periods: Words<Period>,
    sources: Words<SourceId>,
    known: Known<'e>,
    seen: HashSet<(usize, usize, Period)>,
}

#[derive(Clone)]
struct Measured {
    id: MeasureId,
    kind: MeasureKind,
}

struct Known<'e> {
    areas: Vec<(&'e str, Area)>,
    edition: &'e Edition,
}

/// What each word met so far means; `None` for one that was told as wrong.
struct Words<T>(HashMap<String, (usize, Option<T>)>);

impl<T: Clone> Words<T> {
    /// A word's number and meaning, made when it is first met.
    fn meaning(&mut self, word: &str, make: impl FnOnce() -> Option<T>) -> Option<(usize, T)> {
        if let Some((number, meaning)) = self.0.get(word) {
            return Some((*number, meaning.clone()?));
        }
        let number = self.0.len();
        let meaning = make();
        self.0.insert(word.to_owned(), (number, meaning.clone()));
        Some((number, meaning?))
    }
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<'e> TidyReader<'e> {
    pub(super) fn new(edition: &'e Edition) -> Self {
        let forces = edition.forces.iter();
        let mut areas: Vec<(&str, Area)> = forces
            .map(|force| (force.code.as_str(), Area::Force(force.id.clone())))
            .collect();
        areas.push((ENGLAND_AND_WALES_CODE, Area::EnglandAndWales));
        Self {
            areas: Words::default(),
            measures: Words::default(),
            periods: Words::default(),
            sources: Words::default(),
            known: Known { areas, edition },
            seen: HashSet::new(),
        }
    }

    /// The observations of one file, without those that were told as wrong.
    pub(super) fn read(
        &mut self,
        folder: &Folder,
        path: &str,
        content: &[u8],
        rows: usize,
        problems: &mut Problems,
    ) -> Vec<Observation> {
        let lines = Lines::default();
        let mut reader = Reader::new(located(folder, path), &lines, problems);
        let mut table = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(content);
        if table
            .headers()
            .is_ok_and(|found| found != HEADER.as_slice())
        {
            let message = format!("the first line must be {}", HEADER.join(","));
            reader.report_line(Some(1), message);
            return Vec::new();
        }
        // The manifest is no bound to trust: a row has at least ten bytes.
        let mut observations = Vec::with_capacity(rows.min(content.len() / 10));
        let mut record = csv::StringRecord::new();
        let mut read = 0;
        loop {
            match table.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    let line = error
                        .position()
                        .and_then(|at| usize::try_from(at.line()).ok());
                    reader.report_line(line, "the row is not UTF-8 text");
                    return observations;
                }
            }
            read += 1;
            let line = record.position().map_or(0, csv::Position::line);
            let line = usize::try_from(line).unwrap_or(usize::MAX);
            observations.extend(self.row(&record, line, &mut reader));
        }
        if read != rows {
            reader.report_line(None, format!("{read} rows, but the manifest says {rows}"));
        }
        observations
    }

    fn row(
        &mut self,
        record: &csv::StringRecord,
        line: usize,
        reader: &mut Reader<'_>,
    ) -> Option<Observation> {
        let mut cells = record.iter().map(|text| Cell { text, line });
        let row = [(); 6].map(|()| cells.next());
        let (
            [
                Some(code),
                Some(name),
                Some(when),
                Some(value),
                Some(status),
                Some(whence),
            ],
            None,
        ) = (row, cells.next())
        else {
            let message = format!("{} columns instead of {}", record.len(), HEADER.len());
            reader.report_line(Some(line), message);
            return None;
        };
        let known = &self.known;
        let area = self.areas.meaning(code.text, || known.area(&code, reader));
        let measure = self
            .measures
            .meaning(name.text, || known.measure(&name, reader));
        let period = self.periods.meaning(when.text, || reader.parsed(&when));
        let source = self
            .sources
            .meaning(whence.text, || known.source(&whence, reader));
        let reading = reading(&value, &status, reader);
        let ((area_number, area), (measure_number, measure)) = (area?, measure?);
        let (_, period) = period?;
        if !self.seen.insert((area_number, measure_number, period)) {
            let message = format!("{} of {area} in {period} occurs twice", measure.id);
            reader.report(&code, message);
        }
        fits(&measure, period, &when, reader);
        Some(Observation {
            area,
            measure: measure.id,
            period,
            reading: reading?,
            source: source?.1,
        })
    }
}

impl Known<'_> {
    fn area(&self, code: &Cell<'_>, reader: &mut Reader<'_>) -> Option<Area> {
        let found = self.areas.iter().find(|(known, _)| *known == code.text);
        if found.is_none() {
            let codes = self.areas.iter().map(|(code, _)| *code);
            reader.unknown(code, "force code", codes);
        }
        found.map(|(_, area)| area.clone())
    }

    fn measure(&self, name: &Cell<'_>, reader: &mut Reader<'_>) -> Option<Measured> {
        let measures = &self.edition.measures;
        let found = measures
            .iter()
            .find(|measure| measure.id.as_str() == name.text);
        let Some(found) = found else {
            let ids = measures.iter().map(|measure| measure.id.as_str());
            reader.unknown(name, "measure", ids);
            return None;
        };
        if matches!(found.definition, MeasureDefinition::Sum { .. }) {
            let message = format!("\"{}\" is a sum; record its parts instead", found.id);
            reader.report(name, message);
            return None;
        }
        Some(Measured {
            id: found.id.clone(),
            kind: found.kind,
        })
    }

    fn source(&self, name: &Cell<'_>, reader: &mut Reader<'_>) -> Option<SourceId> {
        let sources = self.edition.sources.iter().map(|source| &source.id);
        let found = sources.clone().find(|source| source.as_str() == name.text);
        if found.is_none() {
            reader.unknown(name, "source", sources.map(SourceId::as_str));
        }
        found.cloned()
    }
}

fn reading(value: &Cell<'_>, status: &Cell<'_>, reader: &mut Reader<'_>) -> Option<Reading> {
    let number = match value.text {
        "" => None,
        text => match text.parse::<f64>() {
            Ok(number) => Some(number),
            Err(_) => {
                let text: String = text.chars().take(40).collect();
                reader.report(value, format!("\"{text}\" is not a number"));
                return None;
            }
        },
    };
    reader.parsed_by(status, |status| Reading::new(number, status))
}

/// Counts are recorded for spans and stocks for days; printed values for either.
fn fits(measure: &Measured, period: Period, place: &impl Placed, reader: &mut Reader<'_>) {
    let wanted = match (measure.kind, period.months()) {
        (MeasureKind::Count, None) => "is counted over a span, such as 12m-to-2016-06",
        (MeasureKind::Stock, Some(_)) => "is a level on a day, such as at-2015-06-30",
        _ => return,
    };
    reader.report(place, format!("\"{}\" {wanted}", measure.id));
}
