//! The gRPC service of runs: begin, watch, stop.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter};
use peel_kit::{CallContext, Clock, Failure, FailureKind, Origin, Violations};
use peel_model::Run;
use peel_proto::convert::run_to_wire;
use peel_proto::data::v1::Run as RecordedRun;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::servers::inspection_run_service_server::InspectionRunService;
use prost::Message;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::task::TaskTracker;
use tonic::{Code, Request, Response, Status};
use tracing::{Instrument, Span};

use crate::answers::Answers;
use crate::failures::{fault, unknown_run};
use crate::inspection_run::{Beginning, InspectionRun, duration, run};
use crate::national_run::{NationalRun, run_of};
use crate::recording::record;
use crate::under_way::UnderWay;

/// The longest a run may take, whoever waits for it.
pub(crate) const LONGEST: Duration = Duration::from_secs(120);

/// The most runs under way at once. Limits on calls do not hold them: they outlive theirs.
const MOST: usize = 64;

/// Proposed to callers who find that many under way.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Progress kept for a watcher who is slow to take it; more is dropped, the end never is.
const KEPT: usize = 256;

/// How long the end of a run waits for a watcher who does not take it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Runs of a national one that are asked for side by side.
const SIDE_BY_SIDE: usize = 8;

/// Serves runs.
#[derive(Debug)]
pub(crate) struct Runs {
    answers: Arc<Answers>,
    clock: Clock,
    instruments: Option<Instruments>,
    tasks: TaskTracker,
    /// The most bytes of an answer.
    max_message: usize,
    places: Arc<Semaphore>,
    under_way: UnderWay,
}

impl Runs {
    /// Runs are among `tasks` until they are recorded.
    pub(crate) fn new(
        answers: Arc<Answers>,
        clock: Clock,
        instruments: Option<Instruments>,
        tasks: TaskTracker,
        max_message: usize,
    ) -> Self {
        let places = Arc::new(Semaphore::new(MOST));
        Self {
            answers,
            clock,
            instruments,
            tasks,
            max_message,
            places,
            under_way: UnderWay::default(),
        }
    }

    /// Has a run finish on its own, so that a watcher who goes away does not stop it, and gives what
    /// he sees of it.
    fn watched<T: Send + 'static, F: Future<Output = ()> + Send + 'static>(
        &self,
        span: Span,
        finish: impl FnOnce(mpsc::Sender<Result<T, Status>>) -> F,
    ) -> Response<BoxStream<'static, Result<T, Status>>> {
        let (watcher, events) = mpsc::channel(KEPT);
        self.tasks.spawn(finish(watcher).instrument(span));
        Response::new(Box::pin(ReceiverStream::new(events).fuse()))
    }

    fn permit(&self) -> Result<OwnedSemaphorePermit, Status> {
        let places = Arc::clone(&self.places);
        places.try_acquire_owned().map_err(|_| too_many())
    }

    /// The run as it is recorded; `None` when it is not.
    async fn recorded(
        &self,
        id: String,
        context: CallContext,
    ) -> Result<Option<RecordedRun>, Status> {
        match self.answers.data.run(&id, context).await {
            Ok(run) => Ok(Some(run)),
            Err(unknown) if unknown.code() == Code::NotFound => Ok(None),
            Err(status) => Err(status),
        }
    }

    /// The runs recorded under these identifiers.
    async fn all_recorded(
        &self,
        ids: Vec<String>,
        context: CallContext,
    ) -> Result<Vec<RecordedRun>, Status> {
        let found = stream::iter(ids)
            .map(|id| self.recorded(id, context))
            .buffered(SIDE_BY_SIDE);
        let found: Vec<_> = found.try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The runs of a national one that has ended; none where the identifier is not of such a one.
    async fn nationally_recorded(
        &self,
        asked: &wire::CancelRunRequest,
        context: CallContext,
    ) -> Result<Vec<RecordedRun>, Status> {
        let standpoint = self.answers.standpoint(&asked.edition, 0, context).await?;
        let forces = standpoint.programme.edition.inspected_forces();
        let mut ids = forces.map(|force| run_of(&asked.run, &force.id));
        // They are recorded together, but for editions of more forces than one step takes.
        let Some(first) = ids.next() else {
            return Ok(Vec::new());
        };
        let Some(first) = self.recorded(first, context).await? else {
            return Ok(Vec::new());
        };
        let mut runs = self.all_recorded(ids.collect(), context).await?;
        runs.push(first);
        Ok(runs)
    }

    /// Records a run as cancelled that is not known here, or answers it as it ended meanwhile.
    async fn cancel_elsewhere(
        &self,
        asked: &wire::CancelRunRequest,
        origin: &Origin,
        context: CallContext,
    ) -> Result<RecordedRun, Status> {
        let standpoint = self.answers.standpoint(&asked.edition, 0, context).await?;
        let force = standpoint.programme.force(&asked.force)?;
        let beginning = Beginning::now(&self.clock);
        let cancelled = run(&standpoint, force, asked.run.clone(), beginning)?;
        let recorded = record(&self.answers, &cancelled, false, origin).await?;
        Ok(run_to_wire(&recorded))
    }
}

/// What is measured of runs.
#[derive(Debug, Clone)]
pub(crate) struct Instruments {
    ended: Counter<u64>,
    duration: Histogram<f64>,
}

impl Instruments {
    pub(crate) fn new(meter: &Meter) -> Self {
        Self {
            ended: meter
                .u64_counter("peel.inspection_runs")
                .with_description("Inspection runs that ended, by outcome")
                .build(),
            duration: meter
                .f64_histogram("peel.inspection_run.duration")
                .with_unit("s")
                .with_description("How long inspection runs took, by outcome")
                .build(),
        }
    }

