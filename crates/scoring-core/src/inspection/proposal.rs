//! Proposals for grades, by an edition's rule.

use std::collections::BTreeMap;

use peel_model::{
    Beginning, Combination, Finding, FindingId, FindingKind, GradeId, GradeProposals, NoProposal,
    Proposal, ProposalReason, Question, QuestionProposal, SubQuestionId,
};

use super::evidence::InspectionEvidence;

/// What the edition's rule proposes, question by question and overall, with its reasons.
///
/// Figures take no part: bands, intervals and trends raise lines of enquiry
/// ([`crate::lines_of_enquiry`]), and only what inspectors recorded decides a proposal.
#[must_use]
pub fn propose_grades(evidence: &InspectionEvidence<'_>) -> GradeProposals {
    let questions: Vec<QuestionProposal> = evidence
        .edition
        .questions
        .iter()
        .map(|question| QuestionProposal {
            question: question.id.clone(),
            proposal: of_question(evidence, question),
        })
        .collect();
    let overall = overall(evidence, &questions);
    GradeProposals { questions, overall }
}

fn of_question(
    evidence: &InspectionEvidence<'_>,
    question: &Question,
) -> Result<Proposal, NoProposal> {
    let rule = &evidence.rules.grading;
    if !question.graded {
        let text = "The edition does not grade this question.".to_owned();
        return Ok(Proposal {
            grade: rule.ungraded.clone(),
            reasons: vec![reason(text, &[])],
        });
    }
    let mut proposal = begin(evidence, question)?;
    raise(evidence, question, &mut proposal);
    for limit in &rule.limits {
        let findings = evidence.open_findings(&question.id, limit.finding);
        if findings.len() >= limit.count as usize {
            let told = counted(findings.len(), limit.finding);
            let because = format!("{told} (the rule counts from {})", limit.count);
            limited(evidence, &mut proposal, &limit.at_most, &because, &findings);
        }
    }
    Ok(proposal)
}

/// Where the proposal begins: with every judged part assessed, and graded where the rule asks.
fn begin(evidence: &InspectionEvidence<'_>, question: &Question) -> Result<Proposal, NoProposal> {
    let rule = &evidence.rules.grading;
    let parts = question.sub_questions.iter().map(|part| &part.id);
    let judged: Vec<&SubQuestionId> = parts.filter(|part| !rule.context.contains(part)).collect();
    let missing = |has: &dyn Fn(&SubQuestionId) -> bool| {
        let missing = judged.iter().filter(|part| !has(part));
        let missing: Vec<SubQuestionId> = missing.map(|part| (*part).clone()).collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(NoProposal::NotAssessed(missing))
        }
    };
    let questions = evidence.inspection.questions.iter();
    let assessed: Vec<&SubQuestionId> = questions
        .filter(|one| one.question == question.id)
        .flat_map(|one| &one.assessments)
        .map(|assessment| &assessment.sub_question)
        .collect();
    missing(&|part| assessed.contains(&part))?;
    match &rule.begin {
        Beginning::With(grade) => {
            let title = evidence.grade_title(grade);
            let text = format!(
                "Every judged part is assessed ({}); the rule begins with {title}.",
                judged.len()
            );
            Ok(Proposal {
                grade: grade.clone(),
                reasons: vec![reason(text, &[])],
            })
        }
        Beginning::FromSubQuestions(combination) => {
            let grades = &evidence.background.sub_question_grades;
            let given: BTreeMap<&SubQuestionId, &GradeId> = grades
                .iter()
                .filter(|given| evidence.order(&given.grade).is_some())
                .map(|given| (&given.sub_question, &given.grade))
                .collect();
            missing(&|part| given.contains_key(part))?;
            let grades: Vec<&GradeId> = judged
                .iter()
                .filter_map(|part| given.get(part).copied())
                .collect();
            combined(evidence, *combination, &grades, "part").ok_or(NoProposal::NothingGraded)
        }
    }
}

fn raise(evidence: &InspectionEvidence<'_>, question: &Question, proposal: &mut Proposal) {
    let strengths = evidence.open_findings(&question.id, FindingKind::Strength);
    let holds = |raise: &&peel_model::GradeRaise| {
        let mut without = raise.without.iter();
        strengths.len() >= raise.strengths as usize
            && better(evidence, &raise.to, &proposal.grade)
            && without.all(|kind| evidence.open_findings(&question.id, *kind).is_empty())
    };
    if let Some(raise) = evidence.rules.grading.raises.iter().find(holds) {
        let text = format!(
            "{} (the rule counts from {}) and nothing against it: raised to {}.",
            counted(strengths.len(), FindingKind::Strength),
            raise.strengths,
            evidence.grade_title(&raise.to)
        );
        proposal.grade = raise.to.clone();
        proposal.reasons.push(reason(text, &strengths));
    }
}

