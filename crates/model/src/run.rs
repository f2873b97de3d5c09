//! Runs: computations of an inspection's evidence.

use crate::{
    CheckId, ComparatorKind, EditionId, ForceId, IndicatorId, MethodVersion, Period, Revision,
    Severity,
};

/// One computation of a force's evidence, as it is recorded when it ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its identifier: 32 hexadecimal digits, given by the one who started it.
    pub id: String,
    /// The force.
    pub force: ForceId,
    /// The edition.
    pub edition: EditionId,
    /// The data's revision.
    pub revision: Revision,
    /// The method.
    pub method: MethodVersion,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Comparisons computed or found.
    pub comparisons: u32,
    /// Of these, found in memory.
    pub memory_hits: u32,
    /// Of these, found in Redis.
    pub redis_hits: u32,
    /// Of these, computed.
    pub computed: u32,
    /// When it began, milliseconds since 1970-01-01 00:00 UTC.
    pub started_at_milliseconds: i64,
    /// How long it took, in microseconds.
    pub duration_microseconds: u64,
    /// The trace it is part of: 32 hexadecimal digits; empty when it was not traced.
    pub trace_id: String,
    /// Why it failed; empty otherwise.
    pub failure: String,
    /// Whether the force's inspection was held against the comparisons. Not where the edition has
    /// no inspection of the force, nor where the run ended before.
    pub checked: bool,
    /// What the checks of the inspection raised, in their order.
    pub checks: Vec<RaisedCheck>,
    /// The comparisons it made, in the order it made them.
    pub used: Vec<UsedComparison>,
}

/// What a check of the inspection raised in a run, as it is recorded.
///
/// The words are kept, not what they were made of: a run tells what was said then, whatever the
/// inspection says since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaisedCheck {
    /// The check.
    pub check: CheckId,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands, for example "finding f3".
    pub place: String,
    /// What contradicts what.
    pub message: String,
}

/// A comparison that a run made: enough to ask for it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedComparison {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: Period,
    /// Whom units are compared with.
    pub comparator: ComparatorKind,
    /// The newest revision of any measure involved; `None` when nothing was recorded of them.
    pub revision: Option<Revision>,
    /// Where it was found.
    pub found_in: FoundIn,
}

named! {
    /// Where a comparison was found.
    FoundIn {
        /// In the memory of the process.
        Memory = "memory",
        /// In the Redis that replicas share.
        Redis = "redis",
        /// Nowhere: it was computed.
        Computed = "computed",
    }
}

named! {
    /// How a run ended.
    RunOutcome {
        /// Every comparison was made.
        Completed = "completed",
        /// It stopped with an error.
        Failed = "failed",
        /// Somebody stopped it.
        Cancelled = "cancelled",
    }
}
