//! `peel overview`

use futures::TryStreamExt as _;
use peel_kit::ProcessError;
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::get_overview_response::Part;
use peel_proto::reporting::v1::get_report_response::Part as ReportPart;
use tracing::{Instrument, info_span};

use crate::arguments::Overview;
use crate::commands::report::{once, receive, tell};
use crate::failure::told;
use crate::session::{Done, Session};

pub(crate) async fn overview(session: &Session<'_>, asked: &Overview) -> Done {
    let mut written = Vec::new();
    // The root of the trace, so that all formats are one.
    let span = info_span!("peel overview");
    async {
        for format in once(&asked.format) {
            let request = wire::GetOverviewRequest {
                edition: session.shared.edition.clone(),
                format: wire::ReportFormat::from(format).into(),
                as_of: session.shared.as_of,
                known_sha256: String::new(),
            };
            let request = session.services.context().request(request);
            let parts = session.services.reports().get_overview(request).await;
            let parts = parts.map_err(|status| told(&status))?.into_inner();
            let parts = parts.map_ok(|message| message.part.map(as_of_report));
            written.push(receive(parts, &asked.output).await?);
        }
        Ok::<_, ProcessError>(())
    }
    .instrument(span)
    .await?;
    tell(session, &written)
}

/// An overview comes in the same parts as a report.
fn as_of_report(part: Part) -> ReportPart {
    match part {
        Part::Header(header) => ReportPart::Header(header),
        Part::Chunk(chunk) => ReportPart::Chunk(chunk),
    }
}
