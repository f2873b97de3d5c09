//! Parts that have to add up to a whole.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    Area, Breakdown, BreakdownMismatch, DenominatorPeriod, Edition, Formula, Indicator,
    IndicatorId, MeasureDefinition, MeasureId, Period, RatioKind, printed_measure,
};

use crate::formula::{Plan, Resolved};
use crate::leaves::Leaves;
use crate::rounding::decimals_of;
use crate::{ComparisonError, Observations};

/// A difference smaller than this share of the numbers added is arithmetic, not data.
const ARITHMETIC: f64 = 1e-12;

/// Everything recorded or printed whose parts do not add up to their whole within rounding.
///
/// Three kinds of parts are known from the definitions, without a list of their own:
///
/// - a measure defined as a sum, of which values were recorded as well as of its parts;
/// - printed figures of indicators that have a denominator in common, where the numerator of one
///   is the sum of the others';
/// - printed shares of a measure whose numerators make up all of it: they are 100 percent.
///
/// Nothing is said where a part or the whole has no value. Recorded counts have to agree exactly;
/// each printed figure may be off by half a unit in its last decimal.
///
/// # Errors
/// As [`crate::compare`], for sums at fault.
pub fn check_breakdowns(
    edition: &Edition,
    observations: &Observations,
) -> Result<Vec<BreakdownMismatch>, ComparisonError> {
    mismatches(edition, &breakdowns(edition)?, observations)
}

/// The breakdowns that an indicator is part of: the subtotals of what it counts or divides by, and
/// the printed figures that it is a whole or a part of.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn breakdowns_of(
    edition: &Edition,
    indicator: &Indicator,
) -> Result<Vec<Breakdown>, ComparisonError> {
    let plan = Plan::of(edition, indicator, indicator.period)?;
    let terms: Vec<BTreeSet<&MeasureId>> = plan
        .resolved()
        .into_iter()
        .flat_map(Resolved::terms)
        .map(|term| term.leaves.parts.iter().map(|leaf| &leaf.id).collect())
        .collect();
    let mut found = Vec::new();
    for breakdown in breakdowns(edition)? {
        let concerned = match &breakdown {
            Breakdown::Recorded { whole, .. } => {
                let leaves = Leaves::of(edition, whole)?.parts;
                terms
                    .iter()
                    .any(|term| leaves.iter().all(|leaf| term.contains(&leaf.id)))
            }
            Breakdown::Printed { whole, parts } => {
                *whole == indicator.id || parts.contains(&indicator.id)
            }
            Breakdown::PrintedShares { parts, .. } => parts.contains(&indicator.id),
        };
        if concerned {
            found.push(breakdown);
        }
    }
    Ok(found)
}

/// The measures whose values breakdowns are checked with: recorded wholes and parts, and those that
/// hold printed figures.
///
/// # Errors
/// As [`crate::compare`], for sums at fault.
pub fn measures_of_breakdowns(
    edition: &Edition,
    breakdowns: &[Breakdown],
) -> Result<BTreeSet<MeasureId>, ComparisonError> {
    let mut measures = BTreeSet::new();
    for breakdown in breakdowns {
        match breakdown {
            Breakdown::Recorded { whole, .. } => {
                let leaves = Leaves::of(edition, whole)?.parts;
                measures.insert(whole.clone());
                measures.extend(leaves.into_iter().map(|leaf| leaf.id.clone()));
            }
            Breakdown::Printed { whole, parts } => {
                let figures = std::iter::once(whole).chain(parts);
                measures.extend(figures.filter_map(printed_measure));
            }
            Breakdown::PrintedShares { parts, .. } => {
                measures.extend(parts.iter().filter_map(printed_measure));
            }
        }
    }
    Ok(measures)
}

