//! What can be written into an inspection.

use std::collections::BTreeSet;

use peel_model::{
    AnswerKind, Assessment, Beginning, EarlierFinding, Edition, Finding, FindingAnswer, FindingId,
    FindingKind, GradeId, IndicatorId, InspectionRole, InspectionState, Judgment, QuestionId,
    Recommendation, SubQuestionGrade, SubQuestionId,
};

use super::passages::{Brought, MOST_FINDINGS};
use super::{InspectionEntry, InspectionWork};
use crate::CollectionError;

/// Something written into an inspection.
#[derive(Debug, Clone, PartialEq)]
pub enum InspectionChange {
    /// What was found on a sub-question.
    Assessment {
        /// The sub-question.
        sub_question: SubQuestionId,
        /// What was found.
        text: String,
        /// Its grade, where the edition's proposals begin from those.
        grade: Option<GradeId>,
    },
    /// A finding, in place of the one that has its identifier.
    Finding(Finding),
    /// A finding is taken out.
    WithoutFinding(FindingId),
    /// A finding of an earlier inspection, to be answered.
    EarlierFinding(EarlierFinding),
    /// What has become of an earlier finding.
    Answer {
        /// The earlier finding.
        finding: FindingId,
        /// What has become of it.
        answer: FindingAnswer,
    },
    /// A grade.
    Judgment {
        /// The question; `None` for the headline question.
        question: Option<QuestionId>,
        /// The grade.
        grade: GradeId,
        /// The grade a year before, if it was printed.
        previous: Option<GradeId>,
        /// Why this grade.
        grounds: String,
    },
    /// What was found on a question, paragraph by paragraph.
    Summary {
        /// The question.
        question: QuestionId,
        /// The paragraphs.
        paragraphs: Vec<String>,
    },
}

impl InspectionChange {
    /// What is written, in a few words.
    pub(super) fn what(&self) -> String {
        match self {
            Self::Assessment { sub_question, .. } => format!("assessment of {sub_question}"),
            Self::Finding(finding) => format!("finding {}", finding.id),
            Self::WithoutFinding(finding) => format!("removal of finding {finding}"),
            Self::EarlierFinding(finding) => format!("earlier finding {}", finding.id),
            Self::Answer { finding, .. } => format!("answer to earlier finding {finding}"),
            Self::Judgment { question, .. } => match question {
                Some(question) => format!("judgment on {question}"),
                None => "overall judgment".to_owned(),
            },
            Self::Summary { question, .. } => format!("summary of {question}"),
        }
    }

    /// Who writes this in a state; `None` where nobody does.
    fn written_by(&self, state: InspectionState) -> Option<InspectionRole> {
        match self {
            Self::Judgment { .. } => state.judged_by(),
            _ => (state == InspectionState::Draft).then_some(InspectionRole::Inspector),
        }
    }

    /// Writes this into an inspection, or tells everything that is wrong with it.
    pub(super) fn write(
        &self,
        edition: &Edition,
        entry: &InspectionEntry,
        work: &mut InspectionWork,
    ) -> Result<(), CollectionError> {
        let state = work.inspection.state;
        entry.check_may(&self.what(), state, self.written_by(state))?;
        let mut brought = Brought::under(edition);
        let takes_back =
            matches!(self, Self::WithoutFinding(_)) || entry.role == InspectionRole::Moderator;
        if takes_back && entry.reason.trim().is_empty() {
            brought.refuse("reason", "is required where something is taken back");
        }
        match self {
            Self::Assessment {
                sub_question,
                text,
                grade,
            } => assess(&mut brought, work, (sub_question, text, grade.as_ref())),
            Self::Finding(finding) => record(&mut brought, work, finding),
            Self::WithoutFinding(id) => remove(&mut brought, work, id),
            Self::EarlierFinding(finding) => take_over(&mut brought, work, finding),
            Self::Answer { finding, answer } => reply(&mut brought, work, finding, answer),
            Self::Judgment {
                question,
                grade,
                previous,
                grounds,
            } => {
                let judgment = Judgment {
                    grade: grade.clone(),
                    previous: previous.clone(),
                    author: entry.author.clone(),
                    moderated: state == InspectionState::Moderated,
                    reason: grounds.clone(),
                };
                judge(&mut brought, work, entry, question.as_ref(), judgment);
            }
            Self::Summary {
                question,
                paragraphs,
            } => summarise(&mut brought, work, question, paragraphs),
        }
        Ok(brought.rejected.none_or_err()?)
    }
}

