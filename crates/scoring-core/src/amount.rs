//! Readings added up, with what is known of how far the total can be relied on.

use peel_model::{Absent, Flag, Measure, MissingReason, Period, Reading, Standing};

/// A total, with the standings of everything in it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Amount {
    pub(crate) value: f64,
    pub(crate) standings: Standings,
}

/// The standings of the readings in a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Standings(u8);

impl Standings {
    #[inline]
    pub(crate) fn include(&mut self, standing: Standing) {
        self.0 |= bit(standing);
    }

    #[inline]
    pub(crate) fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What a reader must know. A part of the period is flagged by the decision that says how
    /// many months it covers: without one the value is not used.
    pub(crate) fn flags(self) -> impl Iterator<Item = Flag> {
        [
            (Standing::Estimated, Flag::Estimated),
            (Standing::Provisional, Flag::Provisional),
            (Standing::Revised, Flag::Revised),
            (Standing::Break, Flag::Break),
        ]
        .into_iter()
        .filter(move |(standing, _)| self.0 & bit(*standing) != 0)
        .map(|(_, flag)| flag)
    }
}

const fn bit(standing: Standing) -> u8 {
    match standing {
        Standing::Normal => 0,
        Standing::Provisional => 1,
        Standing::Estimated => 1 << 1,
        Standing::Revised => 1 << 2,
        Standing::Partial => 1 << 3,
        Standing::Break => 1 << 4,
    }
}

/// Why a total cannot be made: what is missing of which measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gap<'e> {
    pub(crate) why: Why,
    pub(crate) measure: &'e Measure,
    pub(crate) period: Period,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Something was recorded, and it says that there is no value.
    Missing(MissingReason),
    /// Nothing was recorded.
    Unrecorded,
    /// The value covers part of the period, and no decision says how much of it.
    PartUnknown,
}

impl Gap<'_> {
    pub(crate) fn absent(&self) -> Absent {
        match self.why {
            Why::Missing(MissingReason::NotSupplied) => Absent::NotSupplied,
            Why::Missing(MissingReason::NotApplicable) => Absent::NotApplicable,
            Why::Missing(MissingReason::Missing) | Why::Unrecorded | Why::PartUnknown => {
                Absent::NotRecorded
            }
        }
    }

    pub(crate) fn note(&self) -> String {
        let what = format!("{}, {}", self.measure.title, self.period.in_words());
        match self.why {
            Why::Missing(MissingReason::NotSupplied) => format!("{what}: not supplied."),
            Why::Missing(MissingReason::NotApplicable) => format!("{what}: cannot exist."),
            Why::Missing(MissingReason::Missing) => {
                format!("{what}: missing, and the source does not say why.")
            }
            Why::Unrecorded => format!("{what}: nothing is recorded."),
            Why::PartUnknown => {
                format!("{what}: covers part of the period, and no decision says how many months.")
            }
        }
    }
}

/// Adds readings up. What cannot exist counts as nothing, unless there is nothing else; any other
/// missing reading makes the total missing.
#[derive(Debug, Default)]
pub(crate) struct Total {
    amount: Amount,
    present: bool,
}

impl Total {
    #[inline]
    pub(crate) fn add(&mut self, reading: Reading, part_known: bool) -> Result<(), Why> {
        match reading {
            Reading::Present {
                standing: Standing::Partial,
                ..
            } if !part_known => Err(Why::PartUnknown),
            Reading::Present { value, standing } => {
                self.present = true;
                self.amount.value += value.get();
                self.amount.standings.include(standing);
                Ok(())
            }
            Reading::Missing(MissingReason::NotApplicable) => Ok(()),
            Reading::Missing(reason) => Err(Why::Missing(reason)),
        }
    }

    pub(crate) fn join(&mut self, other: &Self, scale: f64) {
        self.present |= other.present;
        self.amount.value += other.amount.value * scale;
        self.amount.standings = self.amount.standings.join(other.amount.standings);
    }

    #[inline]
    pub(crate) fn finish(self) -> Result<Amount, Why> {
        if self.present {
            Ok(self.amount)
        } else {
            Err(Why::Missing(MissingReason::NotApplicable))
        }
    }
}
