//! Queries and their conversations.

use peel_data_core::{QueryFilter, QueryStep, StoreError};
use peel_model::{
    CheckId, Query, QueryAction, QueryId, QueryMove, QueryState, QuerySubject, Revision,
    RevisionRecord,
};

use crate::database::Connection;
use crate::names::{Named, number_of};
use crate::statement::{Insert, Row, Statement, Value};
use crate::trouble::{Tried, Trouble};
use crate::{codec, names};

/// Raises queries; the first has place 1.
pub(crate) async fn raise<'s>(
    writing: &mut Connection<'_>,
    record: &RevisionRecord,
    subjects: &'s [QuerySubject],
) -> Tried<()> {
    let forces = subjects.iter().map(|it| it.force.as_str()).collect();
    let measures = subjects.iter().map(|it| it.measure.as_str()).collect();
    let areas = names::with(writing, Named::Area, forces).await?;
    let measures = names::with(writing, Named::Measure, measures).await?;
    let row = |(place, subject): (i64, &'s QuerySubject)| -> Tried<[Value<'s>; 13]> {
        Ok([
            codec::number(record.revision).into(),
            place.into(),
            number_of(&areas, subject.force.as_str())?.into(),
            subject.edition.as_str().into(),
            number_of(&measures, subject.measure.as_str())?.into(),
            codec::period_number(subject.period).into(),
            codec::status_letter(subject.reading).into(),
            subject.reading.value().into(),
            subject.check.as_ref().map(CheckId::as_str).into(),
            subject.question.as_str().into(),
            record.recorded_at.into(),
            QueryState::Open.name().into(),
            0.into(),
        ])
    };
    let insert = Insert {
        into: "query (revision, place, area, edition, measure, period, status, value, check_id, \
               question, raised_at, state, moves)",
        rows: (1..).zip(subjects).map(row).collect::<Tried<_>>()?,
        then: "",
    };
    writing.insert(insert).await
}

/// Takes steps, each from where its query stands.
pub(crate) async fn write_steps(
    writing: &mut Connection<'_>,
    revision: Revision,
    steps: &[QueryStep],
) -> Tried<()> {
    for step in steps {
        write_step(writing, revision, step).await?;
    }
    Ok(())
}

