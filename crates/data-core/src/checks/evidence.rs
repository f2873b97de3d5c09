//! What a submission is checked with.

use std::collections::BTreeMap;

use peel_model::{
    Area, Declaration, Edition, ForceId, MeasureId, Observation, Period, Reading, ReturnDefinition,
};

/// A submission and all that it is held against.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The edition: its measures, forces and indicators.
    pub edition: &'a Edition,
    /// What the edition's return asks for.
    pub definition: &'a ReturnDefinition,
    /// Whose submission it is.
    pub force: &'a ForceId,
    /// The values submitted.
    pub submitted: &'a [Observation],
    /// What the force says about single values.
    pub declarations: &'a [Declaration],
    /// What is recorded as at the revision compared with: the answers to
    /// [`observations_needed`](crate::observations_needed).
    pub recorded: &'a RecordedValues,
}

/// What is recorded for forces, by measure, force and period.
///
/// Totals published for England and Wales are left out: no check compares a force with them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordedValues {
    readings: BTreeMap<MeasureId, BTreeMap<ForceId, BTreeMap<Period, Reading>>>,
}

impl RecordedValues {
    /// What is recorded in one place.
    #[must_use]
    pub fn reading(&self, force: &ForceId, measure: &MeasureId, period: Period) -> Option<Reading> {
        let periods = self.readings.get(measure)?.get(force)?;
        periods.get(&period).copied()
    }

    /// Everything recorded for one force, by measure.
    pub(super) fn of_force<'a>(
        &'a self,
        force: &ForceId,
    ) -> impl Iterator<Item = (&'a MeasureId, &'a BTreeMap<Period, Reading>)> {
        self.readings
            .iter()
            .filter_map(move |(measure, forces)| Some((measure, forces.get(force)?)))
    }
}

/// Of several observations of one place, the last counts.
impl Extend<Observation> for RecordedValues {
    fn extend<I: IntoIterator<Item = Observation>>(&mut self, observations: I) {
        for observation in observations {
            if let Area::Force(force) = observation.area {
                let forces = self.readings.entry(observation.measure).or_default();
                let periods = forces.entry(force).or_default();
                periods.insert(observation.period, observation.reading);
            }
        }
    }
}

impl FromIterator<Observation> for RecordedValues {
    fn from_iter<I: IntoIterator<Item = Observation>>(observations: I) -> Self {
        let mut values = Self::default();
        values.extend(observations);
        values
    }
}
