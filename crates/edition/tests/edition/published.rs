//! The 2016 edition's facts, against what was published.

use std::collections::BTreeSet;

use peel_edition::read_facts;
use peel_model::{
    Area, Edition, Formula, MeasureDefinition, MeasureId, MeasureKind, Observation, Period, Scope,
};

use crate::real::{edition, folder};

/// The published observations, to add up by hand.
struct Facts {
    edition: Edition,
    observations: Vec<Observation>,
}

impl Facts {
    fn read() -> Self {
        let edition = edition();
        let files = match read_facts(&folder(), &edition) {
            Ok(files) => files,
            Err(problems) => panic!("{problems}"),
        };
        Self {
            edition,
            observations: files
                .into_iter()
                .flat_map(|file| file.observations)
                .collect(),
        }
    }

    /// The total over the measure's parts of what was recorded for one force, or all of them.
    fn total(&self, force: Option<&str>, measure: &str, period: &str) -> f64 {
        let period: Period = period.parse().unwrap();
        let parts = self.parts(&MeasureId::new(measure).unwrap());
        let observations = self.observations.iter().filter(|one| {
            let Area::Force(id) = &one.area else {
                return false;
            };
            let in_scope = self.edition.force(id).unwrap().scope == Scope::Inspected;
            in_scope && force.is_none_or(|force| id.as_str() == force)
        });
        let here = observations.filter(|one| one.period == period && parts.contains(&one.measure));
        here.filter_map(|one| one.reading.value()).sum()
    }

    fn parts(&self, measure: &MeasureId) -> BTreeSet<MeasureId> {
        match &self.edition.measure(measure).unwrap().definition {
            MeasureDefinition::Recorded { .. } => BTreeSet::from([measure.clone()]),
            MeasureDefinition::Sum { parts } => parts.iter().flat_map(|p| self.parts(p)).collect(),
        }
    }
}

#[test]
fn the_facts_are_those_published_for_west_midlands() {
    let facts = Facts::read();
    let here = Some("west-midlands");
    let check = |measure: &str, period: &str, expected: f64| {
        let total = facts.total(here, measure, period);
        assert!(
            (total - expected).abs() < 0.5,
            "{measure} {period}: {total}"
        );
    };
    check("population", "at-2015-06-30", 2_834_500.0);
    check(
        "recorded-crime-excluding-fraud",
        "12m-to-2016-06",
        188_908.0,
    );
    check("victim-based-crime", "12m-to-2016-06", 170_764.0);
    check("burglary-in-a-dwelling", "12m-to-2016-06", 12_319.0);
    // Both burglary categories: the total of table P1.
    check(
        "recorded-crime-excluding-fraud",
        "12m-to-2018-03",
        233_393.0,
    );
    let quarters = [
        "3m-to-2017-06",
        "3m-to-2017-09",
        "3m-to-2017-12",
        "3m-to-2018-03",
    ];
    let tracked = quarters.map(|quarter| facts.total(here, "offences-tracked", quarter));
    assert!((tracked.iter().sum::<f64>() - 233_393.0).abs() < 0.5);
}

#[test]
fn printed_figures_come_out_where_the_notes_say_so() {
    let facts = Facts::read();
    let change = |force, now: &str, then: &str, from| {
        let base = facts.total(force, then, from);
        (facts.total(force, now, "12m-to-2016-06") - base) / base * 100.0
    };
    let here = Some("west-midlands");
    let check = |what: &str, value: f64, expected: f64| {
        assert!((value - expected).abs() < 0.005, "{what}: {value}");
    };
    let crime = "recorded-crime-excluding-fraud";
    let with_fraud = "recorded-crime-including-fraud-recorded-by-forces";
    check(
        "one year",
        change(here, crime, crime, "12m-to-2015-06"),
        6.23,
    );
    check(
        "five years",
        change(here, crime, with_fraud, "12m-to-2011-06"),
        -10.83,
    );
    check(
        "five years, all",
        change(None, crime, with_fraud, "12m-to-2011-06"),
        -3.37,
    );
    let victims = "victim-based-crime";
    check(
        "victim-based",
        change(here, victims, victims, "12m-to-2011-06"),
        -10.10,
    );

    let rate = |force, measure, period, per, at| {
        facts.total(force, measure, period) / facts.total(force, per, at) * 1000.0
    };
    let mid_2015 = "at-2015-06-30";
    check(
        "victims",
        rate(here, victims, "12m-to-2016-06", "population", mid_2015),
        60.24,
    );
    let burglary = "burglary-in-a-dwelling";
    let mid_2014 = "at-2014-06-30";
    check(
        "burglary",
        rate(here, burglary, "12m-to-2016-06", "households", mid_2014),
        11.04,
    );
    check(
        "burglary, all",
        rate(None, burglary, "12m-to-2016-06", "households", mid_2014),
        8.10,
    );
    let incidents = "anti-social-behaviour-incidents";
    check(
        "incidents",
        rate(here, incidents, "12m-to-2016-03", "population", mid_2015),
        20.58,
    );
    check(
        "incidents, all",
        rate(None, incidents, "12m-to-2015-03", "population", mid_2015),
        33.66,
    );

    let rising = facts
        .edition
        .inspected_forces()
        .filter(|force| change(Some(force.id.as_str()), crime, crime, "12m-to-2015-06") > 0.0);
    assert_eq!(rising.count(), 39);
}

#[test]
fn every_printed_indicator_has_its_printed_values() {
    let facts = Facts::read();
    let printed: BTreeSet<&str> = facts
        .observations
        .iter()
        .filter_map(|one| one.measure.as_str().strip_prefix("printed-"))
        .collect();
    let unprinted: Vec<&str> = facts
        .edition
        .indicators
        .iter()
        .map(|indicator| indicator.id.as_str())
        .filter(|id| !printed.contains(id))
        .collect();
    // Claimed in words, and drawn without figures.
    assert_eq!(
        unprinted,
        ["civil-injunctions-rate", "organised-crime-groups-by-type"]
    );
}

#[test]
fn what_can_be_computed_has_facts() {
    let facts = Facts::read();
    let recorded: BTreeSet<&MeasureId> =
        facts.observations.iter().map(|one| &one.measure).collect();
    for indicator in &facts.edition.indicators {
        let measures: Vec<&MeasureId> = match &indicator.formula {
            Formula::Ratio {
                numerator,
                denominator,
                ..
            } => vec![numerator, denominator],
            Formula::Change {
                numerator, base, ..
            } => vec![numerator, base],
            Formula::Tally { .. } | Formula::PublishedOnly { .. } => Vec::new(),
        };
        for part in measures.iter().flat_map(|measure| facts.parts(measure)) {
            assert!(recorded.contains(&part), "{part} of {}", indicator.id);
        }
    }
    let printed = facts.edition.measures.iter();
    let printed = printed.filter(|measure| measure.kind == MeasureKind::Printed);
    assert_eq!(printed.count(), facts.edition.indicators.len());
}
