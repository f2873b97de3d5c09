//! The store trait at its plainest: what every other store is tested against.

mod collected;
mod recorded;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::StreamExt;
use peel_model::{
    AuditEntry, AuditOutcome, AuditedCall, Declaration, EditionId, ForceId, Freeze, MeasureId,
    Observation, Query, QueryId, RecordedObservation, Revision, RevisionRecord, Run, SignOff,
    SubmissionRecord,
};

use self::recorded::Recorded;
use crate::{
    Answer, Appended, AuditQuery, CHUNK, Cell, Checksum, Contents, EditionEntry, NewRevision,
    ObservationQuery, ObservationRead, Page, QueryFilter, RecordedRuns, RequestId, RunQuery, Store,
    StoreError, StoredEdition, SubmissionQuery,
};

/// A store in memory, gone with the process: the trait's meaning in as few lines as possible.
///
/// It walks through everything for every answer, on purpose: it is right because it can be read.
/// Tests of other stores compare with it, and tests of what uses a store need no database.
#[derive(Debug, Default)]
pub struct MemoryStore {
    recorded: Mutex<Recorded>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        // A panic elsewhere leaves the list as it was: every change is one assignment.
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers at once: nothing here waits.
    fn answer<T: Send + 'static>(
        &self,
        of: impl FnOnce(&mut Recorded) -> Result<T, StoreError>,
    ) -> Answer<'_, T> {
        let answer = of(&mut self.recorded());
        Box::pin(std::future::ready(answer))
    }
}

