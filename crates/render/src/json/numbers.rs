//! Numbers and the texts that hold them.

use peel_reporting_core::{FootnoteMark, Inline, Text, TracedNumber};
use serde::Serialize;

/// A number with where it comes from.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Number"))]
pub(crate) struct NumberJson<'d> {
    /// As the report shows it: rounded and worded, or a dash.
    shown: &'d str,
    /// Unrounded; null exactly when there is no value.
    exact: Option<f64>,
    /// "computed", "as-printed" or "absent".
    basis: &'static str,
    /// Why there is no value; empty when there is one.
    reason: &'d str,
    /// The indicator.
    indicator: &'d str,
    /// The period: "12m-to-2016-06", "at-2016-07-01".
    period: String,
    /// Whose number it is: a unit, `england-and-wales` or a peer group.
    subject: &'d str,
    /// Its name.
    subject_name: &'d str,
    /// What it says of the subject: "value", "rank", "units", "rising" or "difference".
    quantity: &'static str,
    /// The newest revision of the data behind it; null when nothing was recorded.
    revision: Option<u64>,
    /// How it came about, in words.
    account: String,
}

impl<'d> NumberJson<'d> {
    pub(crate) fn of(number: &'d TracedNumber) -> Self {
        let origin = &number.origin;
        Self {
            shown: &number.shown,
            exact: number.exact,
            basis: number.basis.name(),
            reason: number.basis.reason(),
            indicator: origin.indicator.as_str(),
            period: origin.period.to_string(),
            subject: &origin.subject.id,
            subject_name: &origin.subject.name,
            quantity: origin.quantity.name(),
            revision: origin.revision.map(peel_model::Revision::number),
            account: number.account(),
        }
    }
}

/// A part of a text: words, or a number.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Inline"))]
pub(crate) enum InlineJson<'d> {
    /// Words as they stand.
    Words(&'d str),
    /// A number.
    Number(Box<NumberJson<'d>>),
}

/// A text in parts, to be put together without anything between them.
pub(crate) type TextJson<'d> = Vec<InlineJson<'d>>;

pub(crate) fn text(text: &Text) -> TextJson<'_> {
    text.0
        .iter()
        .map(|part| match part {
            Inline::Words(words) => InlineJson::Words(words),
            Inline::Number(number) => InlineJson::Number(Box::new(NumberJson::of(number))),
        })
        .collect()
}

pub(crate) fn texts(texts: &[Text]) -> Vec<TextJson<'_>> {
    texts.iter().map(text).collect()
}

/// Where a footnote is cited.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "FootnoteMark"))]
pub(crate) struct MarkJson {
    /// The footnote's number.
    number: u16,
    /// Which of the footnote's citations this is, from 1.
    citation: u16,
}

pub(crate) fn marks(marks: &[FootnoteMark]) -> Vec<MarkJson> {
    let mark = |mark: &FootnoteMark| MarkJson {
        number: mark.number,
        citation: mark.citation,
    };
    marks.iter().map(mark).collect()
}
