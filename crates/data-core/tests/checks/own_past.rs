//! What is unlike a force's own past: a change, a first zero, a first gap, a repetition.

use crate::fixture::{NOW, period, remarks};

/// Rows of thefts for the years before [`NOW`], the latest first; `""` for a year without a row.
fn past(values: &[&str]) -> Vec<String> {
    let rows = values
        .iter()
        .zip(1..)
        .filter(|(value, _)| !value.is_empty());
    rows.map(|(value, year)| {
        let span = period(NOW).earlier(12 * year).unwrap();
        format!("thefts {span} {value}")
    })
    .collect()
}

fn told(id: &str, now: &str, years: &[&str]) -> Vec<String> {
    let past = past(years);
    let past: Vec<&str> = past.iter().map(String::as_str).collect();
    remarks(id, &[&format!("thefts {NOW} {now}")], &past)
}

fn check(id: &str, now: &str, years: &[&str], expected: bool) {
    let told = told(id, now, years);
    assert_eq!(
        !told.is_empty(),
        expected,
        "{now} after {years:?}: {told:?}"
    );
}

#[test]
fn a_change_must_be_large_and_beyond_chance() {
    let check = |now: &str, before: &str, expected: bool| {
        check("unlike-own-past", now, &[before], expected);
    };
    check("1000", "1000", false);
    check("1499", "1000", false);
    check("1500", "1000", true);
    check("667", "1000", false);
    check("666", "1000", true);
    // Small counts: 99.8% of the time two Poisson counts differ by less.
    check("10", "4", false);
    check("15", "5", false);
    check("22", "5", true);
    check("5", "22", true);
    check("7", "0", false);
    check("8", "0", true);
    check("0", "7", false);
    check("0", "9", true);
}

#[test]
fn a_change_as_usual_is_not_asked_about() {
    let check = |now: &str, years: &[&str], expected: bool| {
        check("unlike-own-past", now, years, expected);
    };
    // Steady, and then doubled.
    check("2000", &["1000", "1010", "990", "1000"], true);
    // It doubles or halves every other year.
    check("2000", &["1000", "2000", "1000", "2000", "1000"], false);
    check("9000", &["1000", "2000", "1000", "2000", "1000"], false);
    check("90000", &["1000", "2000", "1000", "2000", "1000"], true);
    // It grows by three fifths every year.
    check("1600", &["1000", "625", "390", "244"], false);
    // Growth that stops is no change, and so no question.
    check("1000", &["1000", "625", "390", "244"], false);
    // Two earlier changes do not make a habit.
    check("1600", &["1000", "625", "390"], true);
}

#[test]
fn years_that_cannot_be_compared_are_passed_over() {
    let check = |now: &str, years: &[&str], expected: bool| {
        check("unlike-own-past", now, years, expected);
    };
    check("2000", &[], false);
    check("2000", &["", "1000"], false);
    check("2000", &["- missing", "1000"], false);
    check("2000", &["1000 estimated", "1000"], false);
    check("2000", &["1000 partial", "1000"], false);
    check("2000 partial", &["1000"], false);
    check("2000 estimated", &["1000"], false);
    check("2000 provisional", &["1000 revised"], true);
    // A correction below zero breaks no logarithm, as last year or before.
    check("2000", &["-4", "1000"], false);
    check("2000", &["1000", "-4", "1000", "-1000000"], true);
    // Nor does a zero.
    check("2000", &["1000", "0", "0", "0"], true);
    // A break in the series: not comparable with what was before it.
    check("2000 break", &["1000"], false);
    check("2000", &["1000 break"], true);
    check("1600", &["1000 break", "625", "390", "244"], true);
    check("1600", &["1000", "625", "390", "244 break"], false);
}

