//! Lines of enquiry: what the figures ask inspectors to look at.

use peel_model::{
    Band, ChartStep, ComparatorKind, Comparison, ComparisonReference, EnquiryKind, FunnelPosition,
    Indicator, IndicatorId, LineOfEnquiry, Merit, Polarity, RelatedIndicators, Relationship,
    Series, SeriesDirection, UnitComparison,
};

use super::evidence::InspectionEvidence;

/// What the figures ask about the force: in the edition's order of indicators, then by comparison,
/// then by kind.
///
/// Nothing here is a grade, and nothing decides one. With police counts nearly every force lies
/// outside plain funnel limits, so only the corrected ones ask. A figure that is left out, or known
/// only as printed, asks nothing.
#[must_use]
pub fn lines_of_enquiry(evidence: &InspectionEvidence<'_>) -> Vec<LineOfEnquiry> {
    let mut found = Vec::new();
    for indicator in &evidence.edition.indicators {
        for comparison in of_indicator(evidence.comparisons, indicator) {
            if let Some(unit) = comparison.unit_of(&evidence.inspection.force) {
                found.extend(band(evidence, indicator, comparison, unit));
                found.extend(significance(evidence, indicator, comparison, unit));
            }
        }
        let mut series: Vec<&Series> = evidence.series.iter().collect();
        series.retain(|series| {
            series.indicator == indicator.id && series.force == evidence.inspection.force
        });
        series.sort_by_key(|series| ComparisonReference::of_series(series));
        for series in series {
            found.extend(trend(evidence, indicator, series));
            found.extend(step(indicator, series));
        }
        for related in &evidence.rules.related {
            if related.first == indicator.id {
                found.extend(disagreement(evidence, related));
            }
        }
    }
    found
}

/// The comparisons of an indicator, by period and comparator.
fn of_indicator<'e>(comparisons: &'e [Comparison], indicator: &Indicator) -> Vec<&'e Comparison> {
    let mut these: Vec<&Comparison> = comparisons.iter().collect();
    these.retain(|comparison| comparison.indicator == indicator.id);
    these.sort_by_key(|comparison| ComparisonReference::from(*comparison));
    these
}

fn band(
    evidence: &InspectionEvidence<'_>,
    indicator: &Indicator,
    comparison: &Comparison,
    unit: &UnitComparison,
) -> Option<LineOfEnquiry> {
    let (words, high) = match unit.band {
        Ok(Band::Highest) => ("one of the highest", true),
        Ok(Band::Lowest) => ("one of the lowest", false),
        Ok(Band::InLine) | Err(_) => return None,
    };
    Some(LineOfEnquiry {
        kind: EnquiryKind::Band,
        indicator: indicator.id.clone(),
        reason: format!(
            "{}, {}: {words} of {}, place {} of {}.",
            indicator.title,
            comparison.period.in_words(),
            among(evidence, &comparison.comparator.kind),
            unit.rank,
            comparison.units.len()
        ),
        merit: merit(indicator.polarity, high),
        based_on: vec![comparison.into()],
    })
}

fn significance(
    evidence: &InspectionEvidence<'_>,
    indicator: &Indicator,
    comparison: &Comparison,
    unit: &UnitComparison,
) -> Option<LineOfEnquiry> {
    let position = unit.funnel.as_ref().ok()?.position;
    let (words, high) = match position {
        FunnelPosition::Within => return None,
        FunnelPosition::AboveInner => ("above the 95%", true),
        FunnelPosition::AboveOuter => ("above the 99.8%", true),
        FunnelPosition::BelowInner => ("below the 95%", false),
        FunnelPosition::BelowOuter => ("below the 99.8%", false),
    };
    Some(LineOfEnquiry {
        kind: EnquiryKind::Significance,
        indicator: indicator.id.clone(),
        reason: format!(
            "{}, {}: {words} limits around the value of {}, widened for how much forces \
             vary.",
            indicator.title,
            comparison.period.in_words(),
            among(evidence, &comparison.comparator.kind),
        ),
        merit: merit(indicator.polarity, high),
        based_on: vec![comparison.into()],
    })
}

