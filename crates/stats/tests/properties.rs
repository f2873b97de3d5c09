//! What holds for every input, however odd.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its inputs must fail"
)]

use peel_stats::{
    ConfidenceLevel, Correction, Fraction, Funnel, Interval, OverDispersion, Placement, Position,
    StatisticError, Target, TrendDirection, TrendPeriod, ZScore, byar, change, change_of_rates,
    exact_poisson, poisson, rate, relative_change, trend_of_proportions, trend_of_rates, wilson,
    winsorise,
};
use proptest::collection::vec;
use proptest::prelude::*;

const CORRECTIONS: [Correction; 3] = [
    Correction::None,
    Correction::Multiplicative,
    Correction::Additive,
];

/// Any number a file or a caller can bring: NaN, infinities, subnormals, and ordinary counts.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        proptest::num::f64::ANY,
        -10.0..1e6_f64,
        (0_u32..200).prop_map(f64::from),
        Just(0.0),
        Just(-0.0),
        Just(f64::MAX),
        Just(f64::MIN_POSITIVE),
    ]
}

// Where a number is refused, which is tested elsewhere, an ordinary value stands in.

fn any_level() -> impl Strategy<Value = ConfidenceLevel> {
    prop_oneof![any_number(), 0.0..1.0_f64]
        .prop_map(|level| ConfidenceLevel::new(level).unwrap_or(ConfidenceLevel::P99_8))
}

fn any_target() -> impl Strategy<Value = Target> {
    (any_number(), 0..3).prop_map(|(value, kind)| {
        match kind {
            0 => Target::proportion(value).or_else(|_| Target::proportion(0.25)),
            1 => Target::rate(value).or_else(|_| Target::rate(1e-3)),
            _ => Target::ratio(value).or_else(|_| Target::ratio(1.1)),
        }
        .unwrap()
    })
}

fn any_fraction() -> impl Strategy<Value = Fraction> {
    (any_number(), any_number()).prop_map(|(above, below)| {
        Fraction::new(above, below)
            .or_else(|_| Fraction::new(7.0, 20.0))
            .unwrap()
    })
}

/// Units as public services have them: some larger than others, some with few events.
fn units() -> impl Strategy<Value = Vec<Fraction>> {
    vec((1.0..500.0_f64, 500.0..50_000.0_f64), 2..45).prop_map(|units| {
        units
            .into_iter()
            .map(|(events, people)| Fraction::new(events, people).unwrap())
            .collect()
    })
}

fn finite(interval: &Interval) -> bool {
    interval.lower().is_finite()
        && interval.upper().is_finite()
        && interval.lower() <= interval.upper()
}

fn in_order(placement: &Placement) -> bool {
    placement.value.is_finite()
        && placement.z.is_finite()
        && finite(&placement.limits_95)
        && finite(&placement.limits_99_8)
        && placement.limits_99_8.lower() <= placement.limits_95.lower()
        && placement.limits_95.upper() <= placement.limits_99_8.upper()
}

