//! Values as printed in papers, books and manuals, at the precision they were printed with.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its inputs must fail"
)]

use peel_stats::{
    Chart, ConfidenceLevel, Fraction, Interval, RankSimulation, RankedValue, Side, Signal,
    SignalRules, StatisticError, StepRule, TrendPeriod, byar, exact_poisson, poisson,
    rank_intervals, signals, step_changes, trend_of_proportions, wilson,
};

fn check(
    source: &str,
    interval: Result<Interval, StatisticError>,
    (lower, upper): (f64, f64),
    half_of_last_digit: f64,
) {
    let interval = interval.unwrap();
    assert!(
        (interval.lower() - lower).abs() <= half_of_last_digit
            && (interval.upper() - upper).abs() <= half_of_last_digit,
        "{source}: printed {lower} to {upper}, computed {interval:?}"
    );
}

#[test]
fn wilson_as_in_newcombe() {
    // Newcombe (1998), Stat Med 17:857-872, table I, method 3 (score, no continuity correction).
    let printed = [
        (81.0, 263.0, (0.2553, 0.3662)),
        (15.0, 148.0, (0.0624, 0.1605)),
        (0.0, 20.0, (0.0, 0.1611)),
        (1.0, 29.0, (0.0061, 0.1718)),
    ];
    for (events, trials, limits) in printed {
        let source = format!("{events}/{trials}");
        check(
            &source,
            wilson(events, trials, ConfidenceLevel::P95),
            limits,
            5e-5,
        );
    }
}

#[test]
fn exact_limits_as_in_tables_of_the_poisson_distribution() {
    // Two-sided 95% limits of Garwood (1936), Biometrika 28:437-442, with the digits printed in
    // Pearson and Hartley, Biometrika tables for statisticians, table 40.
    let printed = [
        (0.0, (0.0, 3.689), 5e-4),
        (1.0, (0.0253, 5.572), 5e-4),
        (5.0, (1.623, 11.668), 5e-4),
        (9.0, (4.115, 17.085), 5e-4),
        (10.0, (4.795, 18.390), 5e-4),
        (30.0, (20.24, 42.83), 5e-3),
    ];
    for (count, limits, precision) in printed {
        check(
            &format!("{count}"),
            exact_poisson(count, ConfidenceLevel::P95),
            limits,
            precision,
        );
    }
}

#[test]
fn exact_limits_of_25_at_three_levels() {
    // GraphPad QuickCalcs, "How QuickCalcs computes the confidence interval of a count".
    let printed = [
        (0.90, (17.38, 34.92)),
        (0.95, (16.18, 36.90)),
        (0.99, (14.00, 41.00)),
    ];
    for (level, limits) in printed {
        let level = ConfidenceLevel::new(level).unwrap();
        check(
            &format!("25 at {level:?}"),
            exact_poisson(25.0, level),
            limits,
            5e-3,
        );
    }
}

#[test]
fn byar_is_as_near_to_the_exact_limits_as_its_users_say() {
    // Public Health England (2018), technical guide: confidence intervals: from 10 events on within
    // 0.2% of the exact limits at 95%. The 1.5% at 99.8% is what this crate documents.
    for (level, share) in [
        (ConfidenceLevel::P95, 0.002),
        (ConfidenceLevel::P99_8, 0.015),
    ] {
        for count in [10.0, 11.0, 12.5, 20.0, 50.0, 100.0, 1_000.0] {
            let (near, exact) = (
                byar(count, level).unwrap(),
                exact_poisson(count, level).unwrap(),
            );
            assert!(
                (near.lower() / exact.lower() - 1.0).abs() < share,
                "{count} {level:?}"
            );
            assert!(
                (near.upper() / exact.upper() - 1.0).abs() < share,
                "{count} {level:?}"
            );
        }
    }
}

#[test]
fn the_method_changes_at_ten_events() {
    let level = ConfidenceLevel::P95;
    for (count, expected) in [
        (9.0, exact_poisson(9.0, level)),
        (9.999, exact_poisson(9.999, level)),
        (10.0, byar(10.0, level)),
        (11.0, byar(11.0, level)),
    ] {
        assert_eq!(poisson(count, level), expected, "{count}");
    }
}

