//! One value of one measure for one area and period.

use std::sync::Arc;

use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use peel_data_core::{Cell, LARGEST_PAGE, MOST_NAMED, ObservationQuery, Page};
use peel_kit::{Failure, FailureKind, Violations};
use peel_model::{InvalidPeriod, Period, RecordedObservation, Revision};
use peel_proto::convert::{declared_observation_to_wire, observation_to_wire};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::observation_service_server::ObservationService;
use peel_proto::errors::v1::ErrorReason;
use tonic::{Request, Response, Status, async_trait};

use crate::service::Shared;
use crate::streams::{self, Part};
use crate::{editions, failures};

/// The most revisions of one value in an answer.
const LONGEST_HISTORY: usize = 10_000;

/// Handlers of `peel.data.v1.ObservationService`.
pub(crate) struct Observations(pub(crate) Arc<Shared>);

#[async_trait]
impl ObservationService for Observations {
    type ReadObservationsStream = BoxStream<'static, Part<wire::ReadObservationsResponse>>;

    async fn read_observations(
        &self,
        request: Request<wire::ReadObservationsRequest>,
    ) -> Result<Response<Self::ReadObservationsStream>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        let periods = periods(&request.periods, &mut violations);
        check_count("measures", &request.measures, &mut violations);
        check_count("areas", &request.areas, &mut violations);
        check_count("periods", &request.periods, &mut violations);
        violations.check()?;
        let query = self.query(&request, periods).await?;

        let read = self.0.collection.store().observations(query, as_of).await;
        let read = read.map_err(failures::store)?;
        let as_of = read.as_of.map_or(0, Revision::number);
        let mut chunks = read.chunks;
        // Read before anything is answered, so that a store that fails is a refusal and not a
        // stream that breaks off.
        let first = chunks
            .try_next()
            .await
            .map_err(failures::store)?
            .unwrap_or_default();
        let first = response(&first, as_of);
        let parts = streams::sent_by(async move |reader| {
            let mut part = Ok(first);
            while reader.send(part).await.is_ok() {
                part = match chunks.next().await {
                    Some(Ok(chunk)) => Ok(response(&chunk, as_of)),
                    Some(Err(error)) => Err(failures::store(error).into()),
                    None => return,
                };
            }
        });
        Ok(Response::new(parts))
    }

    async fn get_observation_history(
        &self,
        request: Request<wire::GetObservationHistoryRequest>,
    ) -> Result<Response<wire::GetObservationHistoryResponse>, Status> {
        let request = request.into_inner();
        let cell = self.cell(&request).await?;
        let observations = self.history(&cell).await?;
        if observations.is_empty() {
            return Err(nothing_recorded(&cell).into());
        }
        let declared = self.0.collection.store().declarations(cell).await;
        let declared = declared.map_err(failures::store)?;
        let with_declaration = |recorded: &RecordedObservation| {
            declared_observation_to_wire(recorded, declared.get(&recorded.revision))
        };
        Ok(Response::new(wire::GetObservationHistoryResponse {
            observations: observations.iter().map(with_declaration).collect(),
        }))
    }
}

impl Observations {
    /// The query, with every name known.
    async fn query(
        &self,
        request: &wire::ReadObservationsRequest,
        periods: Vec<Period>,
    ) -> Result<ObservationQuery, Failure> {
        let known = self.0.editions.all().await?;
        let measures = request
            .measures
            .iter()
            .map(|name| editions::measure(name, &known));
        let measures = measures.collect::<Result<Vec<_>, _>>()?;
        let areas = request
            .areas
            .iter()
            .map(|name| editions::area(name, &known));
        let areas = areas.collect::<Result<Vec<_>, _>>()?;
        ObservationQuery::new(measures, areas, periods).map_err(Failure::internal)
    }

    async fn cell(&self, request: &wire::GetObservationHistoryRequest) -> Result<Cell, Failure> {
        let mut violations = Violations::default();
        violations.require("area", &request.area, "ListForces");
        violations.require("measure", &request.measure, "ListMeasures");
        let period = period("period", &request.period, &mut violations);
        violations.check()?;
        let known = self.0.editions.all().await?;
        Ok(Cell {
            measure: editions::measure(&request.measure, &known)?,
            area: editions::area(&request.area, &known)?,
            period: period
                .ok_or_else(|| Failure::internal("a period was neither read nor refused"))?,
        })
    }

    async fn history(&self, cell: &Cell) -> Result<Vec<RecordedObservation>, Failure> {
        let mut history: Vec<RecordedObservation> = Vec::new();
        loop {
            let after = history.last().map(|last| last.revision);
            let page = Page::new(after, LARGEST_PAGE).map_err(Failure::internal)?;
            let read = self.0.collection.store().history(cell.clone(), page).await;
            let read = read.map_err(failures::store)?;
            let is_last = read.len() < LARGEST_PAGE;
            history.extend(read);
            if is_last {
                return Ok(history);
            }
            if history.len() >= LONGEST_HISTORY {
                return Err(failures::too_large(format!(
                    "the value has {LONGEST_HISTORY} revisions or more; read it as of single ones"
                )));
            }
        }
    }
}

fn nothing_recorded(cell: &Cell) -> Failure {
    let Cell {
        measure,
        period,
        area,
    } = cell;
    Failure::new(
        FailureKind::NotFound,
        ErrorReason::UnknownPeriod.reason(),
        format!("nothing was ever recorded of {measure} for {area} in {period}"),
    )
    .metadata("measure", measure.as_str())
    .metadata("area", area.as_str())
    .metadata("period", period.to_string())
}

fn response(chunk: &[RecordedObservation], as_of: u64) -> wire::ReadObservationsResponse {
    wire::ReadObservationsResponse {
        observations: packed(chunk),
        as_of,
    }
}

fn packed(chunk: &[RecordedObservation]) -> Vec<wire::Observation> {
    let packed = |recorded: &RecordedObservation| {
        observation_to_wire(&recorded.observation, Some(recorded.revision))
    };
    chunk.iter().map(packed).collect()
}

fn check_count(field: &str, names: &[String], violations: &mut Violations) {
    if names.len() > MOST_NAMED {
        let message = format!(
            "has {} entries; name at most {MOST_NAMED}, or none",
            names.len()
        );
        violations.add(field, message);
    }
}

fn periods(texts: &[String], violations: &mut Violations) -> Vec<Period> {
    let parsed = texts.iter().take(MOST_NAMED).enumerate();
    parsed
        .filter_map(|(place, text)| period(&format!("periods[{place}]"), text, violations))
        .collect()
}

fn period(field: &str, text: &str, violations: &mut Violations) -> Option<Period> {
    match text.parse() {
        Ok(period) => Some(period),
        Err(invalid) => {
            violations.add(field, InvalidPeriod::to_string(&invalid));
            None
        }
    }
}
