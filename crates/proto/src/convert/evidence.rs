//! What findings and figures say of an inspection, on its way out.

use peel_model::{
    ComparisonReference, GradeId, Inconsistency, InspectionPlace, LineOfEnquiry, Merit, NoProposal,
    Proposal, ProposalReason, Revision,
};

use super::comparison::group_to_wire;
use crate::scoring::v1 as wire;

/// A proposed grade beside the one that a person gave.
#[must_use]
pub fn proposed_grade_to_wire(
    proposed: &Result<Proposal, NoProposal>,
    recorded: Option<&GradeId>,
) -> wire::ProposedGrade {
    let differs = match (proposed, recorded) {
        (Ok(proposal), Some(recorded)) => proposal.grade != *recorded,
        _ => false,
    };
    wire::ProposedGrade {
        proposal: proposed.as_ref().ok().map(proposal_to_wire),
        no_proposal: proposed.as_ref().err().map(no_proposal_to_wire),
        recorded: recorded.map(ToString::to_string).unwrap_or_default(),
        differs,
    }
}

fn proposal_to_wire(proposal: &Proposal) -> wire::GradeProposal {
    let reason = |reason: &ProposalReason| wire::ProposalReason {
        text: reason.text.clone(),
        findings: names(&reason.findings),
    };
    wire::GradeProposal {
        grade: proposal.grade.to_string(),
        reasons: proposal.reasons.iter().map(reason).collect(),
    }
}

fn no_proposal_to_wire(because: &NoProposal) -> wire::NoGradeProposal {
    let (reason, names) = match because {
        NoProposal::NotAssessed(parts) => ("not-assessed", names(parts)),
        NoProposal::QuestionsWithout(questions) => ("questions-without-proposal", names(questions)),
        NoProposal::NothingGraded => ("nothing-graded", Vec::new()),
    };
    wire::NoGradeProposal {
        reason: reason.to_owned(),
        names,
    }
}

/// A line of enquiry.
#[must_use]
pub fn line_of_enquiry_to_wire(line: &LineOfEnquiry) -> wire::LineOfEnquiry {
    wire::LineOfEnquiry {
        kind: line.kind.name().to_owned(),
        indicator: line.indicator.to_string(),
        reason: line.reason.clone(),
        merit: line.merit.map_or("", Merit::name).to_owned(),
        based_on: references(&line.based_on),
    }
}

/// Something that contradicts something else.
#[must_use]
pub fn inconsistency_to_wire(raised: &Inconsistency) -> wire::Inconsistency {
    wire::Inconsistency {
        check: raised.check.to_string(),
        severity: raised.severity.name().to_owned(),
        place: Some(place_to_wire(&raised.place)),
        message: raised.message.clone(),
        based_on: references(&raised.based_on),
    }
}

fn place_to_wire(place: &InspectionPlace) -> wire::InspectionPlace {
    let (part, id, number) = match place {
        InspectionPlace::Overall => ("overall", String::new(), 0),
        InspectionPlace::Reason(question) => ("judgment", question.to_string(), 0),
        InspectionPlace::Summary {
            question,
            paragraph,
        } => ("summary", question.to_string(), *paragraph),
        InspectionPlace::Assessment(part) => ("assessment", part.to_string(), 0),
        InspectionPlace::Finding(finding) => ("finding", finding.to_string(), 0),
        InspectionPlace::Recommendation { finding, number } => {
            ("recommendation", finding.to_string(), *number)
        }
        InspectionPlace::EarlierFinding(finding) => ("earlier-finding", finding.to_string(), 0),
        InspectionPlace::Indicator(indicator) => ("indicator", indicator.to_string(), 0),
        InspectionPlace::Decision(decision) => ("decision", decision.to_string(), 0),
    };
    wire::InspectionPlace {
        part: part.to_owned(),
        id,
        number,
        words: place.to_string(),
    }
}

fn references(based_on: &[ComparisonReference]) -> Vec<wire::ComparisonReference> {
    let reference = |reference: &ComparisonReference| wire::ComparisonReference {
        indicator: reference.indicator.to_string(),
        period: reference.period.to_string(),
        peer_group: group_to_wire(&reference.comparator),
        revision: reference.revision.map_or(0, Revision::number),
        method: reference.method.to_string(),
    };
    based_on.iter().map(reference).collect()
}

fn names<T: ToString>(these: &[T]) -> Vec<String> {
    these.iter().map(ToString::to_string).collect()
}
