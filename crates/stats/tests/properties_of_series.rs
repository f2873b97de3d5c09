//! What holds for every series and every league table, however odd.

use peel_stats::{
    Chart, ConfidenceLevel, Fraction, RankSimulation, RankedValue, Side, Signal, SignalRules,
    StatisticError, Step, StepRule, rank_intervals, signals, step_changes,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any number a file or a caller can bring.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        proptest::num::f64::ANY,
        -10.0..1e6_f64,
        (0_u32..200).prop_map(f64::from),
        Just(f64::MAX),
    ]
}

/// Any two numbers that make a fraction; the others are refused, which is tested elsewhere.
fn any_fraction() -> impl Strategy<Value = Fraction> {
    (any_number(), any_number()).prop_filter_map("a fraction", |(above, below)| {
        Fraction::new(above, below).ok()
    })
}

proptest! {
    #[test]
    fn a_chart_of_anything_is_finite_or_an_error(
        values in vec(any_number(), 0..40), periods in vec(any_fraction(), 0..12),
        run in 0_usize..10, trend in 0_usize..8,
    ) {
        let charts = [
            Chart::individuals(&values), Chart::proportions(&periods), Chart::rates(&periods),
        ];
        for chart in charts.into_iter().flatten() {
            prop_assert!(chart.centre().is_finite());
            prop_assert!(chart.points().iter().all(|point| point.limits.lower().is_finite()
                && point.limits.lower() <= point.limits.upper() && point.limits.upper().is_finite()));
            for signal in signals(&chart, SignalRules { run, trend }) {
                let last = match signal {
                    Signal::Outside { index, .. } => index,
                    Signal::Run { points, .. } | Signal::Trend { points, .. } => points.end - 1,
                };
                prop_assert!(last < chart.points().len());
            }
        }
    }

    #[test]
    fn a_series_turned_over_has_the_opposite_signals(values in vec(-9_i32..9, 2..60)) {
        let turned: Vec<f64> = values.iter().map(|value| f64::from(-value)).collect();
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let found = |values: &[f64]| -> Result<_, StatisticError> {
            let chart = Chart::individuals(values)?;
            Ok(signals(&chart, SignalRules { run: 4, trend: 3 }))
        };
        let opposite = |side| if side == Side::Above { Side::Below } else { Side::Above };
        let turned: Vec<Signal> = found(&turned)?
            .into_iter()
            .map(|signal| match signal {
                Signal::Outside { index, side } => Signal::Outside { index, side: opposite(side) },
                Signal::Run { points, side } => Signal::Run { points, side: opposite(side) },
                Signal::Trend { points, side } => Signal::Trend { points, side: opposite(side) },
            })
            .collect();
        prop_assert_eq!(turned, found(&values)?);
    }

    #[test]
    fn steps_of_anything_are_finite_and_in_order(
        values in vec(any_number(), 0..60), baseline in 0_usize..12, run in 0_usize..9,
    ) {
        let Ok(steps) = step_changes(&values, StepRule { baseline, run }) else { return Ok(()) };
        for step in &steps {
            prop_assert!(step.before.is_finite() && step.after.is_finite());
            prop_assert!(baseline <= step.index && step.index < values.len());
        }
        prop_assert!(steps.windows(2).all(|pair| pair[0].index + baseline <= pair[1].index));
    }

    #[test]
    fn a_step_in_a_flat_series_is_found_where_it_is(
        before in 12_usize..30, after in 8_usize..30, height in 1_i32..50, up in any::<bool>(),
    ) {
        let height = f64::from(if up { height } else { -height });
        let values: Vec<f64> = (0..before + after)
            .map(|place| if place < before { 100.0 } else { 100.0 + height })
            .collect();
        let steps = step_changes(&values, StepRule::TWELVE_THEN_EIGHT)?;
        prop_assert_eq!(steps.len(), 1);
        prop_assert_eq!(steps[0], Step { index: before, before: 100.0, after: 100.0 + height });
    }

    #[test]
    fn ranks_are_within_the_units_and_means_add_up(
        units in vec((any_fraction(), any_fraction(), 0..3), 0..8), seed in any::<u64>(),
    ) {
        let values: Vec<RankedValue> = units
            .iter()
            .map(|(one, other, kind)| match kind {
                0 => RankedValue::Rate(*one),
                1 => RankedValue::Proportion(*one),
                _ => RankedValue::Change { before: *one, after: *other },
            })
            .collect();
        let simulation = RankSimulation { draws: 50, seed, level: ConfidenceLevel::P95 };
        let Ok(ranks) = rank_intervals(&values, simulation) else { return Ok(()) };
        prop_assert_eq!(ranks.len(), values.len());
        let number = values.len() as f64;
        for rank in &ranks {
            prop_assert!(1 <= rank.best && rank.best <= rank.worst);
            prop_assert!(f64::from(rank.worst) <= number && rank.mean.is_finite());
        }
        let means: f64 = ranks.iter().map(|rank| rank.mean).sum();
        prop_assert!((means - number * (number + 1.0) / 2.0).abs() < 1e-9);
        prop_assert_eq!(rank_intervals(&values, simulation)?, ranks);
    }
}
