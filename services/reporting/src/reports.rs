//! The gRPC service of reports: fetch, arrange, render.

use std::num::NonZeroUsize;
use std::sync::Arc;

use futures::stream::BoxStream;
use peel_kit::paging::{List, Paging};
use peel_kit::{CallContext, Violations, child_span};
use peel_model::{Edition, FigureId, ForceId, Inspection, Reconciliation, Revision, Series};
use peel_proto::data::v1 as data;
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::report_service_server::ReportService;
use peel_render::figure_in_words;
use peel_reporting_core::{
    Comparisons, FailedCheck, ForceReportInput, figure_list, force_figure, force_report,
    provenance, series_of_figure, trend_figure,
};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};
use tracing::{Instrument, info_span};

use crate::asked::{asked_of, check_format, check_revision};
use crate::chunks::sent;
use crate::formats::FigureFormat;
use crate::known::{known_figure, known_force};
use crate::neighbours::{Neighbours, fault};
use crate::overviews::OverviewStream;
use crate::store::{ReportKey, ReportStore};

/// What stands in reports for the software that made them.
pub(crate) const SOFTWARE: &str = concat!("peel ", env!("CARGO_PKG_VERSION"));

/// Serves reports and figures.
#[derive(Debug)]
pub(crate) struct Reports {
    pub(crate) neighbours: Neighbours,
    pub(crate) store: ReportStore,
    /// A place for each that is composed at once: more than there are processors make all of them
    /// late and take memory.
    pub(crate) places: Arc<Semaphore>,
}

/// Whose report is asked for, by which edition's rules, as at which revision.
struct Standpoint {
    edition: Arc<Edition>,
    force: ForceId,
    as_of: u64,
    /// The revision as data tells of it; the same number in another store is another record.
    record: String,
}

/// Everything a report is made from, read at one revision.
struct Material {
    standpoint: Standpoint,
    inspection: Option<Inspection>,
    comparisons: Comparisons,
    reconciliations: Vec<Reconciliation>,
    failed_checks: Option<Vec<FailedCheck>>,
}

impl Material {
    /// Has a report or figure made of it.
    async fn compose<T: Send + 'static>(
        self,
        places: &Arc<Semaphore>,
        make: impl FnOnce(&ForceReportInput<'_>) -> Result<T, Status> + Send + 'static,
    ) -> Result<T, Status> {
        composed(places, move || {
            let printed: Vec<_> = self
                .reconciliations
                .iter()
                .map(|held| held.printed.clone())
                .collect();
            let Standpoint {
                edition,
                force,
                as_of,
                record: _,
            } = &self.standpoint;
            make(&ForceReportInput {
                edition,
                force,
                inspection: self.inspection.as_ref(),
                comparisons: &self.comparisons,
                printed: &printed,
                reconciliations: &self.reconciliations,
                failed_checks: self.failed_checks.as_deref(),
                revision: Revision::new(*as_of),
                method: &edition.method,
                software: SOFTWARE,
            })
        })
        .await
    }
}

/// Has something composed, away from the threads that serve calls, when there is a place.
pub(crate) async fn composed<T: Send + 'static>(
    places: &Arc<Semaphore>,
    compose: impl FnOnce() -> Result<T, Status> + Send + 'static,
) -> Result<T, Status> {
    let span = child_span(|| info_span!("compose"));
    let place = Arc::clone(places).acquire_owned().await.map_err(fault)?;
    let composed = tokio::task::spawn_blocking(move || {
        // Held to the end, even when nobody waits any more.
        let _place = place;
        let _entered = span.enter();
        compose()
    });
    composed.await.map_err(fault)?
}

#[tonic::async_trait]
impl ReportService for Reports {
    type GetReportStream = BoxStream<'static, Result<wire::GetReportResponse, Status>>;

    async fn get_report(
        &self,
        request: Request<wire::GetReportRequest>,
    ) -> Result<Response<Self::GetReportStream>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = asked_of(&asked.force, asked.as_of);
        let format = check_format(asked.format, &asked.known_sha256, &mut violations);
        violations.check()?;

