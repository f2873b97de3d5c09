//! `inspection-rules.toml`.

use serde::Deserialize;

use crate::document::At;

/// How findings become grades, and by which words texts are held against findings and figures.
/// Left out where an edition states no rules; then nothing is proposed and nothing checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct InspectionRulesFile {
    /// How findings and assessments become proposals for grades.
    pub(crate) grading: WrittenGrading,
    /// The words that texts are searched for.
    #[serde(default)]
    pub(crate) phrases: WrittenPhrases,
    /// What a sentence is about, when it holds one of some phrases.
    #[serde(default)]
    pub(crate) subject: Vec<WrittenSubject>,
    /// Indicators that should tell the same story.
    #[serde(default)]
    pub(crate) related: Vec<WrittenRelated>,
    /// Indicators that hold an earlier value of another.
    #[serde(default)]
    pub(crate) earlier_value: Vec<WrittenEarlierValue>,
    /// Indicators that should count the same units.
    #[serde(default)]
    pub(crate) same_units: Vec<WrittenSameUnits>,
    /// Indicators that are a change of a percentage.
    #[serde(default)]
    pub(crate) changes_of_shares: Vec<At<String>>,
}

/// How findings and assessments become proposals for grades.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenGrading {
    /// What is proposed for questions that are not graded.
    pub(crate) ungraded: At<String>,
    /// The grade that a proposal begins with. Either this or `sub_questions`.
    pub(crate) begin: Option<At<String>>,
    /// How grades given to sub-questions become the one that a proposal begins with. Either this
    /// or `begin`.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::Combination::ALL, peel_model::Combination::name))))]
    pub(crate) sub_questions: Option<At<String>>,
    /// Sub-questions that give context and are not judged.
    #[serde(default)]
    pub(crate) context: Vec<At<String>>,
    /// How grades of questions become one.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::Combination::ALL, peel_model::Combination::name))))]
    pub(crate) overall: At<String>,
    /// What raises a proposal; the first that holds counts.
    #[serde(default)]
    pub(crate) raise: Vec<WrittenRaise>,
    /// What limits a proposal.
    #[serde(default)]
    pub(crate) limit: Vec<WrittenLimit>,
    /// What limits the overall proposal.
    #[serde(default)]
    pub(crate) overall_limit: Vec<WrittenOverallLimit>,
}

/// Strengths that lift a question's grade.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenRaise {
    /// The grade proposed.
    pub(crate) to: At<String>,
    /// From how many strengths. At least 1.
    pub(crate) strengths: At<u32>,
    /// Only without open findings of these kinds.
    #[serde(default)]
    pub(crate) without: Vec<At<String>>,
}

/// Open findings that a question's grade may not be better than.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenLimit {
    /// The best grade allowed.
    pub(crate) at_most: At<String>,
    /// Which kind of finding.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::FindingKind::ALL, peel_model::FindingKind::name))))]
    pub(crate) finding: At<String>,
    /// From how many open ones. At least 1.
    pub(crate) count: At<u32>,
}

/// Grades of questions that the overall grade may not be better than.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenOverallLimit {
    /// The best grade allowed.
    pub(crate) at_most: At<String>,
    /// The grade of a question, or worse.
    pub(crate) questions_at: At<String>,
    /// From how many questions. At least 1.
    pub(crate) count: At<u32>,
}

