//! What is rendered, in parts small enough to be sent.

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::get_report_response::Part;
use sha2::{Digest as _, Sha256};
use tonic::Status;

use crate::store::Rendered;

/// The most bytes in one part of a report.
const CHUNK: usize = 64 * 1024;

/// The header with size and checksum, then the content, unless it is the one that the caller has.
pub(crate) fn sent(
    header: wire::ReportHeader,
    rendered: Rendered,
    known_sha256: &str,
) -> BoxStream<'static, Result<wire::GetReportResponse, Status>> {
    let Rendered { content, sha256 } = rendered;
    let unchanged = sha256.eq_ignore_ascii_case(known_sha256);
    let header = wire::ReportHeader {
        size: content.len() as u64,
        sha256,
        unchanged,
        ..header
    };
    parts(header, if unchanged { Bytes::new() } else { content })
}

/// The header, then the content in parts; the parts share the content's memory.
fn parts(
    header: wire::ReportHeader,
    content: Bytes,
) -> BoxStream<'static, Result<wire::GetReportResponse, Status>> {
    let part = |part| Ok(wire::GetReportResponse { part: Some(part) });
    let starts = (0..content.len()).step_by(CHUNK);
    let chunks = starts.map(move |from| {
        let to = content.len().min(from + CHUNK);
        part(Part::Chunk(content.slice(from..to)))
    });
    stream::iter(std::iter::once(part(Part::Header(header))).chain(chunks)).boxed()
}

/// SHA-256 of a content, in hexadecimal.
pub(crate) fn checksum(content: &Bytes) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
