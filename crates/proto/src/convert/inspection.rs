use peel_model::{
    Assessment, Finding, FindingKind, FindingState, FindingStep, Inspection, InspectionState,
    Judgment, OperationalFact, QuestionJudgment, Recommendation,
};

use super::inspection_work::{step_from_wire, step_to_wire};
use super::{Faults, Malformed, named, parse, small};
use crate::data::v1 as wire;

/// An inspection with everything in it.
#[must_use]
pub fn inspection_to_wire(inspection: &Inspection) -> wire::Inspection {
    wire::Inspection {
        edition: inspection.edition.to_string(),
        force: inspection.force.to_string(),
        state: inspection.state.name().to_owned(),
        inspected: inspection.inspected.clone(),
        overall: inspection.overall.as_ref().map(judgment_to_wire),
        questions: inspection.questions.iter().map(question_to_wire).collect(),
        findings: inspection.findings.iter().map(finding_to_wire).collect(),
        facts: inspection.facts.iter().map(fact_to_wire).collect(),
        source: inspection.source.clone(),
        steps: inspection.steps.iter().map(step_to_wire).collect(),
        version: version_of(inspection),
    }
}

fn version_of(inspection: &Inspection) -> u32 {
    let versions = inspection.versions();
    versions.last().map_or(1, |last| last.number.into())
}

/// An inspection as received. Its version follows from its steps.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn inspection_from_wire(message: wire::Inspection) -> Result<Inspection, Malformed> {
    let state = InspectionState::from_name(&message.state);
    Ok(Inspection {
        edition: parse("edition", &message.edition)?,
        force: parse("force", &message.force)?,
        state: named("state", &message.state, state)?,
        inspected: message.inspected,
        overall: message.overall.map(judgment_from_wire).transpose()?,
        questions: collect(message.questions, question_from_wire)?,
        findings: collect(message.findings, |finding| {
            finding_from_wire(&finding).map_err(first)
        })?,
        facts: collect(message.facts, fact_from_wire)?,
        source: message.source,
        steps: collect(message.steps, step_from_wire)?,
    })
}

/// Of what is malformed in a part of an inspection, what comes first.
fn first(malformed: Vec<Malformed>) -> Malformed {
    let none = || Malformed::new("findings", "cannot be read");
    malformed.into_iter().next().unwrap_or_else(none)
}

fn collect<M, T>(
    messages: Vec<M>,
    convert: impl FnMut(M) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    messages.into_iter().map(convert).collect()
}

fn judgment_to_wire(judgment: &Judgment) -> wire::Judgment {
    wire::Judgment {
        grade: judgment.grade.to_string(),
        previous_grade: judgment
            .previous
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        author: judgment.author.clone(),
        moderated: judgment.moderated,
        reason: judgment.reason.clone(),
    }
}

fn judgment_from_wire(message: wire::Judgment) -> Result<Judgment, Malformed> {
    let previous = match message.previous_grade.as_str() {
        "" => None,
        grade => Some(parse("previous_grade", grade)?),
    };
    Ok(Judgment {
        grade: parse("grade", &message.grade)?,
        previous,
        author: message.author,
        moderated: message.moderated,
        reason: message.reason,
    })
}

fn question_to_wire(question: &QuestionJudgment) -> wire::QuestionJudgment {
    let assessment_to_wire = |assessment: &Assessment| wire::Assessment {
        sub_question: assessment.sub_question.to_string(),
        text: assessment.text.clone(),
    };
    wire::QuestionJudgment {
        question: question.question.to_string(),
        judgment: question.judgment.as_ref().map(judgment_to_wire),
        summary: question.summary.clone(),
        assessments: question
            .assessments
            .iter()
            .map(assessment_to_wire)
            .collect(),
    }
}

fn question_from_wire(message: wire::QuestionJudgment) -> Result<QuestionJudgment, Malformed> {
    let assessment = |message: wire::Assessment| {
        let sub_question = parse("sub_question", &message.sub_question)?;
        Ok(Assessment {
            sub_question,
            text: message.text,
        })
    };
    Ok(QuestionJudgment {
        question: parse("question", &message.question)?,
        judgment: message.judgment.map(judgment_from_wire).transpose()?,
        summary: message.summary,
        assessments: collect(message.assessments, assessment)?,
    })
}

fn finding_to_wire(finding: &Finding) -> wire::Finding {
    let step_to_wire = |step: &FindingStep| wire::FindingStep {
        year: step.year.into(),
        inspection: step.inspection.clone(),
        text: step.text.clone(),
    };
    wire::Finding {
        id: finding.id.to_string(),
        kind: finding.kind.name().to_owned(),
        question: finding.question.to_string(),
        title: finding.title.clone(),
        text: finding.text.clone(),
        state: finding.state.name().to_owned(),
        listed: finding.listed,
        chain: finding.chain.iter().map(step_to_wire).collect(),
        recommendations: finding
            .recommendations
            .iter()
            .map(recommendation_to_wire)
            .collect(),
        evidence: finding.evidence.iter().map(ToString::to_string).collect(),
        source: finding.source.clone(),
        documents: finding.documents.clone(),
    }
}

pub(super) fn recommendation_to_wire(recommendation: &Recommendation) -> wire::Recommendation {
    wire::Recommendation {
        text: recommendation.text.clone(),
        owner: recommendation.owner.clone(),
        due: recommendation.due.clone(),
    }
}

pub(super) fn recommendation_from_wire(message: &wire::Recommendation) -> Recommendation {
    Recommendation {
        text: message.text.clone(),
        owner: message.owner.clone(),
        due: message.due.clone(),
    }
}

/// A finding as received.
///
/// # Errors
/// Everything that is malformed in it. Names are not looked up.
pub fn finding_from_wire(message: &wire::Finding) -> Result<Finding, Vec<Malformed>> {
    let mut faults = Faults::default();
    let id = faults.keep(parse("id", &message.id));
    let kind = FindingKind::from_name(&message.kind);
    let kind = faults.keep(named("kind", &message.kind, kind));
    let question = faults.keep(parse("question", &message.question));
    let state = FindingState::from_name(&message.state);
    let state = faults.keep(named("state", &message.state, state));
    let mut chain = Vec::new();
    for (place, step) in message.chain.iter().enumerate() {
        let year = small(&format!("chain[{place}].year"), step.year);
        chain.extend(faults.keep(year).map(|year| FindingStep {
            year,
            inspection: step.inspection.clone(),
            text: step.text.clone(),
        }));
    }
    let evidence = faults.list("evidence", &message.evidence);
    let recommendations = message.recommendations.iter();
    let finding = || {
        Some(Finding {
            id: id?,
            kind: kind?,
            question: question?,
            title: message.title.clone(),
            text: message.text.clone(),
            state: state?,
            listed: message.listed,
            chain,
            recommendations: recommendations.map(recommendation_from_wire).collect(),
            evidence,
            documents: message.documents.clone(),
            source: message.source.clone(),
        })
    };
    faults.none_or(finding())
}

fn fact_to_wire(fact: &OperationalFact) -> wire::OperationalFact {
    wire::OperationalFact {
        question: fact.question.to_string(),
        title: fact.title.clone(),
        value: fact.value.clone(),
    }
}

fn fact_from_wire(message: wire::OperationalFact) -> Result<OperationalFact, Malformed> {
    let question = parse("question", &message.question)?;
    Ok(OperationalFact {
        question,
        title: message.title,
        value: message.value,
    })
}