/// Those of some breakdowns whose parts do not add up, as [`check_breakdowns`] finds them.
///
/// # Errors
/// As [`crate::compare`], for sums at fault.
pub fn mismatches(
    edition: &Edition,
    breakdowns: &[Breakdown],
    observations: &Observations,
) -> Result<Vec<BreakdownMismatch>, ComparisonError> {
    let mut found = Vec::new();
    for breakdown in breakdowns {
        match breakdown {
            Breakdown::Recorded { whole, .. } => {
                recorded(edition, breakdown, whole, observations, &mut found)?;
            }
            Breakdown::Printed { whole, parts } => {
                let parts = indicators(edition, parts);
                if let Some(whole) = edition.indicator(whole) {
                    printed(breakdown, Some(whole), &parts, observations, &mut found);
                }
            }
            Breakdown::PrintedShares { parts, .. } => {
                let parts = indicators(edition, parts);
                printed(breakdown, None, &parts, observations, &mut found);
            }
        }
    }
    Ok(found)
}

/// Every breakdown that the definitions of an edition hold.
pub(crate) fn breakdowns(edition: &Edition) -> Result<Vec<Breakdown>, ComparisonError> {
    let ids = |parts: Vec<&Indicator>| parts.into_iter().map(|part| part.id.clone()).collect();
    let mut found = Vec::new();
    for measure in &edition.measures {
        if let MeasureDefinition::Sum { parts } = &measure.definition {
            found.push(Breakdown::Recorded {
                whole: measure.id.clone(),
                parts: parts.clone(),
            });
        }
    }
    let shares = Shares::of(edition)?;
    for (whole, parts) in shares.wholes_with_parts(edition) {
        found.push(Breakdown::Printed {
            whole: whole.id.clone(),
            parts: ids(parts),
        });
    }
    for (of, parts) in shares.complete(edition)? {
        found.push(Breakdown::PrintedShares {
            of: of.clone(),
            parts: ids(parts),
        });
    }
    Ok(found)
}

fn indicators<'e>(edition: &'e Edition, ids: &[IndicatorId]) -> Vec<&'e Indicator> {
    ids.iter().filter_map(|id| edition.indicator(id)).collect()
}

fn recorded(
    edition: &Edition,
    breakdown: &Breakdown,
    whole: &MeasureId,
    observations: &Observations,
    found: &mut Vec<BreakdownMismatch>,
) -> Result<(), ComparisonError> {
    let leaves = Leaves::of(edition, whole)?.parts;
    for (period, area, cell) in observations.of_measure(whole) {
        let values = leaves.iter().map(|leaf| {
            observations
                .get(&leaf.id, period, area)
                .and_then(|cell| cell.reading.value())
        });
        let (Some(whole), Some(values)) =
            (cell.reading.value(), values.collect::<Option<Vec<f64>>>())
        else {
            continue;
        };
        found.extend(mismatch(breakdown, area, period, &values, whole, 0.0));
    }
    Ok(())
}

fn mismatch(
    breakdown: &Breakdown,
    area: &Area,
    period: Period,
    parts: &[f64],
    whole: f64,
    tolerance: f64,
) -> Option<BreakdownMismatch> {
    let sum: f64 = parts.iter().sum();
    let size: f64 = parts.iter().map(|part| part.abs()).sum::<f64>() + whole.abs();
    ((sum - whole).abs() > tolerance + ARITHMETIC * size).then(|| BreakdownMismatch {
        breakdown: breakdown.clone(),
        area: area.clone(),
        period,
        sum,
        whole,
        tolerance,
    })
}

