//! Ranks and their intervals.

use peel_model::{Absent, Indicator, Ranking, RatioKind, Treatment};
use peel_scoring_core::rank_units;
use proptest::prelude::*;

use crate::support::*;

fn ranked(world: &World, indicator: &Indicator) -> Ranking {
    let observations = world.observations();
    rank_units(&world.edition, indicator, indicator.period, &observations).unwrap()
}

/// "place. unit: between best and worst", highest first.
fn table(ranking: &Ranking) -> Vec<String> {
    let units = ranking.units.as_ref().unwrap().iter();
    units
        .map(|unit| {
            format!(
                "{}. {}: {} to {}",
                unit.rank, unit.unit, unit.best, unit.worst
            )
        })
        .collect()
}

fn with_rates(rates: &[(&str, f64)]) -> World {
    let forces: Vec<&str> = rates.iter().map(|(force, _)| *force).collect();
    let people: Vec<(&str, f64)> = forces.iter().map(|force| (*force, 10_000.0)).collect();
    World::of(&forces)
        .record("crimes", YEAR, rates)
        .record("people", MID_YEAR, &people)
}

#[test]
fn a_rank_is_surer_where_units_lie_further_apart() {
    let rates = [
        ("east", 100.0),
        ("fen", 110.0),
        ("glen", 105.0),
        ("hill", 400.0),
        ("isle", 10.0),
    ];
    assert_eq!(
        table(&ranked(&with_rates(&rates), &crime_rate())),
        [
            "1. hill: 1 to 1",
            "2. fen: 2 to 4",
            "3. glen: 2 to 4",
            "4. east: 2 to 4",
            "5. isle: 5 to 5",
        ]
    );
}

#[test]
fn units_that_tie_share_their_interval_with_all_of_them() {
    let tied = ["east", "fen", "glen", "hill"].map(|force| (force, 7.0));
    let expected = ["east", "fen", "glen", "hill"].map(|force| format!("1. {force}: 1 to 4"));
    assert_eq!(table(&ranked(&with_rates(&tied), &crime_rate())), expected);
}

#[test]
fn one_unit_alone_is_first() {
    let ranking = ranked(&with_rates(&[("east", 3.0)]), &crime_rate());
    assert_eq!(table(&ranking), ["1. east: 1 to 1"]);
    assert_eq!((ranking.draws, ranking.seed), (10_000, 2016));
    assert_eq!(ranking.revision, Some(peel_model::Revision::FIRST));
}

#[test]
fn where_values_have_no_intervals_ranks_have_none() {
    let world = with_rates(&[("east", 3.0), ("fen", 4.0)]);
    let mut quotient = crime_rate();
    if let peel_model::Formula::Ratio { kind, .. } = &mut quotient.formula {
        *kind = RatioKind::Quotient;
    }
    assert_eq!(ranked(&world, &quotient).units, Err(Absent::NotApplicable));
    assert_eq!(ranked(&world, &crime_change()).units, Err(Absent::NoUnits));
    let printed = indicator(
        peel_model::Formula::PublishedOnly {
            reason: "Made up.".to_owned(),
        },
        1.0,
    );
    assert_eq!(ranked(&world, &printed).units, Err(Absent::PublishedOnly));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn ranks_are_those_of_the_comparison_and_lie_in_their_intervals(
        rates in proptest::collection::vec(0_u32..300, 1..9), excluded in 0_u32..500,
    ) {
        let names = ["east", "fen", "glen", "hill", "isle", "lake", "moor", "north"];
        let rates: Vec<(&str, f64)> =
            names.into_iter().zip(rates.into_iter().map(f64::from)).collect();
        let mut world = with_rates(&rates);
        let mut method = peel_scoring_core::known_methods()[0].clone();
        method.version = peel_model::MethodVersion::new("2031.1").unwrap();
        method.rank_draws = 200;
        world.edition.method = method.version.clone();
        world.edition.own_method = Some(method);
        let ranking = ranked(&world, &crime_rate());
        let comparison = world.compare(&crime_rate());
        for ranked in ranking.units.as_ref().unwrap() {
            let compared = unit(&comparison, ranked.unit.as_str());
            prop_assert_eq!((ranked.rank, ranked.tied), (compared.rank, compared.tied));
            prop_assert!(1 <= ranked.best && ranked.best <= ranked.rank);
            prop_assert!(ranked.rank <= ranked.worst && ranked.worst as usize <= rates.len());
        }
        let with_excluded = world
            .force("zone", peel_model::Scope::Inspected)
            .record("crimes", YEAR, &[("zone", f64::from(excluded))])
            .decide("x1", &["zone"], Treatment::Exclude);
        prop_assert_eq!(ranked(&with_excluded, &crime_rate()).units, ranking.units);
    }
}
