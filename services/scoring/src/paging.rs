//! Pages of a force's comparisons: by the last indicator given, as at the first page's revision.

use peel_kit::{Failure, FailureKind, Violations};
use peel_model::Indicator;
use peel_proto::errors::v1::ErrorReason;

/// How many comparisons a page holds unless asked otherwise, and at the most.
const SIZES: (usize, usize) = (100, 1_000);

/// What a request asks for.
#[derive(Debug)]
pub(crate) struct Page {
    size: usize,
    after: Option<(u64, String)>,
}

impl Page {
    /// A page from a request's fields. The token is `REVISION.INDICATOR` of the last one given.
    pub(crate) fn of(size: u32, token: &str, violations: &mut Violations) -> Self {
        let size = match usize::try_from(size).unwrap_or(usize::MAX) {
            0 => SIZES.0,
            size if size <= SIZES.1 => size,
            size => {
                violations.add("page_size", format!("is at most {}, not {size}", SIZES.1));
                SIZES.1
            }
        };
        let after = token
            .split_once('.')
            .and_then(|(as_of, indicator)| Some((as_of.parse().ok()?, indicator.to_owned())));
        if after.is_none() && !token.is_empty() {
            violations.add("page_token", "was not given by this call");
        }
        Self { size, after }
    }

    /// The revision that the first page was read at.
    pub(crate) fn as_of(&self) -> Option<u64> {
        self.after.as_ref().map(|(as_of, _)| *as_of)
    }

    /// The page's indicators.
    pub(crate) fn of_indicators<'i>(
        &self,
        indicators: &'i [Indicator],
    ) -> Result<&'i [Indicator], Failure> {
        let from = match &self.after {
            None => 0,
            Some((_, last)) => {
                let at = indicators
                    .iter()
                    .position(|known| known.id.as_str() == last);
                1 + at.ok_or_else(|| {
                    Failure::new(
                        FailureKind::InvalidArgument,
                        ErrorReason::InvalidPageToken.reason(),
                        "page_token was not given by this call; begin again without it",
                    )
                })?
            }
        };
        let rest = indicators.get(from..).unwrap_or_default();
        Ok(rest.get(..self.size).unwrap_or(rest))
    }
}

/// The token that asks for what follows a page; empty after the last.
pub(crate) fn next(page: &[Indicator], all: &[Indicator], as_of: u64) -> String {
    match (page.last(), all.last()) {
        (Some(last), Some(end)) if last.id != end.id => format!("{as_of}.{}", last.id),
        _ => String::new(),
    }
}
