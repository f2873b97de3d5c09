//! Grades, findings and recommendations, in words and in lists.

use peel_model::{AnswerKind, FindingKind, FindingState};

use super::{answer, check, finding, says};
use crate::support::World;

#[test]
fn grades_in_words() {
    let words = "grade-words";
    check(
        words,
        says("The force requires improvement."),
        &["\"requires improvement\""],
    );
    check(words, says("The force is good at this."), &[]);
    // Words that also mean something else are no grade.
    check(
        words,
        says("Outstanding suspects are pursued with good will."),
        &[],
    );
    check(words, says("In 2015 it was graded as inadequate."), &[]);
    let overall = |text: &'static str| {
        move |world: &mut World| {
            text.clone_into(&mut world.inspection.overall.as_mut().unwrap().reason)
        }
    };
    check(
        words,
        overall("Overall it requires improvement."),
        &["overall judgment: "],
    );
    check(words, overall("One question requires improvement."), &[]);
}

#[test]
fn grades_above_the_limit_of_open_findings() {
    let open = |world: &mut World| finding(world, "f1").state = FindingState::Enduring;
    check("grade-above-limit", open, &[]);
    let better = |world: &mut World| {
        open(world);
        world.inspection.questions[2]
            .judgment
            .as_mut()
            .unwrap()
            .grade = "good".parse().unwrap();
    };
    check(
        "grade-above-limit",
        better,
        &["good with 1 open cause of concern (f1)"],
    );
    let inadequate = |world: &mut World| {
        world.inspection.questions[2]
            .judgment
            .as_mut()
            .unwrap()
            .grade = "inadequate".parse().unwrap();
    };
    check("grade-above-limit", inadequate, &["overall judgment: "]);
}

#[test]
fn earlier_findings_are_answered() {
    let unanswered = |world: &mut World| world.background.earlier[2].answer = None;
    check("unanswered-finding", unanswered, &["earlier finding e3"]);
    let against = "answer-against-findings";
    check(
        against,
        |world| answer(world, "e2", AnswerKind::NotAlleviated, &["f3"]),
        &["no open"],
    );
    check(
        against,
        |world| answer(world, "e2", AnswerKind::Split, &["f3"]),
        &["fewer than two"],
    );
    check(
        against,
        |world| answer(world, "e2", AnswerKind::Superseded, &[]),
        &["no open"],
    );
    let open = |kind: AnswerKind| {
        move |world: &mut World| {
            finding(world, "f3").state = FindingState::Enduring;
            answer(world, "e2", kind, &["f3"]);
        }
    };
    check(against, open(AnswerKind::NotAlleviated), &[]);
    check(against, open(AnswerKind::Superseded), &[]);
    check(
        against,
        open(AnswerKind::Alleviated),
        &["an open finding carries it on"],
    );
    let progress = |world: &mut World| finding(world, "f3").state = FindingState::Progress;
    check("closure-not-stated", progress, &["finding f3"]);
}

#[test]
fn findings_told_are_listed_and_recorded() {
    let unlisted = |state: FindingState| {
        move |world: &mut World| {
            finding(world, "f3").state = state;
            finding(world, "f3").listed = false;
        }
    };
    check(
        "unlisted-finding",
        unlisted(FindingState::Overdue),
        &["finding f3"],
    );
    check("unlisted-finding", unlisted(FindingState::Alleviated), &[]);
    let words = "words-without-finding";
    check(
        words,
        says("This is a cause of concern."),
        &["names a cause-of-concern"],
    );
    check(words, says("This is an area for improvement."), &[]);
    check(words, says("In 2015 it was a cause of concern."), &[]);
}

#[test]
fn recommendations_keep_their_words() {
    let asked = |text: &'static str| {
        move |world: &mut World| {
            answer(world, "e7", AnswerKind::NotAlleviated, &["f12"]);
            let finding = finding(world, "f12");
            finding.state = FindingState::Enduring;
            finding.recommendations = vec![peel_model::Recommendation {
                text: text.to_owned(),
                owner: String::new(),
                due: String::new(),
            }];
        }
    };
    let drift = "recommendation-drift";
    check(drift, asked("Eradicate the backlog."), &[]);
    check(drift, asked("ERADICATE THE BACKLOG"), &[]);
    check(
        drift,
        asked("Reduce the backlog."),
        &["\"reduce\" instead of \"eradicate\""],
    );
    check(drift, asked("Train more people."), &["asked no more"]);
    let repeated = |extra: &'static str| {
        move |world: &mut World| {
            answer(world, "e2", AnswerKind::NotAlleviated, &["f3"]);
            let text = format!("{}{extra}", world.background.earlier[1].text);
            let finding = finding(world, "f3");
            finding.state = FindingState::Enduring;
            finding.text = text;
        }
    };
    check("repeated-text", repeated(""), &["finding f3"]);
    let more = " This year call takers asked better questions, audits showed fewer mistakes, and \
                supervisors checked every decision within an hour of its being made.";
    check("repeated-text", repeated(more), &[]);
}

#[test]
fn strengths_are_no_findings_to_list() {
    let strength = |world: &mut World| {
        let finding = finding(world, "f3");
        finding.kind = FindingKind::Strength;
        finding.state = FindingState::New;
        finding.listed = false;
    };
    check("unlisted-finding", strength, &[]);
}

#[test]
fn a_draft_that_judges_nothing_yet_contradicts_no_judgment() {
    let unjudged = |world: &mut World| {
        finding(world, "f1").state = FindingState::Enduring;
        world.inspection.questions[2].summary = vec!["The force is outstanding.".to_owned()];
        world.inspection.overall = None;
        for question in &mut world.inspection.questions {
            question.judgment = None;
        }
    };
    check("grade-above-limit", unjudged, &[]);
    check("grade-words", unjudged, &[]);
}
