use thiserror::Error;

/// Why a statistic could not be computed.
///
/// Every variant names the quantity at fault, so that a caller can show the sentence as it is.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum StatisticError {
    /// A quantity is NaN or infinite.
    #[error("the {quantity} is {value}; give a finite number")]
    NotFinite {
        /// What was given.
        quantity: &'static str,
        /// The value given.
        value: f64,
    },
    /// A quantity that counts something is below zero.
    #[error("the {quantity} is {value}; a count cannot be negative")]
    Negative {
        /// What was given.
        quantity: &'static str,
        /// The value given.
        value: f64,
    },
    /// A quantity that is divided by, or whose logarithm is taken, is zero.
    #[error("the {quantity} is zero; leave the unit or period out, or give a positive number")]
    Zero {
        /// What was given.
        quantity: &'static str,
    },
    /// A proportion has more events than there were chances for one.
    #[error("{events} events in {trials} trials is not a proportion; use the formulas for rates")]
    MoreEventsThanTrials {
        /// Events counted.
        events: f64,
        /// Chances for an event.
        trials: f64,
    },
    /// A share is outside the open range from 0 to its end.
    #[error("the {quantity} is {value}; give a share above 0 and below {below}")]
    ShareOutOfRange {
        /// What was given.
        quantity: &'static str,
        /// The value given.
        value: f64,
        /// The first value that is too large.
        below: f64,
    },
    /// The lower limit of an interval is above its upper limit.
    #[error("the lower limit {lower} is above the upper limit {upper}; exchange them")]
    LimitsOutOfOrder {
        /// The lower limit given.
        lower: f64,
        /// The upper limit given.
        upper: f64,
    },
    /// The formula needs more values than were given.
    #[error("{statistic} needs at least {needed} {what}; {given} given")]
    TooFew {
        /// What is counted: units, periods, values.
        what: &'static str,
        /// The statistic asked for.
        statistic: &'static str,
        /// How many were given.
        given: usize,
        /// How many the statistic needs.
        needed: usize,
    },
    /// More values were given than the formula takes: its cost would have no bound.
    #[error("{statistic} takes at most {most} {what}; {given} given")]
    TooMany {
        /// What is counted: units, draws.
        what: &'static str,
        /// The statistic asked for.
        statistic: &'static str,
        /// How many were given.
        given: usize,
        /// The most it takes.
        most: usize,
    },
    /// The exact method was asked for a count where it is slow and no better than Byar's.
    #[error("{events} events are too many for the exact limits (most: {most}); use Byar's method")]
    TooManyEvents {
        /// Events given.
        events: f64,
        /// The largest count the exact method takes.
        most: f64,
    },
    /// The periods of a trend are not in order of time, or one occurs twice.
    #[error("the period at index {index} does not follow the one before it; sort the periods")]
    PeriodsOutOfOrder {
        /// Index of the period at fault, from 0.
        index: usize,
    },
    /// All values are the same in a way that leaves nothing to test or to estimate from.
    #[error("the {quantity} does not vary, so {statistic} cannot be computed")]
    NoVariation {
        /// What does not vary.
        quantity: &'static str,
        /// The statistic asked for.
        statistic: &'static str,
    },
    /// The inputs are valid but so large or so small that the answer has no finite value.
    #[error("the {quantity} is too large or too small to be represented; check the inputs' units")]
    NotRepresentable {
        /// The quantity that was being computed.
        quantity: &'static str,
    },
    /// One unit of several is at fault; the source says how.
    #[error("the unit at index {index} cannot be compared")]
    InUnit {
        /// Index of the unit in the caller's list, from 0.
        index: usize,
        /// What is wrong with it.
        source: Box<StatisticError>,
    },
}
