//! Intervals, and the funnel around the comparator.

use peel_model::{
    Absent, Funnel, FunnelCorrection, FunnelPosition, Intervals, Limits, MethodParameters,
    OverDispersionEstimate, RatioKind,
};
use peel_stats::{
    ConfidenceLevel, Correction, Fraction, Interval, Placement, Position, StatisticError, Target,
    change, change_of_rates, rate, wilson,
};

use crate::formula::Shape;
use crate::value::Terms;

/// Turns a statistic's scale into the indicator's unit: a share into percent, a ratio of later to
/// earlier into a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    shape: Shape,
    multiplier: f64,
}

impl Scale {
    pub(crate) fn new(shape: Shape, multiplier: f64) -> Self {
        Self { shape, multiplier }
    }

    /// Where no change lies: a ratio of 1.
    fn origin(self) -> f64 {
        match self.shape {
            Shape::Ratio(_) => 0.0,
            Shape::ChangeOfCounts | Shape::ChangeOfRates => 1.0,
        }
    }

    fn limits(self, interval: Interval) -> Option<Limits> {
        let scaled = |limit: f64| (limit - self.origin()) * self.multiplier;
        let limits = Limits {
            lower: scaled(interval.lower()),
            upper: scaled(interval.upper()),
        };
        (limits.lower.is_finite() && limits.upper.is_finite()).then_some(limits)
    }

    fn target(self, comparator: f64) -> Result<Option<Target>, StatisticError> {
        let value = comparator / self.multiplier + self.origin();
        match self.shape {
            Shape::Ratio(RatioKind::Proportion) => Target::proportion(value).map(Some),
            Shape::Ratio(RatioKind::Rate) => Target::rate(value).map(Some),
            Shape::Ratio(RatioKind::Quotient) => Ok(None),
            Shape::ChangeOfCounts | Shape::ChangeOfRates => Target::ratio(value).map(Some),
        }
    }
}

/// The interval of one value at both levels: Wilson for proportions; Byar, and exact Poisson below
/// ten events, for rates; the logarithmic interval of a ratio of Poisson counts for changes.
///
/// Absent for quotients, and for a change from or to nothing, whose logarithm does not exist.
pub(crate) fn intervals(terms: Terms, scale: Scale) -> Result<Intervals, Absent> {
    let at = |level: ConfidenceLevel| {
        interval(terms, scale.shape, level)
            .ok()
            .flatten()
            .and_then(|interval| scale.limits(interval))
            .ok_or(Absent::NotApplicable)
    };
    Ok(Intervals {
        at_95: at(ConfidenceLevel::P95)?,
        at_99_8: at(ConfidenceLevel::P99_8)?,
    })
}

fn interval(
    terms: Terms,
    shape: Shape,
    level: ConfidenceLevel,
) -> Result<Option<Interval>, StatisticError> {
    let interval = match shape {
        Shape::Ratio(RatioKind::Quotient) => return Ok(None),
        Shape::Ratio(RatioKind::Proportion) => wilson(terms.now, terms.now_per, level)?,
        Shape::Ratio(RatioKind::Rate) => rate(terms.now, terms.now_per, level)?,
        Shape::ChangeOfCounts => change(terms.then, terms.now, level)?.interval,
        Shape::ChangeOfRates => {
            let before = Fraction::new(terms.then, terms.then_per)?;
            let after = Fraction::new(terms.now, terms.now_per)?;
            change_of_rates(before, after, level)?.interval
        }
    };
    Ok(Some(interval))
}

/// The units' places in the funnel around a comparator, in the order given.
pub(crate) struct Funnels {
    pub(crate) places: Vec<Result<Funnel, Absent>>,
    pub(crate) over_dispersion: Option<OverDispersionEstimate>,
}

/// Holds every unit against the comparator.
///
/// Over-dispersion is estimated from all units with a place, also where the comparator is a group
/// of peers: a handful of peers cannot tell how much units differ.
///
/// A unit without events has no place among changes, and no unit has one around a comparator that
/// chance cannot vary (a rate of 0, a proportion of 0 or 1).
pub(crate) fn funnels(
    units: &[Terms],
    comparator: Result<f64, Absent>,
    scale: Scale,
    method: &MethodParameters,
) -> Funnels {
    let none = |because| Funnels {
        places: vec![Err(because); units.len()],
        over_dispersion: None,
    };
    let comparator = match comparator {
        Ok(value) => value,
        Err(because) => return none(because),
    };
    match placed(units, comparator, scale, method) {
        Ok(Some(funnels)) => funnels,
        Ok(None) | Err(_) => none(Absent::NotApplicable),
    }
}

