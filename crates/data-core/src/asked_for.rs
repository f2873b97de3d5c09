//! What is recorded of everything that a return asks for.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    Area, ForceId, MeasureId, Period, Reading, RecordedObservation, ReturnDefinition, Revision,
};

use crate::writing::CollectionError;
use crate::{Cell, Collection, ObservationQuery, Rejected};

/// What is recorded of a return, for every area.
pub(crate) struct AskedFor {
    pub(crate) as_of: Option<Revision>,
    cells: BTreeMap<Cell, RecordedObservation>,
}

impl AskedFor {
    pub(crate) fn recorded(
        &self,
        measure: &MeasureId,
        period: Period,
        force: &ForceId,
    ) -> Option<&RecordedObservation> {
        self.cells.get(&Cell {
            measure: measure.clone(),
            period,
            area: Area::Force(force.clone()),
        })
    }

    pub(crate) fn reading(
        &self,
        measure: &MeasureId,
        period: Period,
        force: &ForceId,
    ) -> Option<Reading> {
        let recorded = self.recorded(measure, period, force)?;
        Some(recorded.observation.reading)
    }

    pub(crate) fn number(
        &self,
        measure: &MeasureId,
        period: Period,
        force: &ForceId,
    ) -> Option<f64> {
        self.reading(measure, period, force)?.value()
    }

    pub(crate) fn has(&self, measure: &MeasureId, period: Period, force: &ForceId) -> bool {
        self.recorded(measure, period, force).is_some()
    }
}

impl Collection {
    /// Everything recorded of what a return asks for and of what it is divided by, for all areas.
    pub(crate) async fn asked_for(
        &self,
        definition: &ReturnDefinition,
        also: impl IntoIterator<Item = Period>,
        as_of: Option<Revision>,
    ) -> Result<AskedFor, CollectionError> {
        let mut measures = BTreeSet::new();
        let mut periods: BTreeSet<Period> = also.into_iter().collect();
        for entry in definition.entries() {
            measures.insert(entry.measure.clone());
            measures.extend(entry.per.clone());
            periods.extend(&entry.periods);
            periods.extend(entry.periods.iter().map(|period| period.mid_year()));
        }
        let query = ObservationQuery::new(measures, [], periods);
        let query = query.map_err(|invalid| Rejected::of("edition", invalid.to_string()))?;
        let read = self.store().observations(query, as_of).await?;
        let as_of = read.as_of;
        let recorded = read.all().await?.into_iter();
        Ok(AskedFor {
            as_of,
            cells: recorded
                .map(|recorded| (Cell::of(&recorded.observation), recorded))
                .collect(),
        })
    }
}
