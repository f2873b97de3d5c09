//! A made-up edition, and things to record under it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use peel_data_core::{Collection, Import, MemoryStore, RequestId, Vocabulary};
use peel_edition::{Folder, read_edition};
use peel_model::{MeasureId, Observation, Reading, SourceId};

/// When everything in these tests happens.
pub(crate) const NOW: i64 = 1_480_000_000;

pub(crate) fn collection() -> Collection {
    Collection::new(Arc::new(MemoryStore::new()))
}

/// The files of the edition's reader's own made-up edition.
pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::read(&path.join("../edition/tests/fixtures/made-up-edition")).unwrap();
    let files = folder
        .files()
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    files.collect()
}

pub(crate) fn folder_of(name: &str, files: BTreeMap<String, Vec<u8>>) -> Folder {
    Folder::from_files(name, files).unwrap()
}

/// The made-up edition, changed.
pub(crate) fn changed(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Folder {
    let mut files = files();
    change(&mut files);
    folder_of("made-up", files)
}

/// One file with one text put for another.
pub(crate) fn with(path: &str, from: &str, to: &str) -> Folder {
    changed(|files| {
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}");
        files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    })
}

pub(crate) fn made_up() -> Folder {
    changed(|_| {})
}

pub(crate) fn vocabulary() -> Vocabulary {
    Vocabulary::of(&read_edition(&made_up()).unwrap())
}

/// `measure period area`, counted.
pub(crate) fn counts(cell: &str, value: f64) -> Observation {
    let [measure, period, area] = cell.split(' ').collect::<Vec<_>>().try_into().unwrap();
    Observation {
        area: area.parse().unwrap(),
        measure: MeasureId::new(measure).unwrap(),
        period: period.parse().unwrap(),
        reading: Reading::new(Some(value), "normal").unwrap(),
        source: SourceId::new("harbour-office").unwrap(),
    }
}

pub(crate) fn import(request_id: &str, observations: Vec<Observation>) -> Import {
    Import {
        title: "harbour figures, corrected".to_owned(),
        author: "a harbour master".to_owned(),
        recorded_at: NOW,
        request_id: RequestId::new(request_id).unwrap(),
        observations,
    }
}
