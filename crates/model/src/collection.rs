//! Collection: what forces are asked for, and the steps that make a return final.

use crate::{EditionId, ForceId, MeasureId, Period, Reading, Revision, SourceId};

/// What an edition asks every force to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnDefinition {
    /// The source that returned values name.
    pub source: SourceId,
    /// Its parts, in order.
    pub sections: Vec<ReturnSection>,
    /// What must agree within it.
    pub relations: Vec<Relation>,
}

/// Part of a return: measures that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnSection {
    /// Its heading.
    pub title: String,
    /// What whoever fills it in must know; may be empty.
    pub note: String,
    /// The measures, in order.
    pub entries: Vec<ReturnEntry>,
}

/// One measure of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnEntry {
    /// What is counted.
    pub measure: MeasureId,
    /// For which periods, oldest first.
    pub periods: Vec<Period>,
    /// What forces of different size are made alike by when values are checked; a level such as
    /// population, read at the mid-year estimate. `None` for a level itself.
    pub per: Option<MeasureId>,
    /// What counts and what does not; may be empty.
    pub note: String,
}

/// What must agree within a return, for the same force and period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// The parts make up the whole.
    Sum {
        /// The whole.
        whole: MeasureId,
        /// All of its parts.
        parts: Vec<MeasureId>,
    },
    /// The part lies within the whole.
    Within {
        /// The whole.
        whole: MeasureId,
        /// One of its parts.
        part: MeasureId,
    },
}

impl ReturnDefinition {
    /// The entry for a measure.
    #[must_use]
    pub fn entry(&self, measure: &MeasureId) -> Option<&ReturnEntry> {
        self.entries().find(|entry| entry.measure == *measure)
    }

    /// Every measure asked for, in order.
    pub fn entries(&self) -> impl Iterator<Item = &ReturnEntry> {
        self.sections.iter().flat_map(|section| &section.entries)
    }
}

/// A value as a force sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedValue {
    /// What was counted.
    pub measure: MeasureId,
    /// When.
    pub period: Period,
    /// How much, or that nothing is known.
    pub reading: Reading,
    /// Why the value is missing, estimated, partial or otherwise not normal; empty for a normal
    /// one.
    pub reason: String,
    /// For a partial value, how many of the period's months it covers.
    pub months: Option<u16>,
}

/// What a force says about one of its values beside the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Of which measure.
    pub measure: MeasureId,
    /// In which period.
    pub period: Period,
    /// Why the value is not available, estimated or partial; never empty.
    pub reason: String,
    /// For a partial value, how many of the period's months it covers.
    pub months: Option<u16>,
}

/// What is known of one accepted submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionRecord {
    /// The revision that it made.
    pub revision: Revision,
    /// The edition whose return it is part of.
    pub edition: EditionId,
    /// Whose it is.
    pub force: ForceId,
    /// Who sent it.
    pub author: String,
    /// What they say about it; may be empty.
    pub note: String,
    /// When it was accepted, seconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
    /// The revision that the checks compared it with.
    pub checked_against: Revision,
    /// How many values it brought.
    pub values: u64,
    /// How many queries its checks raised.
    pub queries: u32,
    /// The revision that the force had signed off before, which makes this a correction after
    /// sign-off.
    pub after_sign_off: Option<Revision>,
    /// The revision at which the edition had been frozen before.
    pub after_freeze: Option<Revision>,
}

/// A force's word that its data are final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// The edition.
    pub edition: EditionId,
    /// The force.
    pub force: ForceId,
    /// The data as at this revision are signed off.
    pub as_at: Revision,
    /// Who signed.
    pub author: String,
    /// What they say about it; may be empty.
    pub note: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// The revision that recorded it.
    pub revision: Revision,
}

/// The revision that an edition's reports cite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// The edition.
    pub edition: EditionId,
    /// Reports read the data as at this revision.
    pub as_at: Revision,
    /// Who decided it.
    pub author: String,
    /// Why; never empty.
    pub reason: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// The revision that recorded it.
    pub revision: Revision,
}

named! {
    /// What a check's finding means for a submission.
    Severity {
        /// The submission is refused.
        Error = "error",
        /// The value is recorded and a query raised.
        Warning = "warning",
    }
}
