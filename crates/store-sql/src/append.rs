//! Writing revisions.

use std::collections::BTreeSet;

use peel_data_core::{Appended, Contents, NewRevision, StoreError};
use peel_model::{MeasureId, Observation, Revision, RevisionRecord};

use crate::database::Connection;
use crate::names::{Named, Numbers, number_of};
use crate::statement::{Insert, Statement, Value};
use crate::trouble::{Tried, Trouble};
use crate::{codec, editions, names, queries, returns, revisions};

/// Records revisions in order. The caller commits when all are recorded, and nothing otherwise.
pub(crate) async fn append(
    writing: &mut Connection<'_>,
    brought: &[NewRevision],
) -> Tried<Vec<Appended>> {
    let mut appended = Vec::with_capacity(brought.len());
    let before = revisions::newest(writing).await?;
    let mut newest = before;
    for new in brought {
        let record = match revisions::with_request(writing, &new.request_id).await? {
            Some(first) if new.repeats(&first) => Appended {
                record: first,
                repeated: true,
            },
            Some(first) => {
                return Err(Trouble::Refused(StoreError::RequestConflict {
                    request_id: new.request_id.clone(),
                    first: first.revision,
                }));
            }
            None => {
                let next = newest.map_or(Revision::FIRST, Revision::next);
                newest = Some(next);
                Appended {
                    record: record(writing, new, next).await?,
                    repeated: false,
                }
            }
        };
        appended.push(record);
    }
    if newest > before {
        writing.announce().await?;
    }
    Ok(appended)
}

async fn record(
    writing: &mut Connection<'_>,
    new: &NewRevision,
    revision: Revision,
) -> Tried<RevisionRecord> {
    let observations = new.contents.observations();
    let measures: BTreeSet<&MeasureId> = observations.iter().map(|it| &it.measure).collect();
    let record = RevisionRecord {
        revision,
        kind: new.contents.kind(),
        title: new.title.clone(),
        author: new.author.clone(),
        recorded_at: new.recorded_at,
        checksum: new.checksum.to_string(),
        observations: observations.len() as u64,
        measures: measures.into_iter().cloned().collect(),
        changes_edition: new.contents.changes_edition(),
    };
    let statement = Statement::new(
        "INSERT INTO revision \
         (number, kind, title, author, recorded_at, checksum, request_id, observations) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(codec::number(record.revision))
    .bind(record.kind.name())
    .bind(record.title.as_str())
    .bind(record.author.as_str())
    .bind(record.recorded_at)
    .bind(record.checksum.as_str())
    .bind(new.request_id.as_str())
    .bind(i64::try_from(record.observations).unwrap_or(i64::MAX));
    writing.execute(statement).await?;
    write_contents(writing, &record, &new.contents).await?;
    Ok(record)
}

async fn write_contents(
    writing: &mut Connection<'_>,
    record: &RevisionRecord,
    contents: &Contents,
) -> Tried<()> {
    // Steps first: none may answer a query that the same revision raises.
    queries::write_steps(writing, record.revision, contents.steps()).await?;
    queries::raise(writing, record, contents.raised()).await?;
    write_observations(writing, record, contents.observations()).await?;
    if let Contents::Decision(decisions) = contents {
        editions::check_decisions(writing, decisions).await?;
    }
    if let Contents::Inspection(written) = contents {
        editions::check_inspection(writing, written).await?;
    }
    if let Some((edition, files)) = contents.decisions() {
        editions::write_decisions(writing, record.revision, edition, files).await?;
    }
    match contents {
        Contents::Edition(document) => editions::write(writing, record.revision, document).await,
        Contents::Submission(submission) => {
            returns::write_submission(writing, record.revision, submission).await
        }
        Contents::SignOff(signed) => {
            returns::write_sign_off(writing, record.revision, signed).await
        }
        Contents::Freeze(frozen) => returns::write_freeze(writing, record.revision, frozen).await,
        Contents::Import(_)
        | Contents::Decision(_)
        | Contents::Inspection(_)
        | Contents::Query(_)
        | Contents::QueryStep(_) => Ok(()),
    }
}

async fn write_observations(
    writing: &mut Connection<'_>,
    record: &RevisionRecord,
    observations: &[Observation],
) -> Tried<()> {
    if observations.is_empty() {
        return Ok(());
    }
    let revision = codec::number(record.revision);
    let measures = record.measures.iter().map(MeasureId::as_str).collect();
    let areas = observations.iter().map(|it| it.area.as_str()).collect();
    let sources = observations.iter().map(|it| it.source.as_str()).collect();
    let measures = names::with(writing, Named::Measure, measures).await?;
    let areas = names::with(writing, Named::Area, areas).await?;
    let sources = names::with(writing, Named::Source, sources).await?;
    let touched = record.measures.iter();
    let touched = Insert {
        into: "revision_measure (measure, revision)",
        rows: touched
            .map(|it| Ok([number_of(&measures, it.as_str())?.into(), revision.into()]))
            .collect::<Tried<_>>()?,
        then: "",
    };
    writing.insert(touched).await?;
    let mut rows = stored(observations, [&measures, &areas, &sources])?;
    // In the tables' own order, so that they grow at few places.
    rows.sort_unstable_by_key(|row| (row.measure, row.period, row.area_name));
    insert(writing, revision, &rows).await
}

/// An observation as it is stored.
struct Stored<'o> {
    measure: i64,
    period: i64,
    area_name: &'o str,
    area: i64,
    status: &'static str,
    value: Option<f64>,
    source: i64,
}

fn stored<'o>(observations: &'o [Observation], numbers: [&Numbers; 3]) -> Tried<Vec<Stored<'o>>> {
    let [measures, areas, sources] = numbers;
    let row = |observation: &'o Observation| {
        Ok(Stored {
            measure: number_of(measures, observation.measure.as_str())?,
            period: codec::period_number(observation.period),
            area_name: observation.area.as_str(),
            area: number_of(areas, observation.area.as_str())?,
            status: codec::status_letter(observation.reading),
            value: observation.reading.value(),
            source: number_of(sources, observation.source.as_str())?,
        })
    };
    observations.iter().map(row).collect()
}

async fn insert<'o>(writing: &mut Connection<'_>, revision: i64, rows: &[Stored<'o>]) -> Tried<()> {
    let cell = |row: &Stored<'o>| -> [Value<'o>; 5] {
        [
            row.measure.into(),
            row.period.into(),
            row.area_name.into(),
            row.area.into(),
            revision.into(),
        ]
    };
    let cells = Insert {
        into: "cell (measure, period, area_name, area, newest)",
        rows: rows.iter().map(cell).collect(),
        then: writing.renews_cells(),
    };
    writing.insert(cells).await?;
    let observation = |row: &Stored<'o>| -> [Value<'o>; 7] {
        [
            row.measure.into(),
            row.period.into(),
            row.area.into(),
            revision.into(),
            row.status.into(),
            row.value.into(),
            row.source.into(),
        ]
    };
    let observations = Insert {
        into: "observation (measure, period, area, revision, status, value, source)",
        rows: rows.iter().map(observation).collect(),
        then: "",
    };
    writing.insert(observations).await
}
