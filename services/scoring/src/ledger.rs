//! Which revision last touched which measure, and when editions came.

use std::collections::HashMap;

use peel_model::MeasureId;
use peel_proto::data::v1::Revision;

/// What scoring knows of the revisions so far. Grows in order, never changes what it said.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    newest: u64,
    /// The revisions from which an edition reads differently, ascending.
    editions: Vec<u64>,
    /// For each measure the revisions that touched it, ascending.
    measures: HashMap<String, Vec<u64>>,
}

impl Ledger {
    /// The newest revision; 0 before the first.
    pub(crate) fn newest(&self) -> u64 {
        self.newest
    }

    /// Enters the next revision. One that is known already is passed over.
    ///
    /// # Errors
    /// [`Gap`] when a revision before it was never seen.
    pub(crate) fn enter(&mut self, revision: Revision) -> Result<(), Gap> {
        if revision.number <= self.newest {
            return Ok(());
        }
        if revision.number != self.newest + 1 {
            return Err(Gap {
                known: self.newest,
                next: revision.number,
            });
        }
        self.newest = revision.number;
        if revision.changes_edition {
            self.editions.push(revision.number);
        }
        for measure in revision.measures {
            self.measures
                .entry(measure)
                .or_default()
                .push(revision.number);
        }
        Ok(())
    }

    /// The newest revision up to `as_of` that touched any of the measures; 0 when none did.
    pub(crate) fn of_measures(&self, measures: &[MeasureId], as_of: u64) -> u64 {
        let newest = |measure: &MeasureId| {
            self.measures
                .get(measure.as_str())
                .map_or(0, |revisions| last(revisions, as_of))
        };
        measures.iter().map(newest).max().unwrap_or(0)
    }

    /// The newest revision up to `as_of` from which an edition reads differently; 0 when none.
    pub(crate) fn of_editions(&self, as_of: u64) -> u64 {
        last(&self.editions, as_of)
    }
}

/// The last of ascending revisions that is not after `as_of`; 0 when there is none.
fn last(revisions: &[u64], as_of: u64) -> u64 {
    match revisions.last() {
        // What is nearly always asked for.
        Some(newest) if *newest <= as_of => *newest,
        _ => {
            let until = revisions.partition_point(|revision| *revision <= as_of);
            until
                .checked_sub(1)
                .and_then(|at| revisions.get(at))
                .copied()
                .unwrap_or(0)
        }
    }
}

/// A revision came before one that must precede it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("revision {next} came when {known} was the newest known")]
pub(crate) struct Gap {
    known: u64,
    next: u64,
}

#[cfg(test)]
mod tests {
    use peel_proto::data::v1::RevisionKind;

    use super::*;

    fn revision(number: u64, kind: RevisionKind, measures: &[&str]) -> Revision {
        Revision {
            number,
            kind: kind.into(),
            changes_edition: matches!(kind, RevisionKind::Edition | RevisionKind::Decision),
            measures: measures.iter().map(ToString::to_string).collect(),
            ..Revision::default()
        }
    }

    #[test]
    fn each_measure_is_as_new_as_the_last_revision_that_touched_it() {
        let mut ledger = Ledger::default();
        ledger
            .enter(revision(1, RevisionKind::Edition, &[]))
            .unwrap();
        ledger
            .enter(revision(2, RevisionKind::Import, &["offences", "people"]))
            .unwrap();
        ledger
            .enter(revision(3, RevisionKind::Import, &["offences"]))
            .unwrap();
        ledger
            .enter(revision(4, RevisionKind::Decision, &[]))
            .unwrap();
        let check = |measures: &[&str], as_of, expected| {
            let measures: Vec<MeasureId> = measures.iter().map(|id| id.parse().unwrap()).collect();
            assert_eq!(
                ledger.of_measures(&measures, as_of),
                expected,
                "{measures:?} {as_of}"
            );
        };
        check(&["offences"], 4, 3);
        check(&["offences"], 2, 2);
        check(&["offences"], 1, 0);
        check(&["people"], 4, 2);
        check(&["people", "offences"], 4, 3);
        check(&["never-recorded"], 4, 0);
        check(&[], 4, 0);
        assert_eq!(
            [0, 1, 3, 4].map(|as_of| ledger.of_editions(as_of)),
            [0, 1, 1, 4],
            "editions as at each revision"
        );
    }

    #[test]
    fn a_revision_is_entered_once_and_in_order() {
        let mut ledger = Ledger::default();
        ledger
            .enter(revision(1, RevisionKind::Import, &["offences"]))
            .unwrap();
        ledger
            .enter(revision(1, RevisionKind::Import, &["offences"]))
            .unwrap();
        assert_eq!(ledger.newest(), 1);
        let gap = ledger
            .enter(revision(3, RevisionKind::Import, &[]))
            .unwrap_err();
        assert_eq!(gap, Gap { known: 1, next: 3 });
        assert_eq!(ledger.newest(), 1);
    }
}
