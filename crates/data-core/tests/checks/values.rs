//! Values that nothing can have, and proportions over 100%.

use crate::fixture::{LAST_YEAR, NOW, remarks};

#[test]
fn counts_and_levels_are_not_negative() {
    let check = |row: &str, expected: &[&str]| {
        assert_eq!(remarks("negative-count", &[row], &[]), expected, "{row}");
    };
    let sent = |value: &str| {
        format!("0 {value} is below zero; send what was counted, with corrections taken into it")
    };
    check(&format!("thefts {NOW} 0"), &[]);
    check(&format!("thefts {NOW} -0"), &[]);
    check(&format!("thefts {NOW} - missing"), &[]);
    check(&format!("thefts {NOW} -1"), &[&sent("-1")]);
    check(&format!("thefts {NOW} -1200 estimated"), &[&sent("-1,200")]);
    check("officers at-2031-03-31 -0.5", &[&sent("-0.5")]);
}

#[test]
fn counts_are_whole() {
    let check = |row: &str, expected: &[&str]| {
        assert_eq!(remarks("not-whole", &[row], &[]), expected, "{row}");
    };
    let sent = |value: &str| {
        format!(
            "0 {value} is not a whole number; send what was counted, or declare the value estimated"
        )
    };
    check(&format!("thefts {NOW} 12"), &[]);
    check(&format!("thefts {NOW} 123456789012345678"), &[]);
    check(&format!("thefts {NOW} 12.5"), &[&sent("12.5")]);
    check(
        &format!("thefts {NOW} 1234.000001"),
        &[&sent("1,234.000001")],
    );
    check(&format!("thefts {NOW} 12.5 partial"), &[&sent("12.5")]);
    check(&format!("thefts {NOW} 12.5 estimated"), &[]);
    check("officers at-2031-03-31 812.4", &[]);
}

#[test]
fn a_proportion_is_at_most_one() {
    let check = |sent: &[&str], recorded: &[&str], expected: &[&str]| {
        assert_eq!(
            remarks("proportion-over-100", sent, recorded),
            expected,
            "{sent:?} {recorded:?}"
        );
    };
    let cases = &format!("cases {NOW} 100");
    let all = &format!("cases-solved {NOW} 100");
    let more = &format!("cases-solved {NOW} 101");
    let said = |place: u8| {
        format!(
            "{place} cases solved, 12 months to 30 June 2031: 101, which is more than all of \
             cases, 12 months to 30 June 2031: 100; correct one of them"
        )
    };
    check(&[cases, all], &[], &[]);
    check(&[cases, more], &[], &[&said(1)]);
    check(&[more], &[cases], &[&said(0)]);
    check(&[cases], &[more], &[&said(0)]);
    // What is recorded is replaced.
    check(&[cases, all], &[more], &[]);
    check(&[more], &[], &[]);
    // Not touched by the submission.
    check(&[&format!("thefts {NOW} 1")], &[cases, more], &[]);
    // Of another period.
    check(&[more], &[&format!("cases {LAST_YEAR} 100")], &[]);
    // Declared.
    check(
        &[cases, &format!("cases-solved {NOW} 101 estimated")],
        &[],
        &[],
    );
    check(&[&format!("cases {NOW} 100 partial"), more], &[], &[]);
    check(
        &[&format!("cases {NOW} - not-supplied"), more],
        &[cases],
        &[],
    );
}
