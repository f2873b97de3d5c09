//! What an inspection takes over from earlier ones, and the grades of its parts.

use crate::{FindingId, FindingKind, GradeId, QuestionId, Recommendation, SubQuestionId};

/// What stands behind an inspection beside its findings and judgments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InspectionBackground {
    /// Findings of earlier inspections that were open when this one began, in the order of the
    /// record.
    pub earlier: Vec<EarlierFinding>,
    /// Grades given to sub-questions, where an edition grades those; by sub-question.
    pub sub_question_grades: Vec<SubQuestionGrade>,
}

/// A finding of an earlier inspection that was open when this one began. Each must be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFinding {
    /// Its identifier among the earlier findings.
    pub id: FindingId,
    /// The year of the inspection.
    pub year: u16,
    /// What kind it was.
    pub kind: FindingKind,
    /// The question it belongs to.
    pub question: QuestionId,
    /// Its heading.
    pub title: String,
    /// What was found, in our own words.
    pub text: String,
    /// What was asked for.
    pub recommendations: Vec<Recommendation>,
    /// What this inspection says of it; `None` while nobody has.
    pub answer: Option<FindingAnswer>,
}

/// What an inspection says of an earlier finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingAnswer {
    /// What has become of it.
    pub kind: AnswerKind,
    /// The findings of this inspection that carry it on, in order.
    pub carried_by: Vec<FindingId>,
}

named! {
    /// What has become of an earlier finding.
    AnswerKind {
        /// The inspectorate judges that it is settled.
        Alleviated = "alleviated",
        /// It stands.
        NotAlleviated = "not-alleviated",
        /// It was split; its parts are findings of their own.
        Split = "split",
        /// Another finding takes its place.
        Superseded = "superseded",
    }
}

/// The grade given to a sub-question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubQuestionGrade {
    /// The sub-question.
    pub sub_question: SubQuestionId,
    /// Its grade.
    pub grade: GradeId,
}