proptest! {
    #[test]
    fn an_interval_is_finite_and_holds_its_estimate(
        events in any_number(), other in any_number(), level in any_level()
    ) {
        for interval in [byar(events, level), exact_poisson(events, level), poisson(events, level)] {
            prop_assert!(interval.is_err() || interval.is_ok_and(|i| finite(&i) && i.contains(events)));
        }
        if let Ok(interval) = wilson(events, other, level) {
            prop_assert!(finite(&interval) && interval.contains(events / other), "{interval:?}");
            prop_assert!(interval.lower() >= 0.0 && interval.upper() <= 1.0);
        }
        if let Ok(interval) = rate(events, other, level) {
            prop_assert!(finite(&interval) && interval.contains(events / other), "{interval:?}");
        }
        if let Ok(interval) = Interval::new(events, other).and_then(|i| i.times(level.z())) {
            prop_assert!(finite(&interval));
        }
    }

    #[test]
    fn a_change_is_finite_and_within_its_interval(
        before in any_number(), after in any_number(), level in any_level()
    ) {
        if let Ok(change) = change(before, after, level) {
            prop_assert!(finite(&change.interval) && change.interval.contains(change.ratio));
        }
        if let Ok(relative) = relative_change(before, after) {
            prop_assert!(relative.is_finite() && relative >= -1.0);
        }
    }

    #[test]
    fn a_change_of_rates_is_finite(
        before in any_fraction(), after in any_fraction(), level in any_level()
    ) {
        if let Ok(change) = change_of_rates(before, after, level) {
            prop_assert!(finite(&change.interval) && change.interval.contains(change.ratio));
        }
    }

    #[test]
    fn a_funnel_of_anything_is_finite_or_an_error(
        target in any_target(), units in vec(any_fraction(), 0..12)
    ) {
        if let Ok(funnel) = Funnel::new(target, &units) {
            let over_dispersion = funnel.over_dispersion();
            prop_assert!(over_dispersion.phi.is_finite() && over_dispersion.phi >= 0.0);
            prop_assert!(over_dispersion.tau_squared.is_finite() && over_dispersion.tau_squared >= 0.0);
            for correction in CORRECTIONS {
                let placements = funnel.placements(correction);
                prop_assert!(placements.is_err() || placements.is_ok_and(|p| p.iter().all(in_order)));
            }
        }
    }

    #[test]
    fn over_dispersion_of_anything_is_finite_or_an_error(
        scores in vec((any_number(), any_number()), 0..12)
    ) {
        let scores: Vec<_> =
            scores.into_iter().map(|(z, standard_error)| ZScore { z, standard_error }).collect();
        if let Ok(estimated) = OverDispersion::estimate(&scores) {
            prop_assert!(estimated.phi.is_finite() && estimated.tau_squared.is_finite());
            prop_assert!(estimated.factor() >= 1.0 && estimated.tau_squared >= 0.0);
        }
    }

    #[test]
    fn a_trend_of_anything_is_finite_or_an_error(
        rows in vec((any_number(), any_fraction()), 0..12)
    ) {
        let mut periods: Vec<_> =
            rows.into_iter().map(|(time, fraction)| TrendPeriod { time, fraction }).collect();
        periods.sort_by(|a, b| a.time.total_cmp(&b.time));
        for trend in [trend_of_proportions(&periods), trend_of_rates(&periods)].into_iter().flatten() {
            prop_assert!(trend.statistic.is_finite() && trend.statistic >= 0.0);
            prop_assert!((0.0..=1.0).contains(&trend.p_value), "{trend:?}");
        }
    }

    #[test]
    fn winsorising_keeps_number_and_order_and_only_pulls_in(
        values in vec(any_number(), 0..60), share in any_number()
    ) {
        let Ok(pulled_in) = winsorise(&values, share) else { return Ok(()) };
        prop_assert_eq!(pulled_in.values.len(), values.len());
        for (before, after) in values.iter().zip(&pulled_in.values) {
            prop_assert!(after.is_finite() && pulled_in.lower <= *after && *after <= pulled_in.upper);
            prop_assert!((pulled_in.lower..=pulled_in.upper).contains(before) == before.total_cmp(after).is_eq());
        }
    }

    #[test]
    fn a_higher_level_or_fewer_data_widen_an_interval(
        share in 0.0..=1.0_f64, trials in 1.0..1e6_f64
    ) {
        let width = |interval: Result<Interval, StatisticError>| {
            interval.map(|interval| interval.upper() - interval.lower())
        };
        let usual = width(wilson(share * trials, trials, ConfidenceLevel::P95))?;
        prop_assert!(usual < width(wilson(share * trials, trials, ConfidenceLevel::P99_8))?);
        prop_assert!(usual > width(wilson(share * trials * 4.0, trials * 4.0, ConfidenceLevel::P95))?);
        let count = share * trials;
        let usual = width(poisson(count, ConfidenceLevel::P95))?;
        prop_assert!(usual < width(poisson(count, ConfidenceLevel::P99_8))?);
    }

    #[test]
    fn a_correction_never_narrows_and_position_is_where_the_limits_say(
        units in units(), target in 0.001..0.5_f64
    ) {
        let funnel = Funnel::new(Target::rate(target)?, &units)?;
        let plain = funnel.placements(Correction::None)?;
        for correction in CORRECTIONS {
            for (corrected, plain) in funnel.placements(correction)?.iter().zip(&plain) {
                prop_assert!(corrected.limits_95.lower() <= plain.limits_95.lower());
                prop_assert!(corrected.limits_95.upper() >= plain.limits_95.upper());
                prop_assert!(corrected.z.abs() <= plain.z.abs());
                let within = corrected.position == Position::Within;
                prop_assert_eq!(within, corrected.limits_95.contains(corrected.value));
                let extreme =
                    matches!(corrected.position, Position::Below998 | Position::Above998);
                prop_assert_eq!(!extreme, corrected.limits_99_8.contains(corrected.value));
                prop_assert_eq!(
                    corrected.position.cmp(&Position::Within),
                    if within { std::cmp::Ordering::Equal }
                    else { corrected.value.total_cmp(&target) }
                );
            }
        }
    }

    #[test]
    fn the_order_of_units_changes_nothing(units in units(), turn in 0_usize..45) {
        let turn = turn % units.len();
        let mut turned = units.clone();
        turned.rotate_left(turn);
        let target = Target::rate(0.02)?;
        let mut expected = Funnel::new(target, &units)?.placements(Correction::None)?;
        expected.rotate_left(turn);
        let turned = Funnel::new(target, &turned)?;
        prop_assert_eq!(turned.placements(Correction::None)?, expected);
        let (a, b) = (turned.over_dispersion(), Funnel::new(target, &units)?.over_dispersion());
        prop_assert!((a.phi - b.phi).abs() <= 1e-12 * a.phi);
    }

    #[test]
    fn a_series_read_backwards_has_the_opposite_trend(
        fractions in vec((1.0..900.0_f64, 1_000.0..9_000.0_f64), 5..12)
    ) {
        let periods = |rows: &mut dyn Iterator<Item = &(f64, f64)>| -> Result<Vec<_>, StatisticError> {
            rows.enumerate()
                .map(|(index, (events, people))| {
                    Ok(TrendPeriod { time: index as f64, fraction: Fraction::new(*events, *people)? })
                })
                .collect()
        };
        let forwards = trend_of_rates(&periods(&mut fractions.iter())?)?;
        let backwards = trend_of_rates(&periods(&mut fractions.iter().rev())?)?;
        prop_assert!((forwards.statistic - backwards.statistic).abs() <= 1e-6 * (1.0 + forwards.statistic));
        prop_assert!(forwards.direction != backwards.direction);
    }
}

