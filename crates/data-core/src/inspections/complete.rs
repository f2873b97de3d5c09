//! What an inspection needs before its judgments can be moderated.

use peel_model::{Beginning, Edition, FindingKind, InspectionPlace, QuestionId, SubQuestionId};

use super::{InspectionEntry, InspectionWork};
use crate::Rejected;

/// Adds everything that is missing, each with its place in the inspection.
pub(super) fn check_complete(edition: &Edition, work: &InspectionWork, missing: &mut Rejected) {
    let mut miss = |place: &InspectionPlace, message: &str| {
        missing.add(|| place.to_string(), message.to_owned());
    };
    let inspection = &work.inspection;
    if inspection.overall.is_none() {
        miss(&InspectionPlace::Overall, "is missing");
    }
    for question in edition.questions.iter().filter(|question| question.graded) {
        let mut judged = inspection.questions.iter();
        let judged = judged.find(|judged| judged.question == question.id);
        if judged.is_none_or(|judged| judged.judgment.is_none()) {
            miss(&InspectionPlace::Reason(question.id.clone()), "is missing");
        }
    }
    let rules = edition
        .inspection_rules
        .as_ref()
        .map(|rules| &rules.grading);
    let parts = edition.questions.iter().flat_map(|question| {
        let parts = question.sub_questions.iter();
        parts.map(|part| (&question.id, &part.id))
    });
    for (question, part) in parts {
        if rules.is_some_and(|rules| rules.context.contains(part)) {
            continue;
        }
        let place = InspectionPlace::Assessment(part.clone());
        if !is_assessed(work, question, part) {
            miss(&place, "is missing");
        } else if rules.is_some_and(|it| matches!(it.begin, Beginning::FromSubQuestions(_))) {
            let mut grades = work.background.sub_question_grades.iter();
            if !grades.any(|graded| graded.sub_question == *part) {
                miss(&place, "has no grade");
            }
        }
    }
    for finding in &inspection.findings {
        let place = InspectionPlace::Finding(finding.id.clone());
        if finding.evidence.is_empty() && finding.documents.is_empty() {
            miss(&place, "names no indicator and no document that bear on it");
        }
        if finding.kind == FindingKind::CauseOfConcern && finding.recommendations.is_empty() {
            miss(&place, "does not say what the force should do");
        }
    }
    let earlier = work.background.earlier.iter();
    for earlier in earlier.filter(|earlier| earlier.answer.is_none()) {
        let place = InspectionPlace::EarlierFinding(earlier.id.clone());
        miss(&place, "was open and is not answered");
    }
}

fn is_assessed(work: &InspectionWork, question: &QuestionId, part: &SubQuestionId) -> bool {
    let mut questions = work.inspection.questions.iter();
    let judged = questions.find(|judged| judged.question == *question);
    judged.is_some_and(|judged| {
        let mut assessments = judged.assessments.iter();
        assessments.any(|one| one.sub_question == *part)
    })
}

/// Adds every judgment that is that of who takes the step: four eyes see more than two.
pub(super) fn check_four_eyes(
    entry: &InspectionEntry,
    work: &InspectionWork,
    missing: &mut Rejected,
) {
    let inspection = &work.inspection;
    let overall = inspection.overall.iter();
    let overall = overall.map(|judgment| (InspectionPlace::Overall, judgment));
    let questions = inspection.questions.iter().filter_map(|judged| {
        let place = InspectionPlace::Reason(judged.question.clone());
        Some((place, judged.judgment.as_ref()?))
    });
    for (place, judgment) in overall.chain(questions) {
        if entry.is_by(&judgment.author) {
            let message = format!(
                "was given by {}, who cannot be the {} of it too",
                judgment.author, entry.role
            );
            missing.add(|| place.to_string(), message);
        }
    }
}
