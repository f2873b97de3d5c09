//! Writes an inspection as the file that an edition's document has it in.

use peel_model::{
    Acknowledgement, EarlierFinding, Finding, FindingId, FindingStep, IndicatorId, Inspection,
    InspectionBackground, InspectionStep, Judgment, OperationalFact, QuestionJudgment,
    Recommendation, Revision, SubQuestionGrade, SubQuestionId,
};
use serde::Serialize;

/// An inspection file's text, as [`read_inspection`](crate::read_inspection) and
/// [`read_inspection_background`](crate::read_inspection_background) read it.
///
/// Grades of sub-questions that were not assessed have no place in the file and are left out.
///
/// # Errors
/// [`toml::ser::Error`] never in practice: every part has a written form.
pub fn inspection_document(
    inspection: &Inspection,
    background: &InspectionBackground,
) -> Result<String, toml::ser::Error> {
    let grades = &background.sub_question_grades;
    let questions = inspection.questions.iter();
    toml::to_string(&Document {
        edition: inspection.edition.as_str(),
        force: inspection.force.as_str(),
        state: inspection.state.name(),
        inspected: optional(&inspection.inspected),
        source: &inspection.source,
        overall: inspection.overall.as_ref().map(Written::of),
        question: questions
            .map(|one| WrittenQuestion::of(one, grades))
            .collect(),
        finding: inspection.findings.iter().map(WrittenFinding::of).collect(),
        fact: inspection.facts.iter().map(WrittenFact::of).collect(),
        earlier: background.earlier.iter().map(WrittenEarlier::of).collect(),
        step: inspection.steps.iter().map(WrittenStep::of).collect(),
    })
}

// Plain values stand before tables: TOML could not tell otherwise whose they are.

#[derive(Serialize)]
struct Document<'d> {
    edition: &'d str,
    force: &'d str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    inspected: Option<&'d str>,
    source: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    overall: Option<Written<'d>>,
    question: Vec<WrittenQuestion<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    finding: Vec<WrittenFinding<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fact: Vec<WrittenFact<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<WrittenEarlier<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    step: Vec<WrittenStep<'d>>,
}

/// A judgment.
#[derive(Serialize)]
struct Written<'d> {
    grade: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<&'d str>,
    author: &'d str,
    moderated: bool,
    reason: &'d str,
}

#[derive(Serialize)]
struct WrittenQuestion<'d> {
    question: &'d str,
    summary: &'d [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    judgment: Option<Written<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assessment: Vec<WrittenAssessment<'d>>,
}

#[derive(Serialize)]
struct WrittenAssessment<'d> {
    sub_question: &'d str,
    text: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<&'d str>,
}

#[derive(Serialize)]
struct WrittenFinding<'d> {
    id: &'d str,
    kind: &'static str,
    question: &'d str,
    title: &'d str,
    text: &'d str,
    state: &'static str,
    listed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<&'d str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    documents: &'d [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    step: Vec<WrittenYear<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recommendation: Vec<WrittenRecommendation<'d>>,
}

#[derive(Serialize)]
struct WrittenYear<'d> {
    year: u16,
    inspection: &'d str,
    text: &'d str,
}

#[derive(Serialize)]
struct WrittenRecommendation<'d> {
    text: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<&'d str>,
}

#[derive(Serialize)]
struct WrittenFact<'d> {
    question: &'d str,
    title: &'d str,
    value: &'d str,
}

#[derive(Serialize)]
struct WrittenEarlier<'d> {
    id: &'d str,
    year: u16,
    kind: &'static str,
    question: &'d str,
    title: &'d str,
    text: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    carried_by: Vec<&'d str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recommendation: Vec<WrittenRecommendation<'d>>,
}

#[derive(Serialize)]
struct WrittenStep<'d> {
    action: &'static str,
    author: &'d str,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    acknowledged: Vec<WrittenAcknowledgement<'d>>,
}

#[derive(Serialize)]
struct WrittenAcknowledgement<'d> {
    check: &'d str,
    place: &'d str,
    reason: &'d str,
}

/// A text that is left out when it says nothing.
fn optional(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl<'d> Written<'d> {
    fn of(judgment: &'d Judgment) -> Self {
        Self {
            grade: judgment.grade.as_str(),
            previous: judgment.previous.as_ref().map(peel_model::GradeId::as_str),
            author: &judgment.author,
            moderated: judgment.moderated,
            reason: &judgment.reason,
        }
    }
}

impl<'d> WrittenQuestion<'d> {
    fn of(judged: &'d QuestionJudgment, grades: &'d [SubQuestionGrade]) -> Self {
        let grade = |part: &SubQuestionId| {
            let graded = grades.iter().find(|graded| graded.sub_question == *part);
            graded.map(|graded| graded.grade.as_str())
        };
        let assessments = judged.assessments.iter().map(|one| WrittenAssessment {
            sub_question: one.sub_question.as_str(),
            text: &one.text,
            grade: grade(&one.sub_question),
        });
        Self {
            question: judged.question.as_str(),
            summary: &judged.summary,
            judgment: judged.judgment.as_ref().map(Written::of),
            assessment: assessments.collect(),
        }
    }
}

impl<'d> WrittenFinding<'d> {
    fn of(finding: &'d Finding) -> Self {
        let year = |step: &'d FindingStep| WrittenYear {
            year: step.year,
            inspection: &step.inspection,
            text: &step.text,
        };
        Self {
            id: finding.id.as_str(),
            kind: finding.kind.name(),
            question: finding.question.as_str(),
            title: &finding.title,
            text: &finding.text,
            state: finding.state.name(),
            listed: finding.listed,
            source: optional(&finding.source),
            evidence: finding.evidence.iter().map(IndicatorId::as_str).collect(),
            documents: &finding.documents,
            step: finding.chain.iter().map(year).collect(),
            recommendation: recommendations(&finding.recommendations),
        }
    }
}

fn recommendations(all: &[Recommendation]) -> Vec<WrittenRecommendation<'_>> {
    let written = all.iter().map(|one| WrittenRecommendation {
        text: &one.text,
        owner: optional(&one.owner),
        due: optional(&one.due),
    });
    written.collect()
}

impl<'d> WrittenFact<'d> {
    fn of(fact: &'d OperationalFact) -> Self {
        Self {
            question: fact.question.as_str(),
            title: &fact.title,
            value: &fact.value,
        }
    }
}

impl<'d> WrittenEarlier<'d> {
    fn of(earlier: &'d EarlierFinding) -> Self {
        let answer = earlier.answer.as_ref();
        let carried_by = answer.map(|answer| answer.carried_by.as_slice());
        let carried_by = carried_by.unwrap_or_default().iter();
        Self {
            id: earlier.id.as_str(),
            year: earlier.year,
            kind: earlier.kind.name(),
            question: earlier.question.as_str(),
            title: &earlier.title,
            text: &earlier.text,
            answer: answer.map(|answer| answer.kind.name()),
            carried_by: carried_by.map(FindingId::as_str).collect(),
            recommendation: recommendations(&earlier.recommendations),
        }
    }
}

impl<'d> WrittenStep<'d> {
    fn of(step: &'d InspectionStep) -> Self {
        let acknowledged = |one: &'d Acknowledgement| WrittenAcknowledgement {
            check: &one.check,
            place: &one.place,
            reason: &one.reason,
        };
        Self {
            action: step.action.name(),
            author: &step.author,
            at: step.at,
            reason: optional(&step.reason),
            run: optional(&step.run),
            corrects: step.corrects.map(Revision::number),
            acknowledged: step.acknowledged.iter().map(acknowledged).collect(),
        }
    }
}
