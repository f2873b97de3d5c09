//! Periods and sources of figures.

use peel_model::{
    Edition, Formula, Indicator, IndicatorId, InspectionPlace, MeasureDefinition, MeasureId,
    Period, Severity,
};

use super::{Found, Held, InspectionCheck};

/// As far back as a year before is looked for.
const MOST_YEARS: i32 = 20;

pub(super) static UNLIKE_PERIODS: InspectionCheck = InspectionCheck {
    id: "unlike-periods",
    title: "A change between periods that do not match",
    rule: "An indicator that is a change, and whose two periods overlap or are not whole years \
           apart; or one whose earlier value, as the edition names it, is of a period of another \
           length or not whole years before.",
    severity: Severity::Warning,
    find: unlike_periods,
};

fn unlike_periods(held: &Held<'_>) -> Vec<Found> {
    let edition = held.evidence.edition;
    let mut found = Vec::new();
    for indicator in &edition.indicators {
        if let Formula::Change { months_back, .. } = indicator.formula {
            let months = indicator.period.months().unwrap_or(0);
            if months_back < months || months_back % 12 != 0 {
                let message = format!(
                    "The {} are held against the same span {months_back} months before.",
                    indicator.period.in_words()
                );
                found.push(Found::at(
                    &InspectionPlace::Indicator(indicator.id.clone()),
                    message,
                ));
            }
        }
    }
    for value in &held.evidence.rules.earlier_values {
        let period = |id: &IndicatorId| edition.indicator(id).map(|indicator| indicator.period);
        let (Some(now), Some(then)) = (period(&value.indicator), period(&value.earlier)) else {
            continue;
        };
        if !is_years_before(then, now) {
            let message = format!(
                "The {} are held against the {}, which are not whole years before.",
                now.in_words(),
                then.in_words()
            );
            found.push(Found::at(
                &InspectionPlace::Indicator(value.indicator.clone()),
                message,
            ));
        }
    }
    found
}

fn is_years_before(then: Period, now: Period) -> bool {
    (1..=MOST_YEARS).any(|years| now.earlier(12 * years) == Some(then))
}

pub(super) static NO_ANNEX_ENTRY: InspectionCheck = InspectionCheck {
    id: "no-annex-entry",
    title: "An indicator without source or annex entry",
    rule: "An indicator that stands in no figure and not in \"Force in numbers\", where sources are \
           given; that no warning of the annex speaks of; and none of whose measures names a \
           source.",
    severity: Severity::Warning,
    find: no_annex_entry,
};

fn no_annex_entry(held: &Held<'_>) -> Vec<Found> {
    let edition = held.evidence.edition;
    let indicators = edition.indicators.iter();
    indicators
        .filter(|indicator| {
            !is_laid_out(edition, &indicator.id)
                && edition.caveats_of(&indicator.id).next().is_none()
                && !has_source(edition, indicator)
        })
        .map(|indicator| {
            let message = format!(
                "\"{}\" is told without a source, and the annex says nothing of it.",
                indicator.title
            );
            Found::at(&InspectionPlace::Indicator(indicator.id.clone()), message)
        })
        .collect()
}

fn is_laid_out(edition: &Edition, indicator: &IndicatorId) -> bool {
    let layout = &edition.layout;
    let mut entries = layout
        .force_in_numbers
        .iter()
        .flat_map(|group| &group.entries);
    let mut figures = layout.figures.iter();
    entries.any(|entry| entry.indicator == *indicator)
        || figures.any(|figure| figure.indicators.contains(indicator))
}

fn has_source(edition: &Edition, indicator: &Indicator) -> bool {
    match &indicator.formula {
        Formula::Ratio { numerator, .. } | Formula::Change { numerator, .. } => {
            is_sourced(edition, numerator)
        }
        Formula::Tally { of } => {
            let of = edition.indicator(of).filter(|of| of.id != indicator.id);
            of.is_some_and(|of| {
                !matches!(of.formula, Formula::Tally { .. }) && has_source(edition, of)
            })
        }
        Formula::PublishedOnly { .. } => false,
    }
}

/// Whether a measure names its source, or one of the parts it is the sum of does.
fn is_sourced(edition: &Edition, measure: &MeasureId) -> bool {
    let source_of = |measure: &MeasureId| match edition.measure(measure).map(|one| &one.definition)
    {
        Some(MeasureDefinition::Recorded { source }) => source.is_some(),
        // An edition's sums were checked when it was read; parts of parts are sums again.
        Some(MeasureDefinition::Sum { .. }) => true,
        None => false,
    };
    match edition.measure(measure).map(|one| &one.definition) {
        Some(MeasureDefinition::Sum { parts }) => parts.iter().any(source_of),
        _ => source_of(measure),
    }
}
