//! Values as printed in papers, books and manuals, at the precision they were printed with.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its inputs must fail"
)]

use peel_stats::{
    ConfidenceLevel, Fraction, Interval, StatisticError, TrendPeriod, byar, exact_poisson, poisson,
    trend_of_proportions, wilson,
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