fn placed(
    units: &[Terms],
    comparator: f64,
    scale: Scale,
    method: &MethodParameters,
) -> Result<Option<Funnels>, StatisticError> {
    let Some(target) = scale.target(comparator)? else {
        return Ok(None);
    };
    let fractions: Vec<Option<Fraction>> = units
        .iter()
        .map(|terms| fraction(*terms, scale.shape))
        .collect();
    let present: Vec<Fraction> = fractions.iter().copied().flatten().collect();
    let funnel = peel_stats::Funnel::winsorised(target, &present, method.winsorised_share)?;
    let correction = match method.correction {
        FunnelCorrection::Additive => Correction::Additive,
        FunnelCorrection::Multiplicative => Correction::Multiplicative,
    };
    let mut present = 0..present.len();
    let places = fractions
        .iter()
        .map(|fraction| {
            let Some(index) = fraction.and_then(|_| present.next()) else {
                return Err(Absent::NotApplicable);
            };
            let plain = funnel.place(index, Correction::None);
            let corrected = funnel.place(index, correction);
            match (plain, corrected) {
                (Some(Ok(plain)), Some(Ok(corrected))) => {
                    placement(&plain, &corrected, scale).ok_or(Absent::NotApplicable)
                }
                _ => Err(Absent::NotApplicable),
            }
        })
        .collect();
    let estimate = funnel.over_dispersion();
    Ok(Some(Funnels {
        places,
        over_dispersion: Some(OverDispersionEstimate {
            phi: estimate.phi,
            tau_squared: estimate.tau_squared,
            applies: match method.correction {
                FunnelCorrection::Additive => estimate.tau_squared > 0.0,
                FunnelCorrection::Multiplicative => estimate.phi > 1.0,
            },
        }),
    }))
}

/// The standard error of a unit around a comparator, on the scale of the funnel: that of the value
/// without its multiplier, or for changes of the logarithm of the ratio. `None` where the unit has
/// no place in a funnel.
pub(crate) fn standard_error(terms: Terms, comparator: f64, scale: Scale) -> Option<f64> {
    let target = scale.target(comparator).ok().flatten()?;
    target.standard_error(fraction(terms, scale.shape)?).ok()
}

/// A unit as the funnel takes it; `None` where it has no place.
///
/// A change of rates stands as the pair of counts that has the same ratio as the rates and the
/// same standard error, `sqrt(1/now + 1/then)`, as the counts: denominators carry no chance.
fn fraction(terms: Terms, shape: Shape) -> Option<Fraction> {
    match shape {
        Shape::Ratio(_) => Fraction::new(terms.now, terms.now_per).ok(),
        Shape::ChangeOfCounts | Shape::ChangeOfRates if terms.now <= 0.0 => None,
        Shape::ChangeOfCounts => Fraction::new(terms.now, terms.then).ok(),
        Shape::ChangeOfRates => {
            let ratio = (terms.now * terms.then_per) / (terms.then * terms.now_per);
            let variance = terms.now.recip() + terms.then.recip();
            let then = (1.0 + ratio.recip()) / variance;
            Fraction::new(ratio * then, then).ok()
        }
    }
}

fn placement(plain: &Placement, corrected: &Placement, scale: Scale) -> Option<Funnel> {
    let limits = |placement: &Placement| {
        Some(Intervals {
            at_95: scale.limits(placement.limits_95)?,
            at_99_8: scale.limits(placement.limits_99_8)?,
        })
    };
    Some(Funnel {
        plain: limits(plain)?,
        corrected: limits(corrected)?,
        plain_position: position(plain.position),
        position: position(corrected.position),
    })
}

fn position(position: Position) -> FunnelPosition {
    match position {
        Position::Below998 => FunnelPosition::BelowOuter,
        Position::Below95 => FunnelPosition::BelowInner,
        Position::Within => FunnelPosition::Within,
        Position::Above95 => FunnelPosition::AboveInner,
        Position::Above998 => FunnelPosition::AboveOuter,
    }
}
