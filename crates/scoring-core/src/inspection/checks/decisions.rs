//! Decisions about units, against the figures they are about.

use std::collections::BTreeSet;

use peel_model::{
    Edition, Exclusion, Formula, Indicator, IndicatorId, IndicatorScope, InspectionPlace, Period,
    Severity, Treatment,
};

use super::super::text::holds_any;
use super::{Found, Held, InspectionCheck};

pub(super) static ANOTHER_PERIOD: InspectionCheck = InspectionCheck {
    id: "another-period",
    title: "A decision about another period",
    rule: "A decision that names periods and indicators, none of which is reported for any of those \
           periods: neither in its own, in \"Force in numbers\", in a figure, nor as what a change \
           begins with.",
    severity: Severity::Warning,
    find: another_period,
};

fn another_period(held: &Held<'_>) -> Vec<Found> {
    let edition = held.evidence.edition;
    let decisions = edition.exclusions.iter();
    decisions
        .filter_map(|decision| {
            let IndicatorScope::These(indicators) = &decision.applies_to else {
                return None;
            };
            let reported: BTreeSet<Period> = indicators
                .iter()
                .filter_map(|id| edition.indicator(id))
                .flat_map(|indicator| reported(edition, indicator))
                .collect();
            let mut periods = decision.periods.iter();
            let meant = decision.periods.is_empty() || periods.any(|one| reported.contains(one));
            let periods = decision.periods.iter().map(|period| period.in_words());
            (!meant).then(|| {
                let periods: Vec<String> = periods.collect();
                let message = format!(
                    "The decision is about {}, for which none of its figures is reported.",
                    periods.join(" and ")
                );
                Found::at(&InspectionPlace::Decision(decision.id.clone()), message)
            })
        })
        .collect()
}

/// Every period that an indicator is reported for, or begins with.
fn reported(edition: &Edition, indicator: &Indicator) -> Vec<Period> {
    let layout = &edition.layout;
    let entries = layout
        .force_in_numbers
        .iter()
        .flat_map(|group| &group.entries);
    let entries = entries.filter(|entry| entry.indicator == indicator.id);
    let figures = layout.figures.iter();
    let figures = figures.filter(|figure| figure.indicators.contains(&indicator.id));
    let mut periods = vec![indicator.period];
    periods.extend(entries.filter_map(|entry| entry.period));
    periods.extend(figures.flat_map(|figure| figure.periods.iter().copied()));
    if let Formula::Change { months_back, .. } = indicator.formula {
        let before = periods.clone().into_iter();
        periods.extend(before.filter_map(|period| period.earlier(i32::from(months_back))));
    }
    periods
}

pub(super) static EXCLUDED_OR_NOT_SUPPLIED: InspectionCheck = InspectionCheck {
    id: "excluded-or-not-supplied",
    title: "\"Excluded\" and \"not supplied\" mixed up",
    rule: "A decision that leaves out what was supplied, with a reason that holds an edition's \
           phrase for \"not supplied\".",
    severity: Severity::Error,
    find: excluded_or_not_supplied,
};

fn excluded_or_not_supplied(held: &Held<'_>) -> Vec<Found> {
    let phrases = &held.evidence.rules.phrases.not_supplied;
    let decisions = held.evidence.edition.exclusions.iter();
    decisions
        .filter(|decision| {
            decision.treatment == Treatment::Exclude && holds_any(&decision.reason, phrases)
        })
        .map(|decision| {
            let message = "The value was supplied and left out by decision; the reason says that \
                           nothing was supplied."
                .to_owned();
            Found::at(&InspectionPlace::Decision(decision.id.clone()), message)
        })
        .collect()
}

pub(super) static UNLIKE_UNITS: InspectionCheck = InspectionCheck {
    id: "unlike-units",
    title: "A force left out of one of two related figures",
    rule: "Of two indicators that should count the same units, as the edition says, a force that is \
           left out of the one, while no decision says whether it is in the other.",
    severity: Severity::Warning,
    find: unlike_units,
};

fn unlike_units(held: &Held<'_>) -> Vec<Found> {
    let edition = held.evidence.edition;
    let mut found = Vec::new();
    for same in &held.evidence.rules.same_units {
        let decisions = |id: &IndicatorId| -> Vec<&Exclusion> {
            let Some(indicator) = edition.indicator(id) else {
                return Vec::new();
            };
            let all = edition.exclusions.iter();
            all.filter(|decision| decision.covers(id, &indicator.period))
                .collect()
        };
        let own = decisions(&same.indicator);
        for decision in decisions(&same.like) {
            let leaves_out = matches!(
                decision.treatment,
                Treatment::Exclude | Treatment::NotSupplied | Treatment::OutOfScope
            );
            for force in decision.forces.iter().filter(|_| leaves_out) {
                if !own.iter().any(|other| other.forces.contains(force)) {
                    let message = format!(
                        "{force} is left out of {} ({}); nothing says whether it is in here.",
                        same.like, decision.id
                    );
                    let place = InspectionPlace::Indicator(same.indicator.clone());
                    found.push(Found::at(&place, message));
                }
            }
        }
    }
    found
}
