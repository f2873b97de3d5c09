//! One indicator, one period, every unit.

use peel_model::{
    Absent, Comparator, ComparatorKind, ComparatorMethod, ComparatorValue, Comparison, Edition,
    Funnel, Indicator, NoBand, Period, UnitComparison,
};

use crate::formula::{Plan, Resolved};
use crate::question::{Examined, Question};
use crate::rank::{band, band_size, number, places};
use crate::uncertainty::{Scale, funnels, intervals};
use crate::units::Included;
use crate::value::Terms;
use crate::{ComparisonError, Observations, words};

/// Compares every unit on an indicator in a period, by the edition's method and decisions.
///
/// The answer depends on nothing but the arguments, and not on the order of anything in them.
///
/// What the data lack is in the answer, with its reason: a unit left out, an interval that does not
/// exist, a comparator without units.
///
/// - **Reading.** A sum is missing when any of its parts is missing; a part that cannot exist counts
///   as nothing. A span of counts that was not recorded whole is the sum of its consecutive
///   quarters, or months, when all of them were recorded.
/// - **Partial periods.** Where a decision says that a unit covers some months only, its
///   denominator is scaled to them if it is a level such as population. A value marked as partial
///   that no decision explains is left out, and so is a change between counts over different
///   numbers of months.
/// - **Decisions about a change** are those about either of its periods.
/// - **Merged units** add up their forces; a decision that leaves one force out leaves the unit
///   out.
/// - **Peers.** With a group of peers as comparator the units, ranks and bands are still all those
///   included; only the comparator's value comes from the group: from the units that lie wholly
///   in it. A unit that is all of the group has no place in the funnel around itself.
/// - **Tallies** have no units: the comparator's value is how many of its units rose, over how
///   many there are, and what is left out is what the change leaves out.
/// - **Known only as printed**: no units, and a comparator absent for that reason.
///
/// The revision is the newest in any measure and period that was looked at.
///
/// # Errors
/// [`ComparisonError`] when the definition is at fault, or the method or peer group does not exist.
pub fn compare(
    edition: &Edition,
    indicator: &Indicator,
    period: Period,
    comparator: &ComparatorKind,
    observations: &Observations,
) -> Result<Comparison, ComparisonError> {
    let question = Question::new(edition, indicator, period, comparator)?;
    match Plan::of(edition, indicator, period)? {
        Plan::Compute(resolved) => question.answer(&resolved, observations),
        Plan::Tally { change, counted } => {
            let asked_first = Question {
                indicator: change,
                ..question.clone()
            };
            let counted = asked_first.answer(&counted, observations)?;
            Ok(question.tally(change, counted))
        }
        Plan::PublishedOnly { reason } => Ok(question.published_only(reason)),
    }
}

