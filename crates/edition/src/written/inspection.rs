//! `inspections/<force>.toml`.

use serde::Deserialize;

use crate::document::At;

/// The inspection of one force.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct InspectionFile {
    /// The edition's identifier.
    pub(crate) edition: At<String>,
    /// The force's identifier, which is also the file's name.
    pub(crate) force: At<String>,
    /// How far it has come.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::InspectionState::ALL, peel_model::InspectionState::name))))]
    pub(crate) state: At<String>,
    /// When the force was inspected, in words.
    pub(crate) inspected: Option<At<String>>,
    /// Where it was, or is to be, published.
    pub(crate) source: At<String>,
    /// The judgment on the headline question; only a draft may leave it out.
    pub(crate) overall: Option<WrittenJudgment>,
    /// What was found and judged, per question.
    pub(crate) question: Vec<WrittenQuestionJudgment>,
    /// Findings.
    #[serde(default)]
    pub(crate) finding: Vec<WrittenFinding>,
    /// Facts told by inspectors that are not indicators.
    #[serde(default)]
    pub(crate) fact: Vec<WrittenFact>,
    /// Findings of earlier inspections that were open when this one began.
    #[serde(default)]
    pub(crate) earlier: Vec<WrittenEarlierFinding>,
    /// How it came to its state, oldest first. Written by the data service.
    #[serde(default)]
    pub(crate) step: Vec<WrittenInspectionStep>,
}

/// A step that took an inspection from one state to the next.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenInspectionStep {
    /// What was done.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::InspectionMove::ALL, peel_model::InspectionMove::name))))]
    pub(crate) action: At<String>,
    /// Who did it.
    pub(crate) author: At<String>,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub(crate) at: i64,
    /// Why.
    pub(crate) reason: Option<At<String>>,
    /// The run whose evidence the inspection was held against.
    pub(crate) run: Option<At<String>>,
    /// The revision as at which the version that is corrected is read; only of a correction.
    pub(crate) corrects: Option<At<u64>>,
    /// What that run found wrong and somebody lets stand.
    #[serde(default)]
    pub(crate) acknowledged: Vec<WrittenAcknowledgement>,
}

/// An inconsistency that somebody lets stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenAcknowledgement {
    /// The check that raised it.
    pub(crate) check: At<String>,
    /// Where in the inspection it was raised.
    pub(crate) place: At<String>,
    /// Why it stands.
    pub(crate) reason: At<String>,
}

/// A grade, who gave it and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenJudgment {
    /// The grade.
    pub(crate) grade: At<String>,
    /// The grade a year before, if it was printed.
    pub(crate) previous: Option<At<String>>,
    /// Who gave it.
    pub(crate) author: At<String>,
    /// Whether it was moderated against other forces' judgments.
    pub(crate) moderated: bool,
    /// Why, in our own words.
    pub(crate) reason: At<String>,
}

/// The judgment on one question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenQuestionJudgment {
    /// The question.
    pub(crate) question: At<String>,
    /// Its judgment; a draft may leave it out, and a question that is not graded.
    pub(crate) judgment: Option<WrittenJudgment>,
    /// What was found, in our own words, paragraph by paragraph.
    pub(crate) summary: Vec<At<String>>,
    /// What was found on each sub-question.
    #[serde(default)]
    pub(crate) assessment: Vec<WrittenAssessment>,
}

/// What was found on a sub-question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenAssessment {
    /// The sub-question, one of the question's.
    pub(crate) sub_question: At<String>,
    /// What was found, in our own words.
    pub(crate) text: At<String>,
    /// Its grade, where the edition grades sub-questions.
    pub(crate) grade: Option<At<String>>,
}

/// A finding of an earlier inspection that was open when this one began.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenEarlierFinding {
    /// Its identifier among the earlier findings: `e3`.
    pub(crate) id: At<String>,
    /// The year of the inspection.
    pub(crate) year: At<u16>,
    /// What kind it was.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::FindingKind::ALL, peel_model::FindingKind::name))))]
    pub(crate) kind: At<String>,
    /// The question it belongs to.
    pub(crate) question: At<String>,
    /// Its heading.
    pub(crate) title: At<String>,
    /// What was found, in our own words.
    pub(crate) text: At<String>,
    /// What was asked for.
    #[serde(default)]
    pub(crate) recommendation: Vec<WrittenRecommendation>,
    /// What has become of it; left out while nobody has said.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::AnswerKind::ALL, peel_model::AnswerKind::name))))]
    pub(crate) answer: Option<At<String>>,
    /// The findings of this inspection that carry it on.
    #[serde(default)]
    pub(crate) carried_by: Vec<At<String>>,
}

/// Something found that somebody must act on, or acted on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenFinding {
    /// Its identifier: `f3`.
    pub(crate) id: At<String>,
    /// What kind it is.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::FindingKind::ALL, peel_model::FindingKind::name))))]
    pub(crate) kind: At<String>,
    /// The question it belongs to.
    pub(crate) question: At<String>,
    /// Its heading.
    pub(crate) title: At<String>,
    /// What was found, in our own words.
    pub(crate) text: At<String>,
    /// What has become of it.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::FindingState::ALL, peel_model::FindingState::name))))]
    pub(crate) state: At<String>,
    /// Whether the published report lists it at the end of its chapter.
    pub(crate) listed: bool,
    /// Where the published report tells it.
    pub(crate) source: Option<At<String>>,
    /// Indicators that bear on it.
    #[serde(default)]
    pub(crate) evidence: Vec<At<String>>,
    /// Documents that bear on it, each by title or reference.
    #[serde(default)]
    pub(crate) documents: Vec<At<String>>,
    /// Its history, oldest first.
    #[serde(default)]
    pub(crate) step: Vec<WrittenStep>,
    /// What the force should do.
    #[serde(default)]
    pub(crate) recommendation: Vec<WrittenRecommendation>,
}

/// One year in a finding's history.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenStep {
    /// The year.
    pub(crate) year: At<u16>,
    /// The inspection it came from.
    pub(crate) inspection: At<String>,
    /// What was said of it, in our own words.
    pub(crate) text: At<String>,
}

/// What a force is asked to do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenRecommendation {
    /// What, in our own words.
    pub(crate) text: At<String>,
    /// Who should do it.
    pub(crate) owner: Option<At<String>>,
    /// By when, in words.
    pub(crate) due: Option<At<String>>,
}

/// Something counted once by inspectors that no other force was asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenFact {
    /// The question it belongs to.
    pub(crate) question: At<String>,
    /// What was counted.
    pub(crate) title: At<String>,
    /// The value as printed, with its unit.
    pub(crate) value: At<String>,
}
