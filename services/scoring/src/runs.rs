//! Runs: every comparison of a force's inspection, computed, counted and recorded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::BoxStream;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter};
use peel_cache::Source;
use peel_kit::{CallContext, Clock, Failure, FailureKind, Violations, child_span, trace_id};
use peel_model::{ComparatorKind, ForceId, Revision, Run, RunOutcome};
use peel_proto::convert::run_to_wire;
use peel_proto::data::v1::Run as RecordedRun;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::run_inspection_response::Event;
use peel_proto::scoring::v1::servers::inspection_run_service_server::InspectionRunService;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::task::TaskTracker;
use tonic::{Code, Request, Response, Status};
use tracing::{Instrument, Span, field, info_span};

use crate::answers::{Answers, Question, Standpoint};
use crate::failures::fault;

/// The longest a run may take, whoever waits for it.
const LONGEST: Duration = Duration::from_secs(120);

/// The most runs under way at once. Limits on calls do not hold them: they outlive theirs.
const MOST: usize = 64;

/// Proposed to callers who find that many under way.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Progress kept for a watcher who is slow to take it; more is dropped, the end never is.
const KEPT: usize = 256;

/// How long the end of a run waits for a watcher who does not take it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves runs.
#[derive(Debug)]
pub(crate) struct Runs {
    answers: Arc<Answers>,
    clock: Clock,
    instruments: Option<Instruments>,
    tasks: TaskTracker,
    places: Arc<Semaphore>,
}

impl Runs {
    /// Runs are among `tasks` until they are recorded.
    pub(crate) fn new(
        answers: Arc<Answers>,
        clock: Clock,
        instruments: Option<Instruments>,
        tasks: TaskTracker,
    ) -> Self {
        let places = Arc::new(Semaphore::new(MOST));
        Self {
            answers,
            clock,
            instruments,
            tasks,
            places,
        }
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

    fn record(&self, run: &Run) {
        let outcome = [KeyValue::new("peel.outcome", run.outcome.name())];
        self.ended.add(1, &outcome);
        let seconds = Duration::from_micros(run.duration_microseconds).as_secs_f64();
        self.duration.record(seconds, &outcome);
    }
}

type Watcher = mpsc::Sender<Result<wire::RunInspectionResponse, Status>>;

#[tonic::async_trait]
impl InspectionRunService for Runs {
    type RunInspectionStream = BoxStream<'static, Result<wire::RunInspectionResponse, Status>>;

    async fn run_inspection(
        &self,
        request: Request<wire::RunInspectionRequest>,
    ) -> Result<Response<Self::RunInspectionStream>, Status> {
        let context = CallContext::of(&request);
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
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| too_many())?;
        let run = InspectionRun {
            answers: Arc::clone(&self.answers),
            clock: self.clock.clone(),
            instruments: self.instruments.clone(),
            id: id.map_or_else(new_id, Ok)?,
            force,
            standpoint,
            is_pinned: asked.as_of != 0,
            _place: place,
        };
        let span = run.span();
        let (watcher, events) = mpsc::channel(KEPT);
        // On its own, so that a watcher who goes away does not stop it.
        self.tasks.spawn(run.finish(watcher).instrument(span));
        Ok(Response::new(Box::pin(ReceiverStream::new(events).fuse())))
    }
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
    let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 32 || !text.bytes().all(hexadecimal) {
        violations.add("run", "must be 32 lower-case hexadecimal digits, or empty");
    }
    Some(text.to_owned())
}

fn new_id() -> Result<String, Status> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(fault)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// One run under way.
struct InspectionRun {
    answers: Arc<Answers>,
    clock: Clock,
    instruments: Option<Instruments>,
    id: String,
    force: ForceId,
    standpoint: Standpoint,
    /// Whether the caller chose the revision.
    is_pinned: bool,
    /// Free for another run when this one has ended.
    _place: OwnedSemaphorePermit,
}

/// Where a run's comparisons were found.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    memory: u32,
    redis: u32,
    computed: u32,
}

impl Tally {
    fn count(&mut self, source: Source) -> &'static str {
        let (counter, name) = match source {
            Source::Memory => (&mut self.memory, "memory"),
            Source::Redis => (&mut self.redis, "redis"),
            // Another run computed it while this one waited.
            Source::Computed | Source::Shared => (&mut self.computed, "computed"),
        };
        *counter += 1;
        name
    }

    fn total(self) -> u32 {
        self.memory + self.redis + self.computed
    }
}

impl InspectionRun {
    fn span(&self) -> Span {
        let edition = &self.standpoint.programme.edition;
        child_span(|| {
            info_span!(
                "inspection run",
                peel.run = self.id,
                peel.force = self.force.as_str(),
                peel.edition = edition.id.as_str(),
                peel.revision = self.standpoint.as_of,
                peel.method = edition.method.as_str(),
                peel.outcome = field::Empty,
                peel.comparisons = field::Empty,
                peel.cache.memory_hits = field::Empty,
                peel.cache.redis_hits = field::Empty,
                peel.cache.misses = field::Empty,
            )
        })
    }

