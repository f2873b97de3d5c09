//! Indicators: questions asked of the figures, with one formula each.

use crate::{IndicatorId, MeasureId, Period, QuestionId};

/// A comparison's definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its identifier.
    pub id: IndicatorId,
    /// Its name in reports.
    pub title: String,
    /// The edition's question it belongs to; `None` for context.
    pub question: Option<QuestionId>,
    /// How it is worked out.
    pub formula: Formula,
    /// The period it is reported for, unless another is asked for.
    pub period: Period,
    /// What the ratio is multiplied by: 1, 100, 1,000 or 1,000,000. Above zero.
    pub multiplier: f64,
    /// What the result is, in words: "per 1,000 population", "percent".
    pub unit: String,
    /// Decimals shown in a report. Nothing else rounds.
    pub decimals: u8,
    /// Which direction is better, if either.
    pub polarity: Polarity,
    /// How England and Wales is worked out from the units.
    pub comparator: ComparatorMethod,
    /// What a reader must know about the choice of data, in our own words; may be empty.
    pub note: String,
    /// Where the published report prints it, for example "figure 2; Force in numbers".
    pub printed_at: String,
    /// What is known of why a computed value may differ from the printed one; may be empty.
    pub known_difference: String,
}

/// How an indicator is worked out.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// Numerator over denominator.
    Ratio {
        /// What is counted.
        numerator: MeasureId,
        /// What it is counted against.
        denominator: MeasureId,
        /// When the denominator is read.
        denominator_period: DenominatorPeriod,
        /// Whether the numerator is part of the denominator.
        kind: RatioKind,
    },
    /// The relative change from a base period: (now - then) / then.
    Change {
        /// What is counted now.
        numerator: MeasureId,
        /// What was counted then; differs from `numerator` only where a definition changed, in
        /// the open.
        base: MeasureId,
        /// How many months earlier the base period ends.
        months_back: u16,
        /// What changes.
        of: ChangeOf,
    },
    /// How many units rose on a change indicator.
    Tally {
        /// The change indicator.
        of: IndicatorId,
    },
    /// Known only as printed: its data were never published. It has no rank and no band.
    PublishedOnly {
        /// Why nothing can be computed, in a sentence.
        reason: String,
    },
}

/// What a change is worked out on.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeOf {
    /// The counts themselves.
    Counts,
    /// Rates per denominator; both periods' rates from unrounded values.
    Rates {
        /// What the counts are divided by.
        denominator: MeasureId,
        /// When the denominator is read, for each of the two periods.
        denominator_period: DenominatorPeriod,
    },
}

/// When a denominator is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DenominatorPeriod {
    /// In the numerator's own period.
    Same,
    /// At the mid-year estimate that stands for the numerator's period
    /// ([`Period::mid_year`]).
    MidYear,
    /// Always then, whatever the numerator's period.
    Fixed(Period),
}

impl DenominatorPeriod {
    /// The denominator's period for a numerator's.
    #[must_use]
    pub fn for_numerator(self, numerator: Period) -> Period {
        match self {
            Self::Same => numerator,
            Self::MidYear => numerator.mid_year(),
            Self::Fixed(period) => period,
        }
    }
}

named! {
    /// Whether a ratio's numerator is part of its denominator; decides the interval.
    RatioKind {
        /// It is: at most 1. Wilson interval.
        Proportion = "proportion",
        /// It is not: events per person or thing. Poisson interval.
        Rate = "rate",
        /// A ratio of two quantities of which neither is a count of independent events
        /// (expenditure per head). No interval.
        Quotient = "quotient",
    }
}

named! {
    /// Which direction is better.
    Polarity {
        /// Higher is better.
        HigherIsBetter = "higher-is-better",
        /// Lower is better.
        LowerIsBetter = "lower-is-better",
        /// Neither: a difference is a question, not a verdict.
        Neither = "neither",
    }
}

named! {
    /// How the comparator's value is worked out from the included units.
    ComparatorMethod {
        /// Sum of numerators over sum of denominators.
        Pooled = "pooled",
        /// The plain mean of the units' values.
        MeanOfRates = "mean-of-rates",
    }
}
