//! Small things to record, and stores to record them in.

use std::path::Path;

use peel_data_core::{
    Cell, Checksum, Contents, DocumentFile, EditionDocument, NewRevision, ObservationQuery, Page,
    RequestId, Store,
};
use peel_model::{
    ComparatorKind, EditionId, ForceId, FoundIn, MeasureId, MethodVersion, Observation,
    RaisedCheck, Reading, Revision, Run, RunOutcome, Severity, SourceId, UsedComparison,
};
use peel_store_sql::{PostgresSettings, SqlStore, SqliteSettings};

use crate::server;

/// On a database of its own.
pub(crate) async fn postgres() -> SqlStore {
    on(&server::shared().database()).await
}

pub(crate) async fn on(url: &str) -> SqlStore {
    let settings = PostgresSettings {
        connections: 3,
        ..PostgresSettings::at(url)
    };
    SqlStore::open(&settings).await.unwrap()
}

pub(crate) async fn memory() -> SqlStore {
    SqlStore::open(&SqliteSettings::memory()).await.unwrap()
}

pub(crate) async fn file(folder: &Path) -> SqlStore {
    SqlStore::open(&SqliteSettings::file(folder.join("peel.db")))
        .await
        .unwrap()
}

pub(crate) fn revision(number: u64) -> Revision {
    Revision::new(number).unwrap()
}

/// `measure period area`, as a person would list them.
pub(crate) fn cell(text: &str) -> Cell {
    let [measure, period, area] = text.split(' ').collect::<Vec<_>>().try_into().unwrap();
    Cell {
        measure: MeasureId::new(measure).unwrap(),
        period: period.parse().unwrap(),
        area: area.parse().unwrap(),
    }
}

pub(crate) fn reads(cell_text: &str, value: Option<f64>, status: &str) -> Observation {
    let Cell {
        measure,
        period,
        area,
    } = cell(cell_text);
    Observation {
        area,
        measure,
        period,
        reading: Reading::new(value, status).unwrap(),
        source: SourceId::new("a-source").unwrap(),
    }
}

pub(crate) fn counts(cell_text: &str, value: u32) -> Observation {
    reads(cell_text, Some(f64::from(value)), "normal")
}

/// An import whose checksum is over `body`.
pub(crate) fn import_of(request: &str, body: &str, observations: Vec<Observation>) -> NewRevision {
    NewRevision {
        title: "an import".to_owned(),
        author: "somebody".to_owned(),
        recorded_at: 1_480_000_000,
        checksum: Checksum::of(body.as_bytes()),
        request_id: RequestId::new(request).unwrap(),
        contents: Contents::Import(observations),
    }
}

pub(crate) fn import(request: &str, observations: Vec<Observation>) -> NewRevision {
    import_of(request, request, observations)
}

pub(crate) fn edition(id: &str, text: &str) -> NewRevision {
    let document = EditionDocument {
        edition: EditionId::new(id).unwrap(),
        definition_hash: Checksum::of(text.as_bytes()).to_string(),
        files: vec![
            DocumentFile {
                path: "edition.toml".to_owned(),
                bytes: text.as_bytes().to_vec(),
            },
            DocumentFile {
                path: "inspections/empty.toml".to_owned(),
                bytes: Vec::new(),
            },
        ],
    };
    NewRevision {
        checksum: document.checksum(),
        request_id: RequestId::new(&format!("{id}-{text}")).unwrap(),
        contents: Contents::Edition(document),
        ..import("replaced", Vec::new())
    }
}

pub(crate) fn run(id: u8, force: &str, edition: &str, started_at_milliseconds: i64) -> Run {
    Run {
        id: format!("{id:032x}"),
        force: ForceId::new(force).unwrap(),
        edition: EditionId::new(edition).unwrap(),
        revision: Revision::FIRST,
        method: MethodVersion::new("2016.1").unwrap(),
        outcome: RunOutcome::Completed,
        comparisons: 40,
        memory_hits: 30,
        redis_hits: 6,
        computed: 4,
        started_at_milliseconds,
        duration_microseconds: 12_345,
        trace_id: String::new(),
        failure: String::new(),
        checked: true,
        checks: vec![RaisedCheck {
            check: "made-up-check".parse().unwrap(),
            severity: Severity::Error,
            place: "finding f3".to_owned(),
            message: "Two things cannot both be so.".to_owned(),
        }],
        used: vec![
            used(ComparatorKind::EnglandAndWales, Some(Revision::FIRST)),
            used(ComparatorKind::Peers("neighbours".parse().unwrap()), None),
        ],
    }
}

fn used(comparator: ComparatorKind, revision: Option<Revision>) -> UsedComparison {
    UsedComparison {
        indicator: "made-up-rate".parse().unwrap(),
        period: "12m-to-2031-06".parse().unwrap(),
        comparator,
        revision,
        found_in: FoundIn::Redis,
    }
}

pub(crate) fn page<K>(after: Option<K>, size: usize) -> Page<K> {
    Page::new(after, size).unwrap()
}

/// A query from lists separated by spaces; an empty list asks for all.
pub(crate) fn query(measures: &str, periods: &str, areas: &str) -> ObservationQuery {
    ObservationQuery::new(
        measures
            .split_whitespace()
            .map(|name| MeasureId::new(name).unwrap()),
        areas.split_whitespace().map(|name| name.parse().unwrap()),
        periods.split_whitespace().map(|text| text.parse().unwrap()),
    )
    .unwrap()
}

/// What a read gives, a line per observation: cell, value or status, revision.
pub(crate) async fn read(
    store: &dyn Store,
    query: ObservationQuery,
    as_of: Option<u64>,
) -> Vec<String> {
    let read = store
        .observations(query, as_of.map(revision))
        .await
        .unwrap();
    let recorded = read.all().await.unwrap();
    recorded
        .iter()
        .map(|it| {
            let Observation {
                area,
                measure,
                period,
                reading,
                ..
            } = &it.observation;
            let value = reading.value();
            let value = value.map_or(reading.status().to_owned(), |value| value.to_string());
            format!("{measure} {period} {area} {value} r{}", it.revision)
        })
        .collect()
}
