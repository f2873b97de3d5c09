//! Statements as PostgreSQL takes them.

use std::fmt::Write as _;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, PgConnection, Postgres};

use crate::statement::{Insert, Statement, Value};
use crate::trouble::Tried;

/// A statement with its values, as sqlx takes it.
pub(crate) fn bound<'v>(statement: &Statement<'v>) -> Query<'v, Postgres, PgArguments> {
    // The text is put together from literals; every value is bound.
    let text = AssertSqlSafe(statement.text.clone().into_owned());
    let query = sqlx::query(text).persistent(statement.comes_again());
    statement
        .values
        .iter()
        .fold(query, |query, value| match *value {
            Value::Number(number) => query.bind(number),
            Value::Text(text) => query.bind(text),
            Value::Real(number) => query.bind(number),
            Value::Bytes(bytes) => query.bind(bytes),
        })
}

/// A cell's key ends with its area, by which the table is distributed.
pub(crate) const RENEWS_CELLS: &str =
    "ON CONFLICT (measure, period, area_name, area) DO UPDATE SET newest = excluded.newest";

/// The most rows that one statement inserts, so that none runs for long.
const ROWS: usize = 10_000;

/// Each column goes over as one array: one prepared statement for any number of rows.
pub(crate) async fn insert<const COLUMNS: usize>(
    connection: &mut PgConnection,
    insert: &Insert<'_, COLUMNS>,
) -> Tried<()> {
    let Some(first) = insert.rows.first() else {
        return Ok(());
    };
    let text = insert_text(insert, first);
    for rows in insert.rows.chunks(ROWS) {
        let mut query = sqlx::query(AssertSqlSafe(text.as_str()));
        for (column, kind) in first.iter().enumerate() {
            let values = rows.iter().filter_map(|row| row.get(column));
            query = bind_column(query, *kind, values);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Binds the values of one column, all of the first one's kind.
fn bind_column<'q, 'v: 'q>(
    query: Query<'q, Postgres, PgArguments>,
    kind: Value<'v>,
    values: impl Iterator<Item = &'q Value<'v>>,
) -> Query<'q, Postgres, PgArguments> {
    /// One value for each, or the rows would no longer be rows.
    fn of<'q, 'v: 'q, T>(
        values: impl Iterator<Item = &'q Value<'v>>,
        of_kind: impl Fn(&'q Value<'v>) -> Option<T>,
    ) -> Vec<Option<T>> {
        values.map(of_kind).collect()
    }
    match kind {
        Value::Number(_) => query.bind(of(values, |value| match value {
            Value::Number(number) => *number,
            _ => None,
        })),
        Value::Text(_) => query.bind(of(values, |value| match value {
            Value::Text(text) => *text,
            _ => None,
        })),
        Value::Real(_) => query.bind(of(values, |value| match value {
            Value::Real(number) => *number,
            _ => None,
        })),
        Value::Bytes(_) => query.bind(of(values, |value| match value {
            Value::Bytes(bytes) => Some(*bytes),
            _ => None,
        })),
    }
}

fn insert_text<const COLUMNS: usize>(
    insert: &Insert<'_, COLUMNS>,
    first: &[Value<'_>; COLUMNS],
) -> String {
    let mut arrays = String::new();
    for (place, value) in (1..).zip(first) {
        let separator = if place == 1 { "" } else { ", " };
        let kind = match value {
            Value::Number(_) => "bigint",
            Value::Text(_) => "text",
            Value::Real(_) => "double precision",
            Value::Bytes(_) => "bytea",
        };
        // Writing to a string cannot fail.
        let _ = write!(arrays, "{separator}${place}::{kind}[]");
    }
    format!(
        "INSERT INTO {} SELECT * FROM unnest({arrays}) {}",
        insert.into, insert.then
    )
}
