//! One run under way: a force's inspection, compared, checked and recorded.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use peel_kit::{CallContext, Clock, Failure, Origin, child_span, trace_id};
use peel_model::{ForceId, FoundIn, Revision, Run, RunOutcome};
use peel_proto::convert::run_to_wire;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::run_inspection_response::Event;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tonic::Status;
use tracing::{Span, field, info_span};

use crate::answers::{Answers, Standpoint};
use crate::making::{LONGEST_MESSAGE, Raised, Tally, checked};
use crate::recording::{lost, record};
use crate::runs::{Instruments, LONGEST, PATIENCE};
use crate::under_way::Place;

pub(crate) type Watcher = mpsc::Sender<Result<wire::RunInspectionResponse, Status>>;

/// One run under way.
pub(crate) struct InspectionRun {
    pub(crate) answers: Arc<Answers>,
    pub(crate) clock: Clock,
    pub(crate) instruments: Option<Instruments>,
    pub(crate) id: String,
    /// Who asked for it.
    pub(crate) origin: Origin,
    pub(crate) force: ForceId,
    pub(crate) standpoint: Standpoint,
    /// Whether the caller chose the revision.
    pub(crate) is_pinned: bool,
    /// Where others find it, to stop it.
    pub(crate) place: Place,
    /// Free for another run when this one has ended.
    pub(crate) _permit: OwnedSemaphorePermit,
}

/// How a run came to its end.
#[derive(Debug)]
pub(crate) enum End {
    Completed,
    Failed(Status),
    Cancelled,
}

/// When a run began, by the clock of the wall and by one that never jumps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beginning {
    started_at_milliseconds: i64,
    began: Instant,
}

impl Beginning {
    pub(crate) fn now(clock: &Clock) -> Self {
        Self {
            started_at_milliseconds: clock.now().as_millisecond(),
            began: Instant::now(),
        }
    }
}

