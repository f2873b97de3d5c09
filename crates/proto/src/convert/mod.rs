//! The border between the wire and the model.
//!
//! Going out is a plain function; coming in checks, because a peer may send anything. What is
//! wrong is told as [`Malformed`], with the field's path in the message.

mod comparison;
mod inspection;
mod observation;
mod reconciliation;
mod run;

use std::fmt::Display;

pub use comparison::{ComparisonLabels, comparison_from_wire, comparison_to_wire};
pub use inspection::{inspection_from_wire, inspection_to_wire};
pub use observation::{
    observation_from_wire, observation_to_wire, revision_kind_from_wire, revision_to_wire,
};
pub use reconciliation::{reconciliation_from_wire, reconciliation_to_wire};
pub use run::{run_from_wire, run_to_wire};

/// A message that breaks its contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Malformed {
    /// The field, as a path from the message: "period".
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Malformed {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, problem: impl Display) -> Self {
        Self {
            field: field.into(),
            problem: problem.to_string(),
        }
    }
}

/// Parses a field's text.
fn parse<T>(field: &str, text: &str) -> Result<T, Malformed>
where
    T: std::str::FromStr,
    T::Err: Display,
{
    text.parse()
        .map_err(|problem| Malformed::new(field, problem))
}

/// A field that must be there.
fn required<T>(field: &str, value: Option<T>) -> Result<T, Malformed> {
    value.ok_or_else(|| Malformed::new(field, "is missing"))
}

/// The value with a name, among a closed set.
fn named<T>(field: &str, name: &str, value: Option<T>) -> Result<T, Malformed> {
    value.ok_or_else(|| Malformed::new(field, format_args!("\"{name}\" is not known")))
}

fn small<T: TryFrom<u32>>(field: &str, number: u32) -> Result<T, Malformed> {
    T::try_from(number).map_err(|_| Malformed::new(field, format_args!("{number} is too large")))
}