#[test]
fn a_change_is_asked_about_in_numbers() {
    let begin = "0 thefts, 12 months to 30 June 2031: 2,000 thefts, after 1,000 (12 months to 30 \
                 June 2030), a change of +100%";
    assert_eq!(
        told("unlike-own-past", "2000", &["1000"]),
        [format!("{begin}. What happened?")]
    );
    assert_eq!(
        told("unlike-own-past", "2000", &["1000", "1010", "990", "1000"]),
        [format!(
            "{begin}. In 3 earlier years it changed by -1.00% to +2.02%. What happened?"
        )]
    );
    assert_eq!(
        told("unlike-own-past", "2000", &["0"]),
        [
            "0 thefts, 12 months to 30 June 2031: 2,000 thefts, after 0 (12 months to 30 June \
          2030). What happened?"
        ]
    );
}

/// Months are held against the same month of the year before, longer spans against the one before.
#[test]
fn a_span_is_held_against_one_that_it_does_not_overlap() {
    let check = |now: &str, before: &str, expected: usize| {
        let told = remarks("unlike-own-past", &[now], &[before]);
        assert_eq!(told.len(), expected, "{now} after {before}");
    };
    check("thefts 1m-to-2031-02 200", "thefts 1m-to-2030-02 100", 1);
    check("thefts 1m-to-2031-02 200", "thefts 1m-to-2031-01 100", 0);
    check(
        "officers at-2031-03-31 200",
        "officers at-2030-03-31 100",
        1,
    );
}

#[test]
fn a_first_zero_is_asked_about() {
    let check = |now: &str, years: &[&str], expected: bool| {
        check("first-zero", now, years, expected);
        if expected {
            // It is asked about once.
            check("unlike-own-past", now, years, false);
        }
    };
    check("0", &["10"], true);
    check("0", &["9"], false);
    check("0", &["2", "12", "14"], true);
    check("0", &["2", "3", "14"], false);
    check("1", &["100"], false);
    check("0", &["100", "0", "100"], false);
    check("0", &["100", "-1", "100"], false);
    check("0", &["100", "- missing", "100"], true);
    check("0", &[], false);
    check("0 partial", &["100"], false);
    check("0 break", &["100"], false);
    check("- missing", &["100"], false);
    assert_eq!(
        told("first-zero", "0", &["1200", "1100"]),
        [
            "0 thefts, 12 months to 30 June 2031: 0, where the lowest of 2 earlier values is 1,100. \
          Was there really none, or is the value not known?"
        ]
    );
    // A month is not held against years.
    assert_eq!(
        remarks(
            "first-zero",
            &["thefts 1m-to-2031-02 0"],
            &["thefts 12m-to-2030-06 90"]
        ),
        [""; 0]
    );
}

#[test]
fn a_first_gap_is_asked_about() {
    let check = |now: &str, years: &[&str], expected: bool| {
        check("first-gap", now, years, expected);
    };
    check("- not-supplied", &["10", "10"], true);
    check("- not-supplied", &["0", "0"], true);
    check("- not-supplied", &["10"], false);
    check("- not-supplied", &["10", "- missing", "10"], false);
    check("- not-supplied", &[], false);
    check("0", &["10", "10"], false);
    check("10 partial", &["10", "10"], false);
    assert_eq!(
        told("first-gap", "- not-supplied", &["1200", "1100"]),
        [
            "0 thefts, 12 months to 30 June 2031: no value (not-supplied), where all 2 earlier \
          periods have one, the last of them 1,200. Can it be supplied?"
        ]
    );
}

#[test]
fn last_years_value_once_more_is_asked_about() {
    let check = |now: &str, years: &[&str], expected: bool| {
        check("repeats-last-year", now, years, expected);
    };
    check("100", &["100"], true);
    check("99", &["99"], false);
    check("101", &["100"], false);
    check("100", &["", "100"], false);
    check("100", &["100 estimated"], false);
    check("100 estimated", &["100"], false);
    assert_eq!(
        told("repeats-last-year", "1200", &["1200"]),
        [
            "0 thefts, 12 months to 30 June 2031: 1,200 thefts, exactly the same as for 12 months \
          to 30 June 2030. Was the earlier value sent again?"
        ]
    );
    // Levels may stand still.
    let officers = ["officers at-2031-03-31 5000", "officers at-2030-03-31 5000"];
    assert_eq!(
        remarks("repeats-last-year", &officers[..1], &officers[1..]),
        [""; 0]
    );
}
