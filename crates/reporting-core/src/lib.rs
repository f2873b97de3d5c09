//! Comparisons and findings to a report document: the only place that rounds and words.
//!
//! [`force_report`] takes what is known of a force ([`ForceReportInput`]) and gives a
//! [`ReportDocument`]: every sentence chosen by rule from the comparisons, every number rounded
//! once and carrying its [`Origin`], every absence with its reason. How it looks is decided
//! elsewhere.
//!
//! There is no input or output, clock or chance here: the same input gives the same document.

mod annex;
mod axis;
mod chapters;
mod charts;
mod corrections;
mod document;
mod draft;
mod figure;
mod figures;
mod footnotes;
mod front;
mod indicator_table;
mod input;
mod lookup;
#[cfg(any(test, feature = "made-up"))]
pub mod made_up;
mod number;
mod numbers;
mod overview;
mod plots;
mod references;
mod report;
mod reproduction;
mod standard;
mod statements;
mod strip;
mod table;
mod text;
mod traced;
pub mod wording;

pub use document::*;
pub use figure::*;
pub use input::{Comparisons, FailedCheck, ForceReportInput, ReportError};
pub use number::{DASH, NumberFormat, rounded};
pub use numbers::PlacedNumber;
pub use overview::*;
pub use plots::*;
pub use report::{force_figure, force_report, provenance};
pub use standard::{ListedFigure, figure_list, series_of_figure, trend_figure};
pub use table::*;
pub use text::*;
pub use traced::*;

#[cfg(test)]
mod tests;
