//! Writing and reading runs.

use std::collections::BTreeMap;

use peel_data_core::{RecordedRuns, RunQuery};
use peel_model::{
    ComparatorKind, FoundIn, MethodVersion, RaisedCheck, Run, RunOutcome, Severity, UsedComparison,
};

use crate::codec;
use crate::database::Connection;
use crate::statement::{Insert, Row, Statement, Value};
use crate::trouble::{Tried, Trouble};

const COLUMNS: &str = "SELECT id, force_name, edition, revision, method, outcome, comparisons, \
                       memory_hits, redis_hits, computed, started_at_milliseconds, \
                       duration_microseconds, trace_id, failure, checked FROM run ";

/// Records runs and answers each as it is recorded: what is there already stays.
pub(crate) async fn record(writing: &mut Connection<'_>, runs: Vec<Run>) -> Tried<RecordedRuns> {
    let ids: Vec<&str> = runs.iter().map(|run| run.id.as_str()).collect();
    let mut known = with_ids(writing, &ids).await?;
    let new = || runs.iter().filter(|run| !known.contains_key(&run.id));
    let repeated = new().next().is_none();
    let insert = Insert {
        into: "run (id, force_name, edition, revision, method, outcome, comparisons, \
               memory_hits, redis_hits, computed, started_at_milliseconds, \
               duration_microseconds, trace_id, failure, checked)",
        rows: new().map(columns).collect(),
        then: "",
    };
    writing.insert(insert).await?;
    let insert = Insert {
        into: "run_check (run, place, check_name, severity, stands_in, message)",
        rows: new().flat_map(check_rows).collect(),
        then: "",
    };
    writing.insert(insert).await?;
    let insert = Insert {
        into: "run_comparison (run, place, indicator, period, peer_group, revision, found_in)",
        rows: new().flat_map(used_rows).collect(),
        then: "",
    };
    writing.insert(insert).await?;
    let runs = runs.into_iter();
    let runs = runs.map(|run| known.remove(&run.id).unwrap_or(run));
    Ok(RecordedRuns {
        runs: runs.collect(),
        repeated,
    })
}

fn columns(run: &Run) -> [Value<'_>; 15] {
    [
        run.id.as_str().into(),
        run.force.as_str().into(),
        run.edition.as_str().into(),
        codec::number(run.revision).into(),
        run.method.as_str().into(),
        run.outcome.name().into(),
        i64::from(run.comparisons).into(),
        i64::from(run.memory_hits).into(),
        i64::from(run.redis_hits).into(),
        i64::from(run.computed).into(),
        run.started_at_milliseconds.into(),
        i64::try_from(run.duration_microseconds)
            .unwrap_or(i64::MAX)
            .into(),
        run.trace_id.as_str().into(),
        run.failure.as_str().into(),
        i64::from(run.checked).into(),
    ]
}

fn check_rows(run: &Run) -> impl Iterator<Item = [Value<'_>; 6]> {
    (0..).zip(&run.checks).map(|(place, raised): (i64, _)| {
        [
            run.id.as_str().into(),
            place.into(),
            raised.check.as_str().into(),
            raised.severity.name().into(),
            raised.place.as_str().into(),
            raised.message.as_str().into(),
        ]
    })
}

fn used_rows(run: &Run) -> impl Iterator<Item = [Value<'_>; 7]> {
    (0..).zip(&run.used).map(|(place, used): (i64, _)| {
        let peer_group = match &used.comparator {
            ComparatorKind::EnglandAndWales => None,
            ComparatorKind::Peers(group) => Some(group.as_str()),
        };
        [
            run.id.as_str().into(),
            place.into(),
            used.indicator.as_str().into(),
            codec::period_number(used.period).into(),
            peer_group.into(),
            used.revision.map(codec::number).into(),
            used.found_in.name().into(),
        ]
    })
}

pub(crate) async fn one(connection: &mut Connection<'_>, id: &str) -> Tried<Option<Run>> {
    Ok(with_ids(connection, &[id]).await?.remove(id))
}

/// The runs that are recorded under some identifiers, whole.
async fn with_ids(connection: &mut Connection<'_>, ids: &[&str]) -> Tried<BTreeMap<String, Run>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut statement = Statement::new(COLUMNS);
    statement
        .push("WHERE id IN ")
        .push_list(ids.iter().copied());
    let rows = connection.rows(statement).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let mut run = run(row)?;
        run.checks = checks(connection, &run.id).await?;
        run.used = used(connection, &run.id).await?;
        found.insert(run.id.clone(), run);
    }
    Ok(found)
}

async fn checks(connection: &mut Connection<'_>, run: &str) -> Tried<Vec<RaisedCheck>> {
    let statement = Statement::new(
        "SELECT check_name, severity, stands_in, message FROM run_check WHERE run = $1 \
         ORDER BY place",
    );
    let rows = connection.rows(statement.bind(run)).await?;
    let raised = rows.iter().map(|row| {
        Ok(RaisedCheck {
            check: codec::parsed(row.get(0)?)?,
            severity: codec::named(row.get(1)?, Severity::from_name)?,
            place: row.get(2)?,
            message: row.get(3)?,
        })
    });
    raised.collect()
}

async fn used(connection: &mut Connection<'_>, run: &str) -> Tried<Vec<UsedComparison>> {
    let statement = Statement::new(
        "SELECT indicator, period, peer_group, revision, found_in FROM run_comparison \
         WHERE run = $1 ORDER BY place",
    );
    let rows = connection.rows(statement.bind(run)).await?;
    let used = rows.iter().map(|row| {
        let peer_group: Option<&str> = row.get(2)?;
        let revision: Option<i64> = row.get(3)?;
        Ok(UsedComparison {
            indicator: codec::parsed(row.get(0)?)?,
            period: codec::period(row.get(1)?)?,
            comparator: match peer_group {
                None => ComparatorKind::EnglandAndWales,
                Some(group) => ComparatorKind::Peers(codec::parsed(group)?),
            },
            revision: revision.map(codec::revision).transpose()?,
            found_in: codec::named(row.get(4)?, FoundIn::from_name)?,
        })
    });
    used.collect()
}

/// Runs without their lists: a page of them shall not read thousands of rows.
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
    Ok(Run {
        id: row.get(0)?,
        force: codec::parsed(row.get(1)?)?,
        edition: codec::parsed(row.get(2)?)?,
        revision: codec::revision(row.get(3)?)?,
        method: MethodVersion::new(row.get(4)?).map_err(Trouble::senseless)?,
        outcome: codec::named(row.get(5)?, RunOutcome::from_name)?,
        comparisons: codec::unsigned(row.get(6)?)?,
        memory_hits: codec::unsigned(row.get(7)?)?,
        redis_hits: codec::unsigned(row.get(8)?)?,
        computed: codec::unsigned(row.get(9)?)?,
        started_at_milliseconds: row.get(10)?,
        duration_microseconds: codec::unsigned(row.get(11)?)?,
        trace_id: row.get(12)?,
        failure: row.get(13)?,
        checked: row.get::<i64>(14)? != 0,
        checks: Vec::new(),
        used: Vec::new(),
    })
}