impl Store for MemoryStore {
    fn newest(&self) -> Answer<'_, Option<Revision>> {
        self.answer(|recorded| Ok(recorded.newest()))
    }

    fn append_for(
        &self,
        revisions: Vec<NewRevision>,
        call: Option<AuditedCall>,
    ) -> Answer<'_, Vec<Appended>> {
        self.answer(|recorded| {
            let mut grown = recorded.clone();
            let records = revisions.into_iter().map(|new| grown.append(new));
            let records: Vec<Appended> = records.collect::<Result<_, _>>()?;
            let new = records.iter().rev().find(|appended| !appended.repeated);
            if let Some((call, new)) = call.zip(new) {
                let revision = Some(new.record.revision);
                let repeated = false;
                grown.note(call, AuditOutcome::Accepted { revision, repeated });
            }
            *recorded = grown;
            Ok(records)
        })
    }

    fn with_request(&self, id: RequestId) -> Answer<'_, Option<RevisionRecord>> {
        self.answer(|recorded| {
            let first = recorded.with_request(&id);
            Ok(first.map(|(_, record)| record.clone()))
        })
    }

    fn revision(&self, revision: Revision) -> Answer<'_, Option<RevisionRecord>> {
        self.answer(|recorded| {
            let mut records = recorded.revisions.iter().map(|(_, record)| record);
            Ok(records.find(|record| record.revision == revision).cloned())
        })
    }

    fn revisions(&self, page: Page<Revision>) -> Answer<'_, Vec<RevisionRecord>> {
        self.answer(|recorded| {
            let records = recorded.revisions.iter().map(|(_, record)| record);
            Ok(records
                .filter(|record| page.after().is_none_or(|after| record.revision > *after))
                .take(page.size())
                .cloned()
                .collect())
        })
    }

    fn recorded(&self, checksums: Vec<Checksum>) -> Answer<'_, BTreeMap<Checksum, Revision>> {
        self.answer(|recorded| {
            // The oldest last, so that it stays.
            Ok(recorded
                .revisions
                .iter()
                .rev()
                .filter(|(new, _)| checksums.contains(&new.checksum))
                .map(|(new, record)| (new.checksum.clone(), record.revision))
                .collect())
        })
    }

    fn measure_revisions(
        &self,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<MeasureId, Revision>> {
        self.answer(|recorded| {
            Ok(recorded
                .until(as_of)?
                .flat_map(|(_, record)| {
                    record
                        .measures
                        .iter()
                        .map(|measure| (measure.clone(), record.revision))
                })
                .collect())
        })
    }

    fn observations(
        &self,
        query: ObservationQuery,
        as_of: Option<Revision>,
    ) -> Answer<'_, ObservationRead> {
        self.answer(|recorded| {
            let mut cells = BTreeMap::new();
            for (new, record) in recorded.until(as_of)? {
                for observation in new.contents.observations() {
                    let cell = Cell::of(observation);
                    if query.covers(&cell) {
                        cells.insert(cell, with_revision(observation, record.revision));
                    }
                }
            }
            let found: Vec<_> = cells.into_values().collect();
            let chunks: Vec<_> = found
                .chunks(CHUNK)
                .map(|chunk| Ok(chunk.to_vec()))
                .collect();
            Ok(ObservationRead {
                as_of: recorded.at(as_of)?,
                chunks: futures::stream::iter(chunks).boxed(),
            })
        })
    }

    fn history(&self, cell: Cell, page: Page<Revision>) -> Answer<'_, Vec<RecordedObservation>> {
        self.answer(|recorded| {
            let later = recorded
                .revisions
                .iter()
                .filter(|(_, record)| page.after().is_none_or(|after| record.revision > *after));
            Ok(later
                .flat_map(|(new, record)| {
                    let observations = new.contents.observations().iter();
                    observations.map(|observation| with_revision(observation, record.revision))
                })
                .filter(|recorded| Cell::of(&recorded.observation) == cell)
                .take(page.size())
                .collect())
        })
    }

    fn declarations(&self, cell: Cell) -> Answer<'_, BTreeMap<Revision, Declaration>> {
        self.answer(|recorded| {
            let said = recorded.revisions.iter().filter_map(|(new, record)| {
                let Contents::Submission(submission) = &new.contents else {
                    return None;
                };
                let of_cell = submission.declarations.iter().find(|declaration| {
                    declaration.measure == cell.measure
                        && declaration.period == cell.period
                        && submission.force.as_str() == cell.area.as_str()
                });
                Some((record.revision, of_cell?.clone()))
            });
            Ok(said.collect())
        })
    }

    fn submissions(&self, query: SubmissionQuery) -> Answer<'_, Vec<SubmissionRecord>> {
        self.answer(|recorded| {
            Ok(recorded
                .submissions()
                .filter(|one| query.force.as_ref().is_none_or(|force| one.force == *force))
                .filter(|one| query.edition.as_ref().is_none_or(|id| one.edition == *id))
                .filter(|one| query.page.after().is_none_or(|after| one.revision > *after))
                .take(query.page.size())
                .collect())
        })
    }

    fn query(&self, id: QueryId) -> Answer<'_, Option<Query>> {
        self.answer(|recorded| Ok(recorded.queries().into_iter().find(|query| query.id == id)))
    }

    fn queries(&self, filter: QueryFilter) -> Answer<'_, Vec<Query>> {
        self.answer(|recorded| {
            Ok(recorded
                .queries()
                .into_iter()
                .filter(|query| filter.page.after().is_none_or(|after| query.id > *after))
                .filter(|query| filter.covers(query))
                .take(filter.page.size())
                .collect())
        })
    }

    fn sign_offs(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, BTreeMap<ForceId, SignOff>> {
        self.answer(|recorded| {
            let signed = recorded.sign_offs(&edition, recorded.after(as_of)?);
            Ok(signed
                .map(|signed| (signed.force.clone(), signed))
                .collect())
        })
    }

    fn freeze(&self, edition: EditionId, as_of: Option<Revision>) -> Answer<'_, Option<Freeze>> {
        self.answer(|recorded| Ok(recorded.freezes(&edition, recorded.after(as_of)?).last()))
    }

    fn editions(&self, as_of: Option<Revision>) -> Answer<'_, Vec<EditionEntry>> {
        self.answer(|recorded| {
            let editions = recorded.editions(as_of)?.into_iter();
            Ok(editions
                .map(|stored| EditionEntry {
                    edition: stored.document.edition,
                    revision: stored.revision,
                })
                .collect())
        })
    }

    fn edition_document(
        &self,
        edition: EditionId,
        as_of: Option<Revision>,
    ) -> Answer<'_, Option<StoredEdition>> {
        self.answer(|recorded| {
            let mut editions = recorded.editions(as_of)?.into_iter();
            Ok(editions.find(|stored| stored.document.edition == edition))
        })
    }

    fn record_runs_for(
        &self,
        runs: Vec<Run>,
        call: Option<AuditedCall>,
    ) -> Answer<'_, RecordedRuns> {
        self.answer(|recorded| {
            let before = recorded.runs.len();
            let mut answers = Vec::with_capacity(runs.len());
            for run in runs {
                let known = recorded.runs.iter().find(|known| known.id == run.id);
                let known = known.cloned();
                if known.is_none() {
                    recorded.runs.push(run.clone());
                }
                answers.push(known.unwrap_or(run));
            }
            let repeated = recorded.runs.len() == before;
            if let Some(call) = call.filter(|_| !repeated) {
                let revision = None;
                recorded.note(call, AuditOutcome::Accepted { revision, repeated });
            }
            let runs = answers;
            Ok(RecordedRuns { runs, repeated })
        })
    }

    fn run(&self, id: String) -> Answer<'_, Option<Run>> {
        self.answer(|recorded| Ok(recorded.runs.iter().find(|run| run.id == id).cloned()))
    }

    fn runs(&self, query: RunQuery) -> Answer<'_, Vec<Run>> {
        self.answer(|recorded| {
            let mut runs = recorded.runs.clone();
            runs.sort_by_key(|run| crate::RunKey::of(run).order());
            Ok(runs
                .into_iter()
                .filter(|run| query.force.as_ref().is_none_or(|force| run.force == *force))
                .filter(|run| query.edition.as_ref().is_none_or(|id| run.edition == *id))
                .filter(|run| {
                    let key = crate::RunKey::of(run).order();
                    query
                        .page
                        .after()
                        .is_none_or(|after| key > after.clone().order())
                })
                .take(query.page.size())
                .map(|run| Run {
                    checks: Vec::new(),
                    used: Vec::new(),
                    ..run
                })
                .collect())
        })
    }

    fn note(&self, call: AuditedCall, outcome: AuditOutcome) -> Answer<'_, ()> {
        self.answer(|recorded| {
            recorded.note(call, outcome);
            Ok(())
        })
    }

    fn audit_entries(&self, query: AuditQuery) -> Answer<'_, Vec<AuditEntry>> {
        self.answer(|recorded| {
            let after = query.page.after().copied().unwrap_or(0);
            let later = recorded.audited.iter().filter(|it| it.number > after);
            let wanted = later.filter(|entry| query.covers(&entry.call));
            Ok(wanted.take(query.page.size()).cloned().collect())
        })
    }
}

fn with_revision(observation: &Observation, revision: Revision) -> RecordedObservation {
    RecordedObservation {
        observation: observation.clone(),
        revision,
    }
}
