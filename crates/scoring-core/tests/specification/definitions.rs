//! What a comparison depends on: observations to be read, and the definition's hash.

use std::collections::BTreeMap;

use peel_model::{Caveat, Edition, Formula, Indicator, IndicatorScope, MethodVersion, Treatment};
use peel_scoring_core::{
    Observations, compare, definition_hash, measures_of, printed_measures, required_observations,
};

use crate::support::*;

fn world() -> World {
    World::of(&["north", "south"])
}

fn offence_share() -> Indicator {
    let mut indicator = theft_share();
    if let Formula::Ratio { denominator, .. } = &mut indicator.formula {
        *denominator = id("offences");
    }
    indicator
}

#[test]
fn the_recorded_measures_behind_a_formula_are_required_with_every_way_to_divide_the_span() {
    let requirement = required_observations(&world().edition, &crime_rate(), period(YEAR)).unwrap();
    let periods: BTreeMap<String, Vec<String>> = requirement
        .by_measure()
        .iter()
        .map(|(measure, periods)| {
            let periods = periods.iter().map(ToString::to_string).collect();
            (measure.to_string(), periods)
        })
        .collect();
    assert_eq!(periods["people"], [MID_YEAR]);
    let crimes = &periods["crimes"];
    assert_eq!(crimes.len(), 1 + 4 + 12);
    for expected in [YEAR, "3m-to-2015-09", "3m-to-2016-06", "1m-to-2015-07"] {
        assert!(crimes.contains(&expected.to_owned()), "{expected}");
    }
}

#[test]
fn a_change_requires_both_periods_and_a_tally_what_its_change_does() {
    let change = crime_change();
    let mut tally = indicator(
        Formula::Tally {
            of: change.id.clone(),
        },
        1.0,
    );
    tally.id = id("made-up-tally");
    let world = world().indicator(change.clone()).indicator(tally.clone());
    let of_change = required_observations(&world.edition, &change, period(YEAR)).unwrap();
    assert!(of_change.periods().contains(&period(YEAR_BEFORE)));
    assert_eq!(
        required_observations(&world.edition, &tally, period(YEAR)).unwrap(),
        of_change
    );
}

#[test]
fn what_is_known_only_as_printed_requires_nothing() {
    let printed = indicator(
        Formula::PublishedOnly {
            reason: String::new(),
        },
        1.0,
    );
    let requirement = required_observations(&world().edition, &printed, period(YEAR)).unwrap();
    assert!(requirement.is_empty());
    assert!(measures_of(&world().edition, &printed).unwrap().is_empty());
}

#[test]
fn several_indicators_are_read_at_once() {
    let edition = world().edition;
    let mut all = required_observations(&edition, &crime_rate(), period(YEAR)).unwrap();
    all.merge(required_observations(&edition, &offence_share(), period(YEAR)).unwrap());
    let measures: Vec<String> = all.measures().map(ToString::to_string).collect();
    assert_eq!(measures, ["crimes", "frauds", "people", "thefts"]);
}

#[test]
fn sums_influence_a_comparison_through_their_parts() {
    let measures = measures_of(&world().edition, &offence_share()).unwrap();
    let measures: Vec<&str> = measures.iter().map(peel_model::MeasureId::as_str).collect();
    assert_eq!(measures, ["frauds", "thefts"]);
}

#[test]
fn what_is_required_is_enough_for_the_comparison() {
    let world = world()
        .record("crimes", YEAR, &[("north", 10.0), ("south", 20.0)])
        .record("crimes", YEAR_BEFORE, &[("north", 9.0), ("south", 8.0)])
        .record("people", MID_YEAR, &[("north", 100.0), ("south", 200.0)])
        .record("thefts", YEAR, &[("north", 1.0)]);
    let requirement = required_observations(&world.edition, &crime_rate(), period(YEAR)).unwrap();
    let needed = world.recorded.iter().filter(|row| {
        requirement
            .by_measure()
            .get(&row.observation.measure)
            .is_some_and(|periods| periods.contains(&row.observation.period))
    });
    let needed = Observations::new(needed.cloned()).unwrap();
    assert_eq!(needed.len(), 4);
    let national = peel_model::ComparatorKind::EnglandAndWales;
    let from_needed = compare(
        &world.edition,
        &crime_rate(),
        period(YEAR),
        &national,
        &needed,
    );
    assert_eq!(from_needed.unwrap(), world.compare(&crime_rate()));
}

