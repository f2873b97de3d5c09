//! Returns: submissions, what they declare, sign-offs and freezes.

use std::collections::{BTreeMap, BTreeSet};

use peel_data_core::{Cell, NewFreeze, NewSignOff, Submission, SubmissionQuery};
use peel_model::{Declaration, EditionId, ForceId, Freeze, Revision, SignOff, SubmissionRecord};

use crate::database::Connection;
use crate::names::{Named, number_of};
use crate::statement::{Insert, Row, Statement, Value};
use crate::trouble::Tried;
use crate::{codec, names, revisions};

pub(crate) async fn write_submission(
    writing: &mut Connection<'_>,
    revision: Revision,
    submission: &Submission,
) -> Tried<()> {
    let area = area_of(writing, &submission.force).await?;
    let statement = Statement::new(
        "INSERT INTO submission (revision, edition, area, note, checked_against, queries) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(codec::number(revision))
    .bind(submission.edition.as_str())
    .bind(area)
    .bind(submission.note.as_str())
    .bind(codec::number(submission.checked_against))
    .bind(i64::try_from(submission.raised.len()).unwrap_or(i64::MAX));
    writing.execute(statement).await?;
    write_declarations(writing, revision, area, &submission.declarations).await
}

async fn write_declarations<'d>(
    writing: &mut Connection<'_>,
    revision: Revision,
    area: i64,
    declarations: &'d [Declaration],
) -> Tried<()> {
    let wanted = declarations.iter().map(|it| it.measure.as_str()).collect();
    let measures = names::with(writing, Named::Measure, wanted).await?;
    let row = |declaration: &'d Declaration| -> Tried<[Value<'d>; 6]> {
        Ok([
            number_of(&measures, declaration.measure.as_str())?.into(),
            codec::period_number(declaration.period).into(),
            area.into(),
            codec::number(revision).into(),
            declaration.reason.as_str().into(),
            declaration.months.map(i64::from).into(),
        ])
    };
    let insert = Insert {
        into: "declaration (measure, period, area, revision, reason, months)",
        rows: declarations.iter().map(row).collect::<Tried<_>>()?,
        then: "",
    };
    writing.insert(insert).await
}