/// Printed figures of one whole and its parts; without an indicator of the whole, it is all of it.
fn printed(
    breakdown: &Breakdown,
    whole: Option<&Indicator>,
    parts: &[&Indicator],
    observations: &Observations,
    found: &mut Vec<BreakdownMismatch>,
) {
    let Some(first) = parts.first().and_then(|part| printed_measure(&part.id)) else {
        return;
    };
    for (period, area, _) in observations.of_measure(&first) {
        let figure = |indicator: &&Indicator| -> Option<(f64, f64)> {
            let measure = printed_measure(&indicator.id)?;
            let value = observations.get(&measure, period, area)?.reading.value()?;
            let decimals = indicator.decimals.max(decimals_of(value));
            Some((value, 0.5 * 10_f64.powi(-i32::from(decimals))))
        };
        let figures: Option<Vec<(f64, f64)>> = parts.iter().map(figure).collect();
        let of = match whole {
            Some(whole) => figure(&whole),
            None => parts.first().map(|part| (part.multiplier, 0.0)),
        };
        let (Some(figures), Some((whole, half_unit))) = (figures, of) else {
            continue;
        };
        let (values, half_units): (Vec<f64>, Vec<f64>) = figures.into_iter().unzip();
        let tolerance = half_unit + half_units.iter().sum::<f64>();
        found.extend(mismatch(breakdown, area, period, &values, whole, tolerance));
    }
}

/// The edition's proportions by what they are shares of, read in the same period.
struct Shares<'e> {
    of: BTreeMap<(&'e MeasureId, String), Vec<Share<'e>>>,
}

struct Share<'e> {
    indicator: &'e Indicator,
    numerator: &'e MeasureId,
    leaves: BTreeSet<&'e MeasureId>,
}

impl<'e> Shares<'e> {
    fn of(edition: &'e Edition) -> Result<Self, ComparisonError> {
        let mut of: BTreeMap<_, Vec<Share<'e>>> = BTreeMap::new();
        for indicator in &edition.indicators {
            if let Formula::Ratio {
                numerator,
                denominator,
                denominator_period: DenominatorPeriod::Same,
                kind: RatioKind::Proportion,
            } = &indicator.formula
            {
                let parts = Leaves::of(edition, numerator)?.parts;
                of.entry((denominator, indicator.multiplier.to_string()))
                    .or_default()
                    .push(Share {
                        indicator,
                        numerator,
                        leaves: parts.into_iter().map(|leaf| &leaf.id).collect(),
                    });
            }
        }
        Ok(Self { of })
    }

    /// Indicators whose numerator is a sum of which every part has an indicator too.
    fn wholes_with_parts(&self, edition: &'e Edition) -> Vec<(&'e Indicator, Vec<&'e Indicator>)> {
        let mut found = Vec::new();
        for shares in self.of.values() {
            for whole in shares {
                let measure = edition.measure(whole.numerator);
                let Some(MeasureDefinition::Sum { parts }) = measure.map(|m| &m.definition) else {
                    continue;
                };
                let of_part = |part: &MeasureId| {
                    let share = shares.iter().find(|share| share.numerator == part);
                    share.map(|share| share.indicator)
                };
                if let Some(parts) = parts.iter().map(of_part).collect() {
                    found.push((whole.indicator, parts));
                }
            }
        }
        found
    }

    /// Indicators whose numerators, the largest first and none overlapping, make up the whole
    /// denominator.
    fn complete(
        &self,
        edition: &'e Edition,
    ) -> Result<Vec<(&'e MeasureId, Vec<&'e Indicator>)>, ComparisonError> {
        let mut found = Vec::new();
        for ((of, _), shares) in &self.of {
            let whole = Leaves::of(edition, of)?.parts;
            let mut left: BTreeSet<&MeasureId> = whole.into_iter().map(|leaf| &leaf.id).collect();
            let mut largest_first: Vec<&Share<'_>> = shares.iter().collect();
            largest_first.sort_by_key(|share| std::cmp::Reverse(share.leaves.len()));
            let mut parts = Vec::new();
            for share in largest_first {
                if share.numerator != *of && share.leaves.is_subset(&left) {
                    left.retain(|leaf| !share.leaves.contains(leaf));
                    parts.push(share.indicator);
                }
            }
            if left.is_empty() && parts.len() > 1 {
                found.push((*of, parts));
            }
        }
        Ok(found)
    }
}
