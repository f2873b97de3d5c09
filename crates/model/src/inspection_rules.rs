//! What an edition says about its inspections: how findings become grades, and by which words a
//! text is held against findings and figures.

use crate::{FindingKind, GradeId, IndicatorId, PeerGroupId, SubQuestionId};

/// An edition's rules of inspection, as data.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectionRules {
    /// How findings and assessments become proposals for grades.
    pub grading: GradingRule,
    /// The words that texts are searched for.
    pub phrases: Phrases,
    /// What a sentence is about.
    pub subjects: Vec<TextSubject>,
    /// Indicators that should tell the same story.
    pub related: Vec<RelatedIndicators>,
    /// Indicators that hold an earlier value of another.
    pub earlier_values: Vec<EarlierValue>,
    /// Indicators that should count the same units.
    pub same_units: Vec<SameUnits>,
    /// Indicators that are a change of a percentage, of which "percent" and "percentage points"
    /// are different things.
    pub changes_of_shares: Vec<IndicatorId>,
}

/// How findings and assessments become proposals for grades.
#[derive(Debug, Clone, PartialEq)]
pub struct GradingRule {
    /// The grade proposed for questions that are not graded.
    pub ungraded: GradeId,
    /// Where the proposal for a graded question begins.
    pub begin: Beginning,
    /// Sub-questions that give context and are not judged: they need no assessment.
    pub context: Vec<SubQuestionId>,
    /// What raises a proposal, in order; the first that holds counts.
    pub raises: Vec<GradeRaise>,
    /// What limits a proposal; every one that holds counts, also after a raise.
    pub limits: Vec<GradeLimit>,
    /// How grades of questions become one.
    pub overall: Combination,
    /// What limits the overall proposal.
    pub overall_limits: Vec<OverallGradeLimit>,
}

/// Where the proposal for a question begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beginning {
    /// With this grade, once every judged sub-question is assessed.
    With(GradeId),
    /// With the grades that were given to its judged sub-questions.
    FromSubQuestions(Combination),
}

named! {
    /// How several grades become one.
    Combination {
        /// The grade most often given; of several such, the worst.
        MostCommon = "most-common",
        /// The middle grade; between two, the worse.
        Median = "median",
        /// The worst.
        Worst = "worst",
    }
}

/// Open findings that a question's grade may not be better than.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeLimit {
    /// The best grade allowed.
    pub at_most: GradeId,
    /// Which kind of finding.
    pub finding: FindingKind,
    /// From how many open ones. At least 1.
    pub count: u32,
}

/// Strengths that lift a question's grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeRaise {
    /// The grade proposed.
    pub to: GradeId,
    /// From how many strengths. At least 1.
    pub strengths: u32,
    /// Only without open findings of these kinds.
    pub without: Vec<FindingKind>,
}

/// Grades of questions that the overall grade may not be better than.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverallGradeLimit {
    /// The best grade allowed.
    pub at_most: GradeId,
    /// The grade of a question, or worse.
    pub questions_at: GradeId,
    /// From how many questions. At least 1.
    pub count: u32,
}

/// The words that texts are searched for.
///
/// A phrase is found where all its words stand in its order, whole, whatever their case and the
/// punctuation between them. Nothing is guessed: a phrase that is not listed is not found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Phrases {
    /// How a text gives a grade: "requires improvement".
    pub grades: Vec<(GradeId, Vec<String>)>,
    /// How a text names a kind of finding: "area for improvement".
    pub findings: Vec<(FindingKind, Vec<String>)>,
    /// How a text compares: "one of the highest".
    pub claims: Vec<(Claim, Vec<String>)>,
    /// How a text names a group of forces: "other urban forces".
    pub peers: Vec<(PeerGroupId, Vec<String>)>,
    /// A sentence with one of these speaks of an earlier inspection and is held against nothing.
    pub earlier: Vec<String>,
    /// A sentence of the overall judgment with one of these gives the overall grade.
    pub overall: Vec<String>,
    /// How a text says that a number has hardly moved.
    pub steady: Vec<String>,
    /// How a text points to a place on the page rather than to a figure by its number.
    pub pointing: Vec<String>,
    /// How a decision says that nothing was supplied.
    pub not_supplied: Vec<String>,
    /// How a caveat says that rounding keeps parts from adding up.
    pub rounding: Vec<String>,
    /// Words for "of a hundred".
    pub percent: Vec<String>,
    /// Words for percentage points.
    pub points: Vec<String>,
    /// A number before or after one of these is a date, a duration or a place in a list, not a
    /// figure.
    pub no_figure: Vec<String>,
    /// A number after one of these is what a figure is counted against: "per 100".
    pub per: Vec<String>,
    /// A comparison right after one of these is denied, and held against nothing: "not".
    pub negations: Vec<String>,
    /// Words that make no difference between two labels: "by force".
    pub label_filling: Vec<String>,
    /// The largest share by which numbers called steady may differ. Above 0.
    pub steady_within: f64,
    /// How many times as large as the other one of two printed figures may be that are called in
    /// line, where no comparison can be computed. Above 1.
    pub in_line_within: f64,
}

named! {
    /// What a text says of a figure's place.
    Claim {
        /// One of the highest.
        Highest = "one-of-the-highest",
        /// One of the lowest.
        Lowest = "one-of-the-lowest",
        /// Neither one of the highest nor of the lowest.
        BroadlyInLine = "broadly-in-line",
        /// Within the funnel around the comparator.
        InLine = "in-line",
        /// Above the comparator.
        Above = "above",
        /// Well above it.
        WellAbove = "well-above",
        /// Below the comparator.
        Below = "below",
        /// Well below it.
        WellBelow = "well-below",
    }
}

/// What a sentence is about, when it holds one of some phrases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSubject {
    /// The phrases.
    pub phrases: Vec<String>,
    /// The indicators that it is then about.
    pub indicators: Vec<IndicatorId>,
}

/// Two indicators that should tell the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedIndicators {
    /// One.
    pub first: IndicatorId,
    /// The other.
    pub second: IndicatorId,
    /// How they should go together.
    pub expected: Relationship,
    /// Why, in a sentence.
    pub reason: String,
}

named! {
    /// How two indicators should go together.
    Relationship {
        /// Where one is high, so is the other.
        Alike = "alike",
        /// Where one is high, the other is low.
        Opposite = "opposite",
    }
}

/// An indicator that holds an earlier value of another, with which texts compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierValue {
    /// The later one.
    pub indicator: IndicatorId,
    /// The earlier one.
    pub earlier: IndicatorId,
}

/// Two indicators that should count the same units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameUnits {
    /// The indicator that decisions are missed for.
    pub indicator: IndicatorId,
    /// The one whose decisions it should follow, or say that it does not.
    pub like: IndicatorId,
}
