//! Writing and reading runs.

use peel_data_core::{RunQuery, StoreError};
use peel_model::{MethodVersion, Run, RunOutcome};
use sqlx::{QueryBuilder, Row as _};

use crate::codec;
use crate::sqlite::{Connection, Database, Row};
use crate::trouble::{Tried, Trouble};

const COLUMNS: &str = "SELECT id, force_name, edition, revision, method, outcome, comparisons, \
                       memory_hits, redis_hits, computed, started_at_milliseconds, \
                       duration_microseconds, trace_id, failure FROM run ";

pub(crate) async fn record(writing: &mut Connection, run: Run) -> Tried<()> {
    match one(writing, &run.id).await? {
        None => insert(writing, &run).await,
        Some(known) if known == run => Ok(()),
        Some(known) => Err(Trouble::Refused(StoreError::RunConflict { id: known.id })),
    }
}

async fn insert(writing: &mut Connection, run: &Run) -> Tried<()> {
    sqlx::query(
        "INSERT INTO run (id, force_name, edition, revision, method, outcome, comparisons, \
         memory_hits, redis_hits, computed, started_at_milliseconds, duration_microseconds, \
         trace_id, failure) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&run.id)
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
    .bind(&run.trace_id)
    .bind(&run.failure)
    .execute(writing)
    .await?;
    Ok(())
}

pub(crate) async fn one(connection: &mut Connection, id: &str) -> Tried<Option<Run>> {
    let mut statement: QueryBuilder<Database> = QueryBuilder::new(COLUMNS);
    statement.push("WHERE id = ").push_bind(id);
    let row = statement.build().fetch_optional(connection).await?;
    row.as_ref().map(run).transpose()
}

pub(crate) async fn list(connection: &mut Connection, query: &RunQuery) -> Tried<Vec<Run>> {
    let mut statement: QueryBuilder<Database> = QueryBuilder::new(COLUMNS);
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
    let rows = statement.build().fetch_all(connection).await?;
    rows.iter().map(run).collect()
}

fn run(row: &Row) -> Tried<Run> {
    let outcome: &str = row.try_get("outcome")?;
    Ok(Run {
        id: row.try_get("id")?,
        force: codec::parsed(row.try_get("force_name")?)?,
        edition: codec::parsed(row.try_get("edition")?)?,
        revision: codec::revision(row.try_get("revision")?)?,
        method: MethodVersion::new(row.try_get("method")?).map_err(Trouble::senseless)?,
        outcome: RunOutcome::from_name(outcome)
            .ok_or_else(|| Trouble::senseless(format!("\"{outcome}\" is no outcome")))?,
        comparisons: codec::unsigned(row.try_get("comparisons")?)?,
        memory_hits: codec::unsigned(row.try_get("memory_hits")?)?,
        redis_hits: codec::unsigned(row.try_get("redis_hits")?)?,
        computed: codec::unsigned(row.try_get("computed")?)?,
        started_at_milliseconds: row.try_get("started_at_milliseconds")?,
        duration_microseconds: codec::unsigned(row.try_get("duration_microseconds")?)?,
        trace_id: row.try_get("trace_id")?,
        failure: row.try_get("failure")?,
    })
}
