//! Inspections: a force in an edition, with its findings and judgments.

use crate::{
    EditionId, FindingId, ForceId, GradeId, IndicatorId, InspectionStep, QuestionId, SubQuestionId,
};

/// A force's inspection in an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// The edition.
    pub edition: EditionId,
    /// The force.
    pub force: ForceId,
    /// How far it has come.
    pub state: InspectionState,
    /// When the force was inspected, in words; may be empty.
    pub inspected: String,
    /// The judgment on the headline question; `None` in a draft that has none yet.
    pub overall: Option<Judgment>,
    /// What was found and judged on every question, in the edition's order.
    pub questions: Vec<QuestionJudgment>,
    /// Findings, in order of identifier.
    pub findings: Vec<Finding>,
    /// Facts told by inspectors that are not indicators ("30 trained examiners").
    pub facts: Vec<OperationalFact>,
    /// Where it was, or is to be, published.
    pub source: String,
    /// How it came to its state, oldest first; empty where that was not recorded.
    pub steps: Vec<InspectionStep>,
}

named! {
    /// How far an inspection has come.
    InspectionState {
        /// Being written.
        Draft = "draft",
        /// Judgments were moderated.
        Moderated = "moderated",
        /// Agreed, not yet published.
        Final = "final",
        /// Published: as at its revision it never changes. A correction makes the next version.
        Published = "published",
    }
}

/// A grade, who gave it and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgment {
    /// The grade.
    pub grade: GradeId,
    /// The grade a year before, if it was printed.
    pub previous: Option<GradeId>,
    /// Who gave it.
    pub author: String,
    /// Whether it was moderated against other forces' judgments.
    pub moderated: bool,
    /// Why, in our own words.
    pub reason: String,
}

/// The judgment on one question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionJudgment {
    /// The question.
    pub question: QuestionId,
    /// Its judgment; `None` in a draft that has none yet, and where the question is not graded.
    pub judgment: Option<Judgment>,
    /// What was found, in our own words, paragraph by paragraph.
    pub summary: Vec<String>,
    /// What was found on each sub-question that was assessed.
    pub assessments: Vec<Assessment>,
}

/// What was found on a sub-question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The sub-question.
    pub sub_question: SubQuestionId,
    /// What was found, in our own words.
    pub text: String,
}

/// Something found that somebody must act on, or that was acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its identifier.
    pub id: FindingId,
    /// What kind it is.
    pub kind: FindingKind,
    /// The question it belongs to.
    pub question: QuestionId,
    /// Its heading.
    pub title: String,
    /// What was found, in our own words.
    pub text: String,
    /// Its state in this edition.
    pub state: FindingState,
    /// Whether the published report lists it at the end of its chapter.
    pub listed: bool,
    /// Its history, oldest first.
    pub chain: Vec<FindingStep>,
    /// What the force should do.
    pub recommendations: Vec<Recommendation>,
    /// Indicators that bear on it.
    pub evidence: Vec<IndicatorId>,
    /// Documents that bear on it, each by title or reference.
    pub documents: Vec<String>,
    /// Where the published report tells it; may be empty.
    pub source: String,
}

named! {
    /// What kind of finding it is.
    FindingKind {
        /// A serious, critical or systemic shortcoming that puts the public at risk.
        CauseOfConcern = "cause-of-concern",
        /// Something asked of the force, in this or another inspection.
        Recommendation = "recommendation",
        /// Something the force should do better.
        AreaForImprovement = "area-for-improvement",
        /// Something the force does well.
        Strength = "strength",
    }
}

named! {
    /// What has become of a finding.
    FindingState {
        /// New in this edition.
        New = "new",
        /// Found before and still open.
        Enduring = "enduring",
        /// Found before; the inspectorate judges that it is settled.
        Alleviated = "alleviated",
        /// Found before; better, and whether it is settled was not said.
        Progress = "progress",
        /// Its due date has passed.
        Overdue = "overdue",
    }
}

impl FindingState {
    /// Whether somebody still has to do something about it.
    ///
    /// What made progress counts as open: whether it is settled was not said.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Alleviated)
    }
}

/// One year in a finding's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingStep {
    /// The year.
    pub year: u16,
    /// The inspection it came from.
    pub inspection: String,
    /// What was said of it, in our own words.
    pub text: String,
}

/// What a force is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// What, in our own words.
    pub text: String,
    /// Who should do it; may be empty.
    pub owner: String,
    /// By when, in words ("immediately", "by 30 June 2016"); may be empty.
    pub due: String,
}

/// Something counted once by inspectors that no other force was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationalFact {
    /// The question it belongs to.
    pub question: QuestionId,
    /// What was counted.
    pub title: String,
    /// The value as printed, with its unit.
    pub value: String,
}
