//! Overviews of an edition: fetch, arrange, render.

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt as _};
use peel_kit::{CallContext, Violations, child_span};
use peel_model::Revision;
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::get_overview_response::Part;
use peel_proto::reporting::v1::get_report_response::Part as ReportPart;
use peel_render::{render_overview_html, tidy_overview_csv};
use peel_reporting_core::{OverviewInput, overview};
use tonic::{Response, Status};
use tracing::{Instrument, info_span};

use crate::chunks::{parts, sealed};
use crate::formats::ReportFormat;
use crate::neighbours::fault;
use crate::reports::{Reports, SOFTWARE, check_revision};

/// An overview's header and content, in parts.
pub(crate) type OverviewStream = BoxStream<'static, Result<wire::GetOverviewResponse, Status>>;

impl Reports {
    /// An overview of an edition.
    pub(crate) async fn overview(
        &self,
        asked: wire::GetOverviewRequest,
        context: CallContext,
    ) -> Result<Response<OverviewStream>, Status> {
        let mut violations = Violations::default();
        check_revision(asked.as_of, &mut violations);
        let csv = match wire::ReportFormat::try_from(asked.format) {
            Ok(wire::ReportFormat::Csv) => true,
            Ok(wire::ReportFormat::Html | wire::ReportFormat::Unspecified) => false,
            _ => {
                violations.add(
                    "format",
                    "is none that an overview comes in; ask for HTML or CSV",
                );
                false
            }
        };
        violations.check()?;

        let neighbours = &self.neighbours;
        let revision = neighbours.revision(&asked.edition, asked.as_of, context);
        let as_of = revision.await?.number;
        let edition = neighbours.edition(&asked.edition, as_of, context).await?;
        let span = child_span(|| info_span!("gather", peel.edition = edition.id.as_str()));
        let gather = async {
            futures::try_join!(
                neighbours.inspections(&edition, as_of, context),
                neighbours.comparisons(&edition, as_of, context),
                neighbours.reconciliations(&edition, as_of, context),
                neighbours.earlier(&edition, as_of, context),
            )
        };
        let (inspections, comparisons, reconciliations, earlier) = gather.instrument(span).await?;
        let format = if csv {
            ReportFormat::Csv
        } else {
            ReportFormat::Html
        };
        let header = wire::ReportHeader {
            content_type: format.content_type().to_owned(),
            file_name: format!("overview-{}.{}", edition.id, format.ending()),
            as_of,
            method: edition.method.to_string(),
            ..wire::ReportHeader::default()
        };
        let span = child_span(|| info_span!("compose"));
        let place = Arc::clone(&self.places).acquire_owned();
        let place = place.await.map_err(fault)?;
        let composed = tokio::task::spawn_blocking(move || {
            // Held to the end, even when nobody waits any more.
            let _place = place;
            let _entered = span.enter();
            let printed: Vec<_> = reconciliations
                .into_iter()
                .map(|held| held.printed)
                .collect();
            let document = overview(&OverviewInput {
                edition: &edition,
                earlier: earlier.as_deref(),
                inspections: &inspections,
                comparisons: &comparisons,
                printed: &printed,
                revision: Revision::new(as_of),
                method: &edition.method,
                software: SOFTWARE,
            });
            if csv {
                Ok(tidy_overview_csv(&document))
            } else {
                render_overview_html(&document).map_err(fault)
            }
        });
        let content = Bytes::from(composed.await.map_err(fault)??);
        let parts = parts(sealed(header, &content), content).map(|part| {
            part.map(|report| wire::GetOverviewResponse {
                part: report.part.map(|part| match part {
                    ReportPart::Header(header) => Part::Header(header),
                    ReportPart::Chunk(chunk) => Part::Chunk(chunk),
                }),
            })
        });
        Ok(Response::new(parts.boxed()))
    }
}