#[test]
fn normal_quantiles_as_in_every_table() {
    let printed = [
        (0.5, 0.6745),
        (0.8, 1.2816),
        (0.9, 1.6449),
        (0.95, 1.9600),
        (0.99, 2.5758),
    ];
    for (level, z) in printed
        .into_iter()
        .chain([(0.998, 3.0902), (0.999, 3.2905)])
    {
        let computed = ConfidenceLevel::new(level).unwrap().z();
        assert!((computed - z).abs() < 5e-5, "{level}: {computed}");
    }
}

fn series(rows: &[(f64, f64, f64)]) -> Vec<TrendPeriod> {
    rows.iter()
        .map(|&(time, with, without)| TrendPeriod {
            time,
            fraction: Fraction::new(with, with + without).unwrap(),
        })
        .collect()
}

#[test]
fn trend_of_malformations_with_alcohol() {
    // Graubard and Korn (1987), Biometrics 43:471-476, as analysed in Agresti, Categorical data
    // analysis, section 3.4: 6.57 with drinks per day as scores, 1.83 with equally spaced ones.
    let cases = [
        (48.0, 17066.0),
        (38.0, 14464.0),
        (5.0, 788.0),
        (1.0, 126.0),
        (1.0, 37.0),
    ];
    for (scores, statistic, p_value) in [
        ([0.0, 0.5, 1.5, 4.0, 7.0], 6.57, 0.01),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 1.83, 0.18),
    ] {
        let rows: Vec<_> = scores
            .into_iter()
            .zip(cases)
            .map(|(time, (with, without))| (time, with, without))
            .collect();
        let trend = trend_of_proportions(&series(&rows)).unwrap();
        assert!((trend.statistic - statistic).abs() < 5e-3, "{trend:?}");
        assert!((trend.p_value - p_value).abs() < 5e-3, "{trend:?}");
    }
}

#[test]
fn trend_of_smoking_with_class() {
    // Chang and others (1983), as computed by Epi Info 6: 3.535, by Mantel's extension, which is
    // smaller than Armitage's statistic by the factor (n - 1)/n with n = 585.
    let rows = [
        (1.0, 17.0, 40.0),
        (2.0, 76.0, 195.0),
        (3.0, 34.0, 88.0),
        (4.0, 32.0, 53.0),
        (5.0, 20.0, 30.0),
    ];
    let trend = trend_of_proportions(&series(&rows)).unwrap();
    assert!(
        (trend.statistic * 584.0 / 585.0 - 3.535).abs() < 5e-4,
        "{trend:?}"
    );
}

/// Yearly flow of the Nile at Aswan, 1871 to 1970, in 10^8 cubic metres: Cobb (1978), Biometrika
/// 65:243-251, table 1.
const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0, 935.0,
    1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0, 1150.0, 1250.0,
    1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0, 874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0,
    1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0, 1120.0, 1100.0, 832.0, 764.0, 821.0,
    768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0, 781.0, 865.0, 845.0,
    944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0,
    860.0, 874.0, 848.0, 890.0, 744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0,
    815.0, 1020.0, 906.0, 901.0, 1170.0, 912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

#[test]
fn the_level_of_the_nile_changed_once_after_1898() {
    // Cobb (1978): the change lies between 1898 and 1899, from a mean of 1,098 to one of 850.
    let steps = step_changes(&NILE, StepRule::TWELVE_THEN_EIGHT).unwrap();
    let [step] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    assert_eq!(1871 + step.index, 1899);
    assert!((step.before - 1097.75).abs() < 5e-3, "{step:?}");
    assert!((step.after - 849.97).abs() < 5e-3, "{step:?}");
}

fn check_chart(chart: &Chart, index: usize, expected: [f64; 3], half_of_last_digit: f64) {
    let limits = chart.points()[index].limits;
    let computed = [limits.lower(), chart.centre(), limits.upper()];
    for (computed, expected) in computed.into_iter().zip(expected) {
        assert!(
            (computed - expected).abs() <= half_of_last_digit,
            "point {index}: {computed} is not {expected}"
        );
    }
}

