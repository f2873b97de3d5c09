//! Reading what is known of revisions.

use std::collections::BTreeMap;

use peel_data_core::{Checksum, Page, RequestId, StoreError};
use peel_model::{MeasureId, Revision, RevisionKind, RevisionRecord};
use sqlx::{QueryBuilder, Row as _};

use crate::codec;
use crate::sqlite::{Connection, Database, Row};
use crate::trouble::{Tried, Trouble};

pub(crate) async fn newest(connection: &mut Connection) -> Tried<Option<Revision>> {
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(number) FROM revision")
        .fetch_one(connection)
        .await?;
    newest.map(codec::revision).transpose()
}

/// The revision to read at; `None` when nothing was recorded yet.
pub(crate) async fn at(
    connection: &mut Connection,
    as_of: Option<Revision>,
) -> Tried<Option<Revision>> {
    let newest = newest(connection).await?;
    match as_of {
        Some(asked) if Some(asked) > newest => Err(Trouble::Refused(StoreError::FutureRevision {
            asked,
            newest,
        })),
        Some(asked) => Ok(Some(asked)),
        None => Ok(newest),
    }
}

/// Until which number is read; nothing lies at or below 0.
pub(crate) async fn until(connection: &mut Connection, as_of: Option<Revision>) -> Tried<i64> {
    Ok(at(connection, as_of).await?.map_or(0, codec::number))
}

pub(crate) async fn with_request(
    connection: &mut Connection,
    request_id: &RequestId,
) -> Tried<Option<RevisionRecord>> {
    let number: Option<i64> =
        sqlx::query_scalar("SELECT number FROM revision WHERE request_id = $1")
            .bind(request_id.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    match number {
        Some(number) => Ok(between(connection, number, number, 1).await?.pop()),
        None => Ok(None),
    }
}

pub(crate) async fn one(
    connection: &mut Connection,
    revision: Revision,
) -> Tried<Option<RevisionRecord>> {
    let number = codec::number(revision);
    Ok(between(connection, number, number, 1).await?.pop())
}

pub(crate) async fn page(
    connection: &mut Connection,
    page: &Page<Revision>,
) -> Tried<Vec<RevisionRecord>> {
    let after = page.after().copied().map_or(0, codec::number);
    let most = i64::try_from(page.size()).unwrap_or(i64::MAX);
    between(connection, after.saturating_add(1), i64::MAX, most).await
}

async fn between(
    connection: &mut Connection,
    first: i64,
    last: i64,
    most: i64,
) -> Tried<Vec<RevisionRecord>> {
    let rows = sqlx::query(
        "SELECT number, kind, title, author, recorded_at, checksum, observations FROM revision \
         WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT $3",
    )
    .bind(first)
    .bind(last)
    .bind(most)
    .fetch_all(&mut *connection)
    .await?;
    let mut records: Vec<_> = rows.iter().map(record).collect::<Tried<_>>()?;
    let Some(last) = records.last().map(|record| codec::number(record.revision)) else {
        return Ok(records);
    };
    let touched: Vec<(i64, String)> = sqlx::query_as(
        "SELECT r.revision, m.name FROM revision_measure r JOIN measure m ON m.id = r.measure \
         WHERE r.revision BETWEEN $1 AND $2 ORDER BY r.revision, m.name",
    )
    .bind(first)
    .bind(last)
    .fetch_all(connection)
    .await?;
    let mut measures: BTreeMap<Revision, Vec<MeasureId>> = BTreeMap::new();
    for (number, name) in touched {
        let of = measures.entry(codec::revision(number)?).or_default();
        of.push(codec::parsed(&name)?);
    }
    for record in &mut records {
        record.measures = measures.remove(&record.revision).unwrap_or_default();
    }
    Ok(records)
}

fn record(row: &Row) -> Tried<RevisionRecord> {
    let kind: &str = row.try_get("kind")?;
    Ok(RevisionRecord {
        revision: codec::revision(row.try_get("number")?)?,
        kind: RevisionKind::from_name(kind)
            .ok_or_else(|| Trouble::senseless(format!("\"{kind}\" is no kind of revision")))?,
        title: row.try_get("title")?,
        author: row.try_get("author")?,
        recorded_at: row.try_get("recorded_at")?,
        checksum: row.try_get("checksum")?,
        observations: codec::unsigned(row.try_get("observations")?)?,
        measures: Vec::new(),
    })
}

/// The most checksums asked for in one statement.
const CHECKSUMS: usize = 500;

pub(crate) async fn recorded(
    connection: &mut Connection,
    checksums: &[Checksum],
) -> Tried<BTreeMap<Checksum, Revision>> {
    let mut found = BTreeMap::new();
    for checksums in checksums.chunks(CHECKSUMS) {
        let mut statement: QueryBuilder<Database> =
            QueryBuilder::new("SELECT checksum, min(number) FROM revision WHERE checksum IN (");
        let mut list = statement.separated(", ");
        for checksum in checksums {
            list.push_bind(checksum.as_str());
        }
        statement.push(") GROUP BY checksum");
        let rows: Vec<(String, i64)> = statement
            .build_query_as()
            .persistent(false)
            .fetch_all(&mut *connection)
            .await?;
        for (checksum, number) in rows {
            found.insert(codec::parsed(&checksum)?, codec::revision(number)?);
        }
    }
    Ok(found)
}

pub(crate) async fn of_measures(
    connection: &mut Connection,
    as_of: Option<Revision>,
) -> Tried<BTreeMap<MeasureId, Revision>> {
    let until = until(connection, as_of).await?;
    // One look into the index per measure, however many revisions touched it.
    let rows: Vec<(String, Option<i64>)> = sqlx::query_as(
        "SELECT m.name, (SELECT max(r.revision) FROM revision_measure r \
         WHERE r.measure = m.id AND r.revision <= $1) FROM measure m",
    )
    .bind(until)
    .fetch_all(connection)
    .await?;
    let touched = rows
        .into_iter()
        .filter_map(|(name, number)| Some((name, number?)));
    touched
        .map(|(name, number)| Ok((codec::parsed(&name)?, codec::revision(number)?)))
        .collect()
}
