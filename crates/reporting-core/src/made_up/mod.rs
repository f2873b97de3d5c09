//! A made-up edition, its comparisons and an inspection. No force, figure or finding in it is
//! real; tests and examples show with it what a report looks like.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "made-up values are valid as they are written, and only tests and examples use them"
)]

mod comparisons;
mod edition;
mod inspection;
mod layout;

pub use comparisons::{comparison, comparisons};
pub use edition::{edition, indicator};
pub use inspection::{inspection, printed, reconciliations};

use peel_model::{Edition, ForceId, Inspection, MethodVersion, PrintedValue, Reconciliation};

use crate::input::{Comparisons, FailedCheck, ForceReportInput};

/// Everything a made-up report needs, to be changed at will before it is built.
#[derive(Debug, Clone)]
pub struct MadeUp {
    /// The edition.
    pub edition: Edition,
    /// The force.
    pub force: ForceId,
    /// Its inspection.
    pub inspection: Option<Inspection>,
    /// Comparisons.
    pub comparisons: Comparisons,
    /// Printed figures.
    pub printed: Vec<PrintedValue>,
    /// Printed figures held against computed ones.
    pub reconciliations: Vec<Reconciliation>,
    /// What the checks of the inspection raised.
    pub failed_checks: Option<Vec<FailedCheck>>,
    /// The method.
    pub method: MethodVersion,
}

impl MadeUp {
    /// The report of the made-up force that has everything.
    #[must_use]
    pub fn report() -> Self {
        let edition = edition();
        Self {
            comparisons: comparisons(&edition),
            force: id("northmarch"),
            inspection: Some(inspection()),
            printed: printed(),
            reconciliations: reconciliations(),
            failed_checks: None,
            method: edition.method.clone(),
            edition,
        }
    }

    /// The same for another made-up force, which has no inspection.
    #[must_use]
    pub fn of(force: &str) -> Self {
        Self {
            force: id(force),
            inspection: None,
            ..Self::report()
        }
    }

    /// What the report is built from.
    #[must_use]
    pub fn input(&self) -> ForceReportInput<'_> {
        ForceReportInput {
            edition: &self.edition,
            force: &self.force,
            inspection: self.inspection.as_ref(),
            comparisons: &self.comparisons,
            printed: &self.printed,
            reconciliations: &self.reconciliations,
            failed_checks: self.failed_checks.as_deref(),
            revision: peel_model::Revision::new(7),
            method: &self.method,
            software: "peel 0.0.0-made-up",
        }
    }
}

/// Parses what is known to be well-formed.
pub(crate) fn id<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .ok()
        .expect("made-up identifiers are well-formed")
}
