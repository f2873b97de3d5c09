//! Proposals for grades: what an edition's rule makes of findings and assessments.

use crate::{FindingId, GradeId, QuestionId, SubQuestionId};

/// What an edition's rule proposes for an inspection. A person's judgment stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeProposals {
    /// For every question of the edition, in its order.
    pub questions: Vec<QuestionProposal>,
    /// For the headline question.
    pub overall: Result<Proposal, NoProposal>,
}

/// A proposal for a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionProposal {
    /// The question.
    pub question: QuestionId,
    /// The proposal, or why there is none.
    pub proposal: Result<Proposal, NoProposal>,
}

/// A proposed grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The grade.
    pub grade: GradeId,
    /// How the rule came to it, step by step, in words; never empty.
    pub reasons: Vec<ProposalReason>,
}

/// One step on the way to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalReason {
    /// The step in words.
    pub text: String,
    /// The findings that it rests on, by the inspection's order.
    pub findings: Vec<FindingId>,
}

/// Why nothing is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoProposal {
    /// These judged sub-questions have no assessment, or no grade where the rule needs one.
    NotAssessed(Vec<SubQuestionId>),
    /// These questions have no proposal.
    QuestionsWithout(Vec<QuestionId>),
    /// The rule has nothing to begin with: no question or sub-question is graded.
    NothingGraded,
}
