//! Holds every formula against numbers that SciPy computed by other ways: `independent.py` made
//! `independent.csv`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its table must fail"
)]

use std::collections::BTreeMap;

use peel_stats::{
    ConfidenceLevel, Correction, Fraction, Funnel, Interval, StatisticError, Target,
    TrendDirection, TrendPeriod, byar, change, exact_poisson, trend_of_proportions, trend_of_rates,
    wilson,
};

const TABLE: &str = include_str!("independent.csv");

#[test]
fn every_row_of_the_independent_table_agrees() {
    let mut rows_of_method = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let [method, level, inputs, expected] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("four fields in: {line}");
        };
        let actual = compute(method, level, &numbers(inputs))
            .unwrap_or_else(|error| panic!("{method} {level} {inputs}: {error}"));
        let expected = numbers(expected);
        assert_eq!(actual.len(), expected.len(), "{method} {level} {inputs}");
        for (place, (actual, expected)) in actual.iter().zip(&expected).enumerate() {
            assert!(
                (actual - expected).abs() <= 1e-9 * expected.abs(),
                "{method} {level} {inputs}: output {place} is {actual}, not {expected}"
            );
        }
        *rows_of_method.entry(method).or_insert(0) += 1;
    }
    assert!(rows_of_method.len() == 10 && rows_of_method.values().sum::<i32>() >= 150);
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect()
}

fn compute(method: &str, level: &str, inputs: &[f64]) -> Result<Vec<f64>, StatisticError> {
    let level = || ConfidenceLevel::new(level.parse().unwrap());
    let limits = |interval: Interval| vec![interval.lower(), interval.upper()];
    Ok(match method {
        "normal_quantile" => vec![level()?.z()],
        "wilson" => limits(wilson(inputs[0], inputs[1], level()?)?),
        "byar" => limits(byar(inputs[0], level()?)?),
        "exact_poisson" => limits(exact_poisson(inputs[0], level()?)?),
        "change" => {
            let change = change(inputs[0], inputs[1], level()?)?;
            vec![
                change.ratio,
                change.interval.lower(),
                change.interval.upper(),
            ]
        }
        "trend_of_proportions" | "trend_of_rates" => trend(method, inputs)?,
        "funnel_proportion" => funnel(Target::proportion(inputs[0])?, &inputs[1..])?,
        "funnel_rate" => funnel(Target::rate(inputs[0])?, &inputs[1..])?,
        "funnel_ratio" => funnel(Target::ratio(inputs[0])?, &inputs[1..])?,
        other => panic!("no method {other}"),
    })
}

fn trend(method: &str, inputs: &[f64]) -> Result<Vec<f64>, StatisticError> {
    let count = inputs.len() / 3;
    let periods = (0..count)
        .map(|index| {
            let fraction = Fraction::new(inputs[count + index], inputs[2 * count + index])?;
            Ok(TrendPeriod {
                time: inputs[index],
                fraction,
            })
        })
        .collect::<Result<Vec<_>, StatisticError>>()?;
    let test = if method == "trend_of_rates" {
        trend_of_rates
    } else {
        trend_of_proportions
    };
    let trend = test(&periods)?;
    let sign = match trend.direction {
        TrendDirection::Rising => 1.0,
        TrendDirection::Falling => -1.0,
        TrendDirection::Flat => 0.0,
    };
    Ok(vec![trend.statistic, trend.p_value, sign])
}

fn funnel(target: Target, counts: &[f64]) -> Result<Vec<f64>, StatisticError> {
    let (numerators, denominators) = counts.split_at(counts.len() / 2);
    let units = numerators
        .iter()
        .zip(denominators)
        .map(|(numerator, denominator)| Fraction::new(*numerator, *denominator))
        .collect::<Result<Vec<_>, _>>()?;
    let funnel = Funnel::new(target, &units)?;
    let mut outputs = vec![
        funnel.over_dispersion().phi,
        funnel.over_dispersion().tau_squared,
    ];
    for correction in [
        Correction::None,
        Correction::Multiplicative,
        Correction::Additive,
    ] {
        let placements = funnel.placements(correction)?;
        outputs.extend(placements.iter().map(|placement| placement.z));
        outputs.extend(
            placements
                .iter()
                .map(|placement| placement.limits_95.lower()),
        );
        outputs.extend(
            placements
                .iter()
                .map(|placement| placement.limits_95.upper()),
        );
        outputs.extend(
            placements
                .iter()
                .map(|placement| placement.limits_99_8.lower()),
        );
        outputs.extend(
            placements
                .iter()
                .map(|placement| placement.limits_99_8.upper()),
        );
    }
    Ok(outputs)
}
