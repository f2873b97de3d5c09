//! Editions: a year's programme, as data.

use std::collections::BTreeSet;

use crate::{
    Caveat, EditionId, Exclusion, Force, ForceId, Formula, GradeId, Indicator, IndicatorId,
    InspectionRules, Measure, MeasureId, MethodParameters, MethodVersion, PeerGroupId, Period,
    PrintedValue, QuestionId, ReportLayout, ReturnDefinition, SourceId, SubQuestionId,
};

/// A year's programme: what is asked, counted, compared and printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Its identifier.
    pub id: EditionId,
    /// Its name.
    pub title: String,
    /// The question of which the others are parts.
    pub headline_question: String,
    /// The inspectorate and publication it restates.
    pub publisher: String,
    /// The method its comparisons follow.
    pub method: MethodVersion,
    /// The parameters of that method, where the edition brings its own; `None` for a version that
    /// every build knows.
    pub own_method: Option<MethodParameters>,
    /// Questions, in order.
    pub questions: Vec<Question>,
    /// Grades, best first; those that are not grades ("ungraded") last.
    pub grades: Vec<Grade>,
    /// Every body that appears in the data, by identifier.
    pub forces: Vec<Force>,
    /// Named sets of forces.
    pub peer_groups: Vec<PeerGroup>,
    /// Published sources, by identifier.
    pub sources: Vec<Source>,
    /// Measures, by identifier.
    pub measures: Vec<Measure>,
    /// Indicators, in the edition's order.
    pub indicators: Vec<Indicator>,
    /// Decisions about units, in the edition's order.
    pub exclusions: Vec<Exclusion>,
    /// Warnings, in the edition's order.
    pub caveats: Vec<Caveat>,
    /// Grades given to forces overall, as published, by force.
    pub published_grades: Vec<PublishedGrade>,
    /// What forces are asked to send; `None` when the edition collects nothing.
    pub return_definition: Option<ReturnDefinition>,
    /// How findings become grades, and how texts are held against figures; `None` when the edition
    /// states no rules.
    pub inspection_rules: Option<InspectionRules>,
    /// How the report is laid out.
    pub layout: ReportLayout,
    /// SHA-256 over every file that defines it, in hexadecimal.
    pub definition_hash: String,
}

/// A question that every inspection of an edition answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its identifier.
    pub id: QuestionId,
    /// Its number as printed.
    pub number: u8,
    /// Its short title.
    pub title: String,
    /// The question itself, in our own words.
    pub text: String,
    /// Whether it is graded.
    pub graded: bool,
    /// Its parts, in order.
    pub sub_questions: Vec<SubQuestion>,
}

/// Part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubQuestion {
    /// Its identifier.
    pub id: SubQuestionId,
    /// Its number as printed: "2.1".
    pub number: String,
    /// The sub-question, in our own words.
    pub text: String,
    /// What it looks at, in a few words each.
    pub aspects: Vec<String>,
}

/// A grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Its identifier.
    pub id: GradeId,
    /// Its name.
    pub title: String,
    /// 1 for the best; `None` for "ungraded", which has no place among the grades.
    pub order: Option<u8>,
}

/// A named set of forces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerGroup {
    /// Its identifier.
    pub id: PeerGroupId,
    /// Its name.
    pub title: String,
    /// Its members, by identifier.
    pub forces: Vec<ForceId>,
    /// Who drew the group up.
    pub source: String,
}

/// A published source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its identifier.
    pub id: SourceId,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Under which licence.
    pub licence: String,
    /// What a reader should know of it; may be empty.
    pub note: String,
}

/// A force's overall grade as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedGrade {
    /// The force.
    pub force: ForceId,
    /// Its grade.
    pub grade: GradeId,
}

impl Edition {
    /// The indicator with this identifier.
    #[must_use]
    pub fn indicator(&self, id: &IndicatorId) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == *id)
    }

    /// The names of forces; of one that it does not know, the identifier.
    #[must_use]
    pub fn force_names<'f>(&'f self, ids: impl IntoIterator<Item = &'f ForceId>) -> Vec<&'f str> {
        let name = |id: &'f ForceId| self.force(id).map_or(id.as_str(), |force| &force.name);
        ids.into_iter().map(name).collect()
    }

    /// The force with this identifier.
    #[must_use]
    pub fn force(&self, id: &ForceId) -> Option<&Force> {
        self.forces.iter().find(|force| force.id == *id)
    }

    /// The measure with this identifier.
    #[must_use]
    pub fn measure(&self, id: &MeasureId) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == *id)
    }

    /// The forces that are inspected and compared.
    pub fn inspected_forces(&self) -> impl Iterator<Item = &Force> {
        self.forces
            .iter()
            .filter(|force| force.scope == crate::Scope::Inspected)
    }

    /// What a force's report shows, and a run therefore computes: every indicator in its own
    /// period, then the other periods of tiles and figures; each once, in the edition's order.
    ///
    /// Indicators that are known only as printed are not among them.
    #[must_use]
    pub fn shown_comparisons(&self) -> Vec<(IndicatorId, Period)> {
        let own = self
            .indicators
            .iter()
            .map(|indicator| (&indicator.id, indicator.period));
        let tiles = self.layout.force_in_numbers.iter();
        let tiles = tiles
            .flat_map(|group| &group.entries)
            .filter_map(|entry| Some((&entry.indicator, entry.period?)));
        let figures = self.layout.figures.iter().flat_map(|figure| {
            let periods = figure.periods.iter();
            periods.flat_map(|period| figure.indicators.iter().map(|id| (id, *period)))
        });
        let computable: BTreeSet<&IndicatorId> = self
            .indicators
            .iter()
            .filter(|indicator| !matches!(indicator.formula, Formula::PublishedOnly { .. }))
            .map(|indicator| &indicator.id)
            .collect();
        let mut seen = BTreeSet::new();
        own.chain(tiles)
            .chain(figures)
            .filter(|(id, period)| computable.contains(id) && seen.insert((*id, *period)))
            .map(|(id, period)| (id.clone(), period))
            .collect()
    }

    /// The warnings that travel with an indicator, in the edition's order.
    pub fn caveats_of<'e>(
        &'e self,
        indicator: &'e IndicatorId,
    ) -> impl Iterator<Item = &'e Caveat> {
        self.caveats
            .iter()
            .filter(move |caveat| caveat.applies_to.covers(indicator))
    }

    /// The decisions about an indicator in a period, in the edition's order.
    pub fn exclusions_of<'e>(
        &'e self,
        indicator: &'e IndicatorId,
        period: &'e Period,
    ) -> impl Iterator<Item = &'e Exclusion> {
        self.exclusions
            .iter()
            .filter(move |exclusion| exclusion.covers(indicator, period))
    }
}

/// The printed values among a set, for one indicator, in the set's order.
pub fn printed_for<'p>(
    printed: &'p [PrintedValue],
    indicator: &'p IndicatorId,
) -> impl Iterator<Item = &'p PrintedValue> {
    printed
        .iter()
        .filter(move |value| value.indicator == *indicator)
}
