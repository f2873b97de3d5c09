//! Tells a line that is there twice, in layouts whose lines are added up.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use csv::StringRecord;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::cells::{Cells, trimmed};

/// Lines compared in one file; the table that remembers them takes 18 MiB.
const MOST_COMPARED: usize = 900_000;

/// Compares every line with those before it, by fingerprints.
pub(super) struct Comparing {
    /// The columns of which no two lines hold the same texts.
    key: Vec<usize>,
    /// The other columns that are read.
    rest: Vec<usize>,
    /// By the fingerprint of the former: that of the latter, and the line's number.
    seen: HashMap<u64, (u32, u32), BuildHasherDefault<Fingerprint>>,
    /// Whether there were too many lines to compare them all.
    pub incomplete: bool,
}

/// What a line is, beside those before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Compared {
    New,
    /// It says the same as an earlier line.
    Repeated(u64),
    /// It says something else of the same than an earlier line.
    Conflicting(u64),
}

impl Comparing {
    /// Compares lines by the columns of `key`; not at all when one of them is not there. `read`
    /// are all the columns that are read.
    pub(super) fn by(key: &[&str], read: &[usize], header: &StringRecord) -> Self {
        let find = |column: &&str| header.iter().position(|name| name == *column);
        let key: Option<Vec<usize>> = key.iter().map(find).collect();
        let key = key.unwrap_or_default();
        let rest = read.iter().filter(|column| !key.contains(column));
        Self {
            rest: rest.copied().collect(),
            key,
            seen: HashMap::default(),
            incomplete: false,
        }
    }

    pub(super) fn compare(&mut self, cells: Cells<'_>, number: u64) -> Compared {
        if self.key.is_empty() {
            return Compared::New;
        }
        let key = fingerprint(cells, &self.key);
        let rest = fingerprint(cells, &self.rest);
        let rest = u32::try_from(rest >> 32).unwrap_or_default();
        let full = self.seen.len() >= MOST_COMPARED;
        match self.seen.entry(key) {
            Entry::Occupied(first) => match *first.get() {
                (other, line) if other == rest => Compared::Repeated(u64::from(line)),
                (_, line) => Compared::Conflicting(u64::from(line)),
            },
            Entry::Vacant(_) if full => {
                self.incomplete = true;
                Compared::New
            }
            Entry::Vacant(free) => {
                free.insert((rest, u32::try_from(number).unwrap_or(u32::MAX)));
                Compared::New
            }
        }
    }
}

/// A fingerprint of the texts in some columns, each hashed into the one before, so that no text
/// can move from one column into the next unnoticed.
fn fingerprint(cells: Cells<'_>, columns: &[usize]) -> u64 {
    columns.iter().fold(0, |before, column| {
        let cell = trimmed(cells.get(*column).unwrap_or_default());
        xxh3_64_with_seed(cell.as_bytes(), before)
    })
}

/// Leaves a fingerprint as it is: it is as good as any hash of it.
#[derive(Default)]
struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, fingerprint: u64) {
        self.0 = fingerprint;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_compared_with_those_before_it() {
        let header = StringRecord::from(vec!["force", "code", "count", "note"]);
        let mut comparing = Comparing::by(&["force", "code"], &[0, 1, 2], &header);
        let mut check = |cells: [&str; 4], number, expected| {
            let record = StringRecord::from(cells.to_vec());
            let compared = comparing.compare(Cells::Record(&record), number);
            assert_eq!(compared, expected, "{cells:?}");
        };
        check(["a", "bc", "1", "23"], 2, Compared::New);
        check(["ab", "c", "1", "23"], 3, Compared::New);
        check([" a", "bc", "1", "other"], 4, Compared::Repeated(2));
        check(["a", "bc", "12", "3"], 5, Compared::Conflicting(2));
        let mut elsewhere = Comparing::by(&["force", "region"], &[0, 1], &header);
        let line = StringRecord::from(vec!["a", "b", "1", ""]);
        assert_eq!(elsewhere.compare(Cells::Record(&line), 2), Compared::New);
        assert_eq!(elsewhere.compare(Cells::Record(&line), 3), Compared::New);
    }
}
