//! Inspections as the edition's document holds them.

use std::collections::BTreeMap;

use peel_edition::{Folder, read_inspection_background, read_inspections};
use peel_model::{Edition, ForceId, Inspection, InspectionBackground};
use tonic::Status;

use crate::failures::{fault, no_inspection, no_inspection_rules};
use crate::programme::Programme;

/// A force's inspection with what stands behind it.
#[derive(Debug)]
pub(crate) struct Inspected {
    pub(crate) inspection: Inspection,
    pub(crate) background: InspectionBackground,
}

/// The inspections of an edition, by force.
pub(crate) type InspectedForces = BTreeMap<ForceId, Inspected>;

/// Reads the inspections in an edition's folder.
///
/// # Errors
/// The folder was not checked before it was recorded.
pub(crate) fn inspected_forces(
    folder: &Folder,
    edition: &Edition,
) -> Result<InspectedForces, Status> {
    let mut all = BTreeMap::new();
    for inspection in read_inspections(folder, edition).map_err(fault)? {
        let force = inspection.force.clone();
        let background = read_inspection_background(folder, edition, &force).map_err(fault)?;
        let inspected = Inspected {
            inspection,
            background,
        };
        all.insert(force, inspected);
    }
    Ok(all)
}

impl Programme {
    /// Whether a force's inspection can be held against anything: it is recorded, and the edition
    /// has rules for it.
    pub(crate) fn is_inspected(&self, force: &ForceId) -> bool {
        self.edition.inspection_rules.is_some() && self.inspected.contains_key(force)
    }

    /// Makes sure that a force's inspection can be held against something.
    ///
    /// # Errors
    /// `NOT_FOUND` for a force without an inspection, or an edition without rules.
    pub(crate) fn require_inspected(&self, force: &ForceId) -> Result<(), Status> {
        let edition = &self.edition.id;
        if !self.inspected.contains_key(force) {
            return Err(no_inspection(force, edition));
        }
        if self.edition.inspection_rules.is_none() {
            return Err(no_inspection_rules(edition));
        }
        Ok(())
    }
}
