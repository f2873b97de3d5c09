//! Comparators, ranks, bands, uncertainty, change and reconciliation, as pure functions.
//!
//! | question | answer |
//! |---|---|
//! | what has to be read, for one indicator or many? | [`required_observations`] |
//! | how do the units compare? | [`compare`] |
//! | which key does the answer have in a cache? | [`definition_hash`], [`measures_of`] |
//! | does the printed figure come out again? | [`printed_values`], [`reconcile`] |
//! | how did this value come about? | [`explain`] |
//! | how has it been going? | [`compare_series`] |
//! | do parts add up to their whole? | [`check_breakdowns`], [`breakdowns_of`] one indicator |
//! | how sure is a place in the league table? | [`rank_units`] |
//! | whom may units be compared with? | [`comparator_groups`] |
//! | which grades do findings suggest? | [`propose_grades`] |
//! | what do the figures ask? | [`lines_of_enquiry`] |
//! | does an inspection agree with itself? | [`check_inspection`], [`CHECKS`] |
//! | by which rules? | [`method_of`], [`known_methods`] |
//!
//! Nothing here reads, waits, rounds what is shown, or depends on the order of what it is given.
//! What the data lack is part of an answer, with its reason; an error is a definition at fault.

mod amount;
mod breakdown;
mod charting;
mod compare;
mod decisions;
mod definition;
mod error;
mod formula;
mod groups;
mod inspection;
mod leaves;
mod method;
mod observations;
mod periods;
mod question;
mod rank;
mod ranking;
mod reader;
mod reconcile;
mod requirement;
mod rounding;
mod series;
mod uncertainty;
mod units;
mod value;
mod words;
mod working;

pub use breakdown::{breakdowns_of, check_breakdowns, measures_of_breakdowns, mismatches};
pub use compare::compare;
pub use definition::{DefinitionHash, definition_hash};
pub use error::ComparisonError;
pub use groups::comparator_groups;
pub use inspection::{
    CHECKS, InspectionCheck, InspectionEvidence, check_inspection, inspection_check_named,
    lines_of_enquiry, propose_grades,
};
pub use method::{known_methods, method_of};
pub use observations::{Cell, ContradictoryObservations, Observations};
pub use periods::MOST_POINTS;
pub use ranking::rank_units;
pub use reconcile::{printed_values, reconcile};
pub use requirement::{Requirement, measures_of, printed_measures, required_observations};
pub use rounding::rounds_to;
pub use series::compare_series;
pub use working::explain;
