//! Proposals for grades by the rule of 2016.

use std::sync::LazyLock;

use peel_model::{FindingId, FindingKind, FindingState, GradeProposals, NoProposal, SubQuestionId};
use peel_scoring_core::propose_grades;

use crate::support::{FORCE, World, edition_2016};

static WORLD: LazyLock<World> = LazyLock::new(|| World::read(&edition_2016(&[]), FORCE));

fn proposed(change: impl Fn(&mut World)) -> GradeProposals {
    let mut world = WORLD.clone();
    change(&mut world);
    propose_grades(&world.evidence())
}

fn grades(proposals: &GradeProposals) -> Vec<&str> {
    let questions = proposals.questions.iter();
    let grades = questions.map(|one| one.proposal.as_ref().unwrap().grade.as_str());
    grades
        .chain([proposals.overall.as_ref().unwrap().grade.as_str()])
        .collect()
}

#[test]
fn the_rule_gives_the_printed_grades_of_west_midlands() {
    let proposals = proposed(|_| {});
    let inspection = &WORLD.inspection;
    let printed = inspection.questions.iter();
    let printed: Vec<&str> = printed
        .map(|one| one.judgment.as_ref().unwrap().grade.as_str())
        .chain([inspection.overall.as_ref().unwrap().grade.as_str()])
        .collect();
    assert_eq!(grades(&proposals), printed);
    let expected = [
        "good",
        "good",
        "requires-improvement",
        "good",
        "ungraded",
        "good",
    ];
    assert_eq!(printed, expected);
}

#[test]
fn a_proposal_says_how_the_rule_came_to_it() {
    let mut told = String::new();
    let proposals = proposed(|_| {});
    for one in &proposals.questions {
        for reason in &one.proposal.as_ref().unwrap().reasons {
            let findings: Vec<&str> = reason.findings.iter().map(FindingId::as_str).collect();
            told += &format!("{}: {} {findings:?}\n", one.question, reason.text);
        }
    }
    for reason in &proposals.overall.as_ref().unwrap().reasons {
        told += &format!("overall: {}\n", reason.text);
    }
    insta::assert_snapshot!(told);
}

#[test]
fn figures_take_no_part_in_a_proposal() {
    let without = proposed(|world| {
        world.comparisons.clear();
        world.series.clear();
        world.printed.clear();
    });
    assert_eq!(without, proposed(|_| {}));
}

#[test]
fn what_was_found_moves_a_proposal() {
    let check = |change: &dyn Fn(&mut World), expected: [&str; 2]| {
        let proposals = proposed(change);
        let all = grades(&proposals);
        // The question on protecting vulnerable people, and the whole.
        assert_eq!([all[2], all[5]], expected);
    };
    let state = |id: &'static str, state: FindingState| {
        move |world: &mut World| {
            let mut findings = world.inspection.findings.iter_mut();
            findings.find(|one| one.id.as_str() == id).unwrap().state = state;
        }
    };
    check(
        &|world| {
            state("f1", FindingState::Alleviated)(world);
            state("f3", FindingState::Alleviated)(world);
        },
        ["good", "good"],
    );
    check(
        &state("f1", FindingState::Alleviated),
        ["requires-improvement", "good"],
    );
    // A third open cause of concern; one inadequate question limits the whole.
    check(
        &state("f2", FindingState::Enduring),
        ["inadequate", "requires-improvement"],
    );
    check(
        &|world| {
            for finding in &mut world.inspection.findings {
                if finding.question.as_str() == "protecting-vulnerable-people" {
                    finding.kind = FindingKind::Strength;
                    finding.state = FindingState::New;
                }
            }
        },
        ["outstanding", "good"],
    );
}

#[test]
fn nothing_is_proposed_for_what_was_not_assessed() {
    let proposals = proposed(|world| world.inspection.questions[0].assessments.clear());
    let missing = match &proposals.questions[0].proposal {
        Err(NoProposal::NotAssessed(missing)) => missing,
        other => panic!("{other:?}"),
    };
    let missing: Vec<&str> = missing.iter().map(SubQuestionId::as_str).collect();
    // The part that gives context needs no assessment.
    assert_eq!(missing, ["understanding-threat", "actions-that-prevent"]);
    let question = proposals.questions[0].question.clone();
    let expected = Err(NoProposal::QuestionsWithout(vec![question]));
    assert_eq!(proposals.overall, expected);
}
