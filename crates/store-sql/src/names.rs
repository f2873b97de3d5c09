//! The tables of names: measures, areas and sources stand once and are referred to by number.

use std::collections::{BTreeMap, BTreeSet};

use crate::database::Connection;
use crate::statement::{Insert, Statement, Value};
use crate::trouble::{Tried, Trouble};

/// What is named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    Measure,
    Area,
    Source,
}

impl Named {
    fn all(self) -> &'static str {
        match self {
            Self::Measure => "SELECT name, id FROM measure",
            Self::Area => "SELECT name, id FROM area",
            Self::Source => "SELECT name, id FROM source",
        }
    }

    fn into(self) -> &'static str {
        match self {
            Self::Measure => "measure (name)",
            Self::Area => "area (name)",
            Self::Source => "source (name)",
        }
    }
}

/// Numbers by name.
pub(crate) type Numbers = BTreeMap<String, i64>;

/// All names.
pub(crate) async fn all(connection: &mut Connection<'_>, of: Named) -> Tried<Numbers> {
    numbers(connection, Statement::new(of.all())).await
}

async fn numbers(connection: &mut Connection<'_>, statement: Statement<'_>) -> Tried<Numbers> {
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The most names that are looked up one by one instead of reading all.
const FEW: usize = 12;

/// The names wanted, and perhaps others, after those not known were added. To be called while
/// writing.
pub(crate) async fn with(
    connection: &mut Connection<'_>,
    of: Named,
    wanted: BTreeSet<&str>,
) -> Tried<Numbers> {
    if wanted.is_empty() {
        return Ok(Numbers::new());
    }
    let known = look_up(connection, of, &wanted).await?;
    let new: Vec<[Value<'_>; 1]> = wanted
        .iter()
        .filter(|name| !known.contains_key(**name))
        .map(|name| [Value::from(*name)])
        .collect();
    if new.is_empty() {
        return Ok(known);
    }
    let insert = Insert {
        into: of.into(),
        rows: new,
        then: "",
    };
    connection.insert(insert).await?;
    look_up(connection, of, &wanted).await
}

async fn look_up(
    connection: &mut Connection<'_>,
    of: Named,
    wanted: &BTreeSet<&str>,
) -> Tried<Numbers> {
    let mut statement = Statement::new(of.all());
    if wanted.len() <= FEW {
        statement
            .push(" WHERE name IN ")
            .push_list(wanted.iter().copied());
    }
    numbers(connection, statement).await
}

/// The number of a name that was looked up.
pub(crate) fn number_of(numbers: &Numbers, name: &str) -> Tried<i64> {
    let number = numbers.get(name).copied();
    number.ok_or_else(|| Trouble::senseless(format!("the name \"{name}\" has no number")))
}