    /// A run ended, and could not be recorded.
    pub(crate) fn lost(&self) {
        let outcome = [KeyValue::new("peel.outcome", "not-recorded")];
        self.ended.add(1, &outcome);
    }

    pub(crate) fn record(&self, run: &Run) {
        let outcome = [KeyValue::new("peel.outcome", run.outcome.name())];
        self.ended.add(1, &outcome);
        self.duration.record(duration(run).as_secs_f64(), &outcome);
    }
}

#[tonic::async_trait]
impl InspectionRunService for Runs {
    type RunInspectionStream = BoxStream<'static, Result<wire::RunInspectionResponse, Status>>;
    type RunNationalStream = BoxStream<'static, Result<wire::RunNationalResponse, Status>>;

    async fn run_inspection(
        &self,
        request: Request<wire::RunInspectionRequest>,
    ) -> Result<Response<Self::RunInspectionStream>, Status> {
        let (context, origin) = (CallContext::of(&request), Origin::of(&request));
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        let id = asked_id(&asked.run, &mut violations);
        violations.check()?;

        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let force = standpoint.programme.force(&asked.force)?.clone();
        let permit = self.permit()?;
        let id = id.map_or_else(new_id, Ok)?;
        let run = InspectionRun {
            answers: Arc::clone(&self.answers),
            clock: self.clock.clone(),
            instruments: self.instruments.clone(),
            place: self.under_way.enter(&id, vec![id.clone()]),
            origin: origin.request_id(id.as_str()),
            id,
            force,
            standpoint,
            is_pinned: asked.as_of != 0,
            _permit: permit,
        };
        let span = run.span();
        Ok(self.watched(span, |watcher| run.finish(watcher)))
    }

    async fn run_national(
        &self,
        request: Request<wire::RunNationalRequest>,
    ) -> Result<Response<Self::RunNationalStream>, Status> {
        let (context, origin) = (CallContext::of(&request), Origin::of(&request));
        let asked = request.into_inner();
        let mut violations = Violations::default();
        let id = asked_id(&asked.run, &mut violations);
        violations.check()?;

        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let permit = self.permit()?;
        let id = id.map_or_else(new_id, Ok)?;
        let forces = standpoint.programme.edition.inspected_forces();
        let records = forces.map(|force| run_of(&id, &force.id)).collect();
        let run = NationalRun {
            answers: Arc::clone(&self.answers),
            clock: self.clock.clone(),
            instruments: self.instruments.clone(),
            place: self.under_way.enter(&id, records),
            origin: origin.request_id(id.as_str()),
            id,
            standpoint,
            is_pinned: asked.as_of != 0,
            max_message: self.max_message,
            _permit: permit,
        };
        let span = run.span();
        Ok(self.watched(span, |watcher| run.finish(watcher)))
    }

    async fn cancel_run(
        &self,
        request: Request<wire::CancelRunRequest>,
    ) -> Result<Response<wire::CancelRunResponse>, Status> {
        let (context, origin) = (CallContext::of(&request), Origin::of(&request));
        let asked = request.into_inner();
        let mut violations = Violations::default();
        if !is_id(&asked.run) {
            violations.add("run", "must be 32 lower-case hexadecimal digits");
        }
        if asked.force.is_empty() && !asked.edition.is_empty() {
            violations.add("edition", "takes a force beside it");
        }
        violations.check()?;
        let origin = origin.request_id(asked.run.as_str());
        let stopped = self.under_way.stop(&asked.run).await;
        let records = stopped.unwrap_or_else(|| [asked.run.clone()].into());
        let mut runs = self.all_recorded(records.to_vec(), context).await?;
        if runs.is_empty() {
            runs = self.nationally_recorded(&asked, context).await?;
        }
        if runs.is_empty() {
            if asked.force.is_empty() {
                return Err(unknown_run(&asked.run));
            }
            runs.push(self.cancel_elsewhere(&asked, &origin, context).await?);
        } else {
            // Recorded for whoever began them; so is now who stopped them.
            let again = runs.iter().cloned();
            self.answers
                .data
                .record_runs(again, &origin, context)
                .await?;
        }
        runs.sort_by(|one, other| one.force.cmp(&other.force));
        let runs = fitting(runs, self.max_message);
        Ok(Response::new(wire::CancelRunResponse { runs }))
    }
}

/// Runs as one message takes them: where all is too much, without the comparisons they used, and
/// then without what checks raised, both of which data tells of each.
pub(crate) fn fitting(mut runs: Vec<RecordedRun>, max_message: usize) -> Vec<RecordedRun> {
    let size = |runs: &[RecordedRun]| -> usize { runs.iter().map(Message::encoded_len).sum() };
    // Half of a message is left for what stands around them.
    if size(&runs) > max_message / 2 {
        runs.iter_mut().for_each(|run| run.used.clear());
    }
    if size(&runs) > max_message / 2 {
        runs.iter_mut().for_each(|run| run.checks.clear());
    }
    runs
}

fn too_many() -> Status {
    let message = format!("{MOST} inspection runs are under way; repeat in a moment");
    let reason = ErrorReason::TooManyCalls.reason();
    Failure::new(FailureKind::ResourceExhausted, reason, message)
        .retry_after(RETRY_AFTER)
        .into()
}

fn asked_id(text: &str, violations: &mut Violations) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    if !is_id(text) {
        violations.add("run", "must be 32 lower-case hexadecimal digits, or empty");
    }
    Some(text.to_owned())
}

fn is_id(text: &str) -> bool {
    let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == 32 && text.bytes().all(hexadecimal)
}

fn new_id() -> Result<String, Status> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(fault)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
