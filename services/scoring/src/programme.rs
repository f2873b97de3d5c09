//! Editions made ready for answering: what every call needs is worked out once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use peel_edition::{Folder, read_edition};
use peel_kit::{CallContext, Violations};
use peel_model::{
    Breakdown, CaveatId, ComparatorKind, Edition, ForceId, Indicator, IndicatorId, MeasureId,
    PeerGroup,
};
use peel_proto::errors::v1::ErrorReason;
use peel_scoring_core::{
    Requirement, breakdowns_of, comparator_groups, definition_hash, measures_of,
    measures_of_breakdowns,
};
use tonic::Status;

use crate::data::Data;
use crate::failures::{fault, unknown};
use crate::figures::KeptFigures;
use crate::inspected::{InspectedForces, inspected_forces};
use crate::question::Question;

/// How many editions are held ready. Older ones are read again when asked for.
const HELD: usize = 32;

/// An edition with what its indicators depend on.
#[derive(Debug)]
pub(crate) struct Programme {
    pub(crate) edition: Edition,
    indicators: HashMap<String, Definition>,
    forces: HashMap<String, ForceId>,
    /// Those that the edition names, and the regions of its forces.
    groups: Vec<PeerGroup>,
    pub(crate) inspected: InspectedForces,
    pub(crate) figures: KeptFigures,
}

/// An indicator with what its comparison depends on.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) indicator: Indicator,
    pub(crate) caveats: Vec<CaveatId>,
    /// The measures whose revisions decide the comparison's, and those of its breakdowns.
    pub(crate) measures: Vec<MeasureId>,
    pub(crate) breakdowns: Breakdowns,
    /// What stands for the definition in a cache key: the hash of what is computed, and the words
    /// that the encoded answer repeats.
    pub(crate) fingerprint: Vec<u8>,
}

/// The parts that an indicator has, or is part of, and has to add up to a whole with.
#[derive(Debug)]
pub(crate) struct Breakdowns {
    pub(crate) checked: Vec<Breakdown>,
    /// The measures they are checked with.
    pub(crate) measures: Vec<MeasureId>,
}

impl Programme {
    fn read(folder: &Folder) -> Result<Self, Status> {
        let edition = read_edition(folder).map_err(fault)?;
        let inspected = inspected_forces(folder, &edition)?;
        let mut indicators = HashMap::new();
        for indicator in &edition.indicators {
            let definition = Definition::new(&edition, indicator)?;
            indicators.insert(indicator.id.to_string(), definition);
        }
        let forces = edition
            .inspected_forces()
            .map(|force| (force.id.to_string(), force.id.clone()))
            .collect();
        Ok(Self {
            indicators,
            forces,
            groups: comparator_groups(&edition),
            inspected,
            figures: KeptFigures::default(),
            edition,
        })
    }

    /// Every indicator, in the edition's order.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &Definition> {
        let indicators = self.edition.indicators.iter();
        indicators.filter_map(|indicator| self.indicators.get(indicator.id.as_str()))
    }

    /// What is read to compare every indicator in its own period.
    ///
    /// # Errors
    /// A definition is at fault.
    pub(crate) fn requirement(&self) -> Result<Requirement, Status> {
        let mut requirement = Requirement::default();
        for definition in self.definitions() {
            let question = Question {
                definition,
                period: definition.indicator.period,
                comparator: &ComparatorKind::EnglandAndWales,
            };
            requirement.merge(question.requirement(&self.edition)?);
        }
        Ok(requirement)
    }

    /// The indicator with this name.
    ///
    /// # Errors
    /// `NOT_FOUND` with the nearest known names.
    pub(crate) fn definition(&self, name: &str) -> Result<&Definition, Status> {
        self.indicators.get(name).ok_or_else(|| {
            let known = self
                .edition
                .indicators
                .iter()
                .map(|known| known.id.as_str());
            unknown(ErrorReason::UnknownIndicator, "indicator", name, known)
        })
    }

    /// The inspected force with this name.
    ///
    /// # Errors
    /// `NOT_FOUND` with the nearest known names.
    pub(crate) fn force(&self, name: &str) -> Result<&ForceId, Status> {
        self.forces.get(name).ok_or_else(|| {
            let known = self
                .edition
                .inspected_forces()
                .map(|known| known.id.as_str());
            unknown(ErrorReason::UnknownForce, "force", name, known)
        })
    }
}

impl Programme {
    /// The comparator that a request names: empty is England and Wales.
    ///
    /// # Errors
    /// `NOT_FOUND` for a group that is not known, with the nearest; `INVALID_ARGUMENT` for a force,
    /// with the groups that it belongs to.
    pub(crate) fn comparator(&self, group: &str) -> Result<ComparatorKind, Status> {
        if group.is_empty() {
            return Ok(ComparatorKind::EnglandAndWales);
        }
        if let Some(known) = self.groups.iter().find(|known| known.id.as_str() == group) {
            return Ok(ComparatorKind::Peers(known.id.clone()));
        }
        if let Some(force) = self.forces.get(group) {
            let its = self
                .groups
                .iter()
                .filter(|group| group.forces.contains(force));
            let its: Vec<&str> = its.map(|group| group.id.as_str()).collect();
            let mut violations = Violations::default();
            violations.add(
                "peer_group",
                format!(
                    "\"{force}\" is a force, and forces are compared with groups; its own are: {}",
                    if its.is_empty() {
                        "none".to_owned()
                    } else {
                        its.join(", ")
                    }
                ),
            );
            violations.check()?;
        }
        let known = self.groups.iter().map(|known| known.id.as_str());
        Err(unknown(
            ErrorReason::UnknownPeerGroup,
            "peer group",
            group,
            known,
        ))
    }
}

