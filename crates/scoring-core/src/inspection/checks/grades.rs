//! Grades in words, and grades against findings.

use peel_model::{GradeId, InspectionPlace, QuestionJudgment, Severity};

use super::super::proposal::{better, counted};
use super::{Found, Held, InspectionCheck};

pub(super) static GRADE_WORDS: InspectionCheck = InspectionCheck {
    id: "grade-words",
    title: "Another grade in words",
    rule: "A sentence of a question's summary, or of the reason of its judgment, that holds an \
           edition's phrase for one grade where the judgment gives another. The reason of the \
           overall judgment is looked at where it speaks of the whole; assessments of parts may \
           differ from the question's grade.",
    severity: Severity::Error,
    find: grade_words,
};

fn grade_words(held: &Held<'_>) -> Vec<Found> {
    let phrases = &held.evidence.rules.phrases;
    let mut found = Vec::new();
    for passage in &held.passages {
        let judged = match &passage.place {
            InspectionPlace::Overall if passage.sentence.holds_any(&phrases.overall) => {
                let overall = held.evidence.inspection.overall.as_ref();
                overall.map(|judgment| &judgment.grade)
            }
            InspectionPlace::Reason(_) | InspectionPlace::Summary { .. } => {
                let mut questions = held.evidence.inspection.questions.iter();
                let question = questions.find(|one| Some(&one.question) == passage.question);
                question.and_then(grade)
            }
            _ => None,
        };
        let Some(judged) = judged else { continue };
        for (grade, phrases) in &phrases.grades {
            let told = phrases.iter().find(|phrase| passage.sentence.holds(phrase));
            if let Some(told) = told.filter(|_| grade != judged) {
                let message = format!(
                    "The text says \"{told}\"; the judgment is {}.",
                    held.evidence.grade_title(judged)
                );
                found.push(Found::at(&passage.place, message));
            }
        }
    }
    found
}

/// The grade given to a question, where one was.
fn grade(judged: &QuestionJudgment) -> Option<&GradeId> {
    judged.judgment.as_ref().map(|judgment| &judgment.grade)
}

pub(super) static GRADE_ABOVE_LIMIT: InspectionCheck = InspectionCheck {
    id: "grade-above-limit",
    title: "A grade better than open findings allow",
    rule: "A question's grade that is better than the edition's limit for its open findings of a \
           kind, for example good with an enduring cause of concern; or an overall grade better \
           than the limit for the grades of the questions.",
    severity: Severity::Error,
    find: grade_above_limit,
};

fn grade_above_limit(held: &Held<'_>) -> Vec<Found> {
    let evidence = held.evidence;
    let rule = &evidence.rules.grading;
    let mut found = Vec::new();
    let overall = evidence.inspection.overall.as_ref();
    let overall = overall.map(|judgment| &judgment.grade);
    let grades: Vec<&GradeId> = evidence
        .inspection
        .questions
        .iter()
        .filter_map(grade)
        .filter(|grade| evidence.order(grade).is_some())
        .collect();
    for limit in &rule.overall_limits {
        let at = grades.iter();
        let at = at.filter(|grade| !better(evidence, grade, &limit.questions_at));
        let at = at.count();
        let overall = overall.filter(|overall| better(evidence, overall, &limit.at_most));
        if let Some(overall) = overall.filter(|_| at >= limit.count as usize) {
            let message = format!(
                "The overall judgment is {}, with {at} questions at {} or worse; the edition's rule \
                 allows {} at most.",
                evidence.grade_title(overall),
                evidence.grade_title(&limit.questions_at),
                evidence.grade_title(&limit.at_most),
            );
            found.push(Found::at(&InspectionPlace::Overall, message));
        }
    }
    for judged in &evidence.inspection.questions {
        let Some(grade) = grade(judged) else {
            continue;
        };
        for limit in &rule.limits {
            let findings = evidence.open_findings(&judged.question, limit.finding);
            if findings.len() >= limit.count as usize && better(evidence, grade, &limit.at_most) {
                let ids: Vec<&str> = findings.iter().map(|one| one.id.as_str()).collect();
                let message = format!(
                    "The judgment is {} with {} ({}); the edition's rule allows {} at most.",
                    evidence.grade_title(grade),
                    counted(findings.len(), limit.finding),
                    ids.join(", "),
                    evidence.grade_title(&limit.at_most),
                );
                found.push(Found::at(
                    &InspectionPlace::Reason(judged.question.clone()),
                    message,
                ));
            }
        }
    }
    found
}
