//! Formulas on plain numbers for comparing public services, each with its citation and
//! published reference values.
//!
//! | question | answer |
//! |---|---|
//! | how sure is this proportion, count or rate? | [`wilson`], [`poisson`], [`rate`] |
//! | is this unit unusual, given its size and how much units differ anyway? | [`Funnel`] |
//! | did it change? | [`change`], [`change_of_rates`] |
//! | has it been rising or falling for years? | [`trend_of_proportions`], [`trend_of_rates`] |
//! | is this month unlike the others, and did the level change for good? | [`Chart`], [`signals`], [`step_changes`] |
//! | how sure is a place in a league table? | [`rank_intervals`] |
//!
//! Three rules hold everywhere:
//!
//! - **Finite or an error.** No function answers NaN or infinity, and none panics on a number it
//!   is given; what cannot be computed is a [`StatisticError`] that says why.
//! - **Nothing rounds.** Rounding is the business of whoever shows the number.
//! - **Counts are `f64`.** An observation may be an estimate (12 months scaled from 10, a weighted
//!   survey), so counts need not be whole; they must be finite and not negative.
//!
//! ```
//! use peel_stats::{ConfidenceLevel, wilson};
//!
//! let interval = wilson(81.0, 263.0, ConfidenceLevel::P95)?;
//! assert!((interval.lower() - 0.2553).abs() < 5e-5);
//! assert!((interval.upper() - 0.3662).abs() < 5e-5);
//! # Ok::<(), peel_stats::StatisticError>(())
//! ```

mod change;
mod chart;
mod checked;
mod dispersion;
mod draw;
mod error;
mod fraction;
mod funnel;
mod interval;
mod level;
mod ranks;
mod signal;
mod step;
mod target;
mod trend;
mod winsorise;

pub use change::{Change, change, change_of_rates, relative_change};
pub use chart::{Chart, ChartPoint};
pub use dispersion::{OverDispersion, ZScore};
pub use error::StatisticError;
pub use fraction::Fraction;
pub use funnel::{Correction, Funnel, Placement, Position};
pub use interval::{
    EXACT_BELOW, EXACT_POISSON_MOST, Interval, byar, exact_poisson, poisson, rate, wilson,
};
pub use level::ConfidenceLevel;
pub use ranks::{
    MOST_DRAWS, MOST_RANKED, RankInterval, RankSimulation, RankedValue, rank_intervals,
};
pub use signal::{Side, Signal, SignalRules, signals};
pub use step::{Step, StepRule, step_changes};
pub use target::Target;
pub use trend::{
    FEWEST_PERIODS, Trend, TrendDirection, TrendPeriod, trend_of_proportions, trend_of_rates,
};
pub use winsorise::{WINSORISED_SHARE, Winsorised, winsorise};