pub(crate) async fn write_sign_off(
    writing: &mut Connection<'_>,
    revision: Revision,
    signed: &NewSignOff,
) -> Tried<()> {
    let area = area_of(writing, &signed.force).await?;
    let statement = Statement::new(
        "INSERT INTO sign_off (revision, edition, area, as_at, note) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(codec::number(revision))
    .bind(signed.edition.as_str())
    .bind(area)
    .bind(codec::number(signed.as_at))
    .bind(signed.note.as_str());
    writing.execute(statement).await?;
    Ok(())
}

pub(crate) async fn write_freeze(
    writing: &mut Connection<'_>,
    revision: Revision,
    frozen: &NewFreeze,
) -> Tried<()> {
    let statement = Statement::new(
        "INSERT INTO edition_freeze (revision, edition, as_at, reason) VALUES ($1, $2, $3, $4)",
    )
    .bind(codec::number(revision))
    .bind(frozen.edition.as_str())
    .bind(codec::number(frozen.as_at))
    .bind(frozen.reason.as_str());
    writing.execute(statement).await?;
    Ok(())
}

async fn area_of(writing: &mut Connection<'_>, force: &ForceId) -> Tried<i64> {
    let wanted = BTreeSet::from([force.as_str()]);
    let areas = names::with(writing, Named::Area, wanted).await?;
    number_of(&areas, force.as_str())
}

/// What came before a submission makes it a correction after sign-off or freeze.
const SUBMISSIONS: &str = "\
    SELECT s.revision, s.edition, a.name, r.author, s.note, r.recorded_at, s.checked_against, \
    r.observations, s.queries, \
    (SELECT o.as_at FROM sign_off o \
     WHERE o.edition = s.edition AND o.area = s.area AND o.as_at < s.revision \
     ORDER BY o.revision DESC LIMIT 1), \
    (SELECT f.as_at FROM edition_freeze f WHERE f.edition = s.edition AND f.revision < s.revision \
     ORDER BY f.revision DESC LIMIT 1) \
    FROM submission s JOIN revision r ON r.number = s.revision JOIN area a ON a.id = s.area \
    WHERE s.revision > $1";

pub(crate) async fn submissions(
    connection: &mut Connection<'_>,
    query: &SubmissionQuery,
) -> Tried<Vec<SubmissionRecord>> {
    let after = query.page.after().copied().map_or(0, codec::number);
    let mut statement = Statement::new(SUBMISSIONS).bind(after);
    if let Some(force) = &query.force {
        statement
            .push(" AND s.area = (SELECT id FROM area WHERE name = ")
            .push_bind(force.as_str())
            .push(")");
    }
    if let Some(edition) = &query.edition {
        statement
            .push(" AND s.edition = ")
            .push_bind(edition.as_str());
    }
    statement.push(" ORDER BY s.revision LIMIT ");
    statement.push_bind(i64::try_from(query.page.size()).unwrap_or(i64::MAX));
    let rows = connection.rows(statement).await?;
    rows.iter().map(submission).collect()
}

fn submission(row: &Row) -> Tried<SubmissionRecord> {
    let revision = |number: Option<i64>| number.map(codec::revision).transpose();
    Ok(SubmissionRecord {
        revision: codec::revision(row.get(0)?)?,
        edition: codec::parsed(row.get(1)?)?,
        force: codec::parsed(row.get(2)?)?,
        author: row.get(3)?,
        note: row.get(4)?,
        recorded_at: row.get(5)?,
        checked_against: codec::revision(row.get(6)?)?,
        values: codec::unsigned(row.get(7)?)?,
        queries: codec::unsigned(row.get(8)?)?,
        after_sign_off: revision(row.get(9)?)?,
        after_freeze: revision(row.get(10)?)?,
    })
}

pub(crate) async fn declarations(
    connection: &mut Connection<'_>,
    cell: &Cell,
) -> Tried<BTreeMap<Revision, Declaration>> {
    let statement = Statement::new(
        "SELECT d.revision, d.reason, d.months FROM declaration d \
         JOIN measure m ON m.id = d.measure JOIN area a ON a.id = d.area \
         WHERE m.name = $1 AND d.period = $2 AND a.name = $3",
    )
    .bind(cell.measure.as_str())
    .bind(codec::period_number(cell.period))
    .bind(cell.area.as_str());
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| {
            let months: Option<i64> = row.get(2)?;
            let declaration = Declaration {
                measure: cell.measure.clone(),
                period: cell.period,
                reason: row.get(1)?,
                months: months.map(codec::unsigned).transpose()?,
            };
            Ok((codec::revision(row.get(0)?)?, declaration))
        })
        .collect()
}

pub(crate) async fn sign_offs(
    connection: &mut Connection<'_>,
    edition: &EditionId,
    as_of: Option<Revision>,
) -> Tried<BTreeMap<ForceId, SignOff>> {
    let until = revisions::until(connection, as_of).await?;
    let statement = Statement::new(
        "SELECT s.revision, a.name, s.as_at, r.author, s.note, r.recorded_at FROM sign_off s \
         JOIN revision r ON r.number = s.revision JOIN area a ON a.id = s.area \
         WHERE s.edition = $1 AND s.revision = (SELECT max(n.revision) FROM sign_off n \
         WHERE n.edition = s.edition AND n.area = s.area AND n.revision <= $2)",
    )
    .bind(edition.as_str())
    .bind(until);
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| {
            let force: ForceId = codec::parsed(row.get(1)?)?;
            let signed = SignOff {
                edition: edition.clone(),
                force: force.clone(),
                as_at: codec::revision(row.get(2)?)?,
                author: row.get(3)?,
                note: row.get(4)?,
                at: row.get(5)?,
                revision: codec::revision(row.get(0)?)?,
            };
            Ok((force, signed))
        })
        .collect()
}

pub(crate) async fn freeze(
    connection: &mut Connection<'_>,
    edition: EditionId,
    as_of: Option<Revision>,
) -> Tried<Option<Freeze>> {
    let until = revisions::until(connection, as_of).await?;
    let statement = Statement::new(
        "SELECT f.revision, f.as_at, r.author, f.reason, r.recorded_at FROM edition_freeze f \
         JOIN revision r ON r.number = f.revision \
         WHERE f.edition = $1 AND f.revision <= $2 ORDER BY f.revision DESC LIMIT 1",
    )
    .bind(edition.as_str())
    .bind(until);
    let Some(row) = connection.row(statement).await? else {
        return Ok(None);
    };
    Ok(Some(Freeze {
        edition: edition.clone(),
        as_at: codec::revision(row.get(1)?)?,
        author: row.get(2)?,
        reason: row.get(3)?,
        at: row.get(4)?,
        revision: codec::revision(row.get(0)?)?,
    }))
}
