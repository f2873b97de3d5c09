//! Made-up harbours whose figures lie close together (`tests/editions/2031-harbours`), with what
//! they send.

use std::path::Path;
use std::sync::Arc;

use peel_data_core::{Collection, MemoryStore, RequestId, SentReturn};
use peel_edition::Folder;
use peel_model::{Edition, EditionId, ForceId, Reading, ReturnedValue};

use crate::fixture::NOW;

pub(crate) const YEAR: &str = "12m-to-2031-06";

/// A collection with the harbours' edition and the facts of five years.
pub(crate) struct Harbours {
    pub(crate) collection: Collection,
}

impl Harbours {
    pub(crate) async fn open() -> Self {
        let collection = Collection::new(Arc::new(MemoryStore::new()));
        let path = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Folder::read(&path.join("../../tests/editions/2031-harbours")).unwrap();
        collection.seed(&[folder], NOW).await.unwrap();
        Self { collection }
    }

    /// The edition as at the newest revision.
    pub(crate) async fn edition(&self) -> Edition {
        let read = self.collection.edition(&edition_id(), None).await;
        read.unwrap().edition
    }
}

pub(crate) fn edition_id() -> EditionId {
    EditionId::new("2031-harbours").unwrap()
}

pub(crate) fn force(id: &str) -> ForceId {
    ForceId::new(id).unwrap()
}

pub(crate) fn request(id: &str) -> RequestId {
    RequestId::new(id).unwrap()
}

/// `measure period`, a number or none, and a status.
pub(crate) fn returned(cell: &str, number: Option<f64>, status: &str) -> ReturnedValue {
    let (measure, period) = cell.split_once(' ').unwrap();
    ReturnedValue {
        measure: measure.parse().unwrap(),
        period: period.parse().unwrap(),
        reading: Reading::new(number, status).unwrap(),
        reason: String::new(),
        months: None,
    }
}

pub(crate) fn value(measure: &str, number: f64) -> ReturnedValue {
    returned(&format!("{measure} {YEAR}"), Some(number), "normal")
}

/// What Northmarch plausibly sends.
pub(crate) fn plausible() -> Vec<ReturnedValue> {
    vec![
        value("offences", 27_312.0),
        value("thefts", 21_484.0),
        value("frauds", 5_828.0),
        value("charged", 4_057.0),
    ]
}

pub(crate) fn sent(request_id: &str, values: Vec<ReturnedValue>) -> SentReturn {
    SentReturn {
        request_id: request(request_id),
        edition: edition_id(),
        force: force("northmarch"),
        author: "the harbour master".to_owned(),
        note: "as counted".to_owned(),
        recorded_at: NOW,
        values,
    }
}
