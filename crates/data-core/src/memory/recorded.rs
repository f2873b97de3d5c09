//! Everything recorded, as plain lists.

use std::collections::BTreeSet;

use peel_model::{AuditEntry, AuditOutcome, AuditedCall, Revision, RevisionRecord, Run};

use crate::{Appended, NewRevision, RequestId, StoreError};

#[derive(Debug, Default, Clone)]
pub(super) struct Recorded {
    pub(super) revisions: Vec<(NewRevision, RevisionRecord)>,
    pub(super) runs: Vec<Run>,
    pub(super) audited: Vec<AuditEntry>,
}

impl Recorded {
    pub(super) fn newest(&self) -> Option<Revision> {
        self.revisions.last().map(|(_, record)| record.revision)
    }

    pub(super) fn at(&self, as_of: Option<Revision>) -> Result<Option<Revision>, StoreError> {
        let newest = self.newest();
        match as_of {
            Some(asked) if Some(asked) > newest => {
                Err(StoreError::FutureRevision { asked, newest })
            }
            Some(asked) => Ok(Some(asked)),
            None => Ok(newest),
        }
    }

    pub(super) fn until(
        &self,
        as_of: Option<Revision>,
    ) -> Result<impl Iterator<Item = &(NewRevision, RevisionRecord)>, StoreError> {
        let until = self.at(as_of)?;
        Ok(self
            .revisions
            .iter()
            .filter(move |(_, record)| Some(record.revision) <= until))
    }

    pub(super) fn with_request(&self, id: &RequestId) -> Option<&(NewRevision, RevisionRecord)> {
        self.revisions.iter().find(|(new, _)| new.request_id == *id)
    }

    pub(super) fn append(&mut self, new: NewRevision) -> Result<Appended, StoreError> {
        if let Some((first, record)) = self.with_request(&new.request_id) {
            return if new.repeats(record) {
                Ok(Appended {
                    record: record.clone(),
                    repeated: true,
                })
            } else {
                Err(StoreError::RequestConflict {
                    request_id: first.request_id.clone(),
                    first: record.revision,
                })
            };
        }
        self.check_steps(&new)?;
        self.check_decisions(&new)?;
        self.check_inspection(&new)?;
        let observations = new.contents.observations();
        let measures: BTreeSet<_> = observations.iter().map(|o| o.measure.clone()).collect();
        let record = RevisionRecord {
            revision: self.after_newest(),
            kind: new.contents.kind(),
            title: new.title.clone(),
            author: new.author.clone(),
            recorded_at: new.recorded_at,
            checksum: new.checksum.to_string(),
            observations: observations.len() as u64,
            measures: measures.into_iter().collect(),
            changes_edition: new.contents.changes_edition(),
        };
        self.revisions.push((new, record.clone()));
        Ok(Appended {
            record,
            repeated: false,
        })
    }

    pub(super) fn after(&self, as_of: Option<Revision>) -> Result<Revision, StoreError> {
        Ok(self.at(as_of)?.map_or(Revision::FIRST, Revision::next))
    }

    pub(super) fn after_newest(&self) -> Revision {
        self.newest().map_or(Revision::FIRST, Revision::next)
    }

    pub(super) fn note(&mut self, call: AuditedCall, outcome: AuditOutcome) {
        self.audited.push(AuditEntry {
            number: self.audited.len() as u64 + 1,
            call,
            outcome,
        });
    }
}
