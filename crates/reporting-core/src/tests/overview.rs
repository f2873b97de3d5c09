//! What an overview of an edition says.

use std::fmt::Write as _;
use std::sync::Arc;

use peel_model::{Inspection, Period, PublishedGrade};

use super::outline;
use crate::made_up::{MadeUp, inspection};
use crate::{
    Cell, EarlierEdition, OverviewDocument, OverviewInput, OverviewTable, TracedNumber, overview,
};

fn of(made_up: &MadeUp, inspections: &[Inspection]) -> OverviewDocument {
    overview(&OverviewInput {
        edition: &made_up.edition,
        earlier: None,
        inspections,
        under_way: 0,
        comparisons: &made_up.comparisons,
        printed: &made_up.printed,
        revision: peel_model::Revision::new(7),
        method: &made_up.method,
        software: "peel 0.0.0-made-up",
    })
}

fn told(document: &OverviewDocument) -> String {
    let mut out = format!("{:?}\n{:?}\n", document.provenance, document.cover);
    for entry in &document.contents {
        let _ = writeln!(
            out,
            "#{} {} ({})",
            entry.anchor,
            entry.title,
            entry.parts.len()
        );
    }
    let _ = writeln!(
        out,
        "== {}\n{}",
        document.grades.question, document.grades.remark
    );
    if let Some(map) = &document.grades.map {
        outline::figure(&mut out, map);
    }
    outline::table(&mut out, &document.grades.tally);
    for chapter in &document.chapters {
        let _ = writeln!(out, "== {} #{}", chapter.title, chapter.anchor);
        for figure in &chapter.figures {
            outline::figure(&mut out, figure);
        }
        for (title, reason) in &chapter.missing {
            let _ = writeln!(out, "missing: {title}: {reason}");
        }
        outline::footnotes(&mut out, &chapter.footnotes);
    }
    let mut section = |title: &str, section: &OverviewTable| {
        let _ = writeln!(out, "== {title}");
        for remark in &section.remarks {
            let _ = writeln!(out, "{remark}");
        }
        outline::table(&mut out, &section.table);
    };
    section("Themes", &document.themes);
    section("Data quality", &document.data_quality);
    section("Changes", &document.changes);
    out
}

#[test]
fn an_overview_reads_like_this() {
    insta::assert_snapshot!(told(&of(&MadeUp::report(), &[inspection()])));
}

#[test]
fn an_overview_of_nothing_says_what_is_missing() {
    let mut nothing = MadeUp::report();
    nothing.comparisons.clear();
    nothing.printed.clear();
    nothing.edition.published_grades.clear();
    let document = of(&nothing, &[]);
    assert_eq!(document.numbers(), []);
    assert!(document.grades.map.is_none() && document.grades.tally.is_empty());
    let missing = document
        .chapters
        .iter()
        .map(|chapter| chapter.missing.len());
    assert_eq!(
        missing.sum::<usize>(),
        nothing.edition.indicators.len() - 1,
        "all but the tally"
    );
    assert_eq!(
        document.themes.remarks.last().unwrap(),
        "Nothing recurs among the findings recorded."
    );
}

#[test]
fn what_more_than_one_force_is_told_is_a_theme() {
    let own = inspection();
    let mut other = own.clone();
    other.force = "ashdale".parse().unwrap();
    let remarks = of(&MadeUp::report(), &[own.clone(), other.clone()])
        .themes
        .remarks;
    let recurring: Vec<&str> = remarks.iter().skip(1).map(String::as_str).collect();
    assert_eq!(
        recurring,
        [
            "Learning is not shared: 2 forces (Ashdale and Northmarch).",
            "Records are late: 2 forces (Ashdale and Northmarch).",
            "Risk is not assessed: 2 forces (Ashdale and Northmarch).",
            "Findings on Victim satisfaction: 2 forces (Ashdale and Northmarch).",
        ]
    );
    // What is settled, or differs, is none.
    other.findings.truncate(1);
    other.findings[0].title = "Another heading".to_owned();
    other.findings[0].state = peel_model::FindingState::Alleviated;
    let remarks = of(&MadeUp::report(), &[own, other]).themes.remarks;
    assert!(remarks[1].starts_with("Nothing recurs"), "{remarks:?}");
}

