//! Bringing a schema up to date, whichever database it is in.

use std::cmp::Ordering;
use std::fmt::Display;
use std::ops::Deref;

use futures::future::BoxFuture;
use peel_data_core::StoreError;
use sqlx::error::BoxDynError;
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationSource, MigrationType, Migrator};
use sqlx::{Acquire, SqlSafeStr};

use crate::trouble::{Tried, Trouble};

/// A step of a schema: its number, its name and its statements.
pub(crate) type Step = (i64, &'static str, &'static str);

#[derive(Debug)]
struct Steps(&'static [Step]);

impl MigrationSource<'static> for Steps {
    fn resolve(self) -> BoxFuture<'static, Result<Vec<Migration>, BoxDynError>> {
        let steps = self.0.iter().map(|(version, name, sql)| {
            Migration::new(
                *version,
                (*name).into(),
                MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        });
        Box::pin(std::future::ready(Ok(steps.collect())))
    }
}

/// Takes the steps that were not taken yet. The caller holds a transaction and a lock, so that
/// nobody else does the same, and commits.
pub(crate) async fn run<'c, C>(
    connection: C,
    steps: &'static [Step],
    place: &impl Display,
) -> Tried<()>
where
    C: Acquire<'c>,
    <C::Connection as Deref>::Target: Migrate,
{
    let mut migrator = Migrator::new(Steps(steps))
        .await
        .map_err(sqlx::Error::from)?;
    migrator.set_locking(false);
    match migrator.run(connection).await {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(found)) => held(Some(found), steps, place),
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            Err(error.into())
        }
        Err(error) => Err(sqlx::Error::from(error).into()),
    }
}

/// Refuses a schema whose newest step is another than this program's.
pub(crate) fn held(found: Option<i64>, steps: &[Step], place: &impl Display) -> Tried<()> {
    let found = found.unwrap_or(0);
    let known = steps.iter().map(|(version, ..)| *version).max();
    let known = known.unwrap_or(0);
    let place = place.to_string();
    match found.cmp(&known) {
        Ordering::Equal => Ok(()),
        Ordering::Less => Err(Trouble::Refused(StoreError::OlderSchema {
            place,
            found,
            known,
        })),
        Ordering::Greater => Err(Trouble::Refused(StoreError::NewerSchema {
            place,
            found,
            known,
        })),
    }
}