fn assess(
    brought: &mut Brought<'_>,
    work: &mut InspectionWork,
    (part, text, grade): (&SubQuestionId, &str, Option<&GradeId>),
) {
    brought.passage("text", text);
    let rules = brought.edition.inspection_rules.as_ref();
    let graded =
        rules.is_some_and(|rules| matches!(rules.grading.begin, Beginning::FromSubQuestions(_)));
    match grade {
        Some(grade) if graded => brought.grade("grade", grade, Some(true)),
        Some(_) => brought.refuse("grade", "this edition does not grade sub-questions"),
        None => {}
    }
    let Some(question) = brought.question_of("sub_question", part) else {
        return;
    };
    let mut questions = work.inspection.questions.iter_mut();
    if let Some(judged) = questions.find(|judged| judged.question == question.id) {
        judged.assessments.retain(|one| one.sub_question != *part);
        judged.assessments.push(Assessment {
            sub_question: part.clone(),
            text: text.to_owned(),
        });
        let place = |id: &SubQuestionId| {
            let parts = &question.sub_questions;
            parts.iter().position(|part| part.id == *id)
        };
        judged
            .assessments
            .sort_by_key(|one| place(&one.sub_question));
    }
    let grades = &mut work.background.sub_question_grades;
    grades.retain(|one| one.sub_question != *part);
    grades.extend(grade.map(|grade| SubQuestionGrade {
        sub_question: part.clone(),
        grade: grade.clone(),
    }));
}

fn record(brought: &mut Brought<'_>, work: &mut InspectionWork, finding: &Finding) {
    brought.question("finding.question", &finding.question);
    brought.line("finding.title", &finding.title);
    brought.passage("finding.text", &finding.text);
    brought.optional_line("finding.source", &finding.source);
    recommendations(brought, finding.kind, &finding.recommendations);
    let indicators = brought.edition.indicators.iter();
    let known: BTreeSet<_> = indicators.map(|indicator| indicator.id.as_str()).collect();
    let named: Vec<_> = finding.evidence.iter().map(IndicatorId::as_str).collect();
    brought.names("finding.evidence", "indicator", &named, &known);
    let mut seen = BTreeSet::new();
    brought.each(
        "finding.documents",
        &finding.documents,
        |brought, field, document| {
            brought.line(field, document);
            if !seen.insert(document) {
                brought.refuse(field, "stands here twice");
            }
        },
    );
    let mut year = 0;
    brought.each("finding.chain", &finding.chain, |brought, field, step| {
        brought.line(&format!("{field}.inspection"), &step.inspection);
        brought.passage(&format!("{field}.text"), &step.text);
        if step.year < year {
            brought.refuse(field, "a finding's history stands oldest first");
        }
        year = step.year;
    });
    let findings = &mut work.inspection.findings;
    findings.retain(|one| one.id != finding.id);
    if findings.len() >= MOST_FINDINGS {
        let message = format!("an inspection has at most {MOST_FINDINGS} findings");
        brought.refuse("finding", message);
    }
    findings.push(finding.clone());
    // As they are read: f2 before f10.
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.id.as_str().len(), finding.id.clone());
        key(one).cmp(&key(other))
    });
}

fn recommendations(brought: &mut Brought<'_>, kind: FindingKind, all: &[Recommendation]) {
    if kind == FindingKind::CauseOfConcern && all.is_empty() {
        let message = "a cause of concern says what the force should do";
        brought.refuse("finding.recommendations", message);
    }
    brought.each("finding.recommendations", all, |brought, field, one| {
        brought.passage(&format!("{field}.text"), &one.text);
        brought.optional_line(&format!("{field}.owner"), &one.owner);
        brought.optional_line(&format!("{field}.due"), &one.due);
    });
}

fn remove(brought: &mut Brought<'_>, work: &mut InspectionWork, id: &FindingId) {
    let findings = &mut work.inspection.findings;
    if !findings.iter().any(|finding| finding.id == *id) {
        let known = findings.iter().map(|finding| finding.id.as_str());
        brought.unknown("finding", "finding", id.as_str(), known);
    }
    let carried = work.background.earlier.iter().filter(|earlier| {
        let answer = earlier.answer.as_ref();
        answer.is_some_and(|answer| answer.carried_by.contains(id))
    });
    for earlier in carried {
        let earlier = &earlier.id;
        let message =
            format!("it carries on the earlier finding {earlier}; answer that anew first");
        brought.refuse("finding", message);
    }
    findings.retain(|finding| finding.id != *id);
}