        let standpoint = self
            .standpoint(&asked.force, &asked.edition, asked.as_of, context)
            .await?;
        let header = wire::ReportHeader {
            content_type: format.content_type().to_owned(),
            file_name: format!(
                "{}-{}.{}",
                standpoint.force,
                standpoint.edition.id,
                format.ending()
            ),
            as_of: standpoint.as_of,
            method: standpoint.edition.method.to_string(),
            ..wire::ReportHeader::default()
        };
        let key = ReportKey {
            edition: standpoint.edition.definition_hash.clone(),
            force: Some(standpoint.force.clone()),
            record: standpoint.record.clone(),
            format,
        };
        let rendering = async {
            let material = self.material(standpoint, context).await?;
            material
                .compose(&self.places, move |input| {
                    format.render(&force_report(input).map_err(fault)?)
                })
                .await
        };
        let rendered = Box::pin(self.store.get(&key, rendering)).await?;
        Ok(Response::new(sent(header, rendered, &asked.known_sha256)))
    }

    async fn get_figure(
        &self,
        request: Request<wire::GetFigureRequest>,
    ) -> Result<Response<wire::GetFigureResponse>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = asked_of(&asked.force, asked.as_of);
        violations.require("figure", &asked.figure, "ListFigures");
        let format = FigureFormat::asked(asked.format)
            .inspect_err(|rule| violations.add("format", *rule))
            .unwrap_or(FigureFormat::Svg);
        violations.check()?;

        let standpoint = self
            .standpoint(&asked.force, &asked.edition, asked.as_of, context)
            .await?;
        let figure = known_figure(&standpoint.edition, &asked.figure)?;
        let as_of = standpoint.as_of;
        let series = self.series(&standpoint, &figure, context).await?;
        let material = self.material(standpoint, context).await?;
        material
            .compose(&self.places, move |input| {
                let figure = match &series {
                    Some(series) => trend_figure(input, &figure, series),
                    None => force_figure(input, &figure),
                };
                let figure = figure.map_err(fault)?;
                Ok(Response::new(wire::GetFigureResponse {
                    content_type: format.content_type().to_owned(),
                    content: format.render(&provenance(input), &figure)?,
                    description: figure_in_words(&figure),
                    title: figure.title,
                    as_of,
                }))
            })
            .await
    }

    type GetOverviewStream = OverviewStream;

    async fn get_overview(
        &self,
        request: Request<wire::GetOverviewRequest>,
    ) -> Result<Response<Self::GetOverviewStream>, Status> {
        let context = CallContext::of(&request);
        self.overview(request.into_inner(), context).await
    }

    async fn list_figures(
        &self,
        request: Request<wire::ListFiguresRequest>,
    ) -> Result<Response<wire::ListFiguresResponse>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        check_revision(asked.as_of, &mut violations);
        let paging = Paging::of(asked.page_size, &asked.page_token, &mut violations);
        violations.check()?;
        let as_asked = asked.as_of.to_string();
        let list = List::of("ListFigures", &[&asked.edition, &as_asked]);
        // A later page is read as at the first one's revision, or the list could mix two.
        let as_of = paging.after(&list, |key| key.split_once('.')?.0.parse().ok())?;
        let as_of = as_of.unwrap_or(asked.as_of);
        let as_of = self
            .neighbours
            .revision(&asked.edition, as_of, context)
            .await?
            .number;
        let edition = self
            .neighbours
            .edition(&asked.edition, as_of, context)
            .await?;
        let figures = figure_list(&edition).into_iter();
        let figures = figures.map(|listed| (format!("{as_of}.{}", listed.id), listed));
        let (page, next_page_token) = paging.page(&list, figures, |(key, _)| key)?;
        let page = page.into_iter().map(|(_, listed)| wire::ListedFigure {
            id: listed.id,
            title: listed.title,
            in_report: listed.in_report,
        });
        Ok(Response::new(wire::ListFiguresResponse {
            figures: page.collect(),
            next_page_token,
            as_of,
        }))
    }
}

impl Reports {
    pub(crate) fn new(neighbours: Neighbours) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            neighbours,
            store: ReportStore::new(),
            places: Arc::new(Semaphore::new(processors)),
        }
    }

    /// The series that a figure needs, if it needs one.
    async fn series(
        &self,
        standpoint: &Standpoint,
        figure: &FigureId,
        context: CallContext,
    ) -> Result<Option<Series>, Status> {
        let Standpoint {
            edition,
            force,
            as_of,
            record: _,
        } = standpoint;
        match series_of_figure(edition, figure) {
            Some(indicator) => {
                let series = self
                    .neighbours
                    .series(edition, force, indicator, *as_of, context);
                Ok(Some(series.await?))
            }
            None => Ok(None),
        }
    }

    /// Settles what is asked for, so that everything is then read at one revision.
    async fn standpoint(
        &self,
        force: &str,
        edition: &str,
        as_of: u64,
        context: CallContext,
    ) -> Result<Standpoint, Status> {
        let neighbours = &self.neighbours;
        let mut revision = neighbours.revision(edition, as_of, context).await?;
        let mut edition = neighbours
            .edition(edition, revision.number, context)
            .await?;
        let force = known_force(&edition, force)?;
        if as_of == 0 {
            let settled = revision.number;
            let cited = neighbours.cited(&edition, &force, settled, context).await?;
            if cited != settled {
                let id = edition.id.to_string();
                revision = neighbours.revision(&id, cited, context).await?;
                edition = neighbours.edition(&id, cited, context).await?;
            }
        }
        let record = record_of(&revision);
        Ok(Standpoint {
            edition,
            force,
            as_of: revision.number,
            record,
        })
    }

    async fn material(
        &self,
        standpoint: Standpoint,
        context: CallContext,
    ) -> Result<Material, Status> {
        let neighbours = &self.neighbours;
        let Standpoint {
            edition,
            force,
            as_of,
            record: _,
        } = &standpoint;
        let span = child_span(|| {
            info_span!(
                "gather",
                peel.force = force.as_str(),
                peel.edition = edition.id.as_str()
            )
        });
        let inspected = async {
            let inspection = neighbours
                .inspection(edition, force, *as_of, context)
                .await?;
            let failed = neighbours
                .failed_checks(edition, inspection.as_ref(), *as_of, context)
                .await?;
            Ok((inspection, failed))
        };
        let gather = async {
            futures::try_join!(
                inspected,
                neighbours.comparisons(edition, *as_of, context),
                neighbours.reconciliations(edition, *as_of, context),
            )
        };
        let ((inspection, failed_checks), comparisons, reconciliations) =
            gather.instrument(span).await?;
        Ok(Material {
            standpoint,
            inspection,
            comparisons,
            reconciliations,
            failed_checks,
        })
    }
}

/// A revision as data tells of it: the same number in another store is another record.
pub(crate) fn record_of(revision: &data::Revision) -> String {
    let data::Revision {
        number,
        checksum,
        recorded_at,
        ..
    } = revision;
    format!("{number} {checksum} {recorded_at}")
}
