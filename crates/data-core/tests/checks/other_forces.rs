//! A rate that is far from that of the other forces.

use peel_data_core::RecordedValues;

use crate::fixture::{FORCE, MID_YEAR, NOW, forces, of, remarks_of};

const PEOPLE: f64 = 100_000.0;
/// Of the eleven other forces: 5.00 per 1,000 is the median.
const USUAL: [f64; 11] = [
    440.0, 450.0, 470.0, 480.0, 490.0, 500.0, 510.0, 520.0, 530.0, 550.0, 560.0,
];

/// The force's own population, and counts of as many others as are given.
fn others(counts: &[f64]) -> RecordedValues {
    let all = std::iter::once(&0.0).chain(counts);
    forces(&all.map(|count| (*count, PEOPLE)).collect::<Vec<_>>())
}

fn asked(row: &str, recorded: &RecordedValues) -> bool {
    let told = remarks_of("unlike-other-forces", &[of(FORCE, row)], recorded);
    assert!(told.len() <= 1, "{told:?}");
    !told.is_empty()
}

fn asked_of(count: f64, others: &RecordedValues) -> bool {
    asked(&format!("thefts {NOW} {count}"), others)
}

#[test]
fn a_far_rate_is_asked_about_in_numbers() {
    let row = of(FORCE, &format!("thefts {NOW} 1000"));
    assert_eq!(
        remarks_of("unlike-other-forces", &[row], &others(&USUAL)),
        [
            "0 thefts, 12 months to 30 June 2031: 1,000 thefts, which is 10.0 per 1,000 people. The \
          median of 11 other forces is 5.00, and a force of this size is expected between 3.89 \
          and 6.11. Is the value right, and if so, why is it so far from the others?"
        ]
    );
}

/// The median absolute deviation of the logarithms is 0.0583 and 5.19 times that is 0.302: from
/// 370 to 676. The corrected limits are 389 and 611. Both must be left.
#[test]
fn both_the_deviation_and_the_limits_must_be_left() {
    let check = |count: f64, expected: bool| {
        assert_eq!(asked_of(count, &others(&USUAL)), expected, "{count}");
    };
    check(500.0, false);
    check(600.0, false);
    check(620.0, false);
    check(670.0, false);
    check(680.0, true);
    check(390.0, false);
    check(375.0, false);
    check(365.0, true);
    check(0.0, true);
}

/// With no spread at all every force is far from the others, and chance is all that is left.
#[test]
fn where_forces_are_alike_a_quarter_more_is_still_no_question() {
    let alike = others(&[500.0; 11]);
    assert!(!asked_of(500.0, &alike));
    assert!(!asked_of(624.0, &alike));
    assert!(asked_of(626.0, &alike));
    assert!(!asked_of(401.0, &alike));
    assert!(asked_of(399.0, &alike));
}

#[test]
fn a_small_force_may_differ_by_chance() {
    let small = |count: f64| {
        let mut recorded = others(&USUAL);
        recorded.extend([of(FORCE, &format!("population {MID_YEAR} 1000"))]);
        asked_of(count, &recorded)
    };
    assert!(!small(5.0));
    assert!(!small(11.0), "twice the others' rate, of six events");
    assert!(!small(0.0), "none, where five are expected");
    assert!(small(20.0));
}

#[test]
fn where_forces_differ_widely_a_far_one_is_not_unusual() {
    let wide = USUAL.map(|count| (count - 500.0) * 6.0 + 500.0);
    assert!(!asked_of(1_000.0, &others(&wide)));
    assert!(asked_of(20_000.0, &others(&wide)));
}

#[test]
fn eight_other_forces_are_needed() {
    assert!(asked_of(1_000.0, &others(&USUAL[..8])));
    assert!(!asked_of(1_000.0, &others(&USUAL[..7])));
}

/// A count of zero has no logarithm, but its place among the others.
#[test]
fn forces_without_any_are_counted_while_they_are_fewer_than_half() {
    let with_zeros = |zeros: usize| {
        let mut counts = USUAL;
        counts[..zeros].fill(0.0);
        others(&counts)
    };
    for zeros in [1, 2] {
        assert!(asked_of(5_000.0, &with_zeros(zeros)), "{zeros}");
    }
    // Five of eleven, and the spread is that of the six others; six, and there is none.
    assert!(asked_of(50_000.0, &with_zeros(5)));
    assert!(!asked_of(50_000.0, &with_zeros(6)));
    assert!(!asked_of(0.0, &with_zeros(11)), "nobody has any");
}

#[test]
fn only_rates_that_are_known_are_compared() {
    let check = |row: &str, change: &[(&str, &str)], expected: bool| {
        let mut recorded = others(&USUAL);
        recorded.extend(change.iter().map(|(area, line)| of(area, line)));
        assert_eq!(asked(row, &recorded), expected, "{row} {change:?}");
    };
    let far = format!("thefts {NOW} 1000");
    check(&far, &[], true);
    check(&format!("{far} estimated"), &[], false);
    check(&format!("{far} partial"), &[], false);
    check(&format!("thefts {NOW} - not-supplied"), &[], false);
    // A level of the force's own that is unknown, and one of zero.
    let unknown = format!("population {MID_YEAR} - missing");
    check(&far, &[(FORCE, &unknown)], false);
    let nobody = format!("population {MID_YEAR} 0");
    check(&far, &[(FORCE, &nobody)], false);
    // Four of the others have no rate: seven are left.
    let without = ["force-1", "force-2", "force-3", "force-4"];
    let lines = [
        format!("thefts {NOW} - not-supplied"),
        format!("thefts {NOW} -20"),
        unknown.clone(),
        nobody.clone(),
    ];
    let change: Vec<_> = without
        .into_iter()
        .zip(lines.iter().map(String::as_str))
        .collect();
    check(&far, &change[..3], true);
    check(&far, &change, false);
    // No level is named for officers.
    check("officers at-2031-03-31 100000", &[], false);
}

#[test]
fn forces_that_are_not_inspected_do_not_count() {
    let mut recorded = others(&USUAL[..7]);
    for area in ["force-12", "england-and-wales"] {
        recorded.extend([
            of(area, &format!("thefts {NOW} 500")),
            of(area, &format!("population {MID_YEAR} 100000")),
        ]);
    }
    assert!(!asked_of(1_000.0, &recorded));
    recorded.extend([
        of("force-11", &format!("thefts {NOW} 500")),
        of("force-11", &format!("population {MID_YEAR} 100000")),
    ]);
    assert!(asked_of(1_000.0, &recorded));
}
