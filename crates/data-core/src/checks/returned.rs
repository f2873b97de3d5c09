//! A force's return as it would stand with a submission in it.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    Area, Declaration, Edition, ForceId, Measure, MeasureDefinition, MeasureId, MeasureKind,
    MissingReason, Observation, Period, Reading, ReturnDefinition, ReturnEntry, Standing,
};

use crate::{Evidence, RecordedValues};

use super::values::possible;

/// How deep measures made of measures are followed. Editions go two levels deep.
const DEEPEST: u8 = 8;

/// The evidence, arranged for look-up: submitted values stand in the place of recorded ones.
pub(super) struct Returned<'a> {
    evidence: Evidence<'a>,
    entries: BTreeMap<&'a MeasureId, &'a ReturnEntry>,
    measures: BTreeMap<&'a MeasureId, &'a Measure>,
    /// Of the force, by measure, oldest first.
    own: BTreeMap<&'a MeasureId, BTreeMap<Period, Own>>,
}

#[derive(Clone, Copy)]
struct Own {
    reading: Reading,
    /// Where it stands in the submission; `None` for what was recorded before.
    place: Option<usize>,
}

/// A measure's value, after sums are made.
pub(super) enum Value {
    Known(f64),
    /// It cannot exist, and counts as nothing in a sum.
    Nothing,
    /// It, or a part of it, is not known or declared not comparable.
    Unknown,
}

impl<'a> Returned<'a> {
    pub(super) fn of(evidence: &Evidence<'a>) -> Self {
        let evidence = *evidence;
        let mut returned = Self {
            evidence,
            entries: entries(evidence.definition),
            measures: measures(evidence.edition),
            own: recorded(evidence.recorded, evidence.force),
        };
        for (place, observation) in evidence.submitted.iter().enumerate() {
            if returned.is_sound(observation) {
                let periods = returned.own.entry(&observation.measure).or_default();
                let own = Own {
                    reading: observation.reading,
                    place: Some(place),
                };
                // Of a value sent twice the first is read; the second is refused anyway.
                periods
                    .entry(observation.period)
                    .and_modify(|known| {
                        if known.place.is_none() {
                            *known = own;
                        }
                    })
                    .or_insert(own);
            }
        }
        returned
    }

    /// Whether nothing is wrong with a row by itself.
    fn is_sound(&self, observation: &Observation) -> bool {
        let asked = self
            .entry(&observation.measure)
            .is_some_and(|entry| entry.periods.contains(&observation.period));
        let kind = self.kind(&observation.measure);
        asked && self.is_own(&observation.area) && possible(kind, observation.reading)
    }

