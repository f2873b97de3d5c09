//! Why a step in an inspection was not taken.

use peel_model::{EditionId, ForceId, InspectionMove, InspectionRole, InspectionState};

use crate::Rejected;

/// Why a step in an inspection was not taken, beside what is wrong in the request itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InspectionRefusal {
    /// The force has no inspection.
    #[error("{force} has no inspection in {edition}; open one first")]
    Unknown {
        /// The force.
        force: ForceId,
        /// The edition.
        edition: EditionId,
    },
    /// The inspection was opened before.
    #[error("{force} has an inspection in {edition} already, which is {state}")]
    Open {
        /// The force.
        force: ForceId,
        /// The edition.
        edition: EditionId,
        /// How far it has come.
        state: InspectionState,
    },
    /// Nobody does this in its state.
    #[error("the inspection of {force} is {state}: {what} is not possible{}", next(*.state))]
    Stands {
        /// The force.
        force: ForceId,
        /// How far it has come.
        state: InspectionState,
        /// What was to be done: "finding f3".
        what: String,
    },
    /// Somebody else does this.
    #[error("{what} is for the {needed} to do, and this was called as {given}")]
    Role {
        /// What was to be done.
        what: String,
        /// The role that the caller named.
        given: InspectionRole,
        /// The role that does it.
        needed: InspectionRole,
    },
    /// Something is missing before it can be moved.
    #[error("the inspection of {force} cannot be moved by \"{action}\" yet; {missing}")]
    NotReady {
        /// The force.
        force: ForceId,
        /// Where it was to go.
        action: InspectionMove,
        /// What is missing, each with its place in the inspection.
        missing: Rejected,
    },
    /// The run that was named is not recorded.
    #[error("the run \"{run}\" is not recorded; run the inspection, and name its run")]
    UnknownRun {
        /// What was named.
        run: String,
    },
}

fn next(state: InspectionState) -> String {
    let moves: Vec<_> = state.moves().map(InspectionMove::name).collect();
    match moves.as_slice() {
        [] => String::new(),
        moves => format!("; what can be done is: {}", moves.join(", ")),
    }
}
