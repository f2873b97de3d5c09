//! What a force report is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use peel_model::{
    Comparison, Edition, ForceId, IndicatorId, Inspection, MethodVersion, Period, PrintedValue,
    Reconciliation, Revision, Severity,
};

/// Whole comparisons by what they answer.
pub type Comparisons = BTreeMap<(IndicatorId, Period), Arc<Comparison>>;

/// Everything a force report is made from. There is no clock: the same input gives the same
/// document.
#[derive(Debug, Clone, Copy)]
pub struct ForceReportInput<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The force the report is about.
    pub force: &'a ForceId,
    /// Its inspection, if one is recorded.
    pub inspection: Option<&'a Inspection>,
    /// Comparisons, each with all its units: those of
    /// [`Edition::shown_comparisons`], as far as they could be made. One that is missing shows as
    /// a dash with the reason.
    pub comparisons: &'a Comparisons,
    /// Printed figures of the force and of England and Wales; others are passed over.
    pub printed: &'a [PrintedValue],
    /// Printed figures held against computed ones; those of other forces are passed over.
    pub reconciliations: &'a [Reconciliation],
    /// What the checks of the inspection raised; `None` when it was not held against them. Shown
    /// only while it is not published.
    pub failed_checks: Option<&'a [FailedCheck]>,
    /// The revision the data was read at; `None` when nothing is recorded.
    pub revision: Option<Revision>,
    /// The method that comparisons followed.
    pub method: &'a MethodVersion,
    /// The software's name and version, for example `peel 0.1.0`.
    pub software: &'a str,
}

/// Something that a check raised in an inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedCheck {
    /// The check's identifier.
    pub check: String,
    /// Whether it may stand in a published inspection.
    pub severity: Severity,
    /// Where it was raised, in words.
    pub place: String,
    /// What contradicts what.
    pub message: String,
}

/// Why no report can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The edition does not know the force.
    #[error("edition {edition} has no force {force}{suggestion}; ask for one of its forces")]
    UnknownForce {
        /// The edition.
        edition: String,
        /// What was asked for.
        force: String,
        /// The nearest known names, in words; may be empty.
        suggestion: String,
    },
    /// The force is known, but never compared.
    #[error(
        "{force} is out of scope in edition {edition}: it is never compared, so there is no \
         report on it"
    )]
    OutOfScope {
        /// The edition.
        edition: String,
        /// What was asked for.
        force: String,
    },
    /// The inspection is of another force or edition.
    #[error(
        "the inspection given is of {found}, but the report is about {asked}; pass the \
         inspection of that force and edition, or none"
    )]
    ForeignInspection {
        /// Force and edition asked for.
        asked: String,
        /// Force and edition of the inspection.
        found: String,
    },
    /// There is no such figure.
    #[error("edition {edition} has no figure {figure}{suggestion}")]
    UnknownFigure {
        /// The edition.
        edition: String,
        /// What was asked for.
        figure: String,
        /// The nearest known names, in words; may be empty.
        suggestion: String,
    },
}
