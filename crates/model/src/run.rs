//! Runs: computations of an inspection's evidence.

use crate::{EditionId, ForceId, MethodVersion, Revision};

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
