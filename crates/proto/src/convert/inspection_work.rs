//! What an inspection takes over from earlier ones, and how it came to where it stands.

use peel_model::{
    Acknowledgement, AnswerKind, EarlierFinding, FindingAnswer, FindingKind, InspectionMove,
    InspectionStep, Revision, SubQuestionGrade,
};

use super::inspection::{recommendation_from_wire, recommendation_to_wire};
use super::{Faults, Malformed, named, parse, small};
use crate::data::v1 as wire;

/// A finding of an earlier inspection.
#[must_use]
pub fn earlier_finding_to_wire(finding: &EarlierFinding) -> wire::EarlierFinding {
    let answer = finding.answer.as_ref();
    let carried_by = answer.map(|answer| answer.carried_by.as_slice());
    let carried_by = carried_by.unwrap_or_default().iter();
    let asked = finding.recommendations.iter();
    wire::EarlierFinding {
        id: finding.id.to_string(),
        year: finding.year.into(),
        kind: finding.kind.name().to_owned(),
        question: finding.question.to_string(),
        title: finding.title.clone(),
        text: finding.text.clone(),
        recommendations: asked.map(recommendation_to_wire).collect(),
        answer: answer
            .map(|it| it.kind.name().to_owned())
            .unwrap_or_default(),
        carried_by: carried_by.map(ToString::to_string).collect(),
    }
}

/// A finding of an earlier inspection as received.
///
/// # Errors
/// Everything that is malformed in it. Names are not looked up.
pub fn earlier_finding_from_wire(
    message: &wire::EarlierFinding,
) -> Result<EarlierFinding, Vec<Malformed>> {
    let mut faults = Faults::default();
    let id = faults.keep(parse("id", &message.id));
    let year = faults.keep(small("year", message.year));
    let kind = FindingKind::from_name(&message.kind);
    let kind = faults.keep(named("kind", &message.kind, kind));
    let question = faults.keep(parse("question", &message.question));
    let carried_by = faults.list("carried_by", &message.carried_by);
    let answer = match message.answer.as_str() {
        "" => None,
        name => faults.keep(named("answer", name, AnswerKind::from_name(name))),
    };
    if message.answer.is_empty() && !message.carried_by.is_empty() {
        faults.add("carried_by", "is part of an answer; say which");
    }
    let asked = message.recommendations.iter();
    let recommendations = asked.map(recommendation_from_wire).collect();
    let finding = || {
        Some(EarlierFinding {
            id: id?,
            year: year?,
            kind: kind?,
            question: question?,
            title: message.title.clone(),
            text: message.text.clone(),
            recommendations,
            answer: answer.map(|kind| FindingAnswer { kind, carried_by }),
        })
    };
    faults.none_or(finding())
}

/// The grade of a sub-question.
#[must_use]
pub fn sub_question_grade_to_wire(graded: &SubQuestionGrade) -> wire::SubQuestionGrade {
    wire::SubQuestionGrade {
        sub_question: graded.sub_question.to_string(),
        grade: graded.grade.to_string(),
    }
}

pub(super) fn step_to_wire(step: &InspectionStep) -> wire::InspectionStep {
    let acknowledged = step.acknowledged.iter().map(|one| wire::Acknowledgement {
        check: one.check.clone(),
        place: one.place.clone(),
        reason: one.reason.clone(),
    });
    wire::InspectionStep {
        r#move: step.action.name().to_owned(),
        author: step.author.clone(),
        role: step.action.role().name().to_owned(),
        at: step.at,
        reason: step.reason.clone(),
        run: step.run.clone(),
        acknowledged: acknowledged.collect(),
        corrects: step.corrects.map_or(0, Revision::number),
    }
}

/// The role follows from what was done.
pub(super) fn step_from_wire(message: wire::InspectionStep) -> Result<InspectionStep, Malformed> {
    let action = InspectionMove::from_name(&message.r#move);
    let acknowledged = message.acknowledged.into_iter();
    Ok(InspectionStep {
        action: named("move", &message.r#move, action)?,
        author: message.author,
        at: message.at,
        reason: message.reason,
        run: message.run,
        acknowledged: acknowledged.map(acknowledgement_from_wire).collect(),
        corrects: Revision::new(message.corrects),
    })
}

/// An error of a run that somebody lets stand, as received.
#[must_use]
pub fn acknowledgement_from_wire(message: wire::Acknowledgement) -> Acknowledgement {
    Acknowledgement {
        check: message.check,
        place: message.place,
        reason: message.reason,
    }
}
