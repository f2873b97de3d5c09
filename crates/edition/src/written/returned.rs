//! `return.toml`.

use serde::Deserialize;

use crate::document::At;

/// What every force is asked to send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ReturnFile {
    /// The source that returned values name.
    pub(crate) source: At<String>,
    /// Its parts, in order.
    pub(crate) section: Vec<WrittenSection>,
    /// Measures that are made up of others.
    #[serde(default)]
    pub(crate) sum: Vec<WrittenSum>,
    /// Measures that lie within others.
    #[serde(default)]
    pub(crate) within: Vec<WrittenWithin>,
}

/// Part of a return: measures that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenSection {
    /// Its heading.
    pub(crate) title: At<String>,
    /// What whoever fills it in must know.
    pub(crate) note: Option<At<String>>,
    /// What is asked for, in order.
    pub(crate) entry: Vec<WrittenReturnEntry>,
}

/// One measure of a return.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenReturnEntry {
    /// What is counted: a measure that is recorded, not a sum.
    pub(crate) measure: At<String>,
    /// For which periods, oldest first: spans for a count, days for a stock.
    pub(crate) periods: At<Vec<At<String>>>,
    /// What forces of different size are made alike by: a stock such as `population`.
    pub(crate) per: Option<At<String>>,
    /// What counts and what does not.
    pub(crate) note: Option<At<String>>,
}

/// The parts make up the whole, for the same force and period.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenSum {
    /// A measure of the return.
    pub(crate) whole: At<String>,
    /// All of its parts, measures of the return, at least two.
    pub(crate) parts: At<Vec<At<String>>>,
}

/// The part lies within the whole, for the same force and period.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenWithin {
    /// A measure of the return.
    pub(crate) whole: At<String>,
    /// A measure of the return that is part of it.
    pub(crate) part: At<String>,
}