impl Definition {
    fn new(edition: &Edition, indicator: &Indicator) -> Result<Self, Status> {
        let hash = definition_hash(edition, indicator).map_err(fault)?;
        let caveats: Vec<CaveatId> = edition
            .caveats_of(&indicator.id)
            .map(|caveat| caveat.id.clone())
            .collect();
        let mut fingerprint = hash.as_bytes().to_vec();
        let decimals = indicator.decimals.to_string();
        let words = [indicator.title.as_str(), indicator.unit.as_str(), &decimals];
        for word in words
            .into_iter()
            .chain(caveats.iter().map(CaveatId::as_str))
        {
            fingerprint.extend_from_slice(word.as_bytes());
            fingerprint.push(0);
        }
        let breakdowns = Breakdowns::of(edition, indicator)?;
        for word in breakdowns.words(edition) {
            fingerprint.extend_from_slice(word.as_bytes());
            fingerprint.push(0);
        }
        let mut measures = measures_of(edition, indicator).map_err(fault)?;
        measures.extend(breakdowns.measures.iter().cloned());
        Ok(Self {
            indicator: indicator.clone(),
            caveats,
            measures: measures.into_iter().collect(),
            breakdowns,
            fingerprint,
        })
    }
}

impl Breakdowns {
    fn of(edition: &Edition, indicator: &Indicator) -> Result<Self, Status> {
        let checked = breakdowns_of(edition, indicator).map_err(fault)?;
        let measures = measures_of_breakdowns(edition, &checked).map_err(fault)?;
        Ok(Self {
            checked,
            measures: measures.into_iter().collect(),
        })
    }

    /// What the check of them depends on besides the data.
    fn words(&self, edition: &Edition) -> Vec<String> {
        let mut words = Vec::new();
        let mut figures = |indicators: &[IndicatorId]| {
            for id in indicators {
                let figure = edition.indicator(id);
                let terms = figure.map(|figure| (figure.decimals, figure.multiplier.to_bits()));
                words.push(format!("{id} {terms:?}"));
            }
        };
        for breakdown in &self.checked {
            match breakdown {
                Breakdown::Recorded { .. } => {}
                Breakdown::Printed { whole, parts } => {
                    figures(std::slice::from_ref(whole));
                    figures(parts);
                }
                Breakdown::PrintedShares { parts, .. } => figures(parts),
            }
        }
        words.extend(
            self.checked
                .iter()
                .map(|breakdown| format!("{breakdown:?}")),
        );
        words
    }
}

/// The editions held ready, by the revision that brought the newest edition, then by name.
#[derive(Debug)]
pub(crate) struct Programmes {
    data: Data,
    held: RwLock<BTreeMap<u64, HashMap<String, Arc<Programme>>>>,
    /// One caller reads an edition, the others wait for it.
    reading: tokio::sync::Mutex<()>,
}

impl Programmes {
    pub(crate) fn new(data: Data) -> Self {
        Self {
            data,
            held: RwLock::default(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// The edition with this name (empty: the newest) as at `as_of`, where `edition_revision` is
    /// the last revision up to then that brought any edition.
    ///
    /// # Errors
    /// Data does not know it or cannot be asked.
    pub(crate) async fn get(
        &self,
        name: &str,
        edition_revision: u64,
        as_of: u64,
        context: CallContext,
    ) -> Result<Arc<Programme>, Status> {
        if let Some(programme) = self.held(name, edition_revision) {
            return Ok(programme);
        }
        let _alone = self.reading.lock().await;
        if let Some(programme) = self.held(name, edition_revision) {
            return Ok(programme);
        }
        let document = self.data.edition_document(name, as_of, context).await?;
        let folder = format!("{} as at revision {as_of}", document.edition);
        let files = document
            .files
            .into_iter()
            .map(|file| (file.path, file.content.into_bytes()));
        let folder = Folder::from_files(folder, files).map_err(fault)?;
        let programme = Arc::new(Programme::read(&folder)?);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.values().map(HashMap::len).sum::<usize>() >= HELD {
            held.pop_first();
        }
        let of_revision = held.entry(edition_revision).or_default();
        // The newest edition is asked for without its name, and with it.
        let its_name = programme.edition.id.to_string();
        of_revision.insert(its_name, Arc::clone(&programme));
        of_revision.insert(name.to_owned(), Arc::clone(&programme));
        Ok(programme)
    }

    fn held(&self, name: &str, edition_revision: u64) -> Option<Arc<Programme>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.get(&edition_revision)?.get(name).map(Arc::clone)
    }
}
