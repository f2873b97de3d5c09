//! Writing revisions.

use std::collections::BTreeSet;

use peel_data_core::{Contents, EditionDocument, NewRevision, StoreError};
use peel_model::{MeasureId, Observation, Revision, RevisionRecord};
use sqlx::QueryBuilder;

use crate::names::{Named, Numbers};
use crate::sqlite::{Connection, Database};
use crate::trouble::{Tried, Trouble};
use crate::{codec, names, revisions};

/// Rows per statement: seven values each, well within what databases bind (SQLite 32,766).
const ROWS: usize = 1_000;

/// Records revisions in order. The caller commits when all are recorded, and nothing otherwise.
pub(crate) async fn append(
    writing: &mut Connection,
    brought: Vec<NewRevision>,
) -> Tried<Vec<RevisionRecord>> {
    let mut records = Vec::with_capacity(brought.len());
    for new in brought {
        let record = match revisions::with_request(writing, &new.request_id).await? {
            Some(first) if new.repeats(&first) => first,
            Some(first) => {
                return Err(Trouble::Refused(StoreError::RequestConflict {
                    request_id: new.request_id,
                    first: first.revision,
                }));
            }
            None => record(writing, &new).await?,
        };
        records.push(record);
    }
    Ok(records)
}

async fn record(writing: &mut Connection, new: &NewRevision) -> Tried<RevisionRecord> {
    let newest = revisions::newest(writing).await?;
    let observations = new.contents.observations();
    let measures: BTreeSet<&MeasureId> = observations.iter().map(|it| &it.measure).collect();
    let record = RevisionRecord {
        revision: newest.map_or(Revision::FIRST, Revision::next),
        kind: new.contents.kind(),
        title: new.title.clone(),
        author: new.author.clone(),
        recorded_at: new.recorded_at,
        checksum: new.checksum.to_string(),
        observations: observations.len() as u64,
        measures: measures.into_iter().cloned().collect(),
    };
    sqlx::query(
        "INSERT INTO revision \
         (number, kind, title, author, recorded_at, checksum, request_id, observations) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(codec::number(record.revision))
    .bind(record.kind.name())
    .bind(&record.title)
    .bind(&record.author)
    .bind(record.recorded_at)
    .bind(&record.checksum)
    .bind(new.request_id.as_str())
    .bind(i64::try_from(record.observations).unwrap_or(i64::MAX))
    .execute(&mut *writing)
    .await?;
    match &new.contents {
        Contents::Edition(document) => write_document(writing, record.revision, document).await?,
        Contents::Import(observations) | Contents::Submission(observations) => {
            write_observations(writing, &record, observations).await?;
        }
    }
    Ok(record)
}

async fn write_document(
    writing: &mut Connection,
    revision: Revision,
    document: &EditionDocument,
) -> Tried<()> {
    sqlx::query(
        "INSERT INTO edition_document (revision, edition, definition_hash) VALUES ($1, $2, $3)",
    )
    .bind(codec::number(revision))
    .bind(document.edition.as_str())
    .bind(&document.definition_hash)
    .execute(&mut *writing)
    .await?;
    for file in &document.files {
        sqlx::query("INSERT INTO edition_file (revision, path, content) VALUES ($1, $2, $3)")
            .bind(codec::number(revision))
            .bind(&file.path)
            .bind(&file.bytes)
            .execute(&mut *writing)
            .await?;
    }
    Ok(())
}

/// An observation as it is stored.
struct Stored<'o> {
    measure: i64,
    period: i64,
    area_name: &'o str,
    area: i64,
    status: &'static str,
    value: Option<f64>,
    source: i64,
}

async fn write_observations(
    writing: &mut Connection,
    record: &RevisionRecord,
    observations: &[Observation],
) -> Tried<()> {
    let revision = codec::number(record.revision);
    let measures: BTreeSet<_> = record.measures.iter().map(MeasureId::as_str).collect();
    let areas = observations.iter().map(|it| it.area.as_str()).collect();
    let sources = observations.iter().map(|it| it.source.as_str()).collect();
    let numbers = [
        names::with(writing, Named::Measure, measures).await?,
        names::with(writing, Named::Area, areas).await?,
        names::with(writing, Named::Source, sources).await?,
    ];
    for measure in &record.measures {
        sqlx::query("INSERT INTO revision_measure (measure, revision) VALUES ($1, $2)")
            .bind(number_of(&numbers[0], measure.as_str())?)
            .bind(revision)
            .execute(&mut *writing)
            .await?;
    }
    let mut rows = stored(observations, &numbers)?;
    // In the tables' own order, so that they grow at few places.
    rows.sort_unstable_by_key(|row| (row.measure, row.period, row.area_name));
    for rows in rows.chunks(ROWS) {
        insert(writing, revision, rows).await?;
    }
    Ok(())
}

fn stored<'o>(observations: &'o [Observation], numbers: &[Numbers; 3]) -> Tried<Vec<Stored<'o>>> {
    let [measures, areas, sources] = numbers;
    let row = |observation: &'o Observation| {
        Ok(Stored {
            measure: number_of(measures, observation.measure.as_str())?,
            period: codec::period_number(observation.period),
            area_name: observation.area.as_str(),
            area: number_of(areas, observation.area.as_str())?,
            status: codec::status_letter(observation.reading),
            value: observation.reading.value(),
            source: number_of(sources, observation.source.as_str())?,
        })
    };
    observations.iter().map(row).collect()
}

fn number_of(numbers: &Numbers, name: &str) -> Tried<i64> {
    let number = numbers.get(name).copied();
    number.ok_or_else(|| Trouble::senseless(format!("the name \"{name}\" has no number")))
}

async fn insert(writing: &mut Connection, revision: i64, rows: &[Stored<'_>]) -> Tried<()> {
    let mut cells: QueryBuilder<Database> =
        QueryBuilder::new("INSERT INTO cell (measure, period, area_name, area, newest) ");
    cells.push_values(rows, |mut values, row| {
        values
            .push_bind(row.measure)
            .push_bind(row.period)
            .push_bind(row.area_name)
            .push_bind(row.area)
            .push_bind(revision);
    });
    cells.push(" ON CONFLICT (measure, period, area_name) DO UPDATE SET newest = excluded.newest");
    let mut observations: QueryBuilder<Database> = QueryBuilder::new(
        "INSERT INTO observation (measure, period, area, revision, status, value, source) ",
    );
    observations.push_values(rows, |mut values, row| {
        values
            .push_bind(row.measure)
            .push_bind(row.period)
            .push_bind(row.area)
            .push_bind(revision)
            .push_bind(row.status)
            .push_bind(row.value)
            .push_bind(row.source);
    });
    // Only full statements come again; others would fill the cache of prepared ones.
    let full = rows.len() == ROWS;
    cells
        .build()
        .persistent(full)
        .execute(&mut *writing)
        .await?;
    observations
        .build()
        .persistent(full)
        .execute(writing)
        .await?;
    Ok(())
}
