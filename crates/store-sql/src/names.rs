//! The tables of names: measures, areas and sources stand once and are referred to by number.

use std::collections::{BTreeMap, BTreeSet};

use crate::sqlite::Connection;
use crate::trouble::Tried;

/// What is named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    Measure,
    Area,
    Source,
}

/// Numbers by name.
pub(crate) type Numbers = BTreeMap<String, i64>;

/// All names.
pub(crate) async fn all(connection: &mut Connection, of: Named) -> Tried<Numbers> {
    let statement = match of {
        Named::Measure => "SELECT name, id FROM measure",
        Named::Area => "SELECT name, id FROM area",
        Named::Source => "SELECT name, id FROM source",
    };
    let rows: Vec<(String, i64)> = sqlx::query_as(statement).fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

/// All names, after those wanted were added. To be called while writing.
pub(crate) async fn with(
    connection: &mut Connection,
    of: Named,
    wanted: BTreeSet<&str>,
) -> Tried<Numbers> {
    let statement = match of {
        Named::Measure => "INSERT INTO measure (name) VALUES ($1) RETURNING id",
        Named::Area => "INSERT INTO area (name) VALUES ($1) RETURNING id",
        Named::Source => "INSERT INTO source (name) VALUES ($1) RETURNING id",
    };
    let mut known = all(connection, of).await?;
    for name in wanted {
        if !known.contains_key(name) {
            let id = sqlx::query_scalar(statement)
                .bind(name)
                .fetch_one(&mut *connection)
                .await?;
            known.insert(name.to_owned(), id);
        }
    }
    Ok(known)
}
