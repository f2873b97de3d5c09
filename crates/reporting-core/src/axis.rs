//! Scales with round steps.

use crate::figure::{Axis, Point};
use crate::number::NumberFormat;

/// Steps between ticks at most.
const MOST_STEPS: f64 = 5.0;

/// A scale that holds zero and every value, with steps of 1, 2, 2.5 or 5 times a power of ten.
pub(crate) fn axis_for(values: impl IntoIterator<Item = f64>, format: &NumberFormat) -> Axis {
    let (low, high) = values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold((0.0_f64, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    spanning(low, if low < high { high } else { 1.0 }, format)
}

/// A scale around the values, which need not hold zero: for values that are read against one
/// another.
pub(crate) fn axis_around(values: impl IntoIterator<Item = f64>, format: &NumberFormat) -> Axis {
    let values: Vec<f64> = values
        .into_iter()
        .filter(|value| value.is_finite())
        .collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low < high {
        spanning(low, high, format)
    } else {
        axis_for(values, format)
    }
}

fn spanning(low: f64, high: f64, format: &NumberFormat) -> Axis {
    let (step, decimals) = round_step((high - low) / MOST_STEPS);
    let first = (low / step).floor();
    let last = (high / step).ceil();
    let format = format.with_decimals(decimals);
    let count = last - first;
    let ticks = (0_u32..)
        .map(f64::from)
        .take_while(|index| *index <= count)
        .map(|index| {
            let value = (first + index) * step;
            Point {
                value,
                label: format.show(value),
            }
        })
        .collect();
    Axis {
        low: first * step,
        high: last * step,
        ticks,
    }
}

/// The smallest round step that is at least `least`, and the decimals it is written with.
fn round_step(least: f64) -> (f64, u8) {
    let unit = 10_f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .find(|factor| factor * unit >= least * 0.999_999)
        .unwrap_or(10.0);
    let step = factor * unit;
    let is_whole_with = |decimals: &u8| {
        let scaled = step * 10_f64.powi(i32::from(*decimals));
        (scaled - scaled.round()).abs() < 1e-6 && scaled > 0.5
    };
    (step, (0..9).find(is_whole_with).unwrap_or(9))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        axis_for(values.iter().copied(), &NumberFormat::whole())
            .ticks
            .into_iter()
            .map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn steps_are_round_and_zero_is_always_shown() {
        let check = |values: &[f64], expected: &[&str]| assert_eq!(labels(values), expected);
        check(&[66.7, 68.2], &["0", "20", "40", "60", "80"]);
        check(&[12.0, 9.1], &["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"]);
        check(&[-27.4, 8.0], &["−30", "−20", "−10", "0", "10"]);
        check(&[0.04, 0.01], &["0.00", "0.01", "0.02", "0.03", "0.04"]);
        check(&[], &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        check(
            &[188_855.0],
            &["0", "50,000", "100,000", "150,000", "200,000"],
        );
    }

    proptest! {
        #[test]
        fn every_value_has_a_place(values in prop::collection::vec(-1e12f64..1e12, 0..50)) {
            let axis = axis_for(values.iter().copied(), &NumberFormat::whole());
            prop_assert!(axis.low <= 0.0 && axis.high >= 0.0 && axis.low < axis.high);
            let around = axis_around(values.iter().copied(), &NumberFormat::whole());
            prop_assert!(around.low < around.high);
            prop_assert!((2..=12).contains(&around.ticks.len()), "{:?}", around);
            prop_assert!((2..=12).contains(&axis.ticks.len()));
            for value in values {
                prop_assert!(axis.low <= value * 0.999_999 + 1e-9 || axis.low <= value);
                prop_assert!((0.0..=1.0).contains(&axis.share(value)));
            }
        }
    }
}