    pub(super) fn submitted(&self) -> &'a [Observation] {
        self.evidence.submitted
    }

    pub(super) fn declarations(&self) -> &'a [Declaration] {
        self.evidence.declarations
    }

    pub(super) fn edition(&self) -> &'a Edition {
        self.evidence.edition
    }

    pub(super) fn definition(&self) -> &'a ReturnDefinition {
        self.evidence.definition
    }

    pub(super) fn force(&self) -> &'a ForceId {
        self.evidence.force
    }

    pub(super) fn is_own(&self, area: &Area) -> bool {
        matches!(area, Area::Force(force) if force == self.evidence.force)
    }

    pub(super) fn entry(&self, measure: &MeasureId) -> Option<&'a ReturnEntry> {
        self.entries.get(measure).copied()
    }

    pub(super) fn kind(&self, measure: &MeasureId) -> Option<MeasureKind> {
        self.measures.get(measure).map(|measure| measure.kind)
    }

    /// A measure as a question names it.
    pub(super) fn title<'t>(&self, measure: &'t MeasureId) -> &'t str
    where
        'a: 't,
    {
        match self.measures.get(measure) {
            Some(measure) => &measure.title,
            None => measure.as_str(),
        }
    }

    /// What one of a measure is, in the plural.
    pub(super) fn unit(&self, measure: &MeasureId) -> &'a str {
        self.measures
            .get(measure)
            .map_or("", |measure| &measure.unit)
    }

    /// The rows that take part in comparisons, by measure and period.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'a Observation)> {
        self.own
            .values()
            .flat_map(BTreeMap::values)
            .filter_map(|own| {
                let place = own.place?;
                Some((place, self.evidence.submitted.get(place)?))
            })
    }

    /// Those of them that have a value which may be compared.
    pub(super) fn values(&self) -> impl Iterator<Item = (usize, &'a Observation, f64)> {
        self.rows().filter_map(|(place, observation)| {
            Some((place, observation, comparable(observation.reading)?))
        })
    }

    /// Every period in which the force has, or will have, a reading.
    pub(super) fn history(&self, measure: &MeasureId) -> impl Iterator<Item = (Period, Reading)> {
        let periods = self.own.get(measure).into_iter().flatten();
        periods.map(|(period, own)| (*period, own.reading))
    }

    /// The force's reading of a measure that is recorded as such.
    pub(super) fn reading(&self, measure: &MeasureId, period: Period) -> Option<Reading> {
        Some(self.own.get(measure)?.get(&period)?.reading)
    }

    /// The force's value, summed where the measure is a sum.
    pub(super) fn value(&self, measure: &MeasureId, period: Period) -> Value {
        self.resolve(measure, &|leaf| self.reading(leaf, period), DEEPEST)
    }

    /// Another force's value as it is recorded, summed where the measure is a sum.
    pub(super) fn value_of(&self, force: &ForceId, measure: &MeasureId, period: Period) -> Value {
        let reading = |leaf: &MeasureId| self.evidence.recorded.reading(force, leaf, period);
        self.resolve(measure, &reading, DEEPEST)
    }

    fn resolve(
        &self,
        measure: &MeasureId,
        reading: &dyn Fn(&MeasureId) -> Option<Reading>,
        depth: u8,
    ) -> Value {
        let Some(parts) = parts(&self.measures, measure) else {
            return match reading(measure) {
                Some(Reading::Missing(MissingReason::NotApplicable)) => Value::Nothing,
                Some(present) => comparable(present).map_or(Value::Unknown, Value::Known),
                None => Value::Unknown,
            };
        };
        let Some(deeper) = depth.checked_sub(1) else {
            return Value::Unknown;
        };
        let mut sum = Value::Nothing;
        for part in parts {
            sum = match (sum, self.resolve(part, reading, deeper)) {
                (Value::Known(sum), Value::Known(part)) => Value::Known(sum + part),
                (Value::Nothing, part) => part,
                (sum, Value::Nothing) => sum,
                _ => Value::Unknown,
            };
            if matches!(sum, Value::Unknown) {
                break;
            }
        }
        sum
    }

    /// Where a value comes from the submission: the place of the measure, or of the first of its
    /// parts that is in it.
    pub(super) fn place(&self, measure: &MeasureId, period: Period) -> Option<usize> {
        leaves(&self.measures, measure)
            .into_iter()
            .find_map(|leaf| self.own.get(leaf)?.get(&period)?.place)
    }

    /// Every period in which a part of a measure has a reading, oldest first.
    pub(super) fn periods(&self, measure: &MeasureId) -> BTreeSet<Period> {
        leaves(&self.measures, measure)
            .into_iter()
            .filter_map(|leaf| self.own.get(leaf))
            .flat_map(BTreeMap::keys)
            .copied()
            .collect()
    }

    /// Every period in which the submission touches one of these measures, oldest first.
    pub(super) fn touched<'m>(
        &self,
        of: impl IntoIterator<Item = &'m MeasureId>,
    ) -> BTreeSet<Period> {
        let of = of.into_iter();
        of.flat_map(|measure| leaves(&self.measures, measure))
            .filter_map(|leaf| self.own.get(leaf))
            .flatten()
            .filter(|(_, own)| own.place.is_some())
            .map(|(period, _)| *period)
            .collect()
    }
}

impl Value {
    pub(super) fn known(self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(value),
            Self::Nothing | Self::Unknown => None,
        }
    }
}

/// A value that may be held against others. What is declared estimated or partial may not.
pub(super) fn comparable(reading: Reading) -> Option<f64> {
    match reading {
        Reading::Present {
            standing: Standing::Estimated | Standing::Partial,
            ..
        }
        | Reading::Missing(_) => None,
        Reading::Present { value, .. } => Some(value.get()),
    }
}

pub(super) fn measures(edition: &Edition) -> BTreeMap<&MeasureId, &Measure> {
    let measures = edition.measures.iter();
    measures.map(|measure| (&measure.id, measure)).collect()
}

pub(super) fn entries(definition: &ReturnDefinition) -> BTreeMap<&MeasureId, &ReturnEntry> {
    let entries = definition.entries();
    entries.map(|entry| (&entry.measure, entry)).collect()
}

/// The recorded measures that make up a measure, in the edition's order; itself when it is no sum.
pub(super) fn leaves<'m>(
    measures: &BTreeMap<&MeasureId, &'m Measure>,
    measure: &'m MeasureId,
) -> Vec<&'m MeasureId> {
    fn collect<'m>(
        measures: &BTreeMap<&MeasureId, &'m Measure>,
        measure: &'m MeasureId,
        depth: u8,
        found: &mut Vec<&'m MeasureId>,
    ) {
        match (parts(measures, measure), depth.checked_sub(1)) {
            (None, _) => found.push(measure),
            (Some(parts), Some(deeper)) => {
                for part in parts {
                    collect(measures, part, deeper, found);
                }
            }
            (Some(_), None) => {}
        }
    }
    let mut found = Vec::new();
    collect(measures, measure, DEEPEST, &mut found);
    found
}

fn parts<'m>(
    measures: &BTreeMap<&MeasureId, &'m Measure>,
    measure: &MeasureId,
) -> Option<&'m [MeasureId]> {
    match &measures.get(measure)?.definition {
        MeasureDefinition::Sum { parts } => Some(parts),
        MeasureDefinition::Recorded { .. } => None,
    }
}

fn recorded<'a>(
    values: &'a RecordedValues,
    force: &ForceId,
) -> BTreeMap<&'a MeasureId, BTreeMap<Period, Own>> {
    let own = |(period, reading): (&Period, &Reading)| {
        let reading = *reading;
        let place = None;
        (*period, Own { reading, place })
    };
    values
        .of_force(force)
        .map(|(measure, periods)| (measure, periods.iter().map(own).collect()))
        .collect()
}
