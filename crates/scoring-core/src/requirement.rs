//! What has to be read before an indicator can be compared.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    Edition, Indicator, MeasureId, MeasureKind, MethodParameters, Period, printed_measure,
};

use crate::ComparisonError;
use crate::formula::{Plan, Resolved};
use crate::method::method_of;

/// Recorded measures with the periods that are read of each.
///
/// Requirements of several indicators are merged, so that one read serves them all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement {
    periods: BTreeMap<MeasureId, BTreeSet<Period>>,
}

impl Requirement {
    /// Adds what another requirement asks for.
    pub fn merge(&mut self, other: Self) {
        for (measure, periods) in other.periods {
            self.periods.entry(measure).or_default().extend(periods);
        }
    }

    /// Adds measures, each in all these periods.
    pub fn also(
        &mut self,
        measures: impl IntoIterator<Item = MeasureId>,
        periods: &BTreeSet<Period>,
    ) {
        for measure in measures {
            self.periods.entry(measure).or_default().extend(periods);
        }
    }

    /// The recorded measures.
    pub fn measures(&self) -> impl Iterator<Item = &MeasureId> {
        self.periods.keys()
    }

    /// The periods read of any measure.
    #[must_use]
    pub fn periods(&self) -> BTreeSet<Period> {
        self.periods.values().flatten().copied().collect()
    }

    /// The periods read of each measure.
    #[must_use]
    pub fn by_measure(&self) -> &BTreeMap<MeasureId, BTreeSet<Period>> {
        &self.periods
    }

    /// Whether everything that another requires is read for this one.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        let has = |(measure, periods): (&MeasureId, &BTreeSet<Period>)| {
            let own = self.periods.get(measure);
            own.is_some_and(|own| periods.is_subset(own))
        };
        other.periods.iter().all(has)
    }

    /// What is required of some measures.
    #[must_use]
    pub fn of(&self, measures: &BTreeSet<MeasureId>) -> Self {
        let theirs = self.periods.iter();
        let theirs = theirs.filter(|(measure, _)| measures.contains(*measure));
        Self {
            periods: theirs
                .map(|(measure, periods)| (measure.clone(), periods.clone()))
                .collect(),
        }
    }

    /// Whether nothing has to be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }
}

/// What has to be read to compare an indicator in a period: every recorded measure behind its
/// formula, for the period itself and for the consecutive quarters and months that a span of
/// counts may have been recorded in instead.
///
/// Empty for an indicator known only as printed.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn required_observations(
    edition: &Edition,
    indicator: &Indicator,
    period: Period,
) -> Result<Requirement, ComparisonError> {
    let method = method_of(edition)?;
    let plan = Plan::of(edition, indicator, period)?;
    let mut requirement = Requirement::default();
    for term in plan.resolved().into_iter().flat_map(Resolved::terms) {
        let parts = parts_of(term.period, method);
        for leaf in &term.leaves.parts {
            let periods = requirement.periods.entry(leaf.id.clone()).or_default();
            periods.insert(term.period);
            if leaf.kind == MeasureKind::Count {
                periods.extend(parts.iter().flat_map(|(_, spans)| spans));
            }
        }
    }
    Ok(requirement)
}

/// The recorded measures that influence an indicator: the newest revision among them is the
/// revision of its comparison. Empty for an indicator known only as printed.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn measures_of(
    edition: &Edition,
    indicator: &Indicator,
) -> Result<BTreeSet<MeasureId>, ComparisonError> {
    let plan = Plan::of(edition, indicator, indicator.period)?;
    Ok(plan
        .resolved()
        .into_iter()
        .flat_map(Resolved::terms)
        .flat_map(|term| &term.leaves.parts)
        .map(|leaf| leaf.id.clone())
        .collect())
}

/// The measures that hold the edition's printed figures, for [`crate::printed_values`].
#[must_use]
pub fn printed_measures(edition: &Edition) -> BTreeSet<MeasureId> {
    edition
        .indicators
        .iter()
        .filter_map(|indicator| printed_measure(&indicator.id))
        .collect()
}

/// The ways to divide a span into equal parts, with the length of the parts, longest first.
pub(crate) fn parts_of(span: Period, method: &MethodParameters) -> Vec<(u16, Vec<Period>)> {
    method
        .part_months
        .iter()
        .filter(|months| span.months() != Some(**months))
        .filter_map(|months| Some((*months, span.parts(*months)?)))
        .collect()
}
