//! Names that callers give, held against those that an edition has.

use peel_kit::Failure;
use peel_model::{Edition, FigureId, ForceId, nearest_names};
use peel_proto::errors::v1::ErrorReason;
use peel_reporting_core::figure_list;
use tonic::Status;

pub(crate) fn known_force(edition: &Edition, name: &str) -> Result<ForceId, Status> {
    let known = || edition.inspected_forces().map(|force| &force.id);
    let found = known().find(|id| id.as_str() == name);
    found.cloned().ok_or_else(|| {
        unknown(
            ErrorReason::UnknownForce,
            "force",
            name,
            known().map(ForceId::as_str),
        )
    })
}

pub(crate) fn known_figure(edition: &Edition, name: &str) -> Result<FigureId, Status> {
    let listed = figure_list(edition);
    let known = || listed.iter().map(|figure| figure.id.as_str());
    let found = known().find(|id| *id == name);
    let found = found.and_then(|id| FigureId::new(id).ok());
    found.ok_or_else(|| unknown(ErrorReason::UnknownFigure, "figure", name, known()))
}

fn unknown<'k>(
    reason: ErrorReason,
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Status {
    Failure::not_found(reason.reason(), what, name, &nearest_names(name, known)).into()
}
