//! A submission as it comes in: its header, then values or a file, in parts.

use std::ops::Range;
use std::sync::Arc;

use peel_data_core::{MOST_RETURNED_VALUES, RequestId, SentReturn};
use peel_kit::{Caller, Failure, Violations};
use peel_model::{ForceId, ReturnedValue};
use peel_proto::convert::{Malformed, returned_value_from_wire};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::submit_return_request::Part;
use peel_proto::errors::v1::ErrorReason;
use peel_return_files::ReturnFormat;
use tonic::{Request, Status, Streaming};

use crate::audit::Attempt;
use crate::callers;
use crate::concerns::Concerns as _;
use crate::editions::KnownEdition;
use crate::failures;
use crate::return_files::{self, FilledIn, wanted_format};
use crate::service::Shared;
use crate::streams::received;
use crate::writing::{read, request_id};

/// How many values a chunk has.
const CHUNK: Range<usize> = 1..1_001;

/// The largest file, in bytes.
const LARGEST_FILE: usize = 10 << 20;

/// A submission that has come in whole.
pub(crate) struct Incoming {
    pub(crate) known: Arc<KnownEdition>,
    pub(crate) sent: SentReturn,
    pub(crate) check_only: bool,
    /// Of a filled template.
    pub(crate) file: Option<FilledIn>,
}

/// A header that makes sense.
struct Header {
    known: Arc<KnownEdition>,
    request_id: RequestId,
    force: ForceId,
    format: Option<ReturnFormat>,
    message: wire::SubmissionHeader,
}

/// What follows a header.
enum Body {
    Values(Vec<ReturnedValue>),
    File(Vec<u8>),
}

/// Receives a submission to its end. A caller that goes away before has sent nothing.
pub(crate) async fn receive(
    shared: &Shared,
    attempt: &Attempt,
    request: Request<Streaming<wire::SubmitReturnRequest>>,
) -> Result<Incoming, Status> {
    let caller = Caller::of(&request);
    let parts = &mut request.into_inner();
    let mut header = first(parts).await?;
    attempt.concerns(header.concern());
    callers::proven(caller.as_deref(), &mut header)?;
    attempt.concerns(header.concern());
    let header = check_header(shared, header).await?;
    let (values, file) = match body(parts).await? {
        Body::Values(values) => (values, None),
        Body::File(bytes) => {
            let (known, force) = (&header.known, &header.force);
            let filled_in = return_files::read_filled(bytes, header.format, known, force);
            let (values, filled_in) = filled_in.await?;
            (values, Some(filled_in))
        }
    };
    let message = header.message;
    Ok(Incoming {
        sent: SentReturn {
            request_id: header.request_id,
            edition: header.known.edition.id.clone(),
            force: header.force,
            author: message.author,
            note: message.note,
            recorded_at: shared.clock.now().as_second(),
            values,
        },
        known: header.known,
        check_only: message.check_only,
        file,
    })
}

/// The header, which comes first.
async fn first(
    parts: &mut Streaming<wire::SubmitReturnRequest>,
) -> Result<wire::SubmissionHeader, Status> {
    match next(parts).await? {
        Some(Part::Header(header)) => Ok(header),
        Some(Part::Values(_)) => Err(out_of_order("is values; the header comes first")),
        Some(Part::File(_)) => Err(out_of_order("is a file; the header comes first")),
        None => Err(out_of_order(
            "is missing; a submission begins with its header",
        )),
    }
}

/// Everything wrong with a header is told before anything else is read.
async fn check_header(shared: &Shared, message: wire::SubmissionHeader) -> Result<Header, Failure> {
    let mut violations = Violations::default();
    let request_id = request_id("header.request_id", &message.request_id, &mut violations);
    violations.require("header.force", &message.force, "ListForces");
    let format = wanted_format("header.format", message.format, &mut violations);
    violations.check()?;
    let known = shared.editions.find(&message.edition, None).await?;
    let force = known.returning_force("header.force", &message.force)?;
    Ok(Header {
        request_id: read(request_id)?,
        force: force.id.clone(),
        known,
        format,
        message,
    })
}

async fn body(parts: &mut Streaming<wire::SubmitReturnRequest>) -> Result<Body, Status> {
    match next(parts).await? {
        Some(Part::Values(chunk)) => values(chunk, parts).await.map(Body::Values),
        Some(Part::File(bytes)) => file(bytes, parts).await.map(Body::File),
        Some(Part::Header(_)) => Err(out_of_order("is a second header; a submission has one")),
        None => Err(out_of_order(
            "is missing; after the header come values or a file",
        )),
    }
}

/// The values of every chunk, each read; their names are not checked yet.
async fn values(
    first: wire::ReturnedValueChunk,
    parts: &mut Streaming<wire::SubmitReturnRequest>,
) -> Result<Vec<ReturnedValue>, Status> {
    let mut values = Vec::new();
    let mut received = 0;
    let mut violations = Violations::default();
    let mut next_chunk = Some(first);
    while let Some(chunk) = next_chunk {
        let count = chunk.values.len();
        if !CHUNK.contains(&count) {
            let rule = format!("has 1 to {} values, not {count}", CHUNK.end - 1);
            return Err(Failure::invalid_field("values.values", rule).into());
        }
        if received + count > MOST_RETURNED_VALUES {
            let message = format!("a submission has at most {MOST_RETURNED_VALUES} values");
            return Err(failures::too_large(message).into());
        }
        for (place, message) in (received..).zip(&chunk.values) {
            match returned_value_from_wire(message) {
                Ok(value) => values.push(value),
                Err(malformed) => {
                    for Malformed { field, problem } in malformed {
                        violations.add(format!("values[{place}].{field}"), problem);
                    }
                }
            }
        }
        received += count;
        next_chunk = match next(parts).await? {
            Some(Part::Values(chunk)) => Some(chunk),
            Some(Part::File(_)) => {
                return Err(out_of_order("is a file among values; send one of both"));
            }
            Some(Part::Header(_)) => {
                return Err(out_of_order("is a second header; a submission has one"));
            }
            None => None,
        };
    }
    if violations.is_empty() {
        Ok(values)
    } else {
        let reason = ErrorReason::SubmissionRefused.reason();
        Err(violations.refused_as(reason).into())
    }
}

/// The bytes of a filled template.
async fn file(
    first: Vec<u8>,
    parts: &mut Streaming<wire::SubmitReturnRequest>,
) -> Result<Vec<u8>, Status> {
    let mut bytes = first;
    loop {
        if bytes.len() > LARGEST_FILE {
            let message = format!("a return's file has at most {} MiB", LARGEST_FILE >> 20);
            return Err(failures::too_large(message).into());
        }
        match next(parts).await? {
            Some(Part::File(more)) => bytes.extend_from_slice(&more),
            Some(Part::Values(_)) => {
                return Err(out_of_order("is values after a file; send one of both"));
            }
            Some(Part::Header(_)) => {
                return Err(out_of_order("is a second header; a submission has one"));
            }
            None => return Ok(bytes),
        }
    }
}

async fn next(parts: &mut Streaming<wire::SubmitReturnRequest>) -> Result<Option<Part>, Status> {
    match received(parts).await? {
        Some(wire::SubmitReturnRequest { part: Some(part) }) => Ok(Some(part)),
        Some(wire::SubmitReturnRequest { part: None }) => {
            Err(out_of_order("is neither a header nor values nor a file"))
        }
        None => Ok(None),
    }
}

fn out_of_order(description: &str) -> Status {
    Failure::invalid_field("part", description).into()
}