/// Holds a proposal to a limit, and says whether it made a difference.
fn limited(
    evidence: &InspectionEvidence<'_>,
    proposal: &mut Proposal,
    at_most: &GradeId,
    because: &str,
    findings: &[&Finding],
) {
    let title = evidence.grade_title(at_most);
    let text = if better(evidence, &proposal.grade, at_most) {
        proposal.grade = at_most.clone();
        format!("{because}: at most {title}.")
    } else {
        format!("{because}: at most {title}, which it is.")
    };
    proposal.reasons.push(reason(text, findings));
}

fn overall(
    evidence: &InspectionEvidence<'_>,
    questions: &[QuestionProposal],
) -> Result<Proposal, NoProposal> {
    let without: Vec<_> = questions
        .iter()
        .filter(|one| one.proposal.is_err())
        .map(|one| one.question.clone())
        .collect();
    if !without.is_empty() {
        return Err(NoProposal::QuestionsWithout(without));
    }
    let grades: Vec<&GradeId> = questions
        .iter()
        .filter_map(|one| one.proposal.as_ref().ok())
        .map(|proposal| &proposal.grade)
        .filter(|grade| evidence.order(grade).is_some())
        .collect();
    let rule = &evidence.rules.grading;
    let mut proposal = combined(evidence, rule.overall, &grades, "graded question")
        .ok_or(NoProposal::NothingGraded)?;
    for limit in &rule.overall_limits {
        let at = grades.iter();
        let at = at.filter(|grade| !better(evidence, grade, &limit.questions_at));
        let at = at.count();
        if at >= limit.count as usize {
            let title = evidence.grade_title(&limit.questions_at);
            let because = format!("Questions at {title} or worse: {at}");
            limited(evidence, &mut proposal, &limit.at_most, &because, &[]);
        }
    }
    Ok(proposal)
}

/// Several grades as one; `None` for none.
fn combined(
    evidence: &InspectionEvidence<'_>,
    combination: Combination,
    grades: &[&GradeId],
    of: &str,
) -> Option<Proposal> {
    // Best first, so that the last of several equals is the worst.
    let mut sorted: Vec<(u8, &GradeId)> = grades
        .iter()
        .filter_map(|grade| Some((evidence.order(grade)?, *grade)))
        .collect();
    sorted.sort();
    let count = |grade: &GradeId| sorted.iter().filter(|(_, other)| *other == grade).count();
    let (grade, how) = match combination {
        Combination::Worst => (sorted.last()?.1, "the worst counts"),
        Combination::Median => (sorted.get(sorted.len() / 2)?.1, "the middle one counts"),
        Combination::MostCommon => {
            // The last of several maxima: the worst.
            let most = sorted.iter().max_by_key(|(_, grade)| count(grade))?;
            (most.1, "the most common counts")
        }
    };
    let told = sorted.iter().map(|(_, grade)| evidence.grade_title(grade));
    let told: Vec<String> = told.collect();
    let number = sorted.len();
    let plural = if number == 1 { "" } else { "s" };
    let text = format!("{number} {of}{plural}: {}; {how}.", told.join(", "));
    Some(Proposal {
        grade: grade.clone(),
        reasons: vec![reason(text, &[])],
    })
}

/// Whether one grade is better than another. What is no grade is neither better nor worse.
pub(super) fn better(evidence: &InspectionEvidence<'_>, one: &GradeId, other: &GradeId) -> bool {
    match (evidence.order(one), evidence.order(other)) {
        (Some(one), Some(other)) => one < other,
        _ => false,
    }
}

/// "2 open findings of kind cause-of-concern".
pub(super) fn counted(number: usize, kind: FindingKind) -> String {
    let plural = if number == 1 { "" } else { "s" };
    match kind {
        FindingKind::Strength => format!("{number} strength{plural}"),
        FindingKind::CauseOfConcern if number == 1 => "1 open cause of concern".to_owned(),
        FindingKind::CauseOfConcern => format!("{number} open causes of concern"),
        FindingKind::Recommendation => format!("{number} open recommendation{plural}"),
        FindingKind::AreaForImprovement if number == 1 => "1 open area for improvement".to_owned(),
        FindingKind::AreaForImprovement => format!("{number} open areas for improvement"),
    }
}

fn reason(text: String, findings: &[&Finding]) -> ProposalReason {
    let findings: Vec<FindingId> = findings.iter().map(|finding| finding.id.clone()).collect();
    ProposalReason { text, findings }
}
