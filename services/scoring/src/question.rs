//! What is asked of scoring, and what has to be read to answer it.

use std::collections::BTreeSet;

use peel_model::{ComparatorKind, Edition, Period};
use peel_scoring_core::{Requirement, required_observations};
use tonic::Status;

use crate::failures::not_comparable;
use crate::programme::Definition;

/// One indicator in one period, against one comparator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'p> {
    pub(crate) definition: &'p Definition,
    pub(crate) period: Period,
    pub(crate) comparator: &'p ComparatorKind,
}

impl Question<'_> {
    /// What has to be read to answer it.
    ///
    /// # Errors
    /// `NOT_FOUND` for a period that nothing can precede.
    pub(crate) fn requirement(&self, edition: &Edition) -> Result<Requirement, Status> {
        let indicator = &self.definition.indicator;
        let mut requirement =
            required_observations(edition, indicator, self.period).map_err(not_comparable)?;
        let periods = self.periods(edition)?;
        let measures = &self.definition.breakdowns.measures;
        requirement.also(measures.iter().cloned(), &periods);
        Ok(requirement)
    }

    /// The periods that its answer is about: its own, and those it is computed from.
    pub(crate) fn periods(&self, edition: &Edition) -> Result<BTreeSet<Period>, Status> {
        let indicator = &self.definition.indicator;
        let requirement =
            required_observations(edition, indicator, self.period).map_err(not_comparable)?;
        let mut periods = requirement.periods();
        periods.insert(self.period);
        Ok(periods)
    }
}

/// What is answered to a question, as a cache key names it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    Comparison,
    Ranking,
    Series,
    Working,
}

impl Answer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Ranking => "ranking",
            Self::Series => "series",
            Self::Working => "working",
        }
    }
}
