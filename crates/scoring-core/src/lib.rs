//! Comparators, ranks, bands, uncertainty, change and reconciliation, as pure functions.
//!
//! | question | answer |
//! |---|---|
//! | what has to be read, for one indicator or many? | [`required_observations`] |
//! | how do the units compare? | [`compare`] |
//! | which key does the answer have in a cache? | [`definition_hash`], [`measures_of`] |
//! | does the printed figure come out again? | [`printed_values`], [`reconcile`] |
//! | by which rules? | [`Method`] |
//!
//! Nothing here reads, waits, rounds what is shown, or depends on the order of what it is given.
//! What the data lack is part of an answer, with its reason; an error is a definition at fault.

mod amount;
mod compare;
mod decisions;
mod definition;
mod error;
mod formula;
mod leaves;
mod method;
mod observations;
mod rank;
mod reader;
mod reconcile;
mod requirement;
mod rounding;
mod uncertainty;
mod units;
mod value;
mod words;

pub use compare::compare;
pub use definition::{DefinitionHash, definition_hash};
pub use error::ComparisonError;
pub use method::Method;
pub use observations::{Cell, ContradictoryObservations, Observations};
pub use reconcile::{printed_values, reconcile};
pub use requirement::{Requirement, measures_of, printed_measures, required_observations};
pub use rounding::rounds_to;
