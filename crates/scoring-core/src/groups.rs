//! Groups of forces that may stand beside England and Wales as comparator.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{ComparatorKind, Edition, ForceId, PeerGroup, PeerGroupId, Scope};

use crate::ComparisonError;

/// Every group that may be a comparator: those the edition names, in its order, then one for each
/// region of its forces that it does not name, by identifier: `region-north-west`.
#[must_use]
pub fn comparator_groups(edition: &Edition) -> Vec<PeerGroup> {
    let mut regions: BTreeMap<PeerGroupId, PeerGroup> = BTreeMap::new();
    for force in edition.inspected_forces() {
        let Some(id) = region_group(&force.region) else {
            continue;
        };
        if edition.peer_groups.iter().any(|group| group.id == id) {
            continue;
        }
        let group = regions.entry(id.clone()).or_insert_with(|| PeerGroup {
            id,
            title: format!("{} region", force.region),
            forces: Vec::new(),
            source: "The regions of the edition's forces".to_owned(),
        });
        group.forces.push(force.id.clone());
    }
    for group in regions.values_mut() {
        group.forces.sort();
    }
    let named = edition.peer_groups.iter().cloned();
    named.chain(regions.into_values()).collect()
}

/// The forces of a comparator; `None` when every unit is part of it.
pub(crate) fn peers<'a>(
    edition: &'a Edition,
    comparator: &ComparatorKind,
) -> Result<Option<BTreeSet<&'a ForceId>>, ComparisonError> {
    let ComparatorKind::Peers(id) = comparator else {
        return Ok(None);
    };
    if let Some(group) = edition.peer_groups.iter().find(|group| group.id == *id) {
        return Ok(Some(group.forces.iter().collect()));
    }
    let of_region: BTreeSet<&ForceId> = edition
        .forces
        .iter()
        .filter(|force| force.scope == Scope::Inspected)
        .filter(|force| region_group(&force.region).as_ref() == Some(id))
        .map(|force| &force.id)
        .collect();
    if of_region.is_empty() {
        Err(unknown(edition, id))
    } else {
        Ok(Some(of_region))
    }
}

fn unknown(edition: &Edition, group: &PeerGroupId) -> ComparisonError {
    let known: Vec<String> = comparator_groups(edition)
        .iter()
        .map(|group| group.id.to_string())
        .collect();
    ComparisonError::UnknownPeerGroup {
        edition: edition.id.clone(),
        group: group.clone(),
        known: if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        },
    }
}

/// The identifier of a region's group: `region-` and its name in lower case, hyphens for whatever
/// is neither letter nor digit. `None` for a region without a name.
fn region_group(region: &str) -> Option<PeerGroupId> {
    let words = region
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut id = "region".to_owned();
    for word in words {
        id.push('-');
        id.push_str(&word.to_ascii_lowercase());
    }
    PeerGroupId::new(&id)
        .ok()
        .filter(|id| id.as_str() != "region")
}
