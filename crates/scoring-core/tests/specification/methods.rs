//! Methods that an edition brings.

use peel_model::{ComparatorMethod, Comparison, FunnelCorrection, MethodParameters, MethodVersion};
use peel_scoring_core::{definition_hash, known_methods, method_of};

use crate::support::*;

const RATES: [(&str, f64); 8] = [
    ("east", 10.0),
    ("fen", 20.0),
    ("glen", 30.0),
    ("hill", 40.0),
    ("isle", 50.0),
    ("lake", 60.0),
    ("moor", 70.0),
    ("north", 80.0),
];

fn world() -> World {
    let forces = RATES.map(|(force, _)| force);
    let mut people = forces.map(|force| (force, 1_000.0));
    people[0].1 = 2_000.0;
    World::of(&forces)
        .record("crimes", YEAR, &RATES)
        .record("people", MID_YEAR, &people)
}

/// Method 2016.1 under another version.
fn other_method() -> MethodParameters {
    MethodParameters {
        version: MethodVersion::new("2031.1").unwrap(),
        ..known_methods()[0].clone()
    }
}

fn following(method: MethodParameters) -> World {
    let mut world = world();
    world.edition.method = method.version.clone();
    world.edition.own_method = Some(method);
    world
}

fn compared(change: impl FnOnce(&mut MethodParameters)) -> Comparison {
    let mut method = other_method();
    change(&mut method);
    following(method).compare(&crime_rate())
}

#[test]
fn an_edition_chooses_by_data_alone() {
    let usual = world().compare(&crime_rate());
    let same = compared(|_| {});
    assert_eq!(same.method.as_str(), "2031.1");
    let renamed = Comparison {
        method: usual.method.clone(),
        ..same
    };
    assert_eq!(renamed, usual);

    assert_eq!(usual.bands, Ok(2));
    assert_eq!(compared(|method| method.band_share = 0.4).bands, Ok(3));
    assert!(
        compared(|method| method.least_banded_units = 9)
            .bands
            .is_err()
    );

    let value = |comparison: &Comparison| comparison.comparator.value.unwrap().value;
    let mean = compared(|method| method.comparator = Some(ComparatorMethod::MeanOfRates));
    assert_close(value(&usual), 360.0 / 9.0);
    assert_close(value(&mean), (5.0 + 350.0) / 8.0);
    assert_eq!(mean.comparator.method, ComparatorMethod::MeanOfRates);

    let multiplied = compared(|method| method.correction = FunnelCorrection::Multiplicative);
    let limits = |comparison: &Comparison| unit(comparison, "fen").funnel.unwrap().corrected;
    assert_ne!(limits(&multiplied), limits(&usual));
    let phi = usual.over_dispersion.unwrap().phi;
    let plain = unit(&usual, "fen").funnel.unwrap().plain.at_95;
    let corrected = limits(&multiplied).at_95;
    assert_close(
        corrected.upper - value(&usual),
        (plain.upper - value(&usual)) * phi.sqrt(),
    );
    let less = compared(|method| method.winsorised_share = 0.3);
    assert!(less.over_dispersion.unwrap().phi < phi);
}

#[test]
fn every_parameter_is_in_the_hash() {
    let hash = |change: &dyn Fn(&mut MethodParameters)| {
        let mut method = other_method();
        change(&mut method);
        definition_hash(&following(method).edition, &crime_rate()).unwrap()
    };
    let plain = hash(&|_| {});
    let changes: [&dyn Fn(&mut MethodParameters); 14] = [
        &|method| method.band_share = 0.2,
        &|method| method.least_banded_units = 7,
        &|method| method.small_number = 6.0,
        &|method| method.comparator = Some(ComparatorMethod::Pooled),
        &|method| method.winsorised_share = 0.2,
        &|method| method.correction = FunnelCorrection::Multiplicative,
        &|method| method.part_months = vec![1, 3],
        &|method| method.rank_draws = 9,
        &|method| method.rank_seed = 9,
        &|method| method.least_trend_periods = 6,
        &|method| method.least_charted_periods = 13,
        &|method| method.run = 7,
        &|method| method.run_in_one_direction = 7,
        &|method| method.step_baseline = 11,
    ];
    for (number, change) in changes.iter().enumerate() {
        assert_ne!(hash(*change), plain, "change {number}");
    }
}

#[test]
fn a_method_at_fault_is_refused_with_the_reason() {
    let check = |change: &dyn Fn(&mut World), expected: &str| {
        let mut world = following(other_method());
        change(&mut world);
        let error = method_of(&world.edition).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    let own = |change: fn(&mut MethodParameters)| {
        move |world: &mut World| change(world.edition.own_method.as_mut().unwrap())
    };
    check(
        &own(|method| method.band_share = 0.0),
        "the parameter band_share of method 2031.1 is not above 0 and at most 0.5",
    );
    check(
        &own(|method| method.winsorised_share = f64::NAN),
        "the parameter winsorised_share of method 2031.1 is not above 0 and below 0.5",
    );
    check(
        &own(|method| method.part_months = vec![0]),
        "the parameter part_months of method 2031.1 has more than eight lengths, or one of no \
         months",
    );
    check(
        &own(|method| method.rank_draws = 0),
        "the parameter rank_draws of method 2031.1 is not from 1 to 1,000,000",
    );
    check(
        &own(|method| method.least_trend_periods = 4),
        "the parameter least_trend_periods of method 2031.1 is not at least 5",
    );
    check(
        &|world| world.edition.method = MethodVersion::new("2032.1").unwrap(),
        "the parameter version of method 2031.1 is not the one that the edition follows; make \
         them the same",
    );
    check(
        &|world| {
            let own = world.edition.own_method.as_mut().unwrap();
            own.version = MethodVersion::new("2016.1").unwrap();
            own.run = 7;
            world.edition.method = own.version.clone();
        },
        "the parameter version of method 2016.1 is known with other parameters; give the method \
         a version of its own",
    );
    check(
        &|world| world.edition.own_method = None,
        "method version 2031.1 is not known; this build knows 2016.1",
    );
}
