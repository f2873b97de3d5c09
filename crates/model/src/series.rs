//! Series: an indicator from period to period.

use crate::{
    Absent, ComparatorKind, ComparatorValue, EditionId, Flag, ForceId, IndicatorId, Intervals,
    Limits, MethodVersion, Period, Revision, Unit,
};

/// An indicator over the periods for which there is data, for one force's unit and its comparator.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The edition whose rules were followed.
    pub edition: EditionId,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The force asked about.
    pub force: ForceId,
    /// The method followed.
    pub method: MethodVersion,
    /// Whom the unit is compared with.
    pub comparator: ComparatorKind,
    /// The newest revision of any measure involved; `None` when nothing was recorded.
    pub revision: Option<Revision>,
    /// Periods of the indicator's own length, oldest first, that do not overlap.
    pub points: Vec<SeriesPoint>,
    /// From each period with a value to the next with one.
    pub changes: Vec<SeriesChange>,
    /// The unit's trend over the points.
    pub trend: Result<SeriesTrend, NoTrend>,
    /// The comparator's trend over the points.
    pub comparator_trend: Result<SeriesTrend, NoTrend>,
    /// The unit's months, or quarters, as a control chart.
    pub chart: Result<SeriesChart, NoChart>,
}

/// One period of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPoint {
    /// The numerator's period.
    pub period: Period,
    /// The unit's value, or why there is none.
    pub value: Result<SeriesValue, Absent>,
    /// The comparator's value, or why there is none.
    pub comparator: Result<ComparatorValue, Absent>,
    /// The newest revision of any measure of this point.
    pub revision: Option<Revision>,
}

/// A unit's value in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesValue {
    /// The unit; it may be another from period to period, where forces were merged.
    pub unit: Unit,
    /// The value.
    pub value: f64,
    /// Its numerator (for a change: the count or rate now).
    pub numerator: f64,
    /// Its denominator (for a change: the count or rate then).
    pub denominator: f64,
    /// The value's interval; absent with the reason.
    pub interval: Result<Intervals, Absent>,
    /// Its rank in the period.
    pub rank: u32,
    /// Among how many units.
    pub of: u32,
    /// What a reader must know of this value, in a fixed order.
    pub flags: Vec<Flag>,
}

/// What changed between two periods of a series, from unrounded values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesChange {
    /// The earlier period.
    pub from: Period,
    /// The later period.
    pub to: Period,
    /// Whether the later period begins when the earlier one ends.
    pub consecutive: bool,
    /// Later minus earlier value, in the indicator's unit.
    pub difference: f64,
    /// The difference over the earlier value: 0.062 for a rise of 6.2%. Absent where the earlier
    /// value is not above 0, and for an indicator that is itself a change.
    pub relative: Result<f64, Absent>,
}

/// A chi-squared test for a linear trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesTrend {
    /// Which way.
    pub direction: SeriesDirection,
    /// Chi-squared with one degree of freedom.
    pub statistic: f64,
    /// The probability of a statistic at least as large without a trend.
    pub p_value: f64,
    /// The first period tested.
    pub first: Period,
    /// The last period tested.
    pub last: Period,
    /// How many periods were tested.
    pub periods: u32,
}

named! {
    /// Which way a series goes.
    SeriesDirection {
        /// It has been rising: more than chance explains, at 95%.
        Rising = "rising",
        /// It has been falling: more than chance explains, at 95%.
        Falling = "falling",
        /// It goes up and down, with no trend that chance does not explain.
        Steady = "steady",
    }
}

named! {
    /// Why there is no trend.
    NoTrend {
        /// Too few periods have a value.
        TooFewPeriods = "too-few-periods",
        /// Too few periods have a value since figures stopped being comparable with earlier ones.
        Break = "break",
        /// The indicator is neither a proportion nor a rate.
        NotApplicable = "not-applicable",
        /// There were no events in any period, or nothing but events.
        NoVariation = "no-variation",
        /// A period covers another number of months than the others, or another unit.
        NotComparable = "not-comparable",
    }
}

/// A unit's consecutive months or quarters, with the limits that a stable process keeps to:
/// a chart of individuals (Shewhart 1931; NHS England 2019, Making data count).
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesChart {
    /// How many months a point covers: 1 or 3.
    pub months: u16,
    /// The mean of the points.
    pub centre: f64,
    /// Three standard deviations either side.
    pub limits: Limits,
    /// The points, oldest first, in the indicator's unit per point.
    pub points: Vec<ChartedPoint>,
    /// What a stable process hardly ever does: points outside, then runs, then directions.
    pub signals: Vec<ChartSignal>,
    /// Lasting changes of level, oldest first; none where the series is too short to tell.
    pub steps: Vec<ChartStep>,
}

/// One month or quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartedPoint {
    /// When.
    pub period: Period,
    /// Its value.
    pub value: f64,
}

/// Something on a chart that is worth asking about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartSignal {
    /// Which rule.
    pub rule: ChartRule,
    /// Whether above, or upwards; otherwise below, or downwards.
    pub above: bool,
    /// The first point concerned.
    pub first: Period,
    /// The last point concerned.
    pub last: Period,
}

named! {
    /// The rules of control charts.
    ChartRule {
        /// A point outside the limits.
        Outside = "outside-limits",
        /// A run of points on one side of the centre.
        Run = "run-on-one-side",
        /// Points each further in one direction.
        Direction = "run-in-one-direction",
    }
}

/// A lasting change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartStep {
    /// The first point of the new level.
    pub period: Period,
    /// The mean of the level before.
    pub before: f64,
    /// The mean of the new level.
    pub after: f64,
}

named! {
    /// Why there is no control chart.
    NoChart {
        /// Neither months nor quarters were recorded.
        OnlyWholeSpans = "only-whole-spans",
        /// Too few consecutive months or quarters have a value.
        TooFewPeriods = "too-few-periods",
        /// The indicator is a change, a tally, or known only as printed.
        NotApplicable = "not-applicable",
    }
}
