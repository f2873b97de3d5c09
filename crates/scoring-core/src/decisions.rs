//! The edition's decisions about forces, for one indicator and the periods it reads.

use std::collections::BTreeMap;

use peel_model::{Absent, Edition, Exclusion, Flag, ForceId, Indicator, Period, Treatment, UnitId};

/// Which of a change's two periods; a ratio has only the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Now,
    Then,
}

/// A decision with the periods, of those compared, that it is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision<'e> {
    pub(crate) exclusion: &'e Exclusion,
    now: bool,
    then: bool,
}

/// Every decision that is about the indicator in a period compared, by force, in the edition's
/// order.
#[derive(Debug, Default)]
pub(crate) struct Decisions<'e> {
    by_force: BTreeMap<&'e ForceId, Vec<Decision<'e>>>,
}

impl<'e> Decisions<'e> {
    /// A decision about a change's earlier period is a decision about the change.
    pub(crate) fn of(
        edition: &'e Edition,
        indicator: &Indicator,
        now: Period,
        then: Option<Period>,
    ) -> Self {
        let mut decisions = Self::default();
        for exclusion in &edition.exclusions {
            let covers = |period: Period| exclusion.covers(&indicator.id, &period);
            let decision = Decision {
                exclusion,
                now: covers(now),
                then: then.is_some_and(covers),
            };
            if decision.now || decision.then {
                for force in &exclusion.forces {
                    decisions.by_force.entry(force).or_default().push(decision);
                }
            }
        }
        decisions
    }

    pub(crate) fn about(&self, force: &ForceId) -> &[Decision<'e>] {
        self.by_force.get(force).map_or(&[], Vec::as_slice)
    }
}

/// The unit that a decision merges the force into.
pub(crate) fn merged_into<'e>(decisions: &[Decision<'e>]) -> Option<(&'e UnitId, &'e str)> {
    decisions
        .iter()
        .find_map(|decision| match &decision.exclusion.treatment {
            Treatment::Merge { unit, name } => Some((unit, name.as_str())),
            _ => None,
        })
}

/// The decision by which a force is left out, if there is one: out of scope before excluded
/// before not supplied, since each makes the next one idle.
pub(crate) fn left_out<'e>(decisions: &[Decision<'e>]) -> Option<(Absent, &'e Exclusion)> {
    let first = |wanted: Absent| {
        decisions
            .iter()
            .map(|decision| decision.exclusion)
            .find(|exclusion| absence(&exclusion.treatment) == Some(wanted))
            .map(|exclusion| (wanted, exclusion))
    };
    first(Absent::OutOfScope)
        .or_else(|| first(Absent::Excluded))
        .or_else(|| first(Absent::NotSupplied))
}

fn absence(treatment: &Treatment) -> Option<Absent> {
    match treatment {
        Treatment::OutOfScope => Some(Absent::OutOfScope),
        Treatment::Exclude => Some(Absent::Excluded),
        Treatment::NotSupplied => Some(Absent::NotSupplied),
        Treatment::Merge { .. }
        | Treatment::Partial { .. }
        | Treatment::Estimated
        | Treatment::Revised
        | Treatment::Flag
        | Treatment::Note => None,
    }
}

/// How many months of a period are covered, where a decision says that not all are.
pub(crate) fn months_covered(decisions: &[Decision<'_>], when: When) -> Option<u16> {
    decisions.iter().find_map(|decision| {
        let concerned = match when {
            When::Now => decision.now,
            When::Then => decision.then,
        };
        match decision.exclusion.treatment {
            Treatment::Partial { months } if concerned => Some(months),
            _ => None,
        }
    })
}

/// The first decision by which a force covers only part of a period.
pub(crate) fn partial<'e>(decisions: &[Decision<'e>]) -> Option<&'e Exclusion> {
    decisions
        .iter()
        .map(|decision| decision.exclusion)
        .find(|exclusion| matches!(exclusion.treatment, Treatment::Partial { .. }))
}

/// What the decisions that keep a force make a reader know.
pub(crate) fn flags(decisions: &[Decision<'_>]) -> impl Iterator<Item = Flag> {
    decisions
        .iter()
        .filter_map(|decision| match &decision.exclusion.treatment {
            Treatment::Merge { .. } => Some(Flag::Merged),
            Treatment::Partial { months } => Some(Flag::Partial { months: *months }),
            Treatment::Estimated => Some(Flag::Estimated),
            Treatment::Revised => Some(Flag::Revised),
            Treatment::Flag => Some(Flag::Flagged(decision.exclusion.id.clone())),
            Treatment::Exclude
            | Treatment::NotSupplied
            | Treatment::OutOfScope
            | Treatment::Note => None,
        })
}
