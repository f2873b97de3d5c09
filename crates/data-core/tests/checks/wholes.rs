//! Parts against their whole.

use peel_data_core::check_named;
use peel_model::Relation;

use crate::fixture::{FORCE, NOW, evidence, force, lines, measure, remarks, world};

const BEGIN: &str = "thefts, 12 months to 30 June 2031: the whole is";

fn now(value: &str) -> String {
    let (measure, value) = value.split_once(' ').unwrap();
    format!("{measure} {NOW} {value}")
}

fn check(id: &str, sent: &[&str], recorded: &[&str], expected: &[&str]) {
    let [sent, recorded] =
        [sent, recorded].map(|rows| rows.iter().map(|row| now(row)).collect::<Vec<_>>());
    let borrowed = |rows| Vec::from_iter(<[String]>::iter(rows).map(String::as_str));
    let told = remarks(id, &borrowed(&sent), &borrowed(&recorded));
    assert_eq!(told, expected, "{sent:?} with {recorded:?}");
}

#[test]
fn parts_are_not_above_their_whole() {
    let check = |sent: &[&str], recorded: &[&str], expected: &[&str]| {
        check("parts-exceed-whole", sent, recorded, expected);
    };
    check(&["thefts 10", "solved 10"], &[], &[]);
    let solved = format!("{BEGIN} 10, and of these solved is 11; correct one of them");
    check(&["thefts 10", "solved 11"], &[], &[&format!("0 {solved}")]);
    check(&["solved 11", "thefts 10"], &[], &[&format!("1 {solved}")]);
    check(&["solved 11"], &["thefts 10"], &[&format!("0 {solved}")]);
    check(&["thefts 10"], &["solved 11"], &[&format!("0 {solved}")]);
    // The new whole counts, not the recorded one.
    check(&["thefts 11", "solved 11"], &["thefts 10"], &[]);
    check(&["cases 1"], &["thefts 10", "solved 11"], &[]);
    check(&["solved 11"], &[], &[]);

    check(
        &["thefts 10", "bicycle-thefts 4", "other-thefts 6"],
        &[],
        &[],
    );
    check(
        &["thefts 10", "bicycle-thefts 4", "other-thefts 7"],
        &[],
        &[&format!(
            "0 {BEGIN} 10, and its parts come to 11 (bicycle thefts 4, other thefts 7); correct \
             them or the whole"
        )],
    );
    check(
        &["other-thefts 7"],
        &["thefts 10", "bicycle-thefts 4"],
        &[&format!(
            "0 {BEGIN} 10, and its parts come to 11 (bicycle thefts 4, other thefts 7); correct \
             them or the whole"
        )],
    );
    // One part alone is above it, although the other is not known.
    check(
        &["other-thefts 1200"],
        &["thefts 1000"],
        &[&format!(
            "0 {BEGIN} 1,000, and of these other thefts is 1,200; correct one of them"
        )],
    );
    check(&["other-thefts 10"], &["thefts 10"], &[]);
}

#[test]
fn declared_values_are_neither_whole_nor_part() {
    for declared in ["estimated", "partial"] {
        let (whole, part) = (
            &format!("thefts 10 {declared}"),
            &format!("solved 11 {declared}"),
        );
        check("parts-exceed-whole", &[whole, "solved 11"], &[], &[]);
        check("parts-exceed-whole", &["thefts 10", part], &[], &[]);
        let missing = &format!("other-thefts 3 {declared}");
        check(
            "parts-do-not-sum",
            &["thefts 10", "bicycle-thefts 4", missing],
            &[],
            &[],
        );
    }
    check(
        "parts-exceed-whole",
        &["thefts - not-supplied", "solved 11"],
        &["thefts 10"],
        &[],
    );
}

#[test]
fn parts_make_up_their_whole() {
    let check = |sent: &[&str], recorded: &[&str], expected: &[&str]| {
        check("parts-do-not-sum", sent, recorded, expected);
    };
    let question = format!(
        "{BEGIN} 10, and its parts come to 7 (bicycle thefts 4, other thefts 3). What are the \
         other 3?"
    );
    check(
        &["thefts 10", "bicycle-thefts 4", "other-thefts 6"],
        &[],
        &[],
    );
    check(
        &["thefts 10", "bicycle-thefts 4", "other-thefts 3"],
        &[],
        &[&format!("0 {question}")],
    );
    // About the first part that was sent, where the whole was not.
    check(
        &["other-thefts 3", "bicycle-thefts 4"],
        &["thefts 10"],
        &[&format!("1 {question}")],
    );
    check(
        &["other-thefts 3"],
        &["thefts 10", "bicycle-thefts 4"],
        &[&format!("0 {question}")],
    );
    // Nothing is said while a part is missing.
    check(&["thefts 10", "bicycle-thefts 4"], &[], &[]);
    check(
        &["thefts 10", "bicycle-thefts 4", "other-thefts - missing"],
        &[],
        &[],
    );
    // A part that cannot exist is no gap.
    check(
        &[
            "thefts 10",
            "bicycle-thefts 4",
            "other-thefts - not-applicable",
        ],
        &[],
        &[&format!(
            "0 {BEGIN} 10, and its parts come to 4 (bicycle thefts 4). What are the other 6?"
        )],
    );
    check(
        &[
            "thefts 10",
            "bicycle-thefts 10",
            "other-thefts - not-applicable",
        ],
        &[],
        &[],
    );
    // An error, and not a question.
    check(
        &["thefts 10", "bicycle-thefts 4", "other-thefts 7"],
        &[],
        &[],
    );
    // A part within a whole is all that is said of it.
    check(&["thefts 10", "solved 3"], &[], &[]);
}

#[test]
fn a_question_names_a_bounded_number_of_parts() {
    let mut world = world().clone();
    let parts = (0..15).map(|n| measure(&format!("part-{n}")));
    world.definition.relations = vec![Relation::Sum {
        whole: measure("thefts"),
        parts: parts.collect(),
    }];
    let recorded = (0..15).flat_map(|n| lines(&[&now(&format!("part-{n} {n}"))]));
    let (submitted, recorded) = (lines(&[&now("thefts 200")]), recorded.collect());
    let check = check_named("parts-do-not-sum").unwrap();
    let told = check.remarks(&evidence(&world, &force(FORCE), &submitted, &recorded));
    assert_eq!(
        told[0].message,
        format!(
            "{BEGIN} 200, and its parts come to 105 (part-0 0, part-1 1, part-2 2, part-3 3, \
             part-4 4, part-5 5, part-6 6, part-7 7, part-8 8, part-9 9, part-10 10, part-11 11, \
             and 3 more). What are the other 95?"
        )
    );
}
