//! Rows that have no place in the submission.

use crate::fixture::{FORCE, LAST_YEAR, MID_YEAR, NOW, lines, of, remarks, remarks_of};

#[test]
fn a_measure_is_one_that_the_return_asks_for() {
    let check = |row: &str, expected: &[&str]| {
        assert_eq!(remarks("unknown-measure", &[row], &[]), expected, "{row}");
    };
    check(&format!("thefts {NOW} 1"), &[]);
    check(
        &format!("theft {NOW} 1"),
        &["0 the return does not ask for \"theft\" (nearest known: thefts); leave the row out"],
    );
    check(
        &format!("zzz {NOW} 1"),
        &["0 the return does not ask for \"zzz\"; leave the row out"],
    );
    // Known to the edition, but not asked for.
    check(
        &format!("population {MID_YEAR} 1"),
        &["0 the return does not ask for \"population\"; leave the row out"],
    );
}

#[test]
fn suggestions_are_made_for_as_many_rows_as_anybody_is_told() {
    let rows: Vec<_> = (0..60)
        .map(|_| of(FORCE, &format!("theft {NOW} 1")))
        .collect();
    let told = remarks_of("unknown-measure", &rows, &Default::default());
    assert_eq!(told.len(), 60);
    assert_eq!(
        told.iter()
            .filter(|it| it.contains("nearest known"))
            .count(),
        50
    );
}

#[test]
fn a_measure_is_asked_for_in_certain_periods() {
    let check = |row: &str, expected: &[&str]| {
        assert_eq!(remarks("wrong-period", &[row], &[]), expected, "{row}");
    };
    check(&format!("thefts {LAST_YEAR} 1"), &[]);
    check("thefts 1m-to-2031-06 1", &[]);
    check("officers at-2031-03-31 1", &[]);
    check(
        "officers at-2030-03-31 1",
        &["0 the return does not ask for officers in at-2030-03-31, but in at-2031-03-31"],
    );
    check(
        "thefts 12m-to-2031-03 1",
        &[
            "0 the return does not ask for thefts in 12m-to-2031-03, but in 1m-to-2030-09, \
           1m-to-2030-10, 1m-to-2030-11, 1m-to-2030-12, 1m-to-2031-01, 1m-to-2031-02, \
           1m-to-2031-03, 1m-to-2031-04, 1m-to-2031-05, 1m-to-2031-06, 12m-to-2030-06, \
           12m-to-2031-06 and 6 earlier ones",
        ],
    );
    // Said by unknown-measure.
    check("swords 12m-to-2031-03 1", &[]);
}

#[test]
fn a_force_sends_its_own_values() {
    let check = |area: &str, expected: &[&str]| {
        let row = of(area, &format!("thefts {NOW} 1"));
        assert_eq!(
            remarks_of("another-force", &[row], &Default::default()),
            expected,
            "{area}"
        );
    };
    check(FORCE, &[]);
    check(
        "force-1",
        &[
            "0 this is the return of force-0, and the row is about force-1; send only values of \
           force-0",
        ],
    );
    check(
        "england-and-wales",
        &[
            "0 this is the return of force-0, and the row is about england-and-wales; send only \
           values of force-0",
        ],
    );
}

#[test]
fn a_value_is_sent_once() {
    let check = |rows: &[&str], expected: &[&str]| {
        assert_eq!(remarks("duplicate", rows, &[]), expected, "{rows:?}");
    };
    let now = &format!("thefts {NOW} 1");
    let again = "thefts of force-0 for 12m-to-2031-06 stands in the submission before; send one \
                 value";
    check(
        &[
            now,
            &format!("thefts {LAST_YEAR} 1"),
            &format!("solved {NOW} 1"),
        ],
        &[],
    );
    check(&[now, now], &[&format!("1 {again}")]);
    check(
        &[now, &format!("thefts {NOW} - missing")],
        &[&format!("1 {again}")],
    );
    check(
        &[now, now, now],
        &[&format!("1 {again}"), &format!("2 {again}")],
    );
}

#[test]
fn what_is_recorded_is_replaced_and_not_repeated() {
    let now = &format!("thefts {NOW} 1");
    assert_eq!(remarks("duplicate", &[now], &[now]), [""; 0]);
}

/// One mistake, one remark: such rows are held against nothing.
#[test]
fn a_row_without_a_place_is_not_compared() {
    let whole = of(FORCE, &format!("thefts {NOW} 100"));
    let check = |row: &str, area: &str| {
        let rows = [whole.clone(), of(area, row)];
        let told = remarks_of("parts-exceed-whole", &rows, &Default::default());
        assert_eq!(told, [""; 0], "{row} of {area}");
    };
    check(&format!("solved {NOW} 101"), "force-1");
    check(&format!("solved {NOW} 101.5"), FORCE);
    let told = remarks_of(
        "parts-exceed-whole",
        &[whole.clone(), of(FORCE, &format!("solved {NOW} 101"))],
        &lines(&[]).into_iter().collect(),
    );
    assert_eq!(told.len(), 1, "the row by itself would be");
}
