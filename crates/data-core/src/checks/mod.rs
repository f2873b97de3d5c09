//! The rules that every submission of a force is held against.
//!
//! An error refuses the submission. A warning lets it in and raises a query: a question to the
//! force about one value, which says on which numbers it is based.
//!
//! | check | what is wrong or asked |
//! |---|---|
//! | `unknown-measure` | the return does not ask for it |
//! | `wrong-period` | the return asks for it, but in other periods |
//! | `another-force` | it is not a value of the force that sends it |
//! | `duplicate` | the same value twice |
//! | `no-reason` | a status that is not normal, and no reason why |
//! | `negative-count` | a count or level below zero |
//! | `not-whole` | a count that is not a whole number |
//! | `proportion-over-100` | the numerator of a proportion above its denominator |
//! | `parts-exceed-whole` | parts above their whole |
//! | `parts-do-not-sum` | all parts known, and below their whole |
//! | `months-do-not-sum` | a span and the shorter spans that cover it disagree |
//! | `unlike-other-forces` | a rate far from that of the other forces |
//! | `unlike-own-past` | a change beyond chance and beyond the force's usual changes |
//! | `first-zero` | zero where there never was one |
//! | `first-gap` | missing where there always was a value |
//! | `repeats-last-year` | exactly last year's value |
//!
//! Four things hold for all of them:
//!
//! - **A submission is read together with what was returned before.** A value in it replaces the
//!   recorded one of the same measure and period, so part of a return is checked like a whole one.
//! - **What was declared is not asked about again.** A value that is missing, estimated or partial
//!   is compared with nothing: its reason is on record already.
//! - **A row that is wrong by itself takes no part in comparisons**, so that one mistake gives one
//!   remark.
//! - **The order of rows does not count**, and nothing compared is rounded. Only a question's text
//!   shows rates and changes to three significant figures.

mod chance;
mod evidence;
mod first_time;
mod needed;
mod other_forces;
mod own_past;
mod proportions;
mod reasons;
mod repeats;
mod returned;
mod robust;
mod rows;
mod spans;
mod values;
mod wholes;
mod words;

use std::fmt;

use peel_model::{CheckId, MeasureId, Period, Severity};

pub use evidence::{Evidence, RecordedValues};
pub use needed::observations_needed;

use returned::Returned;

/// The most periods or parts that a remark lists.
const MOST_LISTED: usize = 12;

/// A named rule.
pub struct Check {
    /// Its identifier: `parts-exceed-whole`.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// The rule in full: what is compared with what, from where on it speaks, and the source of
    /// the method.
    pub rule: &'static str,
    /// What its remarks mean for a submission.
    pub severity: Severity,
    find: fn(&Returned<'_>) -> Vec<Found>,
}

/// Every check, in the order in which remarks about one value are given: errors first.
pub static CHECKS: [&Check; 16] = [
    &rows::UNKNOWN_MEASURE,
    &rows::WRONG_PERIOD,
    &rows::ANOTHER_FORCE,
    &rows::DUPLICATE,
    &reasons::NO_REASON,
    &values::NEGATIVE_COUNT,
    &values::NOT_WHOLE,
    &proportions::PROPORTION_OVER_100,
    &wholes::PARTS_EXCEED_WHOLE,
    &wholes::PARTS_DO_NOT_SUM,
    &spans::MONTHS_DO_NOT_SUM,
    &other_forces::UNLIKE_OTHER_FORCES,
    &own_past::UNLIKE_OWN_PAST,
    &first_time::FIRST_ZERO,
    &first_time::FIRST_GAP,
    &repeats::REPEATS_LAST_YEAR,
];

/// What a check says about one value of a submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// The check.
    pub check: &'static Check,
    /// The value's index in the submission.
    pub place: usize,
    /// Its measure.
    pub measure: MeasureId,
    /// Its period.
    pub period: Period,
    /// What is wrong, or the question, with the numbers it is based on.
    pub message: String,
}

/// What a rule found, before it is known by which name.
struct Found {
    place: usize,
    message: String,
}

/// Holds a submission against every check.
///
/// Remarks are in the order of the submission's rows, those about one row in the order of
/// [`CHECKS`].
#[must_use]
pub fn check(evidence: &Evidence<'_>) -> Vec<Remark> {
    let returned = Returned::of(evidence);
    let mut remarks: Vec<Remark> = CHECKS
        .iter()
        .flat_map(|check| check.found(&returned))
        .collect();
    // Stable: the order of checks stays within a row.
    remarks.sort_by_key(|remark| remark.place);
    remarks
}

/// The check of this name.
///
/// ```
/// use peel_data_core::check_named;
/// assert_eq!(check_named("duplicate").unwrap().severity, peel_model::Severity::Error);
/// assert!(check_named("no-such-check").is_none());
/// ```
#[must_use]
pub fn check_named(id: &str) -> Option<&'static Check> {
    CHECKS.into_iter().find(|check| check.id == id)
}

impl Check {
    /// Holds a submission against this check only. Remarks are in the order of rows.
    #[must_use]
    pub fn remarks(&'static self, evidence: &Evidence<'_>) -> Vec<Remark> {
        let mut remarks = self.found(&Returned::of(evidence));
        remarks.sort_by_key(|remark| remark.place);
        remarks
    }

    /// Its identifier as queries keep it. Every one of [`CHECKS`] has one.
    #[must_use]
    pub fn check_id(&self) -> Option<CheckId> {
        CheckId::new(self.id).ok()
    }

    fn found(&'static self, returned: &Returned<'_>) -> Vec<Remark> {
        let found = (self.find)(returned).into_iter();
        found
            .filter_map(|Found { place, message }| {
                let observation = returned.submitted().get(place)?;
                Some(Remark {
                    check: self,
                    place,
                    measure: observation.measure.clone(),
                    period: observation.period,
                    message,
                })
            })
            .collect()
    }
}

/// A check is its identifier.
impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Check {}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Check({}, {})", self.id, self.severity)
    }
}
