//! Which revision last touched which measure, and when editions came.

use std::collections::HashMap;

use peel_model::MeasureId;
use peel_proto::data::v1::Revision;
use sha2::{Digest, Sha256};

/// The digest of a record up to one of its revisions.
pub(crate) type History = [u8; 32];

/// What scoring knows of the revisions so far. Grows in order, never changes what it said.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    newest: u64,
    /// For every revision, from the first, the digest of the record up to it.
    histories: Vec<History>,
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
        let history = history(self.history(self.newest), &revision);
        self.histories.push(history);
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

    /// The digest of the record up to a revision: equal only where the same was brought in the same
    /// order, on whichever store. Empty before the first and after the newest.
    pub(crate) fn history(&self, revision: u64) -> &[u8] {
        usize::try_from(revision)
            .ok()
            .and_then(|number| self.histories.get(number.checked_sub(1)?))
            .map_or(&[], <[u8; 32]>::as_slice)
    }

    /// Whether a revision is the one entered under its number. One that is not known yet is.
    pub(crate) fn agrees_with(&self, revision: &Revision) -> bool {
        let Some(before) = revision.number.checked_sub(1) else {
            return self.newest == 0;
        };
        revision.number > self.newest
            || self.history(revision.number) == history(self.history(before), revision)
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

/// The digest of a record that goes on with a revision.
fn history(before: &[u8], revision: &Revision) -> History {
    let mut digest = Sha256::new();
    digest.update(before);
    digest.update(revision.number.to_be_bytes());
    digest.update(revision.kind.to_be_bytes());
    digest.update([u8::from(revision.changes_edition)]);
    digest.update(revision.observations.to_be_bytes());
    // What was brought, whole: everything else is told by its own digest.
    digest.update(&revision.checksum);
    digest.finalize().into()
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
    fn a_record_that_another_took_the_place_of_is_told_from_it() {
        let brought = |number, checksum: &str| Revision {
            checksum: checksum.to_owned(),
            ..revision(number, RevisionKind::Import, &["offences"])
        };
        let ledger = |checksums: [&str; 3]| {
            let mut ledger = Ledger::default();
            for (number, checksum) in (1..).zip(checksums) {
                ledger.enter(brought(number, checksum)).unwrap();
            }
            ledger
        };
        let (one, other) = (ledger(["a", "b", "c"]), ledger(["a", "x", "c"]));
        assert_eq!(one.history(3), ledger(["a", "b", "c"]).history(3));
        assert_eq!(one.history(1), other.history(1));
        // What came before tells them apart, although the last revision is the same.
        assert_ne!(one.history(3), other.history(3));
        assert_eq!(one.history(0), <[u8; 0]>::default());
        assert_eq!(one.history(4), <[u8; 0]>::default());

        assert!(one.agrees_with(&brought(2, "b")) && one.agrees_with(&brought(4, "d")));
        assert!(!one.agrees_with(&brought(2, "x")));
        assert!(!one.agrees_with(&Revision::default()));
        assert!(Ledger::default().agrees_with(&Revision::default()));
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
