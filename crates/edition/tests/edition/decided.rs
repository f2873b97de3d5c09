//! Decisions made after an edition was recorded: they read as if they had come with it, and say
//! when and by whom they were added.

use std::fmt::Write as _;

use peel_edition::decision_document;
use peel_model::{Caveat, Decided, Exclusion, IndicatorScope, Revision, Treatment};

use crate::made_up::MadeUp;

const PLACE: &str = "decisions/000000000012/x9.toml";

fn exclusion(id: &str, treatment: Treatment) -> Exclusion {
    Exclusion {
        id: id.parse().unwrap(),
        forces: vec!["northshire".parse().unwrap(), "southshire".parse().unwrap()],
        applies_to: IndicatorScope::These(vec!["offence-rate".parse().unwrap()]),
        periods: vec!["12m-to-2031-06".parse().unwrap()],
        treatment,
        reason: "The \"old\" system\nfailed.".to_owned(),
        source: "minute".to_owned(),
        decided: None,
    }
}

fn caveat(id: &str) -> Caveat {
    Caveat {
        id: id.parse().unwrap(),
        title: "Rain".to_owned(),
        text: "It rained.".to_owned(),
        applies_to: IndicatorScope::All,
        source: "minute".to_owned(),
        decided: None,
    }
}

fn flag(id: &str) -> String {
    decision_document("an analyst", &[exclusion(id, Treatment::Flag)], &[]).unwrap()
}

fn decided(revision: u64) -> Option<Decided> {
    Some(Decided {
        revision: Revision::new(revision).unwrap(),
        author: "an analyst".to_owned(),
    })
}

#[test]
fn what_is_written_is_what_is_read() {
    let check = |treatment: Treatment| {
        let exclusion = exclusion("x9", treatment);
        let caveat = caveat("c9");
        let (exclusions, caveats) = (
            std::slice::from_ref(&exclusion),
            std::slice::from_ref(&caveat),
        );
        let text = decision_document("an analyst", exclusions, caveats).unwrap();
        let edition = MadeUp::new().and(PLACE, &text).edition().unwrap();
        let decided = decided(12);
        let caveat = Caveat {
            decided: decided.clone(),
            ..caveat
        };
        let exclusion = Exclusion {
            decided,
            ..exclusion
        };
        assert_eq!(edition.exclusions.last(), Some(&exclusion), "{text}");
        assert_eq!(edition.caveats.last(), Some(&caveat), "{text}");
    };
    check(Treatment::Exclude);
    check(Treatment::NotSupplied);
    check(Treatment::OutOfScope);
    check(Treatment::Partial { months: 9 });
    check(Treatment::Estimated);
    check(Treatment::Revised);
    check(Treatment::Flag);
    check(Treatment::Note);
    check(Treatment::Merge {
        unit: "both-shires".parse().unwrap(),
        name: "Both Shires".to_owned(),
    });
}

#[test]
fn they_stand_after_the_editions_own_by_path() {
    let edition = MadeUp::new()
        .and("decisions/000000000100/a.toml", &flag("x4"))
        .and(
            "decisions/000000000012/returns/port-city/thefts.toml",
            &flag("x6"),
        )
        .and("decisions/000000000012/b.toml", &flag("x5"))
        .edition()
        .unwrap();
    let told: Vec<_> = edition
        .exclusions
        .iter()
        .map(|one| (one.id.as_str(), one.decided.clone()))
        .collect();
    assert_eq!(
        told,
        [
            ("x1", None),
            ("x2", None),
            ("x3", None),
            ("x5", decided(12)),
            ("x6", decided(12)),
            ("x4", decided(100)),
        ]
    );
}

#[test]
fn they_define_the_edition() {
    let hash = |made_up: MadeUp| made_up.edition().unwrap().definition_hash;
    let before = hash(MadeUp::new());
    let with = hash(MadeUp::new().and(PLACE, &flag("x9")));
    let later = hash(MadeUp::new().and("decisions/000000000013/x9.toml", &flag("x9")));
    assert!(before != with && with != later && later != before);
}

#[test]
fn a_decision_that_cannot_be_is_told_with_its_place() {
    let valid = flag("x9");
    let nobody = valid.replace("\"northshire\"", "\"northshires\"");
    let nameless = valid.replace("\"an analyst\"", "\" \"");
    let unsigned = valid.replace("author = \"an analyst\"\n", "");
    let in_the_edition = flag("x1");
    let a_warnings = flag("c1");
    let twice = valid.clone() + valid.split_once("\n\n").unwrap().1;
    let cases: &[(&str, &str, &str)] = &[
        ("in no folder", "decisions/x9.toml", &valid),
        ("a short revision", "decisions/12/x9.toml", &valid),
        ("no revision", "decisions/000000000000/x9.toml", &valid),
        ("a name", "decisions/next-revision/x9.toml", &valid),
        ("a sign", "decisions/+00000000012/x9.toml", &valid),
        (
            "another format",
            "decisions/000000000012/x9.csv",
            "id,forces\n",
        ),
        ("nothing in it", PLACE, "\n"),
        ("nothing decided", PLACE, "author = \"an analyst\"\n"),
        ("nobody's", PLACE, &unsigned),
        ("an author without a name", PLACE, &nameless),
        ("an unknown force", PLACE, &nobody),
        ("an identifier of the edition", PLACE, &in_the_edition),
        ("an identifier of a warning", PLACE, &a_warnings),
        ("an identifier twice in a file", PLACE, &twice),
        (
            "an identifier of a file before",
            "decisions/000000000013/other.toml",
            &valid,
        ),
    ];
    let mut told = String::new();
    for (what, place, text) in cases {
        let mut broken = MadeUp::new();
        if *place == "decisions/000000000013/other.toml" {
            broken = broken.and(PLACE, &valid);
        }
        let problems = broken.and(place, text).edition().unwrap_err();
        writeln!(told, "{what}").unwrap();
        for problem in problems.told() {
            writeln!(told, "    {problem}").unwrap();
        }
    }
    insta::assert_snapshot!(told);
}
