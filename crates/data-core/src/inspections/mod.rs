//! The work on inspections: what may be written by whom, and what takes one to its publication.
//!
//! | state | writes findings, answers, assessments, summaries | judges | next |
//! |---|---|---|---|
//! | draft | inspector | inspector | moderate |
//! | moderated | nobody | moderator, never their own judgment | finalise, send back |
//! | final | nobody | nobody | publish, reopen |
//! | published | nobody | nobody | correct |
//!
//! What was published stays what it is as at its revision. A correction makes a draft of the next
//! version, which goes the same way.
//!
//! Who may take which step, and what an inspection needs for it, is decided without a store. Every
//! step writes the inspection's file anew, and that is all that is recorded of it: whatever reads an
//! edition reads the work on its inspections too, as at any revision.

mod carried;
mod changes;
mod complete;
mod held;
mod moves;
mod opening;
mod passages;
mod recording;
mod refusal;

use peel_model::{
    EditionId, ForceId, Inspection, InspectionBackground, InspectionRole, InspectionState, Revision,
};

pub use carried::CarryFrom;
pub use changes::InspectionChange;
pub use moves::InspectionMoving;
pub use opening::{InspectionOpened, InspectionOpening};
pub use passages::{LONGEST_LINE, LONGEST_PASSAGE};
pub use recording::LARGEST_INSPECTION;
pub use refusal::InspectionRefusal;

use crate::{Checksum, RequestId};

/// An inspection with what stands behind it, as far as it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectionWork {
    /// The inspection.
    pub inspection: Inspection,
    /// Earlier findings and grades of sub-questions.
    pub background: InspectionBackground,
    /// The revision of the last step in it; `None` as its edition brought it.
    pub changed: Option<Revision>,
}

/// Who takes a step in which inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionEntry {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// Of everything that the request says: a repeat says the same.
    pub checksum: Checksum,
    /// The edition.
    pub edition: EditionId,
    /// The force.
    pub force: ForceId,
    /// Who takes the step.
    pub author: String,
    /// In which role.
    pub role: InspectionRole,
    /// Why; may be empty where nothing is taken back.
    pub reason: String,
    /// The last step that the author has seen; `None` when that does not matter.
    pub expected: Option<Revision>,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
}

impl InspectionEntry {
    /// Whether a name is that of who takes the step. Capitals and spaces make no other person.
    fn is_by(&self, name: &str) -> bool {
        let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
        plain(&self.author).to_lowercase() == plain(name).to_lowercase()
    }

    /// Refuses a step in a state where nobody may take it, and by another role than may.
    fn check_may(
        &self,
        what: &str,
        state: InspectionState,
        role: Option<InspectionRole>,
    ) -> Result<(), InspectionRefusal> {
        match role {
            None => Err(InspectionRefusal::Stands {
                force: self.force.clone(),
                state,
                what: what.to_owned(),
            }),
            Some(needed) if needed != self.role => Err(InspectionRefusal::Role {
                what: what.to_owned(),
                given: self.role,
                needed,
            }),
            Some(_) => Ok(()),
        }
    }
}
