//! What does not fit together in an inspection.

use std::fmt;

use crate::{
    CheckId, ComparisonReference, ExclusionId, FindingId, IndicatorId, QuestionId, Severity,
    SubQuestionId,
};

/// Something in an inspection that contradicts something else in it, or the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistency {
    /// The check that found it.
    pub check: CheckId,
    /// An error cannot stand in a published inspection; a warning is for somebody to look at.
    pub severity: Severity,
    /// Where it stands.
    pub place: InspectionPlace,
    /// What contradicts what, in a sentence or two.
    pub message: String,
    /// The comparisons that it was held against; often none.
    pub based_on: Vec<ComparisonReference>,
}

/// A place in an inspection, or in its edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum InspectionPlace {
    /// The reason of the overall judgment.
    Overall,
    /// The reason of the judgment on a question.
    Reason(QuestionId),
    /// A paragraph of a question's summary.
    Summary {
        /// The question.
        question: QuestionId,
        /// The paragraph, from 1.
        paragraph: u32,
    },
    /// The assessment of a sub-question.
    Assessment(SubQuestionId),
    /// A finding.
    Finding(FindingId),
    /// A recommendation of a finding.
    Recommendation {
        /// The finding.
        finding: FindingId,
        /// The recommendation, from 1.
        number: u32,
    },
    /// A finding of an earlier inspection.
    EarlierFinding(FindingId),
    /// An indicator of the edition.
    Indicator(IndicatorId),
    /// A decision of the edition.
    Decision(ExclusionId),
}

impl fmt::Display for InspectionPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overall => f.write_str("overall judgment"),
            Self::Reason(question) => write!(f, "judgment on {question}"),
            Self::Summary {
                question,
                paragraph,
            } => write!(f, "summary of {question}, paragraph {paragraph}"),
            Self::Assessment(part) => write!(f, "assessment of {part}"),
            Self::Finding(finding) => write!(f, "finding {finding}"),
            Self::Recommendation { finding, number } => {
                write!(f, "finding {finding}, recommendation {number}")
            }
            Self::EarlierFinding(finding) => write!(f, "earlier finding {finding}"),
            Self::Indicator(indicator) => write!(f, "indicator {indicator}"),
            Self::Decision(decision) => write!(f, "decision {decision}"),
        }
    }
}
