//! Why a comparison cannot be made at all.

use peel_model::{EditionId, IndicatorId, MeasureId, MethodVersion, PeerGroupId, Period};

/// Why a comparison cannot be made at all: its definition is at fault, or what was asked for does
/// not exist. What the *data* lack is never an error but a typed absence in the comparison.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ComparisonError {
    /// The edition follows a method that this build does not have.
    #[error("method version {version} is not known; this build knows {known}")]
    UnknownMethod {
        /// The version asked for.
        version: MethodVersion,
        /// The versions known.
        known: String,
    },
    /// An edition's own method cannot be followed.
    #[error("the parameter {parameter} of method {version} {rule}")]
    MethodParameter {
        /// The method's version.
        version: MethodVersion,
        /// The parameter at fault.
        parameter: &'static str,
        /// What is wrong with it, and what to do.
        rule: &'static str,
    },
    /// A formula or sum names a measure that the edition does not have.
    #[error("edition {edition} has no measure \"{measure}\"; add it to its measures")]
    UnknownMeasure {
        /// The edition.
        edition: EditionId,
        /// The measure named.
        measure: MeasureId,
    },
    /// A formula or sum names a measure of printed figures.
    #[error(
        "measure \"{measure}\" holds printed figures, which nothing may be computed from; name \
         the measure that was counted"
    )]
    PrintedMeasure {
        /// The measure named.
        measure: MeasureId,
    },
    /// A sum contains itself, or sums nest too deeply to be meant.
    #[error(
        "measure \"{measure}\" is a sum that contains itself or nests more than {most} deep; name \
         its recorded parts directly"
    )]
    EndlessSum {
        /// The measure at which expansion stopped.
        measure: MeasureId,
        /// The deepest nesting accepted.
        most: usize,
    },
    /// A sum has too many parts.
    #[error(
        "measure \"{measure}\" would be one part too many of a sum that may have {most}; divide the \
         sum into measures"
    )]
    SumTooLong {
        /// The part at which expansion stopped.
        measure: MeasureId,
        /// The most parts accepted.
        most: usize,
    },
    /// A tally names an indicator that does not exist or is not a change.
    #[error(
        "indicator \"{tally}\" counts rises of \"{of}\", which is not a change in this edition"
    )]
    TallyOfNoChange {
        /// The tally.
        tally: IndicatorId,
        /// What it names.
        of: IndicatorId,
    },
    /// The edition has no such group.
    #[error("edition {edition} has no peer group \"{group}\"; it has {known}")]
    UnknownPeerGroup {
        /// The edition.
        edition: EditionId,
        /// The group asked for.
        group: PeerGroupId,
        /// The groups it has.
        known: String,
    },
    /// A multiplier is not a finite number above zero.
    #[error("the multiplier of indicator \"{indicator}\" is {multiplier}; give one above zero")]
    Multiplier {
        /// The indicator.
        indicator: IndicatorId,
        /// Its multiplier.
        multiplier: f64,
    },
    /// A change reaches back beyond the years that periods may lie in.
    #[error("no period lies {months_back} months before {period}; ask for a later period")]
    NoBasePeriod {
        /// The period asked for.
        period: Period,
        /// How far back the change reaches.
        months_back: u16,
    },
}
