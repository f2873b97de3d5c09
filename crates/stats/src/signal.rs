use std::ops::Range;

use crate::Chart;

/// Which side of a centre, or which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Above the centre; upwards.
    Above,
    /// Below the centre; downwards.
    Below,
}

impl Side {
    pub(crate) fn of(value: f64, centre: f64) -> Option<Self> {
        if value > centre {
            Some(Self::Above)
        } else if value < centre {
            Some(Self::Below)
        } else {
            None
        }
    }
}

/// How many consecutive points make a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalRules {
    /// On one side of the centre.
    pub run: usize,
    /// Each higher, or each lower, than the one before; the first counts.
    pub trend: usize,
}

impl SignalRules {
    /// Eight on one side, six in one direction.
    ///
    /// Eight: Western Electric (1956), Statistical quality control handbook, pages 25-28. NHS
    /// England (2019), Making data count, takes seven; with eight a stable process gives half as
    /// many false alarms. Six in one direction: Nelson (1984), J Qual Technol 16:237-239, and
    /// Making data count.
    pub const WESTERN_ELECTRIC: Self = Self { run: 8, trend: 6 };
}

/// Something on a chart that a stable process hardly ever does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// A point outside its limits: Shewhart's own rule.
    Outside {
        /// The point, from 0.
        index: usize,
        /// Beyond which limit.
        side: Side,
    },
    /// A run of points on one side of the centre. A point on the centre ends a run.
    Run {
        /// Its points, as long as it lasts.
        points: Range<usize>,
        /// Where they lie.
        side: Side,
    },
    /// Points each further in one direction than the one before. Equal points end it.
    Trend {
        /// Its points, as long as it lasts.
        points: Range<usize>,
        /// Which way they go.
        side: Side,
    },
}

/// Everything on a chart that a stable process hardly ever does: points outside, then runs, then
/// trends, each in order of time.
///
/// ```
/// use peel_stats::{Chart, Side, Signal, SignalRules, signals};
///
/// let values = [5.0, 4.0, 5.0, 4.0, 5.0, 4.0, 5.0, 4.0, 5.0, 4.0, 12.0];
/// let chart = Chart::individuals(&values)?;
/// let found = signals(&chart, SignalRules::WESTERN_ELECTRIC);
/// assert_eq!(found[0], Signal::Outside { index: 10, side: Side::Above });
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[must_use]
pub fn signals(chart: &Chart, rules: SignalRules) -> Vec<Signal> {
    let points = chart.points();
    let outside = points.iter().enumerate().filter_map(|(index, point)| {
        let side = if point.value > point.limits.upper() {
            Side::Above
        } else if point.value < point.limits.lower() {
            Side::Below
        } else {
            return None;
        };
        Some(Signal::Outside { index, side })
    });
    let sides: Vec<_> = points
        .iter()
        .map(|point| Side::of(point.value, chart.centre()))
        .collect();
    let moves: Vec<_> = points
        .windows(2)
        .map(|pair| match pair {
            [before, after] => Side::of(after.value, before.value),
            _ => None,
        })
        .collect();
    let run = |(points, side)| Signal::Run { points, side };
    // A trend of six points is five moves.
    let trend = |(moves, side): (Range<usize>, Side)| Signal::Trend {
        points: moves.start..moves.end + 1,
        side,
    };
    outside
        .chain(stretches(&sides, rules.run).map(run))
        .chain(stretches(&moves, rules.trend.saturating_sub(1)).map(trend))
        .collect()
}

/// Stretches of one side that are at least so long.
fn stretches(
    sides: &[Option<Side>],
    shortest: usize,
) -> impl Iterator<Item = (Range<usize>, Side)> {
    let mut start = 0;
    sides.chunk_by(|a, b| a == b).filter_map(move |stretch| {
        let range = start..start + stretch.len();
        start = range.end;
        let side = stretch.first().copied().flatten()?;
        (stretch.len() >= shortest.max(1)).then_some((range, side))
    })
}
