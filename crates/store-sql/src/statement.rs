//! Statements, and rows that answer them, whichever database they are for.
//!
//! Every statement is plain SQL with `$1` for the first value, so that it is written once. How
//! values are bound and many rows inserted at once differs, and is in `sqlite` and `postgres`.

use std::borrow::Cow;

#[cfg(feature = "postgres")]
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row as _, Sqlite, Type};

use crate::trouble::Tried;

/// A value on its way into a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'v> {
    Number(Option<i64>),
    Text(Option<&'v str>),
    Real(Option<f64>),
    Bytes(&'v [u8]),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(text: &'v str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'v> From<Option<&'v str>> for Value<'v> {
    fn from(text: Option<&'v str>) -> Self {
        Self::Text(text)
    }
}

impl From<Option<f64>> for Value<'_> {
    fn from(number: Option<f64>) -> Self {
        Self::Real(number)
    }
}

impl<'v> From<&'v [u8]> for Value<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

/// The most values that a statement of varying length may have to be worth keeping prepared.
const FEW: usize = 12;

/// A statement and its values.
#[derive(Debug)]
pub(crate) struct Statement<'v> {
    pub(crate) text: Cow<'static, str>,
    pub(crate) values: Vec<Value<'v>>,
}

impl<'v> Statement<'v> {
    pub(crate) fn new(text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            values: Vec::new(),
        }
    }

    /// The next of the values that the text refers to.
    pub(crate) fn bind(mut self, value: impl Into<Value<'v>>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds a reference to a value, and the value.
    pub(crate) fn push_bind(&mut self, value: impl Into<Value<'v>>) -> &mut Self {
        self.values.push(value.into());
        let place = self.values.len();
        self.push(&format!("${place}"))
    }

    /// Adds a list of values in parentheses.
    pub(crate) fn push_list<V: Into<Value<'v>>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        let mut separator = "(";
        for value in values {
            self.push(separator).push_bind(value);
            separator = ", ";
        }
        self.push(")")
    }

    /// Whether it will come again word for word. Others would fill the cache of prepared ones.
    pub(crate) fn comes_again(&self) -> bool {
        self.values.len() <= FEW || matches!(self.text, Cow::Borrowed(_))
    }
}

/// Many rows for one table, all with values of the same kinds.
pub(crate) struct Insert<'v, const COLUMNS: usize> {
    /// The table and its columns, as after `INSERT INTO`.
    pub(crate) into: &'static str,
    pub(crate) rows: Vec<[Value<'v>; COLUMNS]>,
    /// What follows the rows; may be empty.
    pub(crate) then: &'static str,
}

/// What every database there is can keep in a column.
#[cfg(feature = "postgres")]
pub(crate) trait Stored<'r>:
    Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>
{
}

#[cfg(feature = "postgres")]
impl<'r, T> Stored<'r> for T where
    T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>
{
}

/// What every database there is can keep in a column.
#[cfg(not(feature = "postgres"))]
pub(crate) trait Stored<'r>: Decode<'r, Sqlite> + Type<Sqlite> {}

#[cfg(not(feature = "postgres"))]
impl<'r, T> Stored<'r> for T where T: Decode<'r, Sqlite> + Type<Sqlite> {}

/// A row that a database answered with.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, counted from 0.
    pub(crate) fn get<'r, T: Stored<'r>>(&'r self, column: usize) -> Tried<T> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => row.try_get(column)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_referred_to_in_the_order_they_were_added() {
        let mut statement = Statement::new("SELECT 1 WHERE a = $1").bind(7);
        statement.push(" AND b IN ").push_list(["x", "y"]);
        statement.push(" LIMIT ").push_bind(10);
        assert_eq!(
            statement.text,
            "SELECT 1 WHERE a = $1 AND b IN ($2, $3) LIMIT $4"
        );
        assert_eq!(
            statement.values,
            [7.into(), "x".into(), "y".into(), Value::from(10)]
        );
    }

    #[test]
    fn long_statements_that_never_come_again_are_not_kept() {
        let mut list = Statement::new("SELECT 1 WHERE a IN ");
        list.push_list((0..12).map(i64::from));
        assert!(list.comes_again());
        list.push_bind(13);
        assert!(!list.comes_again());
    }
}
