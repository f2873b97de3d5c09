//! `return.toml`.

use std::collections::BTreeMap;

use peel_model::{
    Measure, MeasureDefinition, MeasureId, MeasureKind, PRINTED_PREFIX, Period, Relation,
    ReturnDefinition, ReturnEntry, ReturnSection,
};

use super::KnownNames;
use crate::document::At;
use crate::reader::{Names, Reader};
use crate::written::{ReturnFile, WrittenReturnEntry, WrittenSection, WrittenSum, WrittenWithin};

/// What the return asks for; `None` when some of it could not be read, which was told.
pub(super) fn return_definition(
    written: &ReturnFile,
    measures: &[Measure],
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<ReturnDefinition> {
    let entries = || written.section.iter().flat_map(|section| &section.entry);
    let asked: Vec<&WrittenReturnEntry> = entries().collect();
    if asked.is_empty() {
        let message = "the return asks for nothing; add a measure or remove the file";
        reader.report(&written.source, message);
    }
    reader.unique("measure", asked.iter().map(|entry| &entry.measure));
    // Of two entries for one measure, which is told above, the first counts.
    let periods = entries().map(|entry| (entry.measure.as_str(), parsed(&entry.periods)));
    let periods: Vec<_> = periods.collect();
    let mut check = Check {
        measures: measures.iter().map(|one| (one.id.as_str(), one)).collect(),
        asked: Names::new(
            "measure of the return",
            asked.iter().map(|entry| entry.measure.as_str()),
        ),
        periods: periods.into_iter().rev().collect(),
        names,
        reader,
    };
    let source = check.reader.known(&written.source, &names.sources);
    let sections = written.section.iter();
    let sections = sections.map(|section| check.section(section)).collect();
    let sums = written.sum.iter().map(|sum| check.sum(sum));
    let mut relations: Vec<_> = sums.collect();
    relations.extend(written.within.iter().map(|within| check.within(within)));
    Some(ReturnDefinition {
        source: source?,
        sections,
        relations: relations.into_iter().flatten().collect(),
    })
}

fn parsed(periods: &[At<String>]) -> Vec<Period> {
    let periods = periods.iter();
    periods.filter_map(|period| period.parse().ok()).collect()
}

struct Check<'c, 'r> {
    measures: BTreeMap<&'c str, &'c Measure>,
    /// The measures that the return asks for.
    asked: Names<'c>,
    /// For which periods it asks for them.
    periods: BTreeMap<&'c str, Vec<Period>>,
    names: &'c KnownNames<'c>,
    reader: &'c mut Reader<'r>,
}

impl Check<'_, '_> {
    fn section(&mut self, written: &WrittenSection) -> ReturnSection {
        if written.entry.is_empty() {
            let message = "the section asks for nothing; add a measure or remove it";
            self.reader.report(&written.title, message);
        }
        let entries = written.entry.iter();
        ReturnSection {
            title: self.reader.text(&written.title),
            note: self.reader.optional(written.note.as_ref()),
            entries: entries.filter_map(|entry| self.entry(entry)).collect(),
        }
    }

    fn entry(&mut self, written: &WrittenReturnEntry) -> Option<ReturnEntry> {
        let measure = self.recorded(&written.measure);
        let periods = self.periods(written);
        let per = self
            .reader
            .known_if(written.per.as_ref(), &self.names.measures);
        if let Some(per) = &written.per {
            self.is_level(per, &written.measure);
        }
        Some(ReturnEntry {
            note: self.reader.optional(written.note.as_ref()),
            measure: measure?,
            periods,
            per: per?,
        })
    }

    /// A measure that somebody records: sums follow from their parts, and what was printed was
    /// never counted.
    fn recorded(&mut self, id: &At<String>) -> Option<MeasureId> {
        if id.starts_with(PRINTED_PREFIX) {
            let message = format!(
                "\"{}\" is a figure as printed, which no force records; ask for what it was \
                 computed from",
                id.as_str()
            );
            self.reader.report(id, message);
            return None;
        }
        if self.is_sum(id) {
            let message = format!(
                "\"{}\" is a sum and computed from its parts; ask for the parts",
                id.as_str()
            );
            self.reader.report(id, message);
        }
        self.reader.known(id, &self.names.measures)
    }

    fn periods(&mut self, written: &WrittenReturnEntry) -> Vec<Period> {
        let measure = &written.measure;
        if written.periods.is_empty() {
            let message = format!("\"{}\" is asked for no period; name one", measure.as_str());
            self.reader.report_at(&written.periods, message);
        }
        let mut periods: Vec<Period> = Vec::new();
        for word in written.periods.iter() {
            let Some(period) = self.reader.parsed(word) else {
                continue;
            };
            if periods.last().is_some_and(|last| *last >= period) {
                let message = "periods stand oldest first, without repetition";
                self.reader.report(word, message);
            }
            self.fits_kind(word, measure, period);
            periods.push(period);
        }
        periods
    }

    /// Counts are of spans, stocks of days.
    fn fits_kind(&mut self, word: &At<String>, measure: &At<String>, period: Period) {
        let kind = self.measure(measure).map(|measure| measure.kind);
        let wanted = match (kind, period.months()) {
            (Some(MeasureKind::Count), None) => "is counted over a span, such as 12m-to-2016-06",
            (Some(MeasureKind::Stock), Some(_)) => "is a level on a day, such as at-2016-07-01",
            _ => return,
        };
        let message = format!("\"{}\" {wanted}, not {period}", measure.as_str());
        self.reader.report(word, message);
    }

    fn is_level(&mut self, per: &At<String>, measure: &At<String>) {
        let kind = self.measure(per).map(|per| per.kind);
        if kind.is_some_and(|kind| kind != MeasureKind::Stock) {
            let message = format!(
                "\"{}\" is a count; forces are made alike by a stock, such as population",
                per.as_str()
            );
            self.reader.report(per, message);
        }
        if per.as_str() == measure.as_str() {
            let message = "a measure cannot be told per itself; leave per out";
            self.reader.report(per, message);
        }
    }

    fn sum(&mut self, written: &WrittenSum) -> Option<Relation> {
        let whole = self.whole(&written.whole);
        if written.parts.len() < 2 {
            self.reader
                .report_at(&written.parts, "a whole has at least two parts");
        }
        let parts = self.reader.known_once(&written.parts, &self.asked);
        for part in written.parts.iter() {
            self.is_part(part, &written.whole);
        }
        let members = written.parts.iter().chain([&written.whole]);
        self.have_a_period_in_common(&written.whole, members);
        Some(Relation::Sum {
            whole: whole?,
            parts,
        })
    }

    fn within(&mut self, written: &WrittenWithin) -> Option<Relation> {
        let whole = self.whole(&written.whole);
        let part = self.reader.known(&written.part, &self.asked);
        self.is_part(&written.part, &written.whole);
        self.have_a_period_in_common(&written.whole, [&written.whole, &written.part]);
        Some(Relation::Within {
            whole: whole?,
            part: part?,
        })
    }

    fn whole(&mut self, id: &At<String>) -> Option<MeasureId> {
        if self.is_sum(id) {
            let message = format!(
                "\"{}\" is a sum, so it always agrees with its parts and there is nothing to \
                 check; remove the relation",
                id.as_str()
            );
            self.reader.report(id, message);
            return None;
        }
        self.reader.known(id, &self.asked)
    }

    /// A part is another thing than its whole, of the same kind and unit.
    fn is_part(&mut self, part: &At<String>, whole: &At<String>) {
        if part.as_str() == whole.as_str() {
            let message = format!("\"{}\" cannot be part of itself", part.as_str());
            self.reader.report(part, message);
        }
        let (Some(of), Some(other)) = (self.measure(whole), self.measure(part)) else {
            return;
        };
        if of.kind != other.kind || of.unit != other.unit {
            let message = format!(
                "\"{}\" is in {} and cannot be part of \"{}\", which is in {}",
                other.id, other.unit, of.id, of.unit
            );
            self.reader.report(part, message);
        }
    }

    /// A relation holds for one period at a time, so there must be one that all are asked for.
    fn have_a_period_in_common<'w>(
        &mut self,
        whole: &At<String>,
        members: impl IntoIterator<Item = &'w At<String>>,
    ) {
        let asked: Option<Vec<&Vec<Period>>> = members
            .into_iter()
            .map(|member| self.periods.get(member.as_str()))
            .collect();
        let Some(asked) = asked else {
            return;
        };
        let Some((first, others)) = asked.split_first() else {
            return;
        };
        let common = |period: &&Period| others.iter().all(|other| other.contains(period));
        if !first.iter().any(|period| common(&period)) {
            let message = "the whole and its parts are never asked for the same period, so there \
                           is nothing to check; give them a period in common";
            self.reader.report(whole, message);
        }
    }

    fn is_sum(&self, id: &At<String>) -> bool {
        self.measure(id)
            .is_some_and(|measure| matches!(measure.definition, MeasureDefinition::Sum { .. }))
    }

    fn measure(&self, id: &At<String>) -> Option<&Measure> {
        self.measures.get(id.as_str()).copied()
    }
}
