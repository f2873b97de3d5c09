//! Writing and reading runs.

use peel_data_core::{RunQuery, StoreError};
use peel_model::{MethodVersion, Run, RunOutcome};

use crate::codec;
use crate::database::Connection;
use crate::statement::{Row, Statement};
use crate::trouble::{Tried, Trouble};

const COLUMNS: &str = "SELECT id, force_name, edition, revision, method, outcome, comparisons, \
                       memory_hits, redis_hits, computed, started_at_milliseconds, \
                       duration_microseconds, trace_id, failure FROM run ";

pub(crate) async fn record(writing: &mut Connection<'_>, run: &Run) -> Tried<()> {
    match one(writing, &run.id).await? {
        None => insert(writing, run).await,
        Some(known) if known == *run => Ok(()),
        Some(known) => Err(Trouble::Refused(StoreError::RunConflict { id: known.id })),
    }
}

async fn insert(writing: &mut Connection<'_>, run: &Run) -> Tried<()> {
    let statement = Statement::new(
        "INSERT INTO run (id, force_name, edition, revision, method, outcome, comparisons, \
         memory_hits, redis_hits, computed, started_at_milliseconds, duration_microseconds, \
         trace_id, failure) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(run.id.as_str())
    .bind(run.force.as_str())
    .bind(run.edition.as_str())
    .bind(codec::number(run.revision))
    .bind(run.method.as_str())
    .bind(run.outcome.name())
    .bind(i64::from(run.comparisons))
    .bind(i64::from(run.memory_hits))
    .bind(i64::from(run.redis_hits))
    .bind(i64::from(run.computed))
    .bind(run.started_at_milliseconds)
    .bind(i64::try_from(run.duration_microseconds).unwrap_or(i64::MAX))
    .bind(run.trace_id.as_str())
    .bind(run.failure.as_str());
    writing.execute(statement).await?;
    Ok(())
}

pub(crate) async fn one(connection: &mut Connection<'_>, id: &str) -> Tried<Option<Run>> {
    let mut statement = Statement::new(COLUMNS);
    statement.push("WHERE id = ").push_bind(id);
    let row = connection.row(statement).await?;
    row.as_ref().map(run).transpose()
}

pub(crate) async fn list(connection: &mut Connection<'_>, query: &RunQuery) -> Tried<Vec<Run>> {
    let mut statement = Statement::new(COLUMNS);
    statement.push("WHERE 1 = 1");
    if let Some(force) = &query.force {
        statement
            .push(" AND force_name = ")
            .push_bind(force.as_str());
    }
    if let Some(edition) = &query.edition {
        statement
            .push(" AND edition = ")
            .push_bind(edition.as_str());
    }
    if let Some(after) = query.page.after() {
        let start = after.started_at_milliseconds;
        statement
            .push(" AND started_at_milliseconds <= ")
            .push_bind(start);
        statement
            .push(" AND (started_at_milliseconds < ")
            .push_bind(start);
        statement
            .push(" OR id > ")
            .push_bind(after.id.as_str())
            .push(")");
    }
    statement.push(" ORDER BY started_at_milliseconds DESC, id LIMIT ");
    statement.push_bind(i64::try_from(query.page.size()).unwrap_or(i64::MAX));
    let rows = connection.rows(statement).await?;
    rows.iter().map(run).collect()
}

fn run(row: &Row) -> Tried<Run> {
    let outcome: &str = row.get(5)?;
    Ok(Run {
        id: row.get(0)?,
        force: codec::parsed(row.get(1)?)?,
        edition: codec::parsed(row.get(2)?)?,
        revision: codec::revision(row.get(3)?)?,
        method: MethodVersion::new(row.get(4)?).map_err(Trouble::senseless)?,
        outcome: RunOutcome::from_name(outcome)
            .ok_or_else(|| Trouble::senseless(format!("\"{outcome}\" is no outcome")))?,
        comparisons: codec::unsigned(row.get(6)?)?,
        memory_hits: codec::unsigned(row.get(7)?)?,
        redis_hits: codec::unsigned(row.get(8)?)?,
        computed: codec::unsigned(row.get(9)?)?,
        started_at_milliseconds: row.get(10)?,
        duration_microseconds: codec::unsigned(row.get(11)?)?,
        trace_id: row.get(12)?,
        failure: row.get(13)?,
    })
}
