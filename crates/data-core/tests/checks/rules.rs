//! What checks are called, and how their remarks are put together.

use std::collections::BTreeSet;

use peel_data_core::{CHECKS, check_named};
use peel_model::Severity;

use crate::fixture::{LAST_YEAR, NOW, all_remarks, lines};

/// Names are on record in queries: none may change or be used again.
#[test]
fn checks_have_these_names_in_this_order() {
    let named = CHECKS.map(|check| (check.id, check.severity));
    assert_eq!(
        named,
        [
            ("unknown-measure", Severity::Error),
            ("wrong-period", Severity::Error),
            ("another-force", Severity::Error),
            ("duplicate", Severity::Error),
            ("no-reason", Severity::Error),
            ("negative-count", Severity::Error),
            ("not-whole", Severity::Error),
            ("proportion-over-100", Severity::Error),
            ("parts-exceed-whole", Severity::Error),
            ("parts-do-not-sum", Severity::Warning),
            ("months-do-not-sum", Severity::Warning),
            ("unlike-other-forces", Severity::Warning),
            ("unlike-own-past", Severity::Warning),
            ("first-zero", Severity::Warning),
            ("first-gap", Severity::Warning),
            ("repeats-last-year", Severity::Warning),
        ]
    );
}

#[test]
fn every_check_says_what_it_does_and_can_be_named_in_a_query() {
    let names: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(names.len(), CHECKS.len());
    for check in CHECKS {
        assert_eq!(check.check_id().unwrap().as_str(), check.id);
        assert_eq!(check_named(check.id), Some(check));
        assert!(
            check.rule.ends_with('.') && !check.rule.contains("  "),
            "{check:?}"
        );
        assert!(
            !check.title.is_empty() && !check.title.ends_with('.'),
            "{check:?}"
        );
    }
}

#[test]
fn remarks_follow_the_rows_and_then_the_checks() {
    let submitted = lines(&[
        &format!("cases {NOW} 100"),
        &format!("solved {NOW} -3"),
        &format!("cases-solved {NOW} 120"),
        &format!("cases {NOW} -0.5"),
    ]);
    let recorded = lines(&[
        &format!("cases {LAST_YEAR} 100"),
        &format!("cases-solved {LAST_YEAR} 10"),
    ]);
    let remarks = all_remarks(&submitted, &recorded.into_iter().collect());
    let found: Vec<_> = remarks
        .iter()
        .map(|remark| (remark.place, remark.check.id, remark.measure.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (0, "repeats-last-year", "cases"),
            (1, "negative-count", "solved"),
            (2, "proportion-over-100", "cases-solved"),
            (2, "unlike-own-past", "cases-solved"),
            (3, "duplicate", "cases"),
            (3, "negative-count", "cases"),
            (3, "not-whole", "cases"),
        ]
    );
}

#[test]
fn nothing_is_said_of_nothing() {
    assert_eq!(
        all_remarks(
            &[],
            &lines(&[&format!("cases {NOW} 100")]).into_iter().collect()
        ),
        []
    );
}
