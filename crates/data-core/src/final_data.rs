//! What a force is shown before it signs: its values beside the national figure.

use peel_model::{
    Declaration, Edition, ForceId, MeasureId, Period, Query, Reading, RecordedObservation,
    ReturnEntry, Revision, SignOff, Standing,
};

use crate::asked_for::AskedFor;
use crate::returns::return_of;
use crate::writing::CollectionError;
use crate::{Cell, Collection, StoreError};

/// A force's data beside the national figure, as it signs them off.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalData {
    /// The revision they were read at.
    pub as_of: Revision,
    /// Everything that the return asks for, in its order.
    pub values: Vec<FinalValue>,
    /// The force's queries that were not settled then, as they stood.
    pub pending: Vec<Query>,
    /// Its newest sign-off until then.
    pub signed_off: Option<SignOff>,
}

/// One value to be signed off.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalValue {
    /// What was counted.
    pub measure: MeasureId,
    /// When.
    pub period: Period,
    /// What is recorded.
    pub recorded: Option<RecordedObservation>,
    /// What the force said about it.
    pub declaration: Option<Declaration>,
    /// What it is divided by for the rates.
    pub per: Option<MeasureId>,
    /// The value per 1,000 of that, unrounded. A partial value is held against as much of it as
    /// falls to its months; where nobody said how many those are, it has no rate.
    pub rate: Option<f64>,
    /// The total of the inspected forces that have a value for the whole period.
    pub national: Option<f64>,
    /// How many forces that are.
    pub national_forces: u32,
    /// The total of those among them whose denominator is known, per 1,000 of it, unrounded.
    pub national_rate: Option<f64>,
}

/// Per how many of the denominator rates are shown.
const PER: f64 = 1_000.0;

impl Collection {
    /// A force's data beside the national figure.
    ///
    /// # Errors
    /// [`CollectionError::NoReturn`]; [`CollectionError::Store`].
    pub async fn final_data(
        &self,
        edition: &Edition,
        force: &ForceId,
        as_of: Option<Revision>,
    ) -> Result<FinalData, CollectionError> {
        let definition = return_of(edition)?;
        let recorded = self.asked_for(definition, [], as_of).await?;
        let as_of = recorded.as_of.unwrap_or(Revision::FIRST);
        let inspected: Vec<&ForceId> = edition.inspected_forces().map(|force| &force.id).collect();
        let mut values = Vec::new();
        for entry in definition.entries() {
            for period in &entry.periods {
                let own = recorded.recorded(&entry.measure, *period, force);
                let declaration = self.declared(own).await?;
                let mut value = recorded.beside_national(entry, *period, &inspected);
                value.rate = own.and_then(|own| {
                    let denominator = recorded.denominator(entry, *period, force)?;
                    let share = share_covered(own, declaration.as_ref())?;
                    rate(own.observation.reading.value()?, denominator * share)
                });
                value.recorded = own.cloned();
                value.declaration = declaration;
                values.push(value);
            }
        }
        Ok(FinalData {
            as_of,
            values,
            pending: self.pending_at(edition, force, as_of).await?,
            signed_off: self
                .store()
                .sign_offs(edition.id.clone(), recorded.as_of)
                .await?
                .remove(force),
        })
    }

    async fn declared(
        &self,
        recorded: Option<&RecordedObservation>,
    ) -> Result<Option<Declaration>, StoreError> {
        let Some(recorded) = recorded else {
            return Ok(None);
        };
        let plain = matches!(recorded.observation.reading, Reading::Present { standing, .. }
            if standing == Standing::Normal);
        if plain {
            return Ok(None);
        }
        let cell = Cell::of(&recorded.observation);
        let mut declared = self.store().declarations(cell).await?;
        Ok(declared.remove(&recorded.revision))
    }
}

fn rate(value: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| value / denominator * PER)
}

fn is_partial(recorded: &RecordedObservation) -> bool {
    matches!(recorded.observation.reading, Reading::Present { standing, .. }
        if standing == Standing::Partial)
}

/// The share of its period that a value covers.
fn share_covered(recorded: &RecordedObservation, declared: Option<&Declaration>) -> Option<f64> {
    if !is_partial(recorded) {
        return Some(1.0);
    }
    let months = declared?.months?;
    let whole = recorded.observation.period.months()?;
    Some(f64::from(months) / f64::from(whole))
}

impl AskedFor {
    fn denominator(&self, entry: &ReturnEntry, period: Period, force: &ForceId) -> Option<f64> {
        self.number(entry.per.as_ref()?, period.mid_year(), force)
    }

    /// The total of the forces that have a value for the whole period.
    fn beside_national(
        &self,
        entry: &ReturnEntry,
        period: Period,
        inspected: &[&ForceId],
    ) -> FinalValue {
        let mut national = None;
        let mut forces = 0;
        let mut with_denominator = (0.0, 0.0);
        for force in inspected {
            let recorded = self.recorded(&entry.measure, period, force);
            let whole = recorded.filter(|recorded| !is_partial(recorded));
            let Some(value) = whole.and_then(|whole| whole.observation.reading.value()) else {
                continue;
            };
            national = Some(national.unwrap_or(0.0) + value);
            forces += 1;
            if let Some(denominator) = self.denominator(entry, period, force) {
                with_denominator.0 += value;
                with_denominator.1 += denominator;
            }
        }
        FinalValue {
            measure: entry.measure.clone(),
            period,
            recorded: None,
            declaration: None,
            per: entry.per.clone(),
            rate: None,
            national,
            national_forces: forces,
            national_rate: rate(with_denominator.0, with_denominator.1),
        }
    }
}
