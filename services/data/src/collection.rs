//! How values come in.

use std::sync::Arc;

use peel_data_core::{Appended, Collection, Import, MOST_OBSERVATIONS, RecordError, RequestId};
use peel_kit::{Caller, Failure, Violations};
use peel_model::{Area, InvalidSlug, MeasureId, Observation, Period, Reading, Revision, SourceId};
use peel_proto::convert::{observation_from_wire, revision_to_wire};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::collection_service_server::CollectionService;
use peel_proto::data::v1::import_observations_request::Part;
use peel_proto::errors::v1::ErrorReason;
use tonic::{Request, Response, Status, Streaming, async_trait};

use crate::audit::Attempt;
use crate::callers;
use crate::concerns::Concerns as _;
use crate::failures;
use crate::service::Shared;
use crate::streams::received;

/// The most observations in one chunk.
const LARGEST_CHUNK: usize = 1_000;

/// The longest request id. Only letters, digits and hyphens are accepted, so that no caller can
/// take an id under which an edition's own facts are recorded.
const LONGEST_REQUEST_ID: usize = 100;

/// Handlers of `peel.data.v1.CollectionService`.
pub(crate) struct Collecting(pub(crate) Arc<Shared>);

#[async_trait]
impl CollectionService for Collecting {
    async fn import_observations(
        &self,
        request: Request<Streaming<wire::ImportObservationsRequest>>,
    ) -> Result<Response<wire::ImportObservationsResponse>, Status> {
        let attempt = Attempt::of(&request)?;
        let caller = Caller::of(&request);
        let mut parts = request.into_inner();
        let mut header = first(&mut parts).await?;
        attempt.concerns(header.concern());
        callers::proven(caller.as_deref(), &mut header)?;
        let request_id = request_id(&header.request_id)?;
        let known = self.0.editions.find(&header.edition, None).await?;
        let import = Import {
            title: header.title,
            author: header.author,
            recorded_at: self.0.clock.now().as_second(),
            request_id,
            observations: observations(&mut parts).await?,
        };
        let recorded = self.0.write(&attempt, async move |collection: Collection| {
            let recorded = collection.import(&known.vocabulary, import).await;
            recorded.map_err(refused)
        });
        let Appended { record, repeated } = recorded.await?;
        Ok(Response::new(wire::ImportObservationsResponse {
            revision: Some(revision_to_wire(&record)),
            repeated_request: repeated,
        }))
    }
}

fn refused(error: RecordError) -> Status {
    failures::recording(error, ErrorReason::ImportRefused, "")
}

/// The header, which comes first.
async fn first(
    parts: &mut Streaming<wire::ImportObservationsRequest>,
) -> Result<wire::ImportHeader, Status> {
    match next(parts).await? {
        Some(Part::Header(header)) => Ok(header),
        Some(Part::Chunk(_)) => Err(out_of_order("is a chunk; the header comes first")),
        None => Err(out_of_order("is missing; an import begins with its header")),
    }
}

async fn next(
    parts: &mut Streaming<wire::ImportObservationsRequest>,
) -> Result<Option<Part>, Status> {
    match received(parts).await? {
        Some(wire::ImportObservationsRequest { part: Some(part) }) => Ok(Some(part)),
        Some(wire::ImportObservationsRequest { part: None }) => {
            Err(out_of_order("is neither a header nor a chunk"))
        }
        None => Ok(None),
    }
}

fn out_of_order(description: &str) -> Status {
    Failure::invalid_field("part", description).into()
}

fn request_id(text: &str) -> Result<RequestId, Failure> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let fits = text.len() <= LONGEST_REQUEST_ID && text.bytes().all(plain);
    let id = RequestId::new(text).ok().filter(|_| fits);
    id.ok_or_else(|| {
        let rule = format!("must be 1 to {LONGEST_REQUEST_ID} letters, digits and hyphens");
        Failure::invalid_field("header.request_id", rule)
    })
}

/// The observations of every chunk, each read; their names are not checked yet.
async fn observations(
    parts: &mut Streaming<wire::ImportObservationsRequest>,
) -> Result<Vec<Observation>, Status> {
    let mut observations = Vec::new();
    let mut received = 0;
    let mut violations = Violations::default();
    while let Some(part) = next(parts).await? {
        let Part::Chunk(chunk) = part else {
            return Err(out_of_order("is a second header; an import has one"));
        };
        let count = chunk.observations.len();
        if !(1..=LARGEST_CHUNK).contains(&count) {
            let rule = format!("has 1 to {LARGEST_CHUNK} observations, not {count}");
            return Err(Failure::invalid_field("chunk.observations", rule).into());
        }
        if received + count > MOST_OBSERVATIONS {
            let message = format!(
                "an import has at most {MOST_OBSERVATIONS} observations; make several of it"
            );
            return Err(failures::too_large(message).into());
        }
        for (place, message) in (received..).zip(&chunk.observations) {
            match observation_from_wire(message, Revision::FIRST) {
                Ok(read) => observations.push(read.observation),
                Err(_) => tell(place, message, &mut violations),
            }
        }
        received += count;
    }
    if violations.is_empty() {
        Ok(observations)
    } else {
        Err(violations
            .refused_as(ErrorReason::ImportRefused.reason())
            .into())
    }
}

/// Everything that is malformed in one observation, by its place in the import.
fn tell(place: usize, message: &wire::Observation, violations: &mut Violations) {
    let mut check = |field: &str, problem: Option<String>| {
        if let Some(problem) = problem {
            violations.add(format!("observations[{place}].{field}"), problem);
        }
    };
    let slug = |parsed: Option<InvalidSlug>| parsed.map(|invalid| invalid.to_string());
    check("area", slug(message.area.parse::<Area>().err()));
    check("measure", slug(message.measure.parse::<MeasureId>().err()));
    let period = message.period.parse::<Period>().err();
    check("period", period.map(|invalid| invalid.to_string()));
    let reading = Reading::new(message.value, &message.status).err();
    check("status", reading.map(|invalid| invalid.to_string()));
    check("source", slug(message.source.parse::<SourceId>().err()));
}
