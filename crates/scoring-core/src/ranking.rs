//! Rankings: ranks with their intervals.

use std::cmp::Ordering;

use peel_model::{
    Absent, ComparatorKind, Edition, Indicator, Period, RankedUnit, Ranking, RatioKind,
};
use peel_stats::{
    ConfidenceLevel, Fraction, RankSimulation, RankedValue, StatisticError, rank_intervals,
};

use crate::formula::{Plan, Shape};
use crate::question::Question;
use crate::rank::places;
use crate::units::Included;
use crate::value::Terms;
use crate::{ComparisonError, Observations};

/// Ranks every unit on an indicator, with the interval that each rank lies in.
///
/// Apart from [`crate::compare`], because it takes a thousand times as long: every unit's value is
/// drawn again and again from what its own data say of it ([`peel_stats::rank_intervals`]). The
/// draws begin at the method's seed, so that the same data always give the same answer. An
/// interval always holds the rank itself, and with it every rank of a tie.
///
/// Ranks have no intervals (`NotApplicable`) where values have none: quotients and tallies. Nor
/// have those of more than [`peel_stats::MOST_RANKED`] units.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn rank_units(
    edition: &Edition,
    indicator: &Indicator,
    period: Period,
    observations: &Observations,
) -> Result<Ranking, ComparisonError> {
    let comparator = ComparatorKind::EnglandAndWales;
    let question = Question::new(edition, indicator, period, &comparator)?;
    let (revision, units) = match Plan::of(edition, indicator, period)? {
        Plan::Compute(resolved) => {
            let examined = question.examine(&resolved, observations)?;
            let units = ranked(&examined.included, resolved.shape, question.simulation());
            (examined.newest, units)
        }
        Plan::Tally { .. } => (None, Err(Absent::NotApplicable)),
        Plan::PublishedOnly { .. } => (None, Err(Absent::PublishedOnly)),
    };
    Ok(Ranking {
        edition: edition.id.clone(),
        indicator: indicator.id.clone(),
        period,
        revision,
        method: edition.method.clone(),
        draws: question.method.rank_draws,
        seed: question.method.rank_seed,
        units,
    })
}

impl Question<'_> {
    fn simulation(&self) -> RankSimulation {
        RankSimulation {
            draws: self.method.rank_draws,
            seed: self.method.rank_seed,
            level: ConfidenceLevel::P95,
        }
    }
}

fn ranked(
    included: &[Included],
    shape: Shape,
    simulation: RankSimulation,
) -> Result<Vec<RankedUnit>, Absent> {
    if included.is_empty() {
        return Err(Absent::NoUnits);
    }
    let drawn = included
        .iter()
        .map(|unit| drawn_from(unit.terms, shape))
        .collect::<Result<Option<Vec<_>>, _>>();
    let Ok(Some(drawn)) = drawn else {
        return Err(Absent::NotApplicable);
    };
    let intervals = rank_intervals(&drawn, simulation).map_err(|_| Absent::NotApplicable)?;
    let values: Vec<f64> = included.iter().map(|unit| unit.value.value).collect();
    let mut units: Vec<RankedUnit> = included
        .iter()
        .zip(places(&values))
        .zip(intervals)
        .map(|((unit, place), interval)| RankedUnit {
            unit: unit.unit.id.clone(),
            value: unit.value.value,
            rank: place.rank,
            tied: place.tied,
            best: interval.best.min(place.rank),
            worst: interval
                .worst
                .max(place.rank.saturating_add(place.tied).saturating_sub(1)),
            mean: interval.mean,
        })
        .collect();
    units.sort_by(|a, b| match a.rank.cmp(&b.rank) {
        Ordering::Equal => a.unit.cmp(&b.unit),
        other => other,
    });
    Ok(units)
}

/// What a unit's value is drawn from; `None` for a quotient of two quantities.
fn drawn_from(terms: Terms, shape: Shape) -> Result<Option<RankedValue>, StatisticError> {
    Ok(Some(match shape {
        Shape::Ratio(RatioKind::Quotient) => return Ok(None),
        Shape::Ratio(RatioKind::Proportion) => {
            RankedValue::Proportion(Fraction::new(terms.now, terms.now_per)?)
        }
        Shape::Ratio(RatioKind::Rate) => {
            RankedValue::Rate(Fraction::new(terms.now, terms.now_per)?)
        }
        Shape::ChangeOfCounts => RankedValue::Change {
            before: Fraction::new(terms.then, 1.0)?,
            after: Fraction::new(terms.now, 1.0)?,
        },
        Shape::ChangeOfRates => RankedValue::Change {
            before: Fraction::new(terms.then, terms.then_per)?,
            after: Fraction::new(terms.now, terms.now_per)?,
        },
    }))
}
