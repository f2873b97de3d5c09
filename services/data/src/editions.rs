//! Editions as recorded, each read once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use peel_data_core::{Collection, EditionEntry, InspectionWork, RecordedEdition, Vocabulary};
use peel_kit::Failure;
use peel_model::{
    Area, ENGLAND_AND_WALES, Edition, EditionId, Force, ForceId, Indicator, MeasureId, Revision,
    Scope,
};
use peel_proto::errors::v1::ErrorReason;

use crate::failures;

/// How many editions are kept read. There is one a year, and older revisions are rarely asked for.
const MOST_KEPT: usize = 16;

/// Finds editions and keeps those read last.
///
/// What a revision brought never changes, so nothing kept is ever wrong.
pub(crate) struct Editions {
    collection: Collection,
    /// The one used last at the back.
    kept: Mutex<VecDeque<Arc<KnownEdition>>>,
}

/// An edition, read, with what it takes to look names up in it.
pub(crate) struct KnownEdition {
    /// The revision that brought it.
    pub(crate) revision: Revision,
    pub(crate) edition: Edition,
    /// By force.
    pub(crate) inspections: Vec<InspectionWork>,
    pub(crate) vocabulary: Vocabulary,
}

impl Editions {
    pub(crate) fn new(collection: Collection) -> Self {
        Self {
            collection,
            kept: Mutex::default(),
        }
    }

    /// Every edition recorded as of a revision, newest first: identifiers begin with their year,
    /// so a correction of an old edition does not make it the newest.
    pub(crate) async fn entries(
        &self,
        as_of: Option<Revision>,
    ) -> Result<Vec<EditionEntry>, Failure> {
        let editions = self.collection.store().editions(as_of).await;
        let mut entries = editions.map_err(failures::store)?;
        entries.sort_by(|one, other| other.edition.cmp(&one.edition));
        Ok(entries)
    }

    /// The entry of the edition called `name`, the newest for "".
    pub(crate) async fn entry(
        &self,
        name: &str,
        as_of: Option<Revision>,
    ) -> Result<EditionEntry, Failure> {
        let entries = self.entries(as_of).await?;
        let mut candidates = entries.iter();
        let found = match name {
            "" => candidates.next(),
            name => candidates.find(|entry| entry.edition.as_str() == name),
        };
        found.cloned().ok_or_else(|| match name {
            "" => failures::no_edition(),
            name => {
                let known = entries.iter().map(|entry| entry.edition.as_str());
                failures::unknown(ErrorReason::UnknownEdition, "edition", name, known)
            }
        })
    }

    /// The edition called `name`, the newest for "".
    pub(crate) async fn find(
        &self,
        name: &str,
        as_of: Option<Revision>,
    ) -> Result<Arc<KnownEdition>, Failure> {
        self.read(&self.entry(name, as_of).await?).await
    }

    /// Every edition as of now, newest first.
    pub(crate) async fn all(&self) -> Result<Vec<Arc<KnownEdition>>, Failure> {
        let mut all = Vec::new();
        for entry in self.entries(None).await? {
            all.push(self.read(&entry).await?);
        }
        Ok(all)
    }

    /// The force and the edition that a list is restricted to; `None` for "".
    ///
    /// Every name must be known: a misspelt one must not look like a force without entries.
    pub(crate) async fn wanted(
        &self,
        force: &str,
        edition: &str,
    ) -> Result<(Option<ForceId>, Option<EditionId>), Failure> {
        let known = match edition {
            "" => None,
            name => Some(self.find(name, None).await?),
        };
        let force = match (force, &known) {
            ("", _) => None,
            (name, Some(known)) => Some(known.force(name)?.id.clone()),
            (name, None) => Some(self::force(name, &self.all().await?)?),
        };
        Ok((force, known.map(|known| known.edition.id.clone())))
    }