/// A trend that the comparator does not share.
fn trend(
    evidence: &InspectionEvidence<'_>,
    indicator: &Indicator,
    series: &Series,
) -> Option<LineOfEnquiry> {
    let trend = series.trend.as_ref().ok()?;
    let of_all = series.comparator_trend.as_ref().ok();
    let rising = match trend.direction {
        SeriesDirection::Rising => true,
        SeriesDirection::Falling => false,
        SeriesDirection::Steady => return None,
    };
    if of_all.is_some_and(|other| other.direction == trend.direction) {
        return None;
    }
    let others = match of_all.map(|trend| trend.direction) {
        None => String::new(),
        Some(direction) => {
            let whom = among(evidence, &series.comparator);
            format!(" {whom}: {direction}.")
        }
    };
    Some(LineOfEnquiry {
        kind: EnquiryKind::Trend,
        indicator: indicator.id.clone(),
        reason: format!(
            "{}: {} over {} periods, from the {} to the {}, more than chance explains.{others}",
            indicator.title,
            trend.direction,
            trend.periods,
            trend.first.in_words(),
            trend.last.in_words(),
        ),
        merit: merit(indicator.polarity, rising),
        based_on: vec![ComparisonReference::of_series(series)?],
    })
}

/// The latest lasting change of level.
fn step(indicator: &Indicator, series: &Series) -> Option<LineOfEnquiry> {
    let step: &ChartStep = series.chart.as_ref().ok()?.steps.last()?;
    let rose = step.after > step.before;
    let direction = if rose { "rose" } else { "fell" };
    Some(LineOfEnquiry {
        kind: EnquiryKind::StepChange,
        indicator: indicator.id.clone(),
        reason: format!(
            "{}: {direction} to another level in the {}, and stayed there.",
            indicator.title,
            step.period.in_words(),
        ),
        merit: merit(indicator.polarity, rose),
        based_on: vec![ComparisonReference::of_series(series)?],
    })
}

/// Two indicators on sides of their funnels that do not go together. One within its limits agrees
/// with anything.
fn disagreement(
    evidence: &InspectionEvidence<'_>,
    related: &RelatedIndicators,
) -> Option<LineOfEnquiry> {
    let (first, first_high) = side(evidence, &related.first)?;
    let (second, second_high) = side(evidence, &related.second)?;
    let together = match related.expected {
        Relationship::Alike => first_high == second_high,
        Relationship::Opposite => first_high != second_high,
    };
    if together {
        return None;
    }
    let word = |high| if high { "high" } else { "low" };
    Some(LineOfEnquiry {
        kind: EnquiryKind::Disagreement,
        indicator: related.first.clone(),
        reason: format!(
            "{} is {} and {} is {}. {}",
            evidence.indicator_title(&related.first),
            word(first_high),
            evidence.indicator_title(&related.second),
            word(second_high),
            related.reason
        ),
        merit: None,
        based_on: vec![first.into(), second.into()],
    })
}

/// Whether the force is high or low on an indicator, by the corrected funnel limits.
fn side<'e>(
    evidence: &InspectionEvidence<'e>,
    indicator: &IndicatorId,
) -> Option<(&'e Comparison, bool)> {
    let comparison = evidence.comparison(indicator, None)?;
    let unit = comparison.unit_of(&evidence.inspection.force)?;
    match unit.funnel.as_ref().ok()?.position {
        FunnelPosition::Within => None,
        FunnelPosition::AboveInner | FunnelPosition::AboveOuter => Some((comparison, true)),
        FunnelPosition::BelowInner | FunnelPosition::BelowOuter => Some((comparison, false)),
    }
}

fn merit(polarity: Polarity, high: bool) -> Option<Merit> {
    match (polarity, high) {
        (Polarity::Neither, _) => None,
        (Polarity::HigherIsBetter, true) | (Polarity::LowerIsBetter, false) => Some(Merit::Better),
        (Polarity::HigherIsBetter, false) | (Polarity::LowerIsBetter, true) => Some(Merit::Worse),
    }
}

/// Whom units are compared with, by name.
pub(super) fn among(evidence: &InspectionEvidence<'_>, kind: &ComparatorKind) -> String {
    match kind {
        ComparatorKind::EnglandAndWales => "England and Wales".to_owned(),
        ComparatorKind::Peers(group) => {
            let mut groups = evidence.edition.peer_groups.iter();
            let known = groups.find(|known| known.id == *group);
            known.map_or_else(|| group.to_string(), |known| known.title.clone())
        }
    }
}
