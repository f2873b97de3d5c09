//! What may be recorded and asked for under an edition.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::nearest::suggestion;
use peel_model::{
    Area, Edition, MeasureDefinition, MeasureId, MeasureKind, Observation, SourceId, nearest_names,
    printed_measure,
};

use crate::{Cell, ObservationQuery, Rejected};

/// The names that an edition knows, as observations and queries may use them.
///
/// Made once per edition: checks then cost a look-up per name.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    measures: BTreeMap<MeasureId, Recording>,
    areas: BTreeSet<Area>,
    sources: BTreeSet<SourceId>,
}

/// How a measure's values come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recording {
    Recorded(MeasureKind),
    Computed,
}

impl Vocabulary {
    /// The names of an edition.
    #[must_use]
    pub fn of(edition: &Edition) -> Self {
        let defined = edition.measures.iter().map(|measure| {
            let recording = match &measure.definition {
                MeasureDefinition::Recorded { .. } => Recording::Recorded(measure.kind),
                MeasureDefinition::Sum { .. } => Recording::Computed,
            };
            (measure.id.clone(), recording)
        });
        let printed = edition.indicators.iter().filter_map(|indicator| {
            let measure = printed_measure(&indicator.id)?;
            Some((measure, Recording::Recorded(MeasureKind::Printed)))
        });
        let forces = edition.forces.iter();
        Self {
            measures: defined.chain(printed).collect(),
            areas: forces
                .map(|force| Area::Force(force.id.clone()))
                .chain([Area::EnglandAndWales])
                .collect(),
            sources: edition
                .sources
                .iter()
                .map(|source| source.id.clone())
                .collect(),
        }
    }

    /// Whether these observations may be recorded together: every name known, every measure one
    /// that is recorded and not computed, counts for spans and stocks for days, and no cell twice.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong, by position.
    pub fn check_observations(&self, observations: &[Observation]) -> Result<(), Rejected> {
        let mut rejected = Rejected::default();
        let mut places: BTreeMap<Cell, usize> = BTreeMap::new();
        for (place, observation) in observations.iter().enumerate() {
            self.check_observation(place, observation, &mut rejected);
            if let Some(first) = places.insert(Cell::of(observation), place) {
                let Observation {
                    area,
                    measure,
                    period,
                    ..
                } = observation;
                rejected.add(
                    || format!("observations[{place}]"),
                    format!(
                        "{measure} of {area} for {period} stands at observations[{first}] too; \
                         send one value"
                    ),
                );
            }
        }
        rejected.none_or_err()
    }

    /// Whether every name in a query is known.
    ///
    /// # Errors
    /// [`Rejected`] with every unknown name and the known ones most like it.
    pub fn check_query(&self, query: &ObservationQuery) -> Result<(), Rejected> {
        let mut rejected = Rejected::default();
        for (place, measure) in query.measures().iter().enumerate() {
            if !self.measures.contains_key(measure) {
                rejected.add(
                    || format!("measures[{place}]"),
                    self.unknown_measure(measure),
                );
            }
        }
        for (place, area) in query.areas().iter().enumerate() {
            if !self.areas.contains(area) {
                rejected.add(|| format!("areas[{place}]"), self.unknown_area(area));
            }
        }
        rejected.none_or_err()
    }

    fn check_observation(&self, place: usize, observation: &Observation, rejected: &mut Rejected) {
        let Observation {
            area,
            measure,
            period,
            source,
            ..
        } = observation;
        let field = |part: &str| format!("observations[{place}].{part}");
        match self.measures.get(measure) {
            None => rejected.add(|| field("measure"), self.unknown_measure(measure)),
            Some(Recording::Computed) => rejected.add(
                || field("measure"),
                format!("{measure} is computed from other measures; send those"),
            ),
            Some(Recording::Recorded(MeasureKind::Count)) if period.months().is_none() => rejected
                .add(
                    || field("period"),
                    format!("{measure} is counted over months; {period} is a day"),
                ),
            Some(Recording::Recorded(MeasureKind::Stock)) if period.months().is_some() => rejected
                .add(
                    || field("period"),
                    format!("{measure} is a level on a day; {period} is a span of months"),
                ),
            Some(Recording::Recorded(_)) => {}
        }
        if !self.areas.contains(area) {
            rejected.add(|| field("area"), self.unknown_area(area));
        }
        if !self.sources.contains(source) {
            let known = self.sources.iter().map(SourceId::as_str);
            rejected.add(
                || field("source"),
                unknown("source", source.as_str(), known),
            );
        }
    }

    fn unknown_measure(&self, measure: &MeasureId) -> String {
        let known = self.measures.keys().map(MeasureId::as_str);
        unknown("measure", measure.as_str(), known)
    }

    fn unknown_area(&self, area: &Area) -> String {
        unknown("area", area.as_str(), self.areas.iter().map(Area::as_str))
    }
}

fn unknown<'k>(what: &str, given: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let nearest = nearest_names(given, known);
    format!("unknown {what} \"{given}\"{}", suggestion(&nearest))
}