/// The words that texts are searched for: whole words in order, whatever their case and the
/// punctuation between them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenPhrases {
    /// A sentence with one of these speaks of an earlier inspection and is held against nothing.
    #[serde(default)]
    pub(crate) earlier: Vec<At<String>>,
    /// A sentence of the overall judgment with one of these gives the overall grade.
    #[serde(default)]
    pub(crate) overall: Vec<At<String>>,
    /// How a text says that a number has hardly moved.
    #[serde(default)]
    pub(crate) steady: Vec<At<String>>,
    /// The largest share by which numbers called steady may differ; 0.1 unless given.
    pub(crate) steady_within: Option<At<f64>>,
    /// How many times as large as the other one of two printed figures may be that are called in
    /// line, where no comparison can be computed; 2 unless given.
    pub(crate) in_line_within: Option<At<f64>>,
    /// How a text points to a place on the page rather than to a figure by its number.
    #[serde(default)]
    pub(crate) pointing: Vec<At<String>>,
    /// How a decision says that nothing was supplied.
    #[serde(default)]
    pub(crate) not_supplied: Vec<At<String>>,
    /// How a caveat says that rounding keeps parts from adding up.
    #[serde(default)]
    pub(crate) rounding: Vec<At<String>>,
    /// Words for "of a hundred".
    #[serde(default)]
    pub(crate) percent: Vec<At<String>>,
    /// Words for percentage points.
    #[serde(default)]
    pub(crate) points: Vec<At<String>>,
    /// A number before or after one of these is a date, a duration or a place in a list.
    #[serde(default)]
    pub(crate) no_figure: Vec<At<String>>,
    /// A number after one of these is what a figure is counted against.
    #[serde(default)]
    pub(crate) per: Vec<At<String>>,
    /// A comparison right after one of these is denied.
    #[serde(default)]
    pub(crate) negations: Vec<At<String>>,
    /// Words that make no difference between two labels.
    #[serde(default)]
    pub(crate) label_filling: Vec<At<String>>,
    /// How a text gives a grade.
    #[serde(default)]
    pub(crate) grade: Vec<WrittenGradePhrases>,
    /// How a text names a kind of finding.
    #[serde(default)]
    pub(crate) finding: Vec<WrittenFindingPhrases>,
    /// How a text compares.
    #[serde(default)]
    pub(crate) claim: Vec<WrittenClaimPhrases>,
    /// How a text names a group of forces.
    #[serde(default)]
    pub(crate) peers: Vec<WrittenPeerPhrases>,
}

/// How a text gives a grade.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenGradePhrases {
    /// The grade.
    pub(crate) grade: At<String>,
    /// The phrases.
    pub(crate) phrases: Vec<At<String>>,
}

/// How a text names a kind of finding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenFindingPhrases {
    /// The kind.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::FindingKind::ALL, peel_model::FindingKind::name))))]
    pub(crate) kind: At<String>,
    /// The phrases.
    pub(crate) phrases: Vec<At<String>>,
}

/// How a text compares.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenClaimPhrases {
    /// What is said of the figure's place.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::Claim::ALL, peel_model::Claim::name))))]
    pub(crate) claim: At<String>,
    /// The phrases.
    pub(crate) phrases: Vec<At<String>>,
}

/// How a text names a group of forces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenPeerPhrases {
    /// The peer group.
    pub(crate) group: At<String>,
    /// The phrases.
    pub(crate) phrases: Vec<At<String>>,
}

/// What a sentence is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenSubject {
    /// The phrases, one of which the sentence holds.
    pub(crate) phrases: Vec<At<String>>,
    /// The indicators that it is then about.
    pub(crate) indicators: Vec<At<String>>,
}

/// Two indicators that should tell the same story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenRelated {
    /// One.
    pub(crate) first: At<String>,
    /// The other.
    pub(crate) second: At<String>,
    /// How they should go together.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::Relationship::ALL, peel_model::Relationship::name))))]
    pub(crate) expected: At<String>,
    /// Why, in a sentence.
    pub(crate) reason: At<String>,
}

/// An indicator that holds an earlier value of another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenEarlierValue {
    /// The later one.
    pub(crate) indicator: At<String>,
    /// The earlier one.
    pub(crate) earlier: At<String>,
}

/// Two indicators that should count the same units.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenSameUnits {
    /// The indicator that decisions are missed for.
    pub(crate) indicator: At<String>,
    /// The one whose decisions it should follow, or say that it does not.
    pub(crate) like: At<String>,
}
