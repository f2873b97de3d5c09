//! What follows from submissions, conversations, sign-offs and freezes, by walking through them.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    EditionId, Freeze, Query, QueryId, QueryMove, Revision, SignOff, SubmissionRecord,
};

use super::Recorded;
use crate::{Contents, Decisions, DocumentFile, NewRevision, QueryStep, StoreError, StoredEdition};

/// Files by edition and path, with the revision that brought them.
pub(super) type Decided<'a> = BTreeMap<(&'a EditionId, &'a str), (Revision, &'a [u8])>;

impl Recorded {
    pub(super) fn queries(&self) -> Vec<Query> {
        let mut queries = BTreeMap::new();
        for (new, record) in &self.revisions {
            for (subject, place) in new.contents.raised().iter().zip(1..) {
                let Some(id) = QueryId::new(record.revision, place) else {
                    continue;
                };
                let query = Query {
                    id,
                    subject: subject.clone(),
                    author: record.author.clone(),
                    raised_at: record.recorded_at,
                    moves: Vec::new(),
                };
                queries.insert(id, query);
            }
            for step in new.contents.steps() {
                if let Some(query) = queries.get_mut(&step.query) {
                    query.moves.push(QueryMove {
                        action: step.action,
                        author: record.author.clone(),
                        text: step.text.clone(),
                        at: record.recorded_at,
                        revision: record.revision,
                    });
                }
            }
        }
        queries.into_values().collect()
    }

    pub(super) fn check_steps(&self, new: &NewRevision) -> Result<(), StoreError> {
        let queries = self.queries();
        let mut stepped = BTreeSet::new();
        let mut stands = |step: &QueryStep| {
            let query = queries.iter().find(|query| query.id == step.query);
            // Of two steps at once the second begins where the query no longer stands.
            let is_first = stepped.insert(step.query);
            query.is_some_and(|query| {
                is_first
                    && query.moves.len() == step.after as usize
                    && step.action.begins_in() == query.state()
            })
        };
        match new.contents.steps().iter().find(|step| !stands(step)) {
            Some(step) => Err(StoreError::QueryMoved { query: step.query }),
            None => Ok(()),
        }
    }

    /// The newest file at every path, with the revision that decided it.
    pub(super) fn decided(&self, as_of: Option<Revision>) -> Result<Decided<'_>, StoreError> {
        let mut decided = BTreeMap::new();
        for (new, record) in self.until(as_of)? {
            let Some((edition, files)) = new.contents.decisions() else {
                continue;
            };
            for file in files {
                let place = (edition, file.path.as_str());
                decided.insert(place, (record.revision, file.bytes.as_slice()));
            }
        }
        Ok(decided)
    }

    /// The newest document of every edition, with what was decided and worked on since.
    pub(super) fn editions(
        &self,
        as_of: Option<Revision>,
    ) -> Result<Vec<StoredEdition>, StoreError> {
        let mut newest: BTreeMap<EditionId, StoredEdition> = BTreeMap::new();
        for (new, record) in self.until(as_of)? {
            if let Contents::Edition(document) = &new.contents {
                let stored = StoredEdition {
                    revision: record.revision,
                    document: document.clone(),
                    inspected: BTreeMap::new(),
                };
                newest.insert(document.edition.clone(), stored);
            }
        }
        for ((edition, path), (revision, bytes)) in self.decided(as_of)? {
            if let Some(stored) = newest.get_mut(edition) {
                stored.add_decision(revision, path, bytes.to_vec());
            }
        }
        Ok(newest.into_values().collect())
    }

    pub(super) fn check_decisions(&self, new: &NewRevision) -> Result<(), StoreError> {
        let Contents::Decision(Decisions { edition, files }) = &new.contents else {
            return Ok(());
        };
        let decided = self.decided(None)?;
        let stands = |file: &DocumentFile| {
            let found = decided.get(&(edition, file.path.as_str()));
            found.is_some_and(|(_, bytes)| !bytes.is_empty())
        };
        // What is empty takes back what stands; what is not is made where nothing does.
        match files
            .iter()
            .find(|file| stands(file) != file.bytes.is_empty())
        {
            Some(file) => Err(StoreError::DecisionMoved {
                edition: edition.clone(),
                path: file.path.clone(),
            }),
            None => Ok(()),
        }
    }

    pub(super) fn check_inspection(&self, new: &NewRevision) -> Result<(), StoreError> {
        let Contents::Inspection(written) = &new.contents else {
            return Ok(());
        };
        let path = written.file.path.as_str();
        let decided = self.decided(None)?;
        let last = decided.get(&(&written.edition, path));
        if last.map(|(revision, _)| *revision) != written.after {
            return Err(StoreError::InspectionMoved {
                edition: written.edition.clone(),
                path: path.to_owned(),
            });
        }
        let Some(as_at) = written.figures_as_at else {
            return Ok(());
        };
        let mut records = self.revisions.iter().rev().map(|(_, record)| record);
        match records.find(|it| it.revision > as_at && it.kind.changes_figures()) {
            Some(record) => Err(StoreError::FiguresMoved {
                by: record.revision,
            }),
            None => Ok(()),
        }
    }

    pub(super) fn submissions(&self) -> impl Iterator<Item = SubmissionRecord> {
        self.revisions.iter().filter_map(|(new, record)| {
            let Contents::Submission(submission) = &new.contents else {
                return None;
            };
            // What was signed counts, not when: a submission may arrive between a force's look at
            // its data and its signature.
            let signed = self.sign_offs(&submission.edition, self.after_newest());
            let signed = signed.filter(|signed| {
                signed.force == submission.force && signed.as_at < record.revision
            });
            let frozen = self.freezes(&submission.edition, record.revision);
            Some(SubmissionRecord {
                revision: record.revision,
                edition: submission.edition.clone(),
                force: submission.force.clone(),
                author: record.author.clone(),
                note: submission.note.clone(),
                recorded_at: record.recorded_at,
                checked_against: submission.checked_against,
                values: record.observations,
                queries: u32::try_from(submission.raised.len()).unwrap_or(u32::MAX),
                after_sign_off: signed.map(|signed| signed.as_at).last(),
                after_freeze: frozen.map(|frozen| frozen.as_at).last(),
            })
        })
    }

    /// An edition's sign-offs recorded before a revision, oldest first.
    pub(super) fn sign_offs(
        &self,
        edition: &EditionId,
        before: Revision,
    ) -> impl Iterator<Item = SignOff> {
        self.revisions
            .iter()
            .filter_map(move |(new, record)| match &new.contents {
                Contents::SignOff(signed)
                    if signed.edition == *edition && record.revision < before =>
                {
                    Some(SignOff {
                        edition: signed.edition.clone(),
                        force: signed.force.clone(),
                        as_at: signed.as_at,
                        author: record.author.clone(),
                        note: signed.note.clone(),
                        at: record.recorded_at,
                        revision: record.revision,
                    })
                }
                _ => None,
            })
    }

    /// An edition's freezes recorded before a revision, oldest first.
    pub(super) fn freezes(
        &self,
        edition: &EditionId,
        before: Revision,
    ) -> impl Iterator<Item = Freeze> {
        self.revisions
            .iter()
            .filter_map(move |(new, record)| match &new.contents {
                Contents::Freeze(frozen)
                    if frozen.edition == *edition && record.revision < before =>
                {
                    Some(Freeze {
                        edition: frozen.edition.clone(),
                        as_at: frozen.as_at,
                        author: record.author.clone(),
                        reason: frozen.reason.clone(),
                        at: record.recorded_at,
                        revision: record.revision,
                    })
                }
                _ => None,
            })
    }
}
