//! The border between the wire and the model.
//!
//! Going out is a plain function; coming in checks, because a peer may send anything. What is
//! wrong is told as [`Malformed`], with the field's path in the message.

mod audit;
mod breakdown;
mod chart;
mod comparison;
mod decision;
mod evidence;
mod inspection;
mod inspection_work;
mod observation;
mod query;
mod ranking;
mod reconciliation;
mod returned;
mod run;
mod series;
mod working;

use std::fmt::Display;

pub use audit::audit_entry_to_wire;
pub use breakdown::{mismatch_from_wire, mismatch_to_wire};
pub use comparison::{ComparisonLabels, comparison_from_wire, comparison_to_wire};
pub use decision::{caveat_from_wire, caveat_to_wire, exclusion_from_wire, exclusion_to_wire};
pub use evidence::{inconsistency_to_wire, line_of_enquiry_to_wire, proposed_grade_to_wire};
pub use inspection::{finding_from_wire, inspection_from_wire, inspection_to_wire};
pub use inspection_work::{
    acknowledgement_from_wire, earlier_finding_from_wire, earlier_finding_to_wire,
    sub_question_grade_to_wire,
};
pub use observation::{
    declared_observation_to_wire, observation_from_wire, observation_to_wire,
    revision_kind_from_wire, revision_to_wire,
};
pub use query::{query_to_wire, raised_query_to_wire};
pub use ranking::{ranking_from_wire, ranking_to_wire};
pub use reconciliation::{reconciliation_from_wire, reconciliation_to_wire};
pub use returned::{
    freeze_to_wire, returned_value_from_wire, sign_off_to_wire, submission_to_wire,
};
pub use run::{run_from_wire, run_to_wire};
pub use series::{series_from_wire, series_to_wire};
pub use working::working_to_wire;

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

/// The parts of a message that are wrong, collected so that all of them are told at once.
#[derive(Default)]
struct Faults(Vec<Malformed>);

impl Faults {
    fn add(&mut self, field: impl Into<String>, problem: impl Display) {
        self.0.push(Malformed::new(field, problem));
    }

    /// The value, or its fault kept.
    fn keep<T>(&mut self, parsed: Result<T, Malformed>) -> Option<T> {
        parsed.map_err(|malformed| self.0.push(malformed)).ok()
    }

    /// The entries of a list, each parsed; faults are told by position.
    fn list<T>(&mut self, field: &str, texts: &[String]) -> Vec<T>
    where
        T: std::str::FromStr,
        T::Err: Display,
    {
        let parsed = texts
            .iter()
            .enumerate()
            .filter_map(|(place, text)| self.keep(parse(&format!("{field}[{place}]"), text)));
        parsed.collect()
    }

    /// The whole, unless something was wrong with a part of it.
    fn none_or<T>(self, whole: Option<T>) -> Result<T, Vec<Malformed>> {
        match whole {
            Some(whole) if self.0.is_empty() => Ok(whole),
            _ => Err(self.0),
        }
    }
}