fn take_over(brought: &mut Brought<'_>, work: &mut InspectionWork, finding: &EarlierFinding) {
    brought.question("finding.question", &finding.question);
    brought.line("finding.title", &finding.title);
    brought.passage("finding.text", &finding.text);
    // What was asked for then is told as it was then, also where nothing was.
    recommendations(
        brought,
        FindingKind::Recommendation,
        &finding.recommendations,
    );
    if finding.kind == FindingKind::Strength {
        brought.refuse("finding.kind", "nobody has to answer a strength");
    }
    if finding.answer.is_some() {
        let message = "comes without an answer; AnswerEarlierFinding gives it one";
        brought.refuse("finding.answer", message);
    }
    let earlier = &mut work.background.earlier;
    if earlier.iter().any(|known| known.id == finding.id) {
        let message = format!("\"{}\" is taken; give it another", finding.id);
        brought.refuse("finding.id", message);
    }
    if earlier.len() >= MOST_FINDINGS {
        let message = format!("an inspection takes over at most {MOST_FINDINGS} findings");
        brought.refuse("finding", message);
    }
    earlier.push(finding.clone());
}

fn reply(
    brought: &mut Brought<'_>,
    work: &mut InspectionWork,
    id: &FindingId,
    answer: &FindingAnswer,
) {
    let findings = work.inspection.findings.iter();
    let known: BTreeSet<_> = findings.map(|finding| finding.id.as_str()).collect();
    let named: Vec<_> = answer.carried_by.iter().map(FindingId::as_str).collect();
    brought.names("carried_by", "finding", &named, &known);
    if let Some(message) = too_few(answer) {
        brought.refuse("carried_by", message);
    }
    let mut earlier = work.background.earlier.iter_mut();
    if let Some(earlier) = earlier.find(|earlier| earlier.id == *id) {
        earlier.answer = Some(answer.clone());
        return;
    }
    let earlier = work.background.earlier.iter();
    let known = earlier.map(|earlier| earlier.id.as_str());
    brought.unknown("finding", "earlier finding", id.as_str(), known);
}

/// What is wrong with an answer that leaves what is open to nobody.
fn too_few(answer: &FindingAnswer) -> Option<&'static str> {
    match (answer.kind, answer.carried_by.len()) {
        (AnswerKind::NotAlleviated | AnswerKind::Superseded, 0) => {
            Some("names the finding that carries it on; record that first")
        }
        (AnswerKind::Split, 0 | 1) => {
            Some("names the findings that it was split into, two or more")
        }
        _ => None,
    }
}

fn judge(
    brought: &mut Brought<'_>,
    work: &mut InspectionWork,
    entry: &InspectionEntry,
    question: Option<&QuestionId>,
    judgment: Judgment,
) {
    brought.passage("grounds", &judgment.reason);
    if let Some(previous) = &judgment.previous {
        brought.grade("previous_grade", previous, None);
    }
    let graded = match question {
        None => Some(true),
        Some(id) => brought.question("question", id).map(|asked| asked.graded),
    };
    if graded.is_some() {
        brought.grade("grade", &judgment.grade, graded);
    }
    let judged = match question {
        None => Some(&mut work.inspection.overall),
        Some(id) => {
            let mut questions = work.inspection.questions.iter_mut();
            let judged = questions.find(|judged| judged.question == *id);
            judged.map(|judged| &mut judged.judgment)
        }
    };
    if let Some(judged) = judged {
        let own = judged.as_ref().filter(|before| entry.is_by(&before.author));
        if own.is_some() && entry.role == InspectionRole::Moderator {
            let message = "nobody moderates a judgment of their own; another moderator has to";
            brought.refuse("author", message);
        }
        *judged = Some(judgment);
    }
}

fn summarise(
    brought: &mut Brought<'_>,
    work: &mut InspectionWork,
    question: &QuestionId,
    paragraphs: &[String],
) {
    brought.each("paragraphs", paragraphs, |brought, field, paragraph| {
        brought.passage(field, paragraph);
    });
    brought.question("question", question);
    let mut questions = work.inspection.questions.iter_mut();
    if let Some(judged) = questions.find(|judged| judged.question == *question) {
        judged.summary = paragraphs.to_vec();
    }
}