impl Question<'_> {
    fn answer(
        &self,
        resolved: &Resolved<'_>,
        observations: &Observations,
    ) -> Result<Comparison, ComparisonError> {
        let Examined {
            included,
            left_out,
            newest,
            multiplier,
        } = self.examine(resolved, observations)?;
        let comparator = self.comparator_value(&included, resolved);
        let rising = resolved
            .then
            .as_ref()
            .map(|_| rising(included.iter().map(|unit| unit.value.value)));
        let scale = Scale::new(resolved.shape, multiplier);
        let terms: Vec<Terms> = included.iter().map(|unit| unit.terms).collect();
        let mut funnels = funnels(
            &terms,
            comparator.map(|comparator| comparator.value),
            scale,
            self.method,
        );
        self.place_alone(&included, &mut funnels.places);
        let bands = band_size(included.len(), self.method);
        let units = self.placed(included, funnels.places, bands, scale);
        Ok(Comparison {
            revision: newest,
            units,
            left_out,
            bands,
            over_dispersion: funnels.over_dispersion,
            rising,
            ..self.unanswered(comparator, words::formula(resolved, multiplier))
        })
    }

    /// A unit that a group of peers consists of is held against itself, which says nothing.
    fn place_alone(&self, included: &[Included], places: &mut [Result<Funnel, Absent>]) {
        if self.peers.is_none() {
            return;
        }
        let mut peers = included
            .iter()
            .zip(places)
            .filter(|(unit, _)| self.is_peer(&unit.unit));
        if let (Some((_, place)), None) = (peers.next(), peers.next()) {
            *place = Err(Absent::OwnComparator);
        }
    }

    fn placed(
        &self,
        included: Vec<Included>,
        funnels: Vec<Result<Funnel, Absent>>,
        bands: Result<u32, NoBand>,
        scale: Scale,
    ) -> Vec<UnitComparison> {
        let values: Vec<f64> = included.iter().map(|unit| unit.value.value).collect();
        included
            .into_iter()
            .zip(places(&values))
            .zip(funnels)
            .map(|((unit, place), funnel)| UnitComparison {
                value: unit.value.value,
                numerator: unit.value.numerator,
                denominator: unit.value.denominator,
                interval: intervals(unit.terms, scale),
                rank: place.rank,
                tied: place.tied,
                band: band(place, values.len(), bands),
                funnel,
                flags: unit.flags,
                unit: unit.unit,
            })
            .collect()
    }

    fn comparator_value(
        &self,
        included: &[Included],
        resolved: &Resolved<'_>,
    ) -> Result<ComparatorValue, Absent> {
        let members: Vec<&Included> = included
            .iter()
            .filter(|unit| self.is_peer(&unit.unit))
            .collect();
        if members.is_empty() {
            return Err(Absent::NoUnits);
        }
        let sum = members
            .iter()
            .fold(Terms::default(), |sum, unit| sum.plus(unit.terms));
        let pooled = sum.value(resolved.shape, self.indicator.multiplier)?;
        let value = match self.comparator_method() {
            ComparatorMethod::Pooled => pooled.value,
            ComparatorMethod::MeanOfRates => {
                let total: f64 = members.iter().map(|unit| unit.value.value).sum();
                total / members.len() as f64
            }
        };
        Ok(ComparatorValue {
            value,
            numerator: pooled.numerator,
            denominator: pooled.denominator,
        })
    }

    fn tally(&self, change: &Indicator, counted: Comparison) -> Comparison {
        let values: Vec<f64> = counted
            .units
            .iter()
            .filter(|unit| self.is_peer(&unit.unit))
            .map(|unit| unit.value)
            .collect();
        let rose = rising(values.iter().copied());
        let value = if values.is_empty() {
            Err(Absent::NoUnits)
        } else {
            Ok(ComparatorValue {
                value: f64::from(rose),
                numerator: f64::from(rose),
                denominator: values.len() as f64,
            })
        };
        Comparison {
            revision: counted.revision,
            left_out: counted.left_out,
            rising: Some(rose),
            ..self.unanswered(value, words::tally(change, &counted.formula))
        }
    }

    fn published_only(&self, reason: &str) -> Comparison {
        self.unanswered(Err(Absent::PublishedOnly), words::published_only(reason))
    }

    /// A comparison without units.
    fn unanswered(&self, value: Result<ComparatorValue, Absent>, formula: String) -> Comparison {
        Comparison {
            edition: self.edition.id.clone(),
            indicator: self.indicator.id.clone(),
            period: self.period,
            revision: None,
            method: self.edition.method.clone(),
            comparator: Comparator {
                kind: self.comparator.clone(),
                method: self.comparator_method(),
                value,
            },
            units: Vec::new(),
            left_out: Vec::new(),
            bands: Err(NoBand::TooFewUnits),
            over_dispersion: None,
            rising: None,
            formula,
        }
    }
}

fn rising(changes: impl Iterator<Item = f64>) -> u32 {
    number(changes.filter(|change| *change > 0.0).count())
}
