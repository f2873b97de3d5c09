//! Reading what is known of revisions.

use std::collections::BTreeMap;

use peel_data_core::{Checksum, Page, RequestId, StoreError};
use peel_model::{MeasureId, Revision, RevisionKind, RevisionRecord};

use crate::codec;
use crate::database::Connection;
use crate::statement::{Row, Statement};
use crate::trouble::{Tried, Trouble};

pub(crate) async fn newest(connection: &mut Connection<'_>) -> Tried<Option<Revision>> {
    let row = connection
        .row(Statement::new("SELECT max(number) FROM revision"))
        .await?;
    let newest: Option<i64> = row.map(|row| row.get(0)).transpose()?.flatten();
    newest.map(codec::revision).transpose()
}

/// The revision to read at; `None` when nothing was recorded yet.
pub(crate) async fn at(
    connection: &mut Connection<'_>,
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
pub(crate) async fn until(connection: &mut Connection<'_>, as_of: Option<Revision>) -> Tried<i64> {
    Ok(at(connection, as_of).await?.map_or(0, codec::number))
}

pub(crate) async fn with_request(
    connection: &mut Connection<'_>,
    request_id: &RequestId,
) -> Tried<Option<RevisionRecord>> {
    let statement = Statement::new("SELECT number FROM revision WHERE request_id = $1");
    match connection.row(statement.bind(request_id.as_str())).await? {
        Some(row) => {
            let number = row.get(0)?;
            Ok(between(connection, number, number, 1).await?.pop())
        }
        None => Ok(None),
    }
}

pub(crate) async fn one(
    connection: &mut Connection<'_>,
    revision: Revision,
) -> Tried<Option<RevisionRecord>> {
    let number = codec::number(revision);
    Ok(between(connection, number, number, 1).await?.pop())
}

pub(crate) async fn page(
    connection: &mut Connection<'_>,
    page: &Page<Revision>,
) -> Tried<Vec<RevisionRecord>> {
    let after = page.after().copied().map_or(0, codec::number);
    let most = i64::try_from(page.size()).unwrap_or(i64::MAX);
    between(connection, after.saturating_add(1), i64::MAX, most).await
}

async fn between(
    connection: &mut Connection<'_>,
    first: i64,
    last: i64,
    most: i64,
) -> Tried<Vec<RevisionRecord>> {
    let statement = Statement::new(
        "SELECT number, kind, title, author, recorded_at, checksum, observations, \
         (SELECT count(*) FROM decision_file d WHERE d.revision = number) FROM revision \
         WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT $3",
    )
    .bind(first)
    .bind(last)
    .bind(most);
    let rows = connection.rows(statement).await?;
    let mut records: Vec<_> = rows.iter().map(record).collect::<Tried<_>>()?;
    let Some(last) = records.last().map(|record| codec::number(record.revision)) else {
        return Ok(records);
    };
    let statement = Statement::new(
        "SELECT r.revision, m.name FROM revision_measure r JOIN measure m ON m.id = r.measure \
         WHERE r.revision BETWEEN $1 AND $2 ORDER BY r.revision, m.name",
    )
    .bind(first)
    .bind(last);
    let mut measures: BTreeMap<Revision, Vec<MeasureId>> = BTreeMap::new();
    for touched in connection.rows(statement).await? {
        let of = measures
            .entry(codec::revision(touched.get(0)?)?)
            .or_default();
        of.push(codec::parsed(touched.get(1)?)?);
    }
    for record in &mut records {
        record.measures = measures.remove(&record.revision).unwrap_or_default();
    }
    Ok(records)
}

fn record(row: &Row) -> Tried<RevisionRecord> {
    let kind: &str = row.get(1)?;
    let kind = RevisionKind::from_name(kind)
        .ok_or_else(|| Trouble::senseless(format!("\"{kind}\" is no kind of revision")))?;
    let decisions: i64 = row.get(7)?;
    Ok(RevisionRecord {
        revision: codec::revision(row.get(0)?)?,
        kind,
        title: row.get(2)?,
        author: row.get(3)?,
        recorded_at: row.get(4)?,
        checksum: row.get(5)?,
        observations: codec::unsigned(row.get(6)?)?,
        measures: Vec::new(),
        changes_edition: kind == RevisionKind::Edition || decisions > 0,
    })
}

/// The most checksums asked for in one statement.
const CHECKSUMS: usize = 500;

pub(crate) async fn recorded(
    connection: &mut Connection<'_>,
    checksums: &[Checksum],
) -> Tried<BTreeMap<Checksum, Revision>> {
    let mut found = BTreeMap::new();
    for checksums in checksums.chunks(CHECKSUMS) {
        let mut statement =
            Statement::new("SELECT checksum, min(number) FROM revision WHERE checksum IN ");
        statement.push_list(checksums.iter().map(Checksum::as_str));
        statement.push(" GROUP BY checksum");
        for row in connection.rows(statement).await? {
            found.insert(codec::parsed(row.get(0)?)?, codec::revision(row.get(1)?)?);
        }
    }
    Ok(found)
}

pub(crate) async fn of_measures(
    connection: &mut Connection<'_>,
    as_of: Option<Revision>,
) -> Tried<BTreeMap<MeasureId, Revision>> {
    let until = until(connection, as_of).await?;
    // One look into the index per measure, however many revisions touched it.
    let statement = Statement::new(
        "SELECT m.name, (SELECT max(r.revision) FROM revision_measure r \
         WHERE r.measure = m.id AND r.revision <= $1) FROM measure m",
    )
    .bind(until);
    let mut revisions = BTreeMap::new();
    for row in connection.rows(statement).await? {
        // A measure that is only asked about, or was touched later, has none.
        if let Some(number) = row.get(1)? {
            revisions.insert(codec::parsed(row.get(0)?)?, codec::revision(number)?);
        }
    }
    Ok(revisions)
}
