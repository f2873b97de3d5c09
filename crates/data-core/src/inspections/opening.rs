//! An inspection as it begins.

use peel_model::{
    EarlierFinding, Edition, Inspection, InspectionBackground, InspectionMove, InspectionStep,
    QuestionJudgment, Revision,
};

use super::carried::left_open;
use super::passages::Brought;
use super::{CarryFrom, InspectionEntry, InspectionWork};
use crate::Rejected;

/// An inspection that is to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionOpening {
    /// When the force is inspected, in words; may be empty.
    pub inspected: String,
    /// Where it is to be published.
    pub source: String,
    /// From which inspection open findings are carried forward.
    pub carry_from: CarryFrom,
}

/// An inspection that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionOpened {
    /// The revision of the step.
    pub revision: Revision,
    /// What was carried forward, to be answered.
    pub earlier: Vec<EarlierFinding>,
}

/// An inspection of which nothing is known but what an earlier one left open.
pub(super) fn opened(
    edition: &Edition,
    entry: &InspectionEntry,
    opening: &InspectionOpening,
    before: Option<&(u16, Inspection)>,
) -> Result<InspectionWork, Rejected> {
    let mut brought = Brought::under(edition);
    brought.optional_line("inspected", &opening.inspected);
    brought.line("source", &opening.source);
    if opening.carry_from == CarryFrom::Nothing && entry.reason.trim().is_empty() {
        brought.refuse(
            "reason",
            "is required where nothing is carried forward by choice",
        );
    }
    let earlier = match before {
        Some((year, inspection)) => left_open(&mut brought, inspection, *year),
        None => Vec::new(),
    };
    brought.rejected.none_or_err()?;
    let questions = edition.questions.iter();
    let questions = questions.map(|question| QuestionJudgment {
        question: question.id.clone(),
        judgment: None,
        summary: Vec::new(),
        assessments: Vec::new(),
    });
    let action = InspectionMove::Open;
    Ok(InspectionWork {
        inspection: Inspection {
            edition: edition.id.clone(),
            force: entry.force.clone(),
            state: action.leads_to(),
            inspected: opening.inspected.clone(),
            overall: None,
            questions: questions.collect(),
            findings: Vec::new(),
            facts: Vec::new(),
            source: opening.source.clone(),
            steps: vec![InspectionStep {
                action,
                author: entry.author.clone(),
                at: entry.at,
                reason: entry.reason.clone(),
                run: String::new(),
                acknowledged: Vec::new(),
                corrects: None,
            }],
        },
        background: InspectionBackground {
            earlier,
            sub_question_grades: Vec::new(),
        },
        changed: None,
    })
}
