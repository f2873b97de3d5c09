//! Inspections that agree with themselves: proposals, lines of enquiry, consistency checks.
//!
//! Three answers from one [`InspectionEvidence`]. None of them judges: a proposal stands beside a
//! person's judgment, a line of enquiry asks, and a check says what cannot stand together.

mod checks;
mod enquiries;
mod evidence;
mod passages;
mod proposal;
mod text;

pub use checks::{CHECKS, InspectionCheck, check_inspection, inspection_check_named};
pub use enquiries::lines_of_enquiry;
pub use evidence::InspectionEvidence;
pub use proposal::propose_grades;
