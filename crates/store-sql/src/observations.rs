//! Reading observations as of a revision.

use std::collections::{BTreeMap, VecDeque};

use peel_data_core::{CHUNK, Cell, ObservationQuery, Page};
use peel_model::{Area, MeasureId, Observation, RecordedObservation, Revision, SourceId};

use crate::database::{Connection, Pools};
use crate::names::{self, Named};
use crate::statement::{Row, Statement};
use crate::trouble::{Tried, Trouble};
use crate::{codec, revisions};

/// A read on its way.
///
/// It holds no connection. Between chunks only a place is kept; because nothing recorded ever
/// changes, what follows the place is the same whenever it is read.
pub(crate) struct Pass {
    pub(crate) as_of: Option<Revision>,
    until: i64,
    /// The measures still to be read, in order.
    measures: VecDeque<(i64, MeasureId)>,
    areas: BTreeMap<i64, Area>,
    sources: BTreeMap<i64, SourceId>,
    /// Numbers of the areas asked for; all when empty.
    only_areas: Vec<i64>,
    /// Numbers of the periods asked for; all when empty.
    only_periods: Vec<i64>,
    /// The last cell read of the first measure: its period and its area's name.
    last: Option<(i64, String)>,
}

impl Pass {
    pub(crate) async fn start(
        connection: &mut Connection<'_>,
        query: &ObservationQuery,
        as_of: Option<Revision>,
    ) -> Tried<Self> {
        let as_of = revisions::at(connection, as_of).await?;
        // Read after the revision: they then have every name that a row up to it refers to.
        let measures = names::all(connection, Named::Measure).await?;
        let areas = names::all(connection, Named::Area).await?;
        let sources = names::all(connection, Named::Source).await?;
        let asked = |name: &str| query.measures().is_empty() || query.measures().contains(name);
        let known = query
            .areas()
            .iter()
            .filter_map(|area| areas.get(area.as_str()).copied());
        let only_areas: Vec<i64> = known.collect();
        let nowhere = only_areas.is_empty() && !query.areas().is_empty();
        let measures = measures
            .into_iter()
            .filter(|(name, _)| !nowhere && asked(name));
        Ok(Self {
            as_of,
            until: as_of.map_or(0, codec::number),
            measures: measures
                .map(|(name, number)| Ok((number, codec::parsed(&name)?)))
                .collect::<Tried<_>>()?,
            areas: by_number(areas)?,
            sources: by_number(sources)?,
            only_areas,
            only_periods: query
                .periods()
                .iter()
                .copied()
                .map(codec::period_number)
                .collect(),
            last: None,
        })
    }

    /// The next chunk, full unless it is the last.
    pub(crate) async fn next(
        mut self,
        pools: &Pools,
    ) -> Tried<Option<(Vec<RecordedObservation>, Self)>> {
        if self.measures.is_empty() {
            return Ok(None);
        }
        let mut reader = pools.reader().await?;
        let mut connection = reader.connection();
        let mut chunk = Vec::new();
        while chunk.len() < CHUNK
            && let Some((number, measure)) = self.measures.front().cloned()
        {
            let wanted = CHUNK - chunk.len();
            let rows = self.rows(&mut connection, number, wanted).await?;
            for row in &rows {
                chunk.push(self.observation(&measure, row)?);
            }
            match chunk.last() {
                Some(recorded) if rows.len() == wanted => {
                    let Observation { period, area, .. } = &recorded.observation;
                    self.last = Some((codec::period_number(*period), area.to_string()));
                }
                _ => {
                    self.measures.pop_front();
                    self.last = None;
                }
            }
        }
        Ok((!chunk.is_empty()).then_some((chunk, self)))
    }

    async fn rows(
        &self,
        connection: &mut Connection<'_>,
        measure: i64,
        most: usize,
    ) -> Tried<Vec<Row>> {
        let mut statement = Statement::new(
            "SELECT c.period, c.area, o.revision, o.status, o.value, o.source \
             FROM cell c JOIN observation o \
             ON o.measure = c.measure AND o.period = c.period AND o.area = c.area \
             AND o.revision = CASE WHEN c.newest <= ",
        );
        statement.push_bind(self.until).push(
            " THEN c.newest ELSE (SELECT max(revision) FROM observation \
             WHERE measure = c.measure AND period = c.period AND area = c.area AND revision <= ",
        );
        statement
            .push_bind(self.until)
            .push(") END WHERE c.measure = ")
            .push_bind(measure);
        restrict(&mut statement, "c.period", &self.only_periods);
        restrict(&mut statement, "c.area", &self.only_areas);
        if let Some((period, area)) = &self.last {
            statement
                .push(" AND (c.period, c.area_name) > (")
                .push_bind(*period);
            statement.push(", ").push_bind(area.as_str()).push(")");
        }
        statement.push(" ORDER BY c.period, c.area_name LIMIT ");
        statement.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        connection.rows(statement).await
    }

    fn observation(&self, measure: &MeasureId, row: &Row) -> Tried<RecordedObservation> {
        Ok(RecordedObservation {
            observation: Observation {
                area: named(&self.areas, row.get(1)?)?,
                measure: measure.clone(),
                period: codec::period(row.get(0)?)?,
                reading: codec::reading(row.get(4)?, row.get(3)?)?,
                source: named(&self.sources, row.get(5)?)?,
            },
            revision: codec::revision(row.get(2)?)?,
        })
    }
}

fn restrict(statement: &mut Statement<'_>, column: &str, to: &[i64]) {
    if to.is_empty() {
        return;
    }
    statement.push(" AND ").push(column).push(" IN ");
    statement.push_list(to.iter().copied());
}

fn by_number<T: std::str::FromStr>(numbers: names::Numbers) -> Tried<BTreeMap<i64, T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    numbers
        .into_iter()
        .map(|(name, number)| Ok((number, codec::parsed(&name)?)))
        .collect()
}

fn named<T: Clone>(names: &BTreeMap<i64, T>, number: i64) -> Tried<T> {
    let name = names.get(&number).cloned();
    name.ok_or_else(|| Trouble::senseless(format!("the number {number} has no name")))
}

pub(crate) async fn history(
    connection: &mut Connection<'_>,
    cell: &Cell,
    page: &Page<Revision>,
) -> Tried<Vec<RecordedObservation>> {
    let statement = Statement::new(
        "SELECT o.revision, o.status, o.value, s.name FROM observation o \
         JOIN measure m ON m.id = o.measure JOIN area a ON a.id = o.area \
         JOIN source s ON s.id = o.source \
         WHERE m.name = $1 AND o.period = $2 AND a.name = $3 AND o.revision > $4 \
         ORDER BY o.revision LIMIT $5",
    )
    .bind(cell.measure.as_str())
    .bind(codec::period_number(cell.period))
    .bind(cell.area.as_str())
    .bind(page.after().copied().map_or(0, codec::number))
    .bind(i64::try_from(page.size()).unwrap_or(i64::MAX));
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(RecordedObservation {
                observation: Observation {
                    area: cell.area.clone(),
                    measure: cell.measure.clone(),
                    period: cell.period,
                    reading: codec::reading(row.get(2)?, row.get(1)?)?,
                    source: codec::parsed(row.get(3)?)?,
                },
                revision: codec::revision(row.get(0)?)?,
            })
        })
        .collect()
}
