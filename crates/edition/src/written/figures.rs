//! `measures.toml` and `indicators.toml`.

use serde::Deserialize;

use crate::document::At;

/// What is counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct MeasuresFile {
    /// The measures.
    pub(crate) measure: Vec<WrittenMeasure>,
}

/// A thing counted: recorded in a source, or the sum of others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenMeasure {
    /// Its identifier.
    pub(crate) id: At<String>,
    /// What it is, in a few words.
    pub(crate) title: At<String>,
    /// What one of it is, in the plural: "offences".
    pub(crate) unit: At<String>,
    /// `count` for events in a span, `stock` for a level on a day.
    #[cfg_attr(test, schemars(extend("enum" = ["count", "stock"])))]
    pub(crate) kind: At<String>,
    /// The source that records it. Left out for a sum, and for what only forces return.
    pub(crate) source: Option<At<String>>,
    /// The measures it is the sum of; all of one kind and unit.
    pub(crate) sum: Option<At<Vec<At<String>>>>,
}

/// What is compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct IndicatorsFile {
    /// The indicators, in the order of the report.
    pub(crate) indicator: Vec<WrittenIndicator>,
}

/// A comparison's definition, with exactly one formula.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("oneOf" = [
    {"required": ["ratio"]},
    {"required": ["change"]},
    {"required": ["tally"]},
    {"required": ["published_only"]},
])))]
pub(crate) struct WrittenIndicator {
    /// Its identifier, at most 92 bytes long.
    pub(crate) id: At<String>,
    /// Its name in reports.
    pub(crate) title: At<String>,
    /// The question it belongs to; left out for context.
    pub(crate) question: Option<At<String>>,
    /// The period it is reported for: `12m-to-2016-06` or `at-2016-07-01`.
    pub(crate) period: At<String>,
    /// What the ratio is multiplied by: 1, 100, 1000 or 1000000.
    #[cfg_attr(test, schemars(extend("exclusiveMinimum" = 0)))]
    pub(crate) multiplier: At<f64>,
    /// What the result is: "per 1,000 population", "percent".
    pub(crate) unit: At<String>,
    /// Decimals shown in a report, 0 to 6.
    #[cfg_attr(test, schemars(extend("maximum" = 6)))]
    pub(crate) decimals: At<u8>,
    /// Which direction is better, if either.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::Polarity::ALL, peel_model::Polarity::name))))]
    pub(crate) polarity: At<String>,
    /// How England and Wales is worked out from the forces.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::ComparatorMethod::ALL, peel_model::ComparatorMethod::name))))]
    pub(crate) comparator: At<String>,
    /// What a reader must know about the choice of data.
    pub(crate) note: Option<At<String>>,
    /// Where the published report prints it.
    pub(crate) printed_at: At<String>,
    /// Why a computed value may differ from the printed one.
    pub(crate) known_difference: Option<At<String>>,
    /// Numerator over denominator.
    pub(crate) ratio: Option<WrittenRatio>,
    /// The relative change from an earlier period.
    pub(crate) change: Option<WrittenChange>,
    /// How many units rose on a change indicator.
    pub(crate) tally: Option<WrittenTally>,
    /// Known only as printed.
    pub(crate) published_only: Option<WrittenPublishedOnly>,
}

/// Numerator over denominator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenRatio {
    /// The measure that is counted.
    pub(crate) numerator: At<String>,
    /// The measure it is counted against.
    pub(crate) denominator: At<String>,
    /// When the denominator is read: `same`, `mid-year`, or always a day such as `at-2015-06-30`.
    pub(crate) denominator_period: At<String>,
    /// Whether the numerator is part of the denominator.
    #[cfg_attr(test, schemars(extend("enum" = super::names(peel_model::RatioKind::ALL, peel_model::RatioKind::name))))]
    pub(crate) kind: At<String>,
}

/// The relative change from an earlier period.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenChange {
    /// The measure that is counted now.
    pub(crate) numerator: At<String>,
    /// The measure that was counted then; left out when it is the same.
    pub(crate) base: Option<At<String>>,
    /// How many months earlier the base period ends.
    #[cfg_attr(test, schemars(extend("minimum" = 1)))]
    pub(crate) months_back: At<u16>,
    /// Whether counts change or rates.
    #[cfg_attr(test, schemars(extend("enum" = ["counts", "rates"])))]
    pub(crate) of: At<String>,
    /// For rates: what the counts are divided by.
    pub(crate) denominator: Option<At<String>>,
    /// For rates: when the denominator is read, as in a ratio.
    pub(crate) denominator_period: Option<At<String>>,
}

/// How many units rose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenTally {
    /// The change indicator.
    pub(crate) of: At<String>,
}

/// Known only as printed: no rank, no band.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenPublishedOnly {
    /// Why nothing can be computed, in a sentence.
    pub(crate) reason: At<String>,
}