#[test]
fn a_chart_of_individuals_as_in_the_handbook() {
    // NIST/SEMATECH e-Handbook of statistical methods, section 6.3.2.2: flow rates of ten batches.
    // It divides by 1.128, which is d₂ rounded: a quarter of a thousandth more.
    let flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
    let chart = Chart::individuals(&flow).unwrap();
    check_chart(&chart, 0, [45.8159, 50.81, 55.8041], 2e-3);
    assert_eq!(signals(&chart, SignalRules::WESTERN_ELECTRIC), []);
}

#[test]
fn a_chart_of_individuals_as_in_the_textbook() {
    // Montgomery, Introduction to statistical quality control, sixth edition, table 6.6 and example
    // 6.5: viscosity of primer paint.
    let viscosity = [
        33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54,
        33.12, 33.84,
    ];
    let chart = Chart::individuals(&viscosity).unwrap();
    check_chart(&chart, 0, [32.24, 33.52, 34.80], 6e-3);
    assert_eq!(signals(&chart, SignalRules::WESTERN_ELECTRIC), []);
}

#[test]
fn a_chart_of_proportions_as_in_the_textbook() {
    // Montgomery, example 7.1: orange juice cans, 30 samples of 50. Samples 15 and 23 are outside.
    let cans = [
        12.0, 15.0, 8.0, 10.0, 4.0, 7.0, 16.0, 9.0, 14.0, 10.0, 5.0, 6.0, 17.0, 12.0, 22.0, 8.0,
        10.0, 5.0, 13.0, 11.0, 20.0, 18.0, 24.0, 15.0, 9.0, 12.0, 7.0, 13.0, 9.0, 6.0,
    ];
    let samples = cans.map(|faulty| Fraction::new(faulty, 50.0).unwrap());
    let chart = Chart::proportions(&samples).unwrap();
    check_chart(&chart, 0, [0.0524, 0.2313, 0.4102], 6e-5);
    let outside = |index| Signal::Outside {
        index,
        side: Side::Above,
    };
    let found = signals(&chart, SignalRules::WESTERN_ELECTRIC);
    assert_eq!(found, [outside(14), outside(22)]);
}

#[test]
fn a_chart_of_rates_as_in_the_textbook() {
    // Montgomery, example 7.4: defects in ten rolls of dyed cloth of unequal length. The
    // limits printed are worked out from a mean already rounded to 1.42.
    let rolls = [
        (14.0, 10.0, [0.29, 1.42, 2.55]),
        (12.0, 8.0, [0.16, 1.42, 2.68]),
        (20.0, 13.0, [0.43, 1.42, 2.41]),
        (11.0, 10.0, [0.29, 1.42, 2.55]),
        (7.0, 9.5, [0.26, 1.42, 2.58]),
        (10.0, 10.0, [0.29, 1.42, 2.55]),
        (21.0, 12.0, [0.39, 1.42, 2.45]),
        (16.0, 10.5, [0.32, 1.42, 2.52]),
        (19.0, 12.0, [0.39, 1.42, 2.45]),
        (23.0, 12.5, [0.41, 1.42, 2.43]),
    ];
    let lengths = rolls.map(|(defects, length, _)| Fraction::new(defects, length).unwrap());
    let chart = Chart::rates(&lengths).unwrap();
    for (index, (_, _, limits)) in rolls.into_iter().enumerate() {
        check_chart(&chart, index, limits, 1e-2);
    }
}

#[test]
fn ranks_lie_where_the_exact_probabilities_say() {
    // Two units: the chance that one is above the other is that of a beta variable to exceed a
    // half, P(gamma(20.5) > gamma(10.5)) = 1 - pbeta(0.5, 20.5, 10.5) = 0.96696.
    let rate = |events| RankedValue::Rate(Fraction::new(events, 100.0).unwrap());
    let simulation = RankSimulation {
        draws: 100_000,
        seed: 2016,
        level: ConfidenceLevel::P95,
    };
    let ranks = rank_intervals(&[rate(10.0), rate(20.0)], simulation).unwrap();
    assert!((ranks[0].mean - 1.966_96).abs() < 2.5e-3, "{ranks:?}");
    assert!((ranks[0].mean + ranks[1].mean - 3.0).abs() < 1e-12);
    assert_eq!((ranks[0].best, ranks[0].worst), (1, 2));
}