    /// The edition of an entry.
    pub(crate) async fn read(&self, entry: &EditionEntry) -> Result<Arc<KnownEdition>, Failure> {
        if let Some(known) = self.kept(entry) {
            return Ok(known);
        }
        let read = self
            .collection
            .edition(&entry.edition, Some(entry.revision));
        let known = Arc::new(KnownEdition::new(read.await.map_err(failures::edition)?));
        let mut kept = self.lock();
        // Two callers may have read it at once; one more copy does no harm.
        kept.push_back(Arc::clone(&known));
        if kept.len() > MOST_KEPT {
            kept.pop_front();
        }
        Ok(known)
    }

    fn kept(&self, entry: &EditionEntry) -> Option<Arc<KnownEdition>> {
        let mut kept = self.lock();
        let is_meant = |known: &Arc<KnownEdition>| {
            known.revision == entry.revision && known.edition.id == entry.edition
        };
        let place = kept.iter().position(is_meant)?;
        let known = kept.remove(place)?;
        kept.push_back(Arc::clone(&known));
        Some(known)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<KnownEdition>>> {
        // A panic elsewhere leaves a list of whole editions.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnownEdition {
    fn new(recorded: RecordedEdition) -> Self {
        let RecordedEdition {
            revision,
            edition,
            mut inspections,
        } = recorded;
        inspections.sort_by(|one, other| one.inspection.force.cmp(&other.inspection.force));
        Self {
            revision,
            vocabulary: Vocabulary::of(&edition),
            edition,
            inspections,
        }
    }

    /// The force called `name`.
    pub(crate) fn force(&self, name: &str) -> Result<&Force, Failure> {
        let mut forces = self.edition.forces.iter();
        forces
            .find(|force| force.id.as_str() == name)
            .ok_or_else(|| unknown_force(name, [self]))
    }

    /// The force called `name`, which must be one that is inspected: only those send returns.
    pub(crate) fn returning_force(&self, field: &str, name: &str) -> Result<&Force, Failure> {
        let force = self.force(name)?;
        if force.scope == Scope::Inspected {
            return Ok(force);
        }
        let description = format!("{name} is not inspected and sends no return");
        Err(Failure::invalid_field(field, description))
    }

    /// The indicator called `name`.
    pub(crate) fn indicator(&self, name: &str) -> Result<&Indicator, Failure> {
        let indicators = &self.edition.indicators;
        let found = indicators
            .iter()
            .find(|indicator| indicator.id.as_str() == name);
        found.ok_or_else(|| {
            let known = indicators.iter().map(|indicator| indicator.id.as_str());
            failures::unknown(ErrorReason::UnknownIndicator, "indicator", name, known)
        })
    }
}

/// The measure called `name` in any of these editions.
pub(crate) fn measure(name: &str, editions: &[Arc<KnownEdition>]) -> Result<MeasureId, Failure> {
    let measures = || editions.iter().flat_map(|known| &known.edition.measures);
    let found = measures().find(|measure| measure.id.as_str() == name);
    found.map(|measure| measure.id.clone()).ok_or_else(|| {
        let known = measures().map(|measure| measure.id.as_str());
        failures::unknown(ErrorReason::UnknownMeasure, "measure", name, known)
    })
}

/// The area called `name` in any of these editions.
pub(crate) fn area(name: &str, editions: &[Arc<KnownEdition>]) -> Result<Area, Failure> {
    match name {
        ENGLAND_AND_WALES => Ok(Area::EnglandAndWales),
        name => force(name, editions).map(Area::Force),
    }
}

/// The force called `name` in any of these editions.
pub(crate) fn force(name: &str, editions: &[Arc<KnownEdition>]) -> Result<ForceId, Failure> {
    let mut forces = editions.iter().flat_map(|known| &known.edition.forces);
    let found = forces.find(|force| force.id.as_str() == name);
    found
        .map(|force| force.id.clone())
        .ok_or_else(|| unknown_force(name, editions.iter().map(AsRef::as_ref)))
}

fn unknown_force<'e>(name: &str, editions: impl IntoIterator<Item = &'e KnownEdition>) -> Failure {
    let forces = editions.into_iter().flat_map(|known| &known.edition.forces);
    let known = forces.map(|force| force.id.as_str());
    failures::unknown(ErrorReason::UnknownForce, "force", name, known)
}