async fn write_step(
    writing: &mut Connection<'_>,
    revision: Revision,
    step: &QueryStep,
) -> Tried<()> {
    let (query, place) = numbers(step.query);
    // Only one writer is here at a time: what is read stays until it is written.
    let statement = Statement::new(
        "SELECT area FROM query WHERE revision = $1 AND place = $2 AND state = $3 AND moves = $4",
    )
    .bind(query)
    .bind(place)
    .bind(step.action.begins_in().name())
    .bind(i64::from(step.after));
    let Some(row) = writing.row(statement).await? else {
        return Err(Trouble::Refused(StoreError::QueryMoved {
            query: step.query,
        }));
    };
    let area: i64 = row.get(0)?;
    let next = i64::from(step.after).saturating_add(1);
    let statement = Statement::new(
        "UPDATE query SET state = $1, moves = $2 WHERE revision = $3 AND place = $4 AND area = $5",
    )
    .bind(step.action.leads_to().name())
    .bind(next)
    .bind(query)
    .bind(place)
    .bind(area);
    writing.execute(statement).await?;
    let statement = Statement::new(
        "INSERT INTO query_move \
         (query_revision, query_place, move, area, revision, action, text) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(query)
    .bind(place)
    .bind(next)
    .bind(area)
    .bind(codec::number(revision))
    .bind(step.action.name())
    .bind(step.text.as_str());
    writing.execute(statement).await?;
    Ok(())
}

fn numbers(id: QueryId) -> (i64, i64) {
    (codec::number(id.revision()), i64::from(id.place()))
}

pub(crate) async fn one(connection: &mut Connection<'_>, id: QueryId) -> Tried<Option<Query>> {
    let (revision, place) = numbers(id);
    let mut chosen = Statement::new("SELECT * FROM query WHERE revision = $1 AND place = $2")
        .bind(revision)
        .bind(place);
    Ok(with_moves(connection, &mut chosen).await?.pop())
}

pub(crate) async fn list(
    connection: &mut Connection<'_>,
    filter: &QueryFilter,
) -> Tried<Vec<Query>> {
    let (revision, place) = filter.page.after().copied().map_or((0, 0), numbers);
    let mut chosen = Statement::new("SELECT * FROM query WHERE (revision, place) > ($1, $2)")
        .bind(revision)
        .bind(place);
    if let Some(edition) = &filter.edition {
        chosen.push(" AND edition = ").push_bind(edition.as_str());
    }
    if let Some(force) = &filter.force {
        chosen
            .push(" AND area = (SELECT id FROM area WHERE name = ")
            .push_bind(force.as_str())
            .push(")");
    }
    if !filter.states.is_empty() {
        chosen
            .push(" AND state IN ")
            .push_list(filter.states.iter().map(|state| state.name()));
    }
    if let Some(check) = &filter.check {
        chosen.push(" AND check_id = ").push_bind(check.as_str());
    }
    if let Some(moment) = filter.raised_before {
        chosen.push(" AND raised_at < ").push_bind(moment);
    }
    chosen.push(" ORDER BY revision, place LIMIT ");
    chosen.push_bind(i64::try_from(filter.page.size()).unwrap_or(i64::MAX));
    with_moves(connection, &mut chosen).await
}

/// The chosen queries, each with its whole conversation.
///
/// One statement, so that a query chosen by its state is read as it was when it stood there.
async fn with_moves(
    connection: &mut Connection<'_>,
    chosen: &mut Statement<'_>,
) -> Tried<Vec<Query>> {
    let mut statement = Statement::new(
        "SELECT q.revision, q.place, q.edition, a.name, m.name, q.period, q.status, q.value, \
         q.check_id, q.question, raised.author, q.raised_at, \
         s.action, moved.author, s.text, moved.recorded_at, s.revision \
         FROM (",
    );
    statement.values.append(&mut chosen.values);
    statement.push(&chosen.text).push(
        ") q JOIN area a ON a.id = q.area JOIN measure m ON m.id = q.measure \
         JOIN revision raised ON raised.number = q.revision \
         LEFT JOIN query_move s \
         ON s.query_revision = q.revision AND s.query_place = q.place AND s.area = q.area \
         LEFT JOIN revision moved ON moved.number = s.revision \
         ORDER BY q.revision, q.place, s.move",
    );
    let mut queries: Vec<Query> = Vec::new();
    for row in connection.rows(statement).await? {
        let id = id(&row)?;
        if queries.last().is_none_or(|last| last.id != id) {
            queries.push(query(&row, id)?);
        }
        let moves = queries.last_mut().map(|query| &mut query.moves);
        if let Some((moves, step)) = moves.zip(step(&row)?) {
            moves.push(step);
        }
    }
    Ok(queries)
}

fn id(row: &Row) -> Tried<QueryId> {
    let place = codec::unsigned(row.get(1)?)?;
    QueryId::new(codec::revision(row.get(0)?)?, place)
        .ok_or_else(|| Trouble::senseless("a query has place 0"))
}

fn query(row: &Row, id: QueryId) -> Tried<Query> {
    let check: Option<&str> = row.get(8)?;
    Ok(Query {
        id,
        subject: QuerySubject {
            edition: codec::parsed(row.get(2)?)?,
            force: codec::parsed(row.get(3)?)?,
            measure: codec::parsed(row.get(4)?)?,
            period: codec::period(row.get(5)?)?,
            reading: codec::reading(row.get(7)?, row.get(6)?)?,
            check: check.map(codec::parsed).transpose()?,
            question: row.get(9)?,
        },
        author: row.get(10)?,
        raised_at: row.get(11)?,
        moves: Vec::new(),
    })
}

/// The step that a row brings; a query without any has one row without.
fn step(row: &Row) -> Tried<Option<QueryMove>> {
    let Some(action) = row.get::<Option<&str>>(12)? else {
        return Ok(None);
    };
    Ok(Some(QueryMove {
        action: QueryAction::from_name(action)
            .ok_or_else(|| Trouble::senseless(format!("\"{action}\" is no step of a query")))?,
        author: row.get(13)?,
        text: row.get(14)?,
        at: row.get(15)?,
        revision: codec::revision(row.get(16)?)?,
    }))
}
