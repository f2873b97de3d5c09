//! What the newest edition compares, read before anybody asks.
//!
//! A comparison takes microseconds, reading what it is computed from a hundred times as long. After
//! the start, and after every revision, what the edition's indicators are computed from in their own
//! periods is therefore read in advance: of a revision only the measures that it touched. What else
//! is asked, such as another period, is read when it is asked for.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use peel_kit::CallContext;
use peel_model::MeasureId;
use peel_scoring_core::{Observations, Requirement};
use tonic::Status;

use crate::answers::{Answers, Standpoint};
use crate::ledger::Ledger;

/// The most observations held: some tens of mebibytes. An edition of more is read when asked for.
const MOST_HELD: usize = 500_000;

/// Observations read in advance; none before the first revision.
#[derive(Debug, Default)]
pub(crate) struct AtHand(RwLock<Option<Arc<Held>>>);

#[derive(Debug)]
struct Held {
    as_of: u64,
    requirement: Requirement,
    observations: Arc<Observations>,
}

impl Held {
    /// The measures required that a revision touched between this read and another.
    fn outdated<'r>(
        &self,
        required: &'r Requirement,
        as_of: u64,
        ledger: &Ledger,
    ) -> impl Iterator<Item = &'r MeasureId> {
        let newest =
            |measure: &MeasureId, as_of| ledger.of_measures(std::slice::from_ref(measure), as_of);
        required
            .measures()
            .filter(move |measure| newest(measure, self.as_of) != newest(measure, as_of))
    }
}

impl AtHand {
    /// Everything required, if it is at hand as at this revision.
    pub(crate) fn observations(
        &self,
        required: &Requirement,
        as_of: u64,
        ledger: &Ledger,
    ) -> Option<Arc<Observations>> {
        let held = self.held()?;
        let has_all = held.requirement.includes(required)
            && held.outdated(required, as_of, ledger).next().is_none();
        has_all.then(|| Arc::clone(&held.observations))
    }

    fn held(&self) -> Option<Arc<Held>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    fn hold(&self, held: Held) {
        let small = held.observations.len() <= MOST_HELD;
        let held = small.then(|| Arc::new(held));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = held;
    }
}

impl Answers {
    /// Has at hand what the edition's indicators are computed from, as at the standpoint.
    ///
    /// # Errors
    /// Data cannot be asked, or the edition is at fault.
    pub(crate) async fn read_ahead(
        &self,
        standpoint: &Standpoint,
        context: CallContext,
    ) -> Result<(), Status> {
        let as_of = standpoint.as_of;
        let requirement = standpoint.programme.requirement()?;
        let held = self.at_hand.held();
        let held = held.filter(|held| held.requirement == requirement);
        let observations = match held {
            None => self.data.observations(&requirement, as_of, context).await?,
            Some(held) => {
                let outdated: BTreeSet<MeasureId> = {
                    let ledger = self.revisions.ledger();
                    let outdated = held.outdated(&requirement, as_of, &ledger);
                    outdated.cloned().collect()
                };
                let newer = requirement.of(&outdated);
                let newer = self.data.observations(&newer, as_of, context).await?;
                held.observations.renewed(&outdated, &newer)
            }
        };
        self.at_hand.hold(Held {
            as_of,
            requirement,
            observations: Arc::new(observations),
        });
        Ok(())
    }
}
