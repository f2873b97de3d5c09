//! What an inspection is held against.

use std::collections::BTreeMap;

use peel_model::{
    Area, BreakdownMismatch, ComparatorKind, Comparison, Edition, Finding, FindingKind, Grade,
    GradeId, IndicatorId, Inspection, InspectionBackground, InspectionRules, PeerGroupId,
    PrintedValue, QuestionId, Series,
};

/// An inspection with everything it is held against. Order never counts.
#[derive(Debug, Clone, Copy)]
pub struct InspectionEvidence<'e> {
    /// The edition.
    pub edition: &'e Edition,
    /// Its rules: [`Edition::inspection_rules`].
    pub rules: &'e InspectionRules,
    /// The inspection.
    pub inspection: &'e Inspection,
    /// Findings taken over from earlier years, and grades of sub-questions.
    pub background: &'e InspectionBackground,
    /// Comparisons that the force is in: with England and Wales, and with peers where texts speak
    /// of peers ([`Edition::shown_comparisons`] names those of a report).
    pub comparisons: &'e [Comparison],
    /// Series of the force; only lines of enquiry look at them.
    pub series: &'e [Series],
    /// The printed figures: [`crate::printed_values`].
    pub printed: &'e [PrintedValue],
    /// Parts that do not add up: [`crate::check_breakdowns`].
    pub mismatches: &'e [BreakdownMismatch],
}

impl<'e> InspectionEvidence<'e> {
    /// The grade's place, 1 for the best; `None` for what is no grade.
    pub(super) fn order(&self, grade: &GradeId) -> Option<u8> {
        self.grade(grade)?.order
    }

    pub(super) fn grade(&self, grade: &GradeId) -> Option<&'e Grade> {
        let mut grades = self.edition.grades.iter();
        grades.find(|known| known.id == *grade)
    }

    /// A grade's name; its identifier where the edition does not know it.
    pub(super) fn grade_title(&self, grade: &GradeId) -> String {
        let known = self.grade(grade);
        known.map_or_else(|| grade.to_string(), |known| known.title.to_lowercase())
    }

    pub(super) fn indicator_title(&self, indicator: &IndicatorId) -> String {
        let known = self.edition.indicator(indicator);
        known.map_or_else(|| indicator.to_string(), |known| known.title.clone())
    }

    /// Open findings of a question and kind.
    pub(super) fn open_findings(
        &self,
        question: &QuestionId,
        kind: FindingKind,
    ) -> Vec<&'e Finding> {
        let findings = self.inspection.findings.iter();
        findings
            .filter(|finding| {
                finding.question == *question && finding.kind == kind && finding.state.is_open()
            })
            .collect()
    }

    /// The comparison of an indicator in its own period, with England and Wales or with peers.
    pub(super) fn comparison(
        &self,
        indicator: &IndicatorId,
        peers: Option<&PeerGroupId>,
    ) -> Option<&'e Comparison> {
        let period = self.edition.indicator(indicator)?.period;
        let mut comparisons = self.comparisons.iter();
        comparisons.find(|comparison| {
            let with = match (&comparison.comparator.kind, peers) {
                (ComparatorKind::EnglandAndWales, None) => true,
                (ComparatorKind::Peers(group), Some(peers)) => group == peers,
                _ => false,
            };
            comparison.indicator == *indicator && comparison.period == period && with
        })
    }

    /// Printed figures of an indicator in its own period: the force's and that of England and
    /// Wales.
    pub(super) fn printed_pair(&self, indicator: &IndicatorId) -> (Option<f64>, Option<f64>) {
        let Some(definition) = self.edition.indicator(indicator) else {
            return (None, None);
        };
        let of = |area: &Area| {
            let mut printed = self.printed.iter();
            let printed = printed.find(|value| {
                value.indicator == *indicator
                    && value.area == *area
                    && value.period == definition.period
            });
            printed.map(|printed| printed.value)
        };
        let force = Area::Force(self.inspection.force.clone());
        (of(&force), of(&Area::EnglandAndWales))
    }

    /// Every value that a number in a text may be: the force's, England and Wales' and peers', as
    /// printed and as computed, of every indicator.
    pub(super) fn values(&self) -> BTreeMap<&'e IndicatorId, Vec<f64>> {
        let mut values: BTreeMap<&IndicatorId, Vec<f64>> = BTreeMap::new();
        for printed in self.printed {
            let ours = match &printed.area {
                Area::EnglandAndWales => true,
                Area::Force(force) => *force == self.inspection.force,
            };
            if ours {
                values
                    .entry(&printed.indicator)
                    .or_default()
                    .push(printed.value);
            }
        }
        for comparison in self.comparisons {
            let known = values.entry(&comparison.indicator).or_default();
            let unit = comparison.unit_of(&self.inspection.force);
            known.extend(unit.map(|unit| unit.value));
            known.extend(comparison.comparator.value.map(|value| value.value));
            known.extend(comparison.rising.map(f64::from));
        }
        values
    }
}
