//! Comparators, ranks, bands, uncertainty, change and reconciliation, as pure functions.

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