impl InspectionRun {
    pub(crate) fn span(&self) -> Span {
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

    pub(crate) async fn finish(self, watcher: Watcher) {
        let beginning = Beginning::now(&self.clock);
        let context = CallContext::within(LONGEST);
        let mut tally = Tally::default();
        let mut raised = None;
        let end = {
            let work = self.work(&watcher, &mut tally, &mut raised, context);
            ended(self.place.stopped(), work).await
        };
        let run = run(&self.standpoint, &self.force, self.id.clone(), beginning);
        let mut run = match run {
            Ok(run) => run,
            Err(status) => return tell(&watcher, Err(status)).await,
        };
        fill(&mut run, tally, raised, &end);
        let recorded = record(&self.answers, &run, self.is_pinned, &self.origin).await;
        match &recorded {
            Ok(recorded) => {
                note(recorded);
                if let Some(instruments) = &self.instruments {
                    instruments.record(recorded);
                }
            }
            Err(status) => lost(&run.id, status, self.instruments.as_ref()),
        }
        // Given back once it is recorded, so that who stopped the run finds it; and before its
        // watcher is told, who may be slow to listen.
        drop(self.place);
        let told = match (end, recorded) {
            (End::Failed(status), _) | (_, Err(status)) => Err(status),
            (_, Ok(recorded)) => Ok(wire::RunInspectionResponse {
                event: Some(Event::Finished(run_to_wire(&recorded))),
            }),
        };
        tell(&watcher, told).await;
    }

    async fn work(
        &self,
        watcher: &Watcher,
        tally: &mut Tally,
        raised: &mut Option<Raised>,
        context: CallContext,
    ) -> Result<(), Status> {
        let made = self
            .answers
            .make_all(&self.standpoint, tally, context, |step| {
                let progress = wire::RunProgress {
                    done: step.done,
                    total: step.total,
                    indicator: step.used.indicator.to_string(),
                    period: step.used.period.to_string(),
                    found_in: step.used.found_in.name().to_owned(),
                };
                let event = Some(Event::Progress(progress));
                // Full or gone: a watcher never slows a run down.
                let _ = watcher.try_send(Ok(wire::RunInspectionResponse { event }));
            });
        *raised = checked(&made.await?, &self.force).await?;
        Ok(())
    }
}

/// Does the work of a run until it is done, fails, takes too long, or somebody stops it. Work that
/// panics has failed: its run is told and recorded like any other.
pub(crate) async fn ended(
    stopped: impl Future<Output = ()>,
    work: impl Future<Output = Result<(), Status>>,
) -> End {
    let done = tokio::select! {
        // Who has stopped a run is not told that it went on.
        biased;
        () = stopped => return End::Cancelled,
        done = tokio::time::timeout(LONGEST, AssertUnwindSafe(work).catch_unwind()) => done,
    };
    match done {
        Ok(Ok(Ok(()))) => End::Completed,
        Ok(Ok(Err(status))) => End::Failed(status),
        Ok(Err(_)) => End::Failed(Failure::internal("the work of a run panicked").into()),
        Err(_) => End::Failed(peel_kit::Deadline::exceeded().into()),
    }
}

/// A run of which nothing is known yet but whose it is: cancelled.
pub(crate) fn run(
    standpoint: &Standpoint,
    force: &ForceId,
    id: String,
    beginning: Beginning,
) -> Result<Run, Status> {
    let edition = &standpoint.programme.edition;
    let revision = Revision::new(standpoint.as_of)
        .ok_or_else(|| Failure::internal("a run as at no revision"))?;
    let took = beginning.began.elapsed().as_micros();
    Ok(Run {
        id,
        force: force.clone(),
        edition: edition.id.clone(),
        revision,
        method: edition.method.clone(),
        outcome: RunOutcome::Cancelled,
        comparisons: 0,
        memory_hits: 0,
        redis_hits: 0,
        computed: 0,
        started_at_milliseconds: beginning.started_at_milliseconds,
        duration_microseconds: u64::try_from(took).unwrap_or(u64::MAX),
        trace_id: trace_id().unwrap_or_default(),
        failure: String::new(),
        checked: false,
        checks: Vec::new(),
        used: Vec::new(),
    })
}

/// Enters into a run what it did.
pub(crate) fn fill(run: &mut Run, tally: Tally, raised: Option<Raised>, end: &End) {
    run.comparisons = tally.total();
    run.memory_hits = tally.of(FoundIn::Memory);
    run.redis_hits = tally.of(FoundIn::Redis);
    run.computed = tally.of(FoundIn::Computed);
    run.used = tally.used;
    run.checked = raised.is_some();
    run.checks = raised.unwrap_or_default();
    (run.outcome, run.failure) = match end {
        End::Completed => (RunOutcome::Completed, String::new()),
        End::Failed(status) => {
            let message = status.message().chars().take(LONGEST_MESSAGE);
            (RunOutcome::Failed, message.collect())
        }
        End::Cancelled => (RunOutcome::Cancelled, String::new()),
    };
}

/// Writes how a run ended where those look who watch the service.
pub(crate) fn note(run: &Run) {
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
        raised = run.checks.len(),
        microseconds = run.duration_microseconds,
        "inspection run ended"
    );
}

/// Tells a watcher the end, unless he has gone or does not listen.
pub(crate) async fn tell<T>(watcher: &mpsc::Sender<Result<T, Status>>, end: Result<T, Status>) {
    let _ = watcher.send_timeout(end, PATIENCE).await;
}

/// As long as a duration is recorded.
pub(crate) fn duration(run: &Run) -> Duration {
    Duration::from_micros(run.duration_microseconds)
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn whatever_becomes_of_its_work_a_run_ends() {
        async fn check(
            stopped: impl Future<Output = ()>,
            work: impl Future<Output = Result<(), Status>>,
            expected: &str,
        ) {
            let end = match ended(stopped, work).await {
                End::Completed => "completed".to_owned(),
                End::Failed(status) => status.message().to_owned(),
                End::Cancelled => "cancelled".to_owned(),
            };
            assert_eq!(end, expected);
        }
        check(pending(), ready(Ok(())), "completed").await;
        let refused = ready(Err(Status::not_found("no such thing")));
        check(pending(), refused, "no such thing").await;
        check(ready(()), pending(), "cancelled").await;
        check(ready(()), ready(Ok(())), "cancelled").await;
        let panics = async { std::panic::panic_any("of a mistake") };
        let message = "the server failed; the cause is in its log";
        check(pending(), panics, message).await;
    }
}
