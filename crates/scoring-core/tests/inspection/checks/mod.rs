//! Each check by itself, on the 2016 edition with an inspection that says nothing else.

mod claims;
mod figures;
mod findings;
mod numbers;

use std::sync::LazyLock;

use peel_model::{AnswerKind, FindingAnswer, FindingState};
use peel_scoring_core::CHECKS;
use proptest::prelude::*;

use crate::support::{FORCE, World, edition_2016};

static QUIET: LazyLock<World> = LazyLock::new(|| {
    let mut world = World::read(&edition_2016(&[]), FORCE);
    let inspection = &mut world.inspection;
    inspection.overall.as_mut().unwrap().reason = "Nothing to say.".to_owned();
    for question in &mut inspection.questions {
        question.judgment.as_mut().unwrap().reason = "Nothing to say.".to_owned();
        question.summary = vec!["Nothing to say.".to_owned()];
        question.assessments.clear();
    }
    inspection.facts.clear();
    for finding in &mut inspection.findings {
        finding.state = FindingState::Alleviated;
        finding.text = "Nothing to say.".to_owned();
        finding.recommendations.clear();
    }
    for earlier in &mut world.background.earlier {
        earlier.answer = Some(FindingAnswer {
            kind: AnswerKind::Alleviated,
            carried_by: Vec::new(),
        });
    }
    world
});

/// Changes the quiet inspection, and holds what one check tells against what is expected: a part of
/// each message, in order.
fn check(check: &str, change: impl Fn(&mut World), expected: &[&str]) {
    let mut world = QUIET.clone();
    change(&mut world);
    let told = world.told_by(check);
    let fits = told
        .iter()
        .zip(expected)
        .all(|(one, part)| one.contains(part));
    assert!(fits && told.len() == expected.len(), "{check}: {told:#?}");
}

/// The summary of the first question says this.
fn says(text: &str) -> impl Fn(&mut World) + use<> {
    let text = text.to_owned();
    move |world| world.inspection.questions[0].summary = vec![text.clone()]
}

fn finding<'w>(world: &'w mut World, id: &str) -> &'w mut peel_model::Finding {
    let mut findings = world.inspection.findings.iter_mut();
    findings.find(|finding| finding.id.as_str() == id).unwrap()
}

fn answer(world: &mut World, id: &str, kind: AnswerKind, carried_by: &[&str]) {
    let mut earlier = world.background.earlier.iter_mut();
    let earlier = earlier.find(|one| one.id.as_str() == id).unwrap();
    earlier.answer = Some(FindingAnswer {
        kind,
        carried_by: carried_by.iter().map(|id| id.parse().unwrap()).collect(),
    });
}

#[test]
fn an_inspection_that_says_nothing_is_told_only_about_its_edition() {
    let texts = [
        "two-labels-for-one",
        "unlike-periods",
        "no-annex-entry",
        "subtotal-without-note",
        "excluded-or-not-supplied",
        "one-label-for-two",
        "unlike-units",
    ];
    for one in QUIET.raised() {
        assert!(texts.contains(&one.check.as_str()), "{one:?}");
    }
    assert_eq!(CHECKS.len(), 28);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_makes_a_check_fail_badly(text in "(\\PC{0,12}|one of the highest|The rate of recorded crime is | [0-9]{1,3}[.,]?[0-9]{0,2} |percent|; ){0,8}") {
        let mut world = QUIET.clone();
        says(&text)(&mut world);
        let once = world.raised();
        prop_assert_eq!(world.raised(), once);
    }
}