    async fn finish(self, watcher: Watcher) {
        let started_at = self.clock.now().as_millisecond();
        let began = Instant::now();
        let context = CallContext::within(LONGEST);
        let mut tally = Tally::default();
        let outcome = tokio::time::timeout(LONGEST, self.compare(&watcher, &mut tally, context))
            .await
            .unwrap_or_else(|_| Err(peel_kit::Deadline::exceeded().into()));
        let run = match self.ended(started_at, began, tally, outcome.as_ref().err()) {
            Ok(run) => run,
            Err(status) => return tell(&watcher, Err(status)).await,
        };
        note(&run);
        if let Some(instruments) = &self.instruments {
            instruments.record(&run);
        }
        let recorded = self.record(&run).await;
        let end = outcome.and(recorded).map(|run| {
            let event = Some(Event::Finished(run));
            wire::RunInspectionResponse { event }
        });
        tell(&watcher, end).await;
    }

    /// Has the run recorded. A repeat under the same identifier changes nothing and gets the run
    /// that was recorded first.
    async fn record(&self, run: &Run) -> Result<RecordedRun, Status> {
        let context = CallContext::within(PATIENCE);
        let data = &self.answers.data;
        match data.record_run(run, context).await {
            Ok(()) => Ok(run_to_wire(run)),
            Err(reused) if reused.code() == Code::AlreadyExists => {
                let first = data.run(&run.id, context).await?;
                let is_repeat = first.force == run.force.as_str()
                    && first.edition == run.edition.as_str()
                    && (!self.is_pinned || first.revision == run.revision.number());
                if is_repeat { Ok(first) } else { Err(reused) }
            }
            Err(status) => Err(status),
        }
    }

    async fn compare(
        &self,
        watcher: &Watcher,
        tally: &mut Tally,
        context: CallContext,
    ) -> Result<(), Status> {
        let programme = &self.standpoint.programme;
        let choices = programme.edition.shown_comparisons();
        let questions = choices
            .iter()
            .map(|(indicator, period)| {
                let definition = programme.definition(indicator.as_str())?;
                let comparator = &ComparatorKind::EnglandAndWales;
                Ok(Question {
                    definition,
                    period: *period,
                    comparator,
                })
            })
            .collect::<Result<Vec<_>, Status>>()?;
        let evidence = self.answers.evidence(&self.standpoint, &questions, context);
        let total = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        let progress = |at: usize, source| {
            let found_in = tally.count(source).to_owned();
            let Some((indicator, period)) = choices.get(at) else {
                return;
            };
            let progress = wire::RunProgress {
                done: tally.total(),
                total,
                indicator: indicator.to_string(),
                period: period.to_string(),
                found_in,
            };
            let event = Some(Event::Progress(progress));
            // Full or gone: a watcher never slows a run down.
            let _ = watcher.try_send(Ok(wire::RunInspectionResponse { event }));
        };
        self.answers
            .wholes(&self.standpoint, &questions, &evidence, progress)
            .await?;
        Ok(())
    }

    fn ended(
        &self,
        started_at_milliseconds: i64,
        began: Instant,
        tally: Tally,
        failure: Option<&Status>,
    ) -> Result<Run, Status> {
        let edition = &self.standpoint.programme.edition;
        let revision = Revision::new(self.standpoint.as_of)
            .ok_or_else(|| Failure::internal("a run as at no revision"))?;
        Ok(Run {
            id: self.id.clone(),
            force: self.force.clone(),
            edition: edition.id.clone(),
            revision,
            method: edition.method.clone(),
            outcome: if failure.is_none() {
                RunOutcome::Completed
            } else {
                RunOutcome::Failed
            },
            comparisons: tally.total(),
            memory_hits: tally.memory,
            redis_hits: tally.redis,
            computed: tally.computed,
            started_at_milliseconds,
            duration_microseconds: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
            trace_id: trace_id().unwrap_or_default(),
            failure: failure
                .map(|status| status.message().to_owned())
                .unwrap_or_default(),
            checked: false,
            checks: Vec::new(),
            used: Vec::new(),
        })
    }
}

/// Writes how a run ended where those look who watch the service.
fn note(run: &Run) {
    let span = Span::current();
    span.record("peel.outcome", run.outcome.name());
    span.record("peel.comparisons", run.comparisons);
    span.record("peel.cache.memory_hits", run.memory_hits);
    span.record("peel.cache.redis_hits", run.redis_hits);
    span.record("peel.cache.misses", run.computed);
    tracing::info!(
        run = run.id,
        force = %run.force,
        edition = %run.edition,
        revision = %run.revision,
        outcome = %run.outcome,
        comparisons = run.comparisons,
        computed = run.computed,
        microseconds = run.duration_microseconds,
        "inspection run ended"
    );
}

/// Tells a watcher the end, unless he has gone or does not listen.
async fn tell(watcher: &Watcher, end: Result<wire::RunInspectionResponse, Status>) {
    let _ = watcher.send_timeout(end, PATIENCE).await;
}