#[test]
fn every_indicator_has_a_measure_of_printed_figures() {
    let edition = world().indicator(crime_rate()).edition;
    let measures = printed_measures(&edition);
    assert_eq!(
        measures.iter().next().unwrap().as_str(),
        "printed-made-up-indicator"
    );
}

#[test]
fn the_hash_changes_with_whatever_can_change_the_comparison() {
    let base = world().peers("cities", &["north"]).decide(
        "x1",
        &["north"],
        Treatment::Partial { months: 8 },
    );
    let hash = |edition: &Edition, indicator: &Indicator| {
        definition_hash(edition, indicator).unwrap().to_string()
    };
    let original = hash(&base.edition, &crime_rate());
    assert_eq!(original.len(), 64);

    let check = |what: &str, edit: fn(&mut Edition, &mut Indicator), changes: bool| {
        let (mut edition, mut indicator) = (base.edition.clone(), crime_rate());
        edit(&mut edition, &mut indicator);
        assert_eq!(hash(&edition, &indicator) != original, changes, "{what}");
    };
    check("nothing", |_, _| {}, false);
    check(
        "multiplier",
        |_, indicator| indicator.multiplier = 1.0,
        true,
    );
    check(
        "comparator",
        |_, indicator| indicator.comparator = peel_model::ComparatorMethod::MeanOfRates,
        true,
    );
    check(
        "formula",
        |_, indicator| indicator.formula = theft_share().formula,
        true,
    );
    check(
        "indicator",
        |_, indicator| indicator.id = id("another"),
        true,
    );
    check("edition", |edition, _| edition.id = id("another"), true);
    check(
        "a measure counted",
        |edition, _| edition.measures[0].title.push('s'),
        true,
    );
    check("a force", |edition, _| drop(edition.forces.pop()), true);
    check(
        "a force's scope",
        |edition, _| edition.forces[0].scope = peel_model::Scope::OutOfScope,
        true,
    );
    check(
        "a peer",
        |edition, _| edition.peer_groups[0].forces.clear(),
        true,
    );
    check(
        "months covered",
        |edition, _| edition.exclusions[0].treatment = Treatment::Partial { months: 7 },
        true,
    );
    check(
        "a decision's periods",
        |edition, _| edition.exclusions[0].periods.push(period(YEAR)),
        true,
    );
    check("a decision", |edition, _| edition.exclusions.clear(), true);

    check(
        "a note",
        |_, indicator| indicator.note.push_str("See annex."),
        false,
    );
    check("decimals", |_, indicator| indicator.decimals = 3, false);
    check(
        "another measure",
        |edition, _| edition.measures[1].title.push('s'),
        false,
    );
    check(
        "another indicator's decision",
        |edition, _| {
            let mut other = edition.exclusions[0].clone();
            other.applies_to = IndicatorScope::These(vec![id("another")]);
            edition.exclusions.push(other);
        },
        false,
    );
    check(
        "a caveat",
        |edition, _| {
            edition.caveats.push(Caveat {
                id: id("c1"),
                title: String::new(),
                text: String::new(),
                applies_to: IndicatorScope::All,
                source: String::new(),
                decided: None,
            });
        },
        false,
    );
}

#[test]
fn the_hash_of_a_tally_changes_with_its_change() {
    let mut tally = indicator(
        Formula::Tally {
            of: id("made-up-indicator"),
        },
        1.0,
    );
    tally.id = id("made-up-tally");
    let of_counts = world().indicator(crime_change()).edition;
    let of_rates = world().indicator(crime_rate_change()).edition;
    assert_ne!(
        definition_hash(&of_counts, &tally).unwrap(),
        definition_hash(&of_rates, &tally).unwrap()
    );
}

#[test]
fn an_unknown_method_has_no_hash() {
    let mut edition = world().edition;
    edition.method = MethodVersion::new("1999.9").unwrap();
    assert!(definition_hash(&edition, &crime_rate()).is_err());
}