#[test]
fn grades_are_held_against_the_edition_before() {
    let mut made_up = MadeUp::report();
    let grade = |force: &str, grade: &str| PublishedGrade {
        force: force.parse().unwrap(),
        grade: grade.parse().unwrap(),
    };
    let mut earlier = made_up.edition.clone();
    earlier.title = "The year before".to_owned();
    earlier.published_grades = vec![grade("ashdale", "good"), grade("dunmere", "inadequate")];
    let changes = |made_up: &MadeUp| {
        overview(&OverviewInput {
            edition: &made_up.edition,
            earlier: Some(EarlierEdition {
                edition: &earlier,
                comparisons: &made_up.comparisons,
            }),
            inspections: &[],
            under_way: 0,
            comparisons: &made_up.comparisons,
            printed: &[],
            revision: None,
            method: &made_up.method,
            software: "",
        })
        .changes
    };
    made_up.edition.published_grades = vec![
        grade("ashdale", "outstanding"),
        grade("brackwater", "good"),
        grade("dunmere", "inadequate"),
    ];
    let moved = changes(&made_up);
    assert_eq!(
        moved.remarks,
        ["Against The year before: 1 higher, 1 the same, 0 lower."]
    );
    assert_eq!(moved.table.rows.len(), 2, "who has a grade in both");
    made_up.edition.published_grades.clear();
    assert!(changes(&made_up).table.is_empty());
}

/// The same a year before.
fn a_year_before(made_up: &MadeUp) -> MadeUp {
    let mut before = made_up.clone();
    before.edition.title = "The year before".to_owned();
    let year_before = |period: Period| period.earlier(12).unwrap();
    for indicator in &mut before.edition.indicators {
        indicator.period = year_before(indicator.period);
    }
    let comparisons = made_up.comparisons.iter();
    let comparisons = comparisons.map(|((id, period), comparison)| {
        let mut comparison = (**comparison).clone();
        comparison.period = year_before(*period);
        ((id.clone(), comparison.period), Arc::new(comparison))
    });
    before.comparisons = comparisons.collect();
    before
}

#[test]
fn what_both_editions_measure_for_the_whole_stands_side_by_side() {
    let made_up = MadeUp::report();
    let mut before = a_year_before(&made_up);
    let document = |before: Option<&MadeUp>| {
        overview(&OverviewInput {
            edition: &made_up.edition,
            earlier: before.map(|before| EarlierEdition {
                edition: &before.edition,
                comparisons: &before.comparisons,
            }),
            inspections: &[],
            under_way: 0,
            comparisons: &made_up.comparisons,
            printed: &[],
            revision: None,
            method: &made_up.method,
            software: "",
        })
    };
    let with = document(Some(&before));
    let rows = &with.changes_in_values.table.rows;
    let crime = rows
        .iter()
        .find(|row| row.header == "Recorded crime")
        .unwrap();
    let told: Vec<String> = crime
        .cells
        .iter()
        .map(|cell| match cell {
            Cell::Words(words) => words.clone(),
            Cell::Number(number) => format!("{} {}", number.shown, number.origin.period),
            Cell::Text(text) => text.plain(),
        })
        .collect();
    assert_eq!(
        told,
        [
            "12 months to 30 June 1998",
            "68.2 12m-to-1998-06",
            "12 months to 30 June 1999",
            "68.2 12m-to-1999-06",
        ]
    );
    let numbers = with.numbers();
    let traced = |wanted: &TracedNumber| numbers.iter().any(|placed| placed.number == wanted);
    assert!(rows.iter().flat_map(crate::TableRow::numbers).all(traced));

    // Of what is measured in another way, or in one edition only, nothing is said.
    for indicator in &mut before.edition.indicators {
        indicator.unit.push_str(" of another kind");
    }
    let other = document(Some(&before)).changes_in_values;
    assert!(other.table.is_empty());
    assert!(
        other.remarks[0].contains("No indicator has a value"),
        "{:?}",
        other.remarks
    );
    let first = document(None).changes_in_values;
    assert!(first.table.is_empty() && first.remarks.is_empty());
}

#[test]
fn the_order_of_what_is_given_does_not_matter() {
    let made_up = MadeUp::report();
    let mut other = inspection();
    other.force = "ashdale".parse().unwrap();
    let mut shuffled = made_up.clone();
    shuffled.edition.published_grades.reverse();
    for comparison in shuffled.comparisons.values_mut() {
        Arc::make_mut(comparison).units.reverse();
    }
    assert_eq!(
        of(&made_up, &[other.clone(), inspection()]),
        of(&shuffled, &[inspection(), other])
    );
}

#[test]
fn what_is_not_published_is_counted_and_left_out() {
    let made_up = MadeUp::report();
    let check = |under_way: usize, expected: &str| {
        let document = overview(&OverviewInput {
            edition: &made_up.edition,
            earlier: None,
            inspections: &[],
            under_way,
            comparisons: &made_up.comparisons,
            printed: &[],
            revision: None,
            method: &made_up.method,
            software: "peel 0.0.0-made-up",
        });
        let said = &document.themes.remarks[0];
        assert!(said.starts_with(expected), "{said}");
    };
    let none = "Findings of 0 of 12 forces are published here.";
    check(0, &format!("{none} A theme recurs"));
    check(
        1,
        &format!("{none} One inspection is not published yet and is left out. A"),
    );
    check(
        3,
        &format!("{none} 3 inspections are not published yet and are left out. A"),
    );
}