#[test]
fn what_cannot_be_computed_says_why() {
    let level = ConfidenceLevel::P95;
    let fraction = |numerator, denominator| Fraction::new(numerator, denominator).unwrap();
    let flat = [0.0; 5].map(|events| fraction(events, 10.0));
    let period = |(index, fraction): (usize, Fraction)| TrendPeriod {
        time: index as f64,
        fraction,
    };
    let flat: Vec<_> = flat.into_iter().enumerate().map(period).collect();
    let cases: [(Option<StatisticError>, &str); 10] = [
        (
            wilson(-1.0, 10.0, level).err(),
            "the number of events is -1; a count cannot be negative",
        ),
        (
            wilson(11.0, 10.0, level).err(),
            "11 events in 10 trials is not a proportion; use the formulas for rates",
        ),
        (
            rate(5.0, 0.0, level).err(),
            "the denominator is zero; leave the unit or period out, or give a positive number",
        ),
        (
            poisson(f64::NAN, level).err(),
            "the number of events is NaN; give a finite number",
        ),
        (
            exact_poisson(1e9, level).err(),
            "1000000000 events are too many for the exact limits (most: 100000); use Byar's method",
        ),
        (
            ConfidenceLevel::new(95.0).err(),
            "the confidence level is 95; give a share above 0 and below 1",
        ),
        (
            Interval::new(2.0, 1.0).err(),
            "the lower limit 2 is above the upper limit 1; exchange them",
        ),
        (
            trend_of_rates(&flat[..4]).err(),
            "a linear trend needs at least 5 periods; 4 given",
        ),
        (
            trend_of_rates(&flat).err(),
            "the series does not vary, so a linear trend cannot be computed",
        ),
        (
            change(1.0, f64::MIN_POSITIVE, level).err(),
            "the upper limit is too large or too small to be represented; check the inputs' units",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(
            error.map(|error| error.to_string()).as_deref(),
            Some(expected)
        );
    }
}

#[test]
fn a_unit_that_does_not_fit_is_named() {
    let units = [
        Fraction::new(5.0, 10.0).unwrap(),
        Fraction::new(15.0, 10.0).unwrap(),
    ];
    let error = Funnel::new(Target::proportion(0.5).unwrap(), &units).unwrap_err();
    let cause = StatisticError::MoreEventsThanTrials {
        events: 15.0,
        trials: 10.0,
    };
    assert_eq!(
        error,
        StatisticError::InUnit {
            index: 1,
            source: Box::new(cause)
        }
    );
}

#[test]
fn a_constant_series_is_flat_whatever_its_rounding() {
    let periods: Vec<_> = [1_003.0, 2_777.0, 1_234.0, 999.0, 3_141.0, 1_618.0]
        .into_iter()
        .zip([2_009.0, 2_010.0, 2_011.0, 2_013.0, 2_014.0, 2_016.0])
        .map(|(people, time)| TrendPeriod {
            time,
            fraction: Fraction::new(people * 0.1, people).unwrap(),
        })
        .collect();
    let trend = trend_of_rates(&periods).unwrap();
    assert_eq!(trend.direction, TrendDirection::Flat, "{trend:?}");
    assert!(!trend.is_significant(ConfidenceLevel::P95));
}
