//! Labels, periods, parts and decisions of figures.

use peel_model::{Area, Breakdown, BreakdownMismatch, Formula};

use super::check;
use crate::support::{FORCE, World};

#[test]
fn labels_tell_figures_apart() {
    let entry = |label: &'static str| {
        move |world: &mut World| {
            for group in &mut world.edition.layout.force_in_numbers {
                for entry in &mut group.entries {
                    if entry.indicator.as_str() == "outcome-charged" {
                        label.clone_into(&mut entry.label);
                    }
                }
            }
        }
    };
    let two = "two-labels-for-one";
    check(two, |_| {}, &[]);
    check(
        two,
        entry("Charged or summoned"),
        &["indicator outcome-charged"],
    );
    check(two, entry("Charged"), &[]);
    let one = "one-label-for-two";
    let own = "indicator outcome-victim-does-not-support:";
    check(one, |_| {}, &[own]);
    let arrests = "Arrests per 100 domestic abuse offences";
    check(
        one,
        entry(arrests),
        &["indicator domestic-abuse-arrest-rate", own],
    );
}

#[test]
fn changes_are_between_like_periods() {
    let share = "indicator domestic-abuse-share";
    check("unlike-periods", |_| {}, &[share]);
    let back = |months: u16| {
        move |world: &mut World| {
            let mut indicators = world.edition.indicators.iter_mut();
            let change = indicators.find_map(|indicator| match &mut indicator.formula {
                Formula::Change { months_back, .. } => Some(months_back),
                _ => None,
            });
            *change.unwrap() = months;
        }
    };
    check("unlike-periods", back(24), &[share]);
    check("unlike-periods", back(15), &["15 months before", share]);
    check("unlike-periods", back(9), &["9 months before", share]);
}

#[test]
fn parts_add_up() {
    let mismatch = |area: &'static str| {
        move |world: &mut World| {
            world.mismatches.push(BreakdownMismatch {
                breakdown: Breakdown::Printed {
                    whole: "outcome-assigned".parse().unwrap(),
                    parts: Vec::new(),
                },
                area: area.parse::<Area>().unwrap(),
                period: "12m-to-2016-06".parse().unwrap(),
                sum: 95.100_000_000_000_01,
                whole: 91.0,
                tolerance: 0.1,
            });
        }
    };
    check(
        "subtotal",
        mismatch(FORCE),
        &["the parts make 95.1 and the whole is 91"],
    );
    check(
        "subtotal",
        mismatch("england-and-wales"),
        &["indicator outcome-assigned"],
    );
    check("subtotal", mismatch("kent"), &[]);
    let noted = |world: &mut World| {
        for caveat in &mut world.edition.caveats {
            caveat.applies_to = peel_model::IndicatorScope::All;
        }
    };
    check("subtotal-without-note", noted, &[]);
    check("no-annex-entry", noted, &[]);
}

#[test]
fn decisions_fit_their_figures() {
    let clear = |world: &mut World| world.edition.exclusions.clear();
    check("excluded-or-not-supplied", clear, &[]);
    check("unlike-units", clear, &[]);
    let own = |world: &mut World| {
        for decision in &mut world.edition.exclusions {
            if decision.id.as_str() == "x11" {
                decision.applies_to = peel_model::IndicatorScope::All;
            }
        }
    };
    check("unlike-units", own, &[]);
    let moved = |world: &mut World| {
        for decision in &mut world.edition.exclusions {
            if decision.id.as_str() == "x16" {
                decision.periods = vec!["12m-to-2016-06".parse().unwrap()];
            }
        }
    };
    check("another-period", |_| {}, &[]);
    check("another-period", moved, &["decision x16"]);
}
