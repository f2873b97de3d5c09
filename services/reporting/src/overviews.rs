//! Overviews of an edition: fetch, arrange, render.

use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt as _};
use peel_kit::{CallContext, Violations, child_span};
use peel_model::{Edition, Revision};
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::get_overview_response::Part;
use peel_proto::reporting::v1::get_report_response::Part as ReportPart;
use peel_reporting_core::{Comparisons, EarlierEdition, OverviewInput, overview};
use tonic::{Response, Status};
use tracing::{Instrument, info_span};

use crate::asked::{check_format, check_revision};
use crate::chunks::sent;
use crate::formats::ReportFormat;
use crate::reports::{Reports, SOFTWARE, composed, record_of};
use crate::store::ReportKey;

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
        let format = check_format(asked.format, &asked.known_sha256, &mut violations);
        violations.check()?;

        let neighbours = &self.neighbours;
        let revision = neighbours.revision(&asked.edition, asked.as_of, context);
        let mut revision = revision.await?;
        let mut edition = neighbours
            .edition(&asked.edition, revision.number, context)
            .await?;
        if asked.as_of == 0 {
            let settled = revision.number;
            let cited = neighbours.cited_by_all(&edition, settled, context).await?;
            if cited != settled {
                let id = edition.id.to_string();
                revision = neighbours.revision(&id, cited, context).await?;
                edition = neighbours.edition(&id, cited, context).await?;
            }
        }
        let as_of = revision.number;
        let header = wire::ReportHeader {
            content_type: format.content_type().to_owned(),
            file_name: format!("overview-{}.{}", edition.id, format.ending()),
            as_of,
            method: edition.method.to_string(),
            ..wire::ReportHeader::default()
        };
        let key = ReportKey {
            edition: edition.definition_hash.clone(),
            force: None,
            record: record_of(&revision),
            format,
        };
        let rendering = self.overview_of(edition, as_of, format, context);
        let rendered = Box::pin(self.store.get(&key, rendering)).await?;
        let parts = sent(header, rendered, &asked.known_sha256).map(|part| {
            part.map(|report| wire::GetOverviewResponse {
                part: report.part.map(|part| match part {
                    ReportPart::Header(header) => Part::Header(header),
                    ReportPart::Chunk(chunk) => Part::Chunk(chunk),
                }),
            })
        });
        Ok(Response::new(parts.boxed()))
    }

    /// The edition before this one with its comparisons; `None` when it is the first.
    async fn before(
        &self,
        edition: &Edition,
        as_of: u64,
        context: CallContext,
    ) -> Result<Option<(Arc<Edition>, Comparisons)>, Status> {
        let neighbours = &self.neighbours;
        let Some(earlier) = neighbours.earlier(edition, as_of, context).await? else {
            return Ok(None);
        };
        let comparisons = neighbours.comparisons(&earlier, as_of, context).await?;
        Ok(Some((earlier, comparisons)))
    }

    async fn overview_of(
        &self,
        edition: Arc<Edition>,
        as_of: u64,
        format: ReportFormat,
        context: CallContext,
    ) -> Result<Bytes, Status> {
        let neighbours = &self.neighbours;
        let span = child_span(|| info_span!("gather", peel.edition = edition.id.as_str()));
        let gather = async {
            futures::try_join!(
                neighbours.inspections(&edition, as_of, context),
                neighbours.comparisons(&edition, as_of, context),
                neighbours.reconciliations(&edition, as_of, context),
                self.before(&edition, as_of, context),
            )
        };
        let ((inspections, under_way), comparisons, reconciliations, before) =
            gather.instrument(span).await?;
        composed(&self.places, move || {
            let printed: Vec<_> = reconciliations
                .into_iter()
                .map(|held| held.printed)
                .collect();
            format.render_overview(&overview(&OverviewInput {
                edition: &edition,
                earlier: before
                    .as_ref()
                    .map(|(edition, comparisons)| EarlierEdition {
                        edition,
                        comparisons,
                    }),
                inspections: &inspections,
                under_way,
                comparisons: &comparisons,
                printed: &printed,
                revision: Revision::new(as_of),
                method: &edition.method,
                software: SOFTWARE,
            }))
        })
        .await
    }
}
