//! Why a step in an inspection is not taken, as callers are told it.

use peel_data_core::{InspectionRefusal, Rejected, StoreError};
use peel_kit::{Failure, FailureKind};
use peel_proto::errors::v1::ErrorReason;

use crate::failures;
use crate::inspections::no_inspection;

/// What is missing is told until it has this many bytes: details travel in a header.
const MOST_BYTES_TOLD: usize = 4 * 1024;

/// A step that was refused, though nothing is wrong with the request itself.
pub(crate) fn refused(refusal: InspectionRefusal, message: String) -> Failure {
    match refusal {
        InspectionRefusal::Unknown { force, edition } => no_inspection(&force, &edition),
        InspectionRefusal::Open { force, state, .. }
        | InspectionRefusal::Stands { force, state, .. } => {
            let subject = force.as_str();
            failed(ErrorReason::InspectionMoved, message.as_str())
                .precondition("INSPECTION_STATE", subject, message)
                .metadata("force", subject)
                .metadata("state", state.name())
        }
        InspectionRefusal::Role { given, needed, .. } => {
            let reason = ErrorReason::RoleRefused.reason();
            Failure::new(FailureKind::PermissionDenied, reason, message)
                .metadata("role", given.name())
                .metadata("neededRole", needed.name())
        }
        InspectionRefusal::NotReady {
            force,
            action,
            missing,
        } => not_ready(message, &missing)
            .metadata("force", force.as_str())
            .metadata("move", action.name()),
        InspectionRefusal::UnknownRun { run } => {
            failures::unknown(ErrorReason::UnknownRun, "run", &run, [])
        }
    }
}

/// What somebody else recorded meanwhile.
pub(crate) fn moved(error: &StoreError) -> Failure {
    let message = error.to_string();
    match error {
        StoreError::FiguresMoved { by } => {
            let changed = "figures have changed since the run";
            failed(ErrorReason::InspectionNotReady, message)
                .precondition("INSPECTION", "run", changed)
                .metadata("revision", by.to_string())
        }
        _ => failed(ErrorReason::InspectionMoved, message),
    }
}

/// What is missing, each a precondition with its place in the inspection.
fn not_ready(message: String, missing: &Rejected) -> Failure {
    let mut failure = failed(ErrorReason::InspectionNotReady, message);
    let mut bytes = 0;
    for one in missing.told() {
        bytes += one.field.len() + one.message.len();
        if bytes > MOST_BYTES_TOLD {
            break;
        }
        failure = failure.precondition("INSPECTION", one.field.as_str(), one.message.as_str());
    }
    let all = missing.told().len() + missing.untold();
    failure.metadata("missing", all.to_string())
}

fn failed(reason: ErrorReason, message: impl Into<String>) -> Failure {
    Failure::new(FailureKind::FailedPrecondition, reason.reason(), message)
}
