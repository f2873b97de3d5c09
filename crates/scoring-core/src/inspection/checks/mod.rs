//! The rules that an inspection is held against before it is published.
//!
//! An error is two statements that cannot both stand. A warning is for somebody to look at: the
//! figures do not bear a sentence out, or something was left without an answer.
//!
//! | check | what it finds |
//! |---|---|
//! | `grade-words` | a summary that gives another grade than the judgment |
//! | `grade-above-limit` | a grade better than open findings allow |
//! | `unanswered-finding` | an open finding of an earlier year that nobody answered |
//! | `answer-against-findings` | an answer that the findings do not bear out |
//! | `closure-not-stated` | a finding that made progress, and may be closed or not |
//! | `unlisted-finding` | an open finding that the chapter's list leaves out |
//! | `words-without-finding` | a text that names a kind of finding of which there is none |
//! | `recommendation-drift` | a recommendation whose wording changed from year to year |
//! | `repeated-text` | an enduring finding told in last year's words |
//! | `unsupported-number` | a number that no comparison or printed figure bears out |
//! | `hidden-difference` | a number rounded so that a difference disappears |
//! | `other-precision` | one figure at different decimals |
//! | `other-unit` | a figure given in percent that is none |
//! | `percent-or-points` | a change of a percentage, "percent" or "percentage points" |
//! | `steady-words` | numbers called steady that are not |
//! | `claim-against-figures` | "highest", "in line with" and the like against the figures |
//! | `claim-without-figures` | such a claim where nothing can be compared |
//! | `peers-without-figures` | a comparison with a group of forces that was not made |
//! | `pointing-words` | a text that points to a place on the page |
//! | `one-label-for-two` | two figures under almost the same label |
//! | `two-labels-for-one` | one figure under labels that differ by a slip |
//! | `unlike-periods` | a change between periods that overlap or are not whole years apart |
//! | `no-annex-entry` | an indicator without source or annex entry |
//! | `subtotal` | parts that do not add up |
//! | `subtotal-without-note` | parts that add up only within rounding, and no note says so |
//! | `another-period` | a decision about periods in which its indicators are not reported |
//! | `excluded-or-not-supplied` | "excluded" and "not supplied" mixed up |
//! | `unlike-units` | related figures of which one leaves out a force that the other is silent on |
//!
//! What texts are searched for is the edition's to say ([`peel_model::Phrases`]); without rules
//! nothing is found. Sentences that speak of earlier years are held against nothing, and a sentence
//! is held against figures only when it names its subject by one of the edition's phrases. So a
//! check may miss what is worded in another way, but what it raises can be pointed at.

mod claims;
mod decisions;
mod figures;
mod findings;
mod grades;
mod labels;
mod numbers;
mod recommendations;
mod steady;
mod subtotals;

use std::fmt;

use peel_model::{CheckId, ComparisonReference, Inconsistency, InspectionPlace, Severity};

use super::evidence::InspectionEvidence;
use super::passages::{Passage, passages};

/// A named rule that inspections are held against.
pub struct InspectionCheck {
    /// Its identifier: `grade-words`.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// The rule in full: what is held against what, and from where on it speaks.
    pub rule: &'static str,
    /// What it means for an inspection that is to be published.
    pub severity: Severity,
    find: fn(&Held<'_>) -> Vec<Found>,
}

/// Every check, in the order in which findings about one place are told.
pub static CHECKS: [&InspectionCheck; 28] = [
    &grades::GRADE_WORDS,
    &grades::GRADE_ABOVE_LIMIT,
    &findings::UNANSWERED_FINDING,
    &findings::ANSWER_AGAINST_FINDINGS,
    &findings::CLOSURE_NOT_STATED,
    &findings::UNLISTED_FINDING,
    &findings::WORDS_WITHOUT_FINDING,
    &recommendations::RECOMMENDATION_DRIFT,
    &recommendations::REPEATED_TEXT,
    &numbers::UNSUPPORTED_NUMBER,
    &numbers::HIDDEN_DIFFERENCE,
    &numbers::OTHER_PRECISION,
    &numbers::OTHER_UNIT,
    &numbers::PERCENT_OR_POINTS,
    &steady::STEADY_WORDS,
    &claims::CLAIM_AGAINST_FIGURES,
    &claims::CLAIM_WITHOUT_FIGURES,
    &claims::PEERS_WITHOUT_FIGURES,
    &labels::POINTING_WORDS,
    &labels::ONE_LABEL_FOR_TWO,
    &labels::TWO_LABELS_FOR_ONE,
    &figures::UNLIKE_PERIODS,
    &figures::NO_ANNEX_ENTRY,
    &subtotals::SUBTOTAL,
    &subtotals::SUBTOTAL_WITHOUT_NOTE,
    &decisions::ANOTHER_PERIOD,
    &decisions::EXCLUDED_OR_NOT_SUPPLIED,
    &decisions::UNLIKE_UNITS,
];

/// An inspection with its sentences, read once for all checks.
struct Held<'e> {
    evidence: &'e InspectionEvidence<'e>,
    passages: Vec<Passage<'e>>,
}

/// What a rule found, before it is known by which name.
struct Found {
    place: InspectionPlace,
    message: String,
    based_on: Vec<ComparisonReference>,
}

impl Found {
    fn at(place: &InspectionPlace, message: String) -> Self {
        Self {
            place: place.clone(),
            message,
            based_on: Vec::new(),
        }
    }
}

/// Holds an inspection against every check: in the order of [`CHECKS`], then of the report.
///
/// The same evidence always gives the same answer, whatever the order of comparisons and printed
/// figures.
#[must_use]
pub fn check_inspection(evidence: &InspectionEvidence<'_>) -> Vec<Inconsistency> {
    let held = Held::of(evidence);
    CHECKS.iter().flat_map(|check| check.found(&held)).collect()
}

/// The check of this name.
///
/// ```
/// use peel_scoring_core::inspection_check_named;
/// let check = inspection_check_named("grade-words").unwrap();
/// assert_eq!(check.severity, peel_model::Severity::Error);
/// assert!(inspection_check_named("no-such-check").is_none());
/// ```
#[must_use]
pub fn inspection_check_named(id: &str) -> Option<&'static InspectionCheck> {
    CHECKS.into_iter().find(|check| check.id == id)
}

impl InspectionCheck {
    /// Holds an inspection against this check only, in the order of the report.
    #[must_use]
    pub fn inconsistencies(&self, evidence: &InspectionEvidence<'_>) -> Vec<Inconsistency> {
        self.found(&Held::of(evidence))
    }

    fn found(&self, held: &Held<'_>) -> Vec<Inconsistency> {
        let Ok(check) = CheckId::new(self.id) else {
            return Vec::new();
        };
        let found = (self.find)(held).into_iter();
        found
            .map(|found| Inconsistency {
                check: check.clone(),
                severity: self.severity,
                place: found.place,
                message: found.message,
                based_on: found.based_on,
            })
            .collect()
    }
}

impl<'e> Held<'e> {
    fn of(evidence: &'e InspectionEvidence<'e>) -> Self {
        Self {
            passages: passages(evidence),
            evidence,
        }
    }
}

impl fmt::Debug for InspectionCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InspectionCheck({}, {})", self.id, self.severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_name_of_its_own_and_says_its_rule() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
        for check in CHECKS {
            assert!(CheckId::new(check.id).is_ok(), "{check:?}");
            assert!(
                !check.title.is_empty() && check.rule.ends_with('.'),
                "{check:?}"
            );
            assert!(include_str!("mod.rs").contains(&format!("//! | `{}` |", check.id)));
        }
    }
}
