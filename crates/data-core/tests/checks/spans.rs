//! A span of months against the shorter spans that cover it.

use crate::fixture::{NOW, period, remarks};

fn rows(months: u16, values: &[u32]) -> Vec<String> {
    let spans = period(NOW).parts(months).unwrap();
    let rows = spans.iter().zip(values);
    rows.map(|(span, value)| format!("thefts {span} {value}"))
        .collect()
}

fn check(sent: &[String], recorded: &[String], expected: &[&str]) {
    let told = remarks("months-do-not-sum", &borrowed(sent), &borrowed(recorded));
    assert_eq!(told, expected, "{sent:?} with {recorded:?}");
}

fn borrowed(rows: &[String]) -> Vec<&str> {
    rows.iter().map(String::as_str).collect()
}

fn year(value: u32) -> Vec<String> {
    rows(12, &[value])
}

#[test]
fn quarters_and_months_make_up_the_year() {
    let quarters = rows(3, &[10, 20, 30, 40]);
    let months = rows(1, &[5; 12]);
    let question = |place: usize, sum: u32, spans: &str| {
        format!(
            "{place} thefts, 12 months to 30 June 2031: 90 for the whole span, and {sum} for the \
             {spans} that make it up. Which is right?"
        )
    };
    check(&year(100), &quarters, &[]);
    check(&year(60), &months, &[]);
    check(
        &year(90),
        &quarters,
        &[&question(0, 100, "4 spans of 3 months")],
    );
    check(
        &year(90),
        &months,
        &[&question(0, 60, "12 spans of 1 month")],
    );
    // The first row sent of the shorter spans, where the year was not sent.
    check(
        &quarters,
        &year(90),
        &[&question(0, 100, "4 spans of 3 months")],
    );
    check(
        &quarters[2..],
        &[year(90), quarters.clone()].concat(),
        &[&question(0, 100, "4 spans of 3 months")],
    );
    // A year against both: the longer ones are told.
    let both = [quarters.clone(), months.clone()].concat();
    let told = remarks("months-do-not-sum", &borrowed(&year(90)), &borrowed(&both));
    assert_eq!(told, [question(0, 100, "4 spans of 3 months")]);
}

#[test]
fn quarters_are_held_against_their_months_too() {
    let quarters = rows(3, &[15, 15, 16, 15]);
    check(
        &quarters,
        &rows(1, &[5; 12]),
        &[
            "2 thefts, 3 months to 31 March 2031: 16 for the whole span, and 15 for the 3 spans of \
           1 month that make it up. Which is right?",
        ],
    );
}

#[test]
fn nothing_is_said_unless_all_are_known_and_one_was_sent() {
    let quarters = rows(3, &[10, 20, 30, 40]);
    check(&year(90), &quarters[1..], &[]);
    check(
        &["cases 12m-to-2031-06 1".to_owned()],
        &[year(90), quarters.clone()].concat(),
        &[],
    );
    let with = |row: &str| {
        let mut changed = quarters.clone();
        changed[0] = row.to_owned();
        changed
    };
    check(&year(90), &with("thefts 3m-to-2030-09 - not-supplied"), &[]);
    check(&year(90), &with("thefts 3m-to-2030-09 10 estimated"), &[]);
    check(
        &["thefts 12m-to-2031-06 90 partial".to_owned()],
        &quarters,
        &[],
    );
    // A correction published as a negative month belongs to the sum.
    check(&year(85), &with("thefts 3m-to-2030-09 -5"), &[]);
}
