//! One national run under way: every force of an edition, on one standpoint.

use std::sync::Arc;

use peel_kit::{CallContext, Clock, Origin, child_span};
use peel_model::{ForceId, Run, RunOutcome};
use peel_proto::convert::run_to_wire;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::run_national_response::Event;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tonic::Status;
use tracing::{Span, info_span};

use crate::answers::{Answers, Standpoint};
use crate::inspection_run::{Beginning, End, ended, fill, run, tell};
use crate::making::{Raised, Tally, checked};
use crate::recording::{lost, record_all};
use crate::runs::{Instruments, LONGEST, fitting};
use crate::under_way::Place;

type Watcher = mpsc::Sender<Result<wire::RunNationalResponse, Status>>;

/// One national run under way.
pub(crate) struct NationalRun {
    pub(crate) answers: Arc<Answers>,
    pub(crate) clock: Clock,
    pub(crate) instruments: Option<Instruments>,
    /// The identifier of the whole.
    pub(crate) id: String,
    /// Who asked for it.
    pub(crate) origin: Origin,
    pub(crate) standpoint: Standpoint,
    /// Whether the caller chose the revision.
    pub(crate) is_pinned: bool,
    /// The most bytes of a message to the watcher.
    pub(crate) max_message: usize,
    /// Where others find it, to stop it.
    pub(crate) place: Place,
    /// Free for another run when this one has ended.
    pub(crate) _permit: OwnedSemaphorePermit,
}

/// How far a national run is.
#[derive(Debug, Default)]
struct Done {
    tally: Tally,
    /// What the checks of each force's inspection raised, in the order of the forces.
    checked: Vec<Option<Raised>>,
}

impl NationalRun {
    pub(crate) fn span(&self) -> Span {
        let edition = &self.standpoint.programme.edition;
        child_span(|| {
            info_span!(
                "national run",
                peel.run = self.id,
                peel.edition = edition.id.as_str(),
                peel.revision = self.standpoint.as_of,
                peel.method = edition.method.as_str(),
            )
        })
    }

    pub(crate) async fn finish(self, watcher: Watcher) {
        let beginning = Beginning::now(&self.clock);
        let forces = self.forces();
        let mut done = Done::default();
        let end = {
            let work = self.work(&watcher, &forces, &mut done);
            ended(self.place.stopped(), work).await
        };
        let recorded = self.record(&forces, done, &end, beginning).await;
        if let Err(status) = &recorded {
            lost(&self.id, status, self.instruments.as_ref());
        }
        let told = match (end, recorded) {
            (End::Failed(status), _) | (_, Err(status)) => Err(status),
            (_, Ok(runs)) => Ok(self.told(&runs)),
        };
        // Given back once all are recorded, so that who stopped them finds them; and before their
        // watcher is told, who may be slow to listen.
        drop(self.place);
        tell(&watcher, told).await;
    }

    /// The inspected forces, by identifier.
    fn forces(&self) -> Vec<ForceId> {
        let forces = self.standpoint.programme.edition.inspected_forces();
        let mut forces: Vec<ForceId> = forces.map(|force| force.id.clone()).collect();
        forces.sort();
        forces
    }

    async fn work(
        &self,
        watcher: &Watcher,
        forces: &[ForceId],
        done: &mut Done,
    ) -> Result<(), Status> {
        let context = CallContext::within(LONGEST);
        let forces_total = u32::try_from(forces.len()).unwrap_or(u32::MAX);
        let tell = |progress: wire::NationalProgress| {
            let event = Some(Event::Progress(progress));
            // Full or gone: a watcher never slows a run down.
            let _ = watcher.try_send(Ok(wire::RunNationalResponse { event }));
        };
        let mut progress = wire::NationalProgress {
            forces_total,
            ..wire::NationalProgress::default()
        };
        let made = self
            .answers
            .make_all(&self.standpoint, &mut done.tally, context, |step| {
                progress.comparisons_done = step.done;
                progress.comparisons_total = step.total;
                tell(progress);
            });
        let holding = made.await?;
        for force in forces {
            done.checked.push(checked(&holding, force).await?);
            progress.forces_done += 1;
            tell(progress);
        }
        Ok(())
    }

    /// Has the runs of all forces recorded, and answers them as they are recorded.
    async fn record(
        &self,
        forces: &[ForceId],
        done: Done,
        end: &End,
        beginning: Beginning,
    ) -> Result<Vec<Run>, Status> {
        let mut checked = done.checked.into_iter();
        let mut runs = Vec::with_capacity(forces.len());
        for force in forces {
            let id = run_of(&self.id, force);
            let mut run = run(&self.standpoint, force, id, beginning)?;
            fill(&mut run, done.tally.clone(), checked.next().flatten(), end);
            runs.push(run);
        }
        let recorded = record_all(&self.answers, &self.id, &runs, self.is_pinned, &self.origin);
        let recorded = recorded.await?;
        if let Some(instruments) = &self.instruments {
            for run in &recorded {
                instruments.record(run);
            }
        }
        self.note(&recorded);
        Ok(recorded)
    }

    fn note(&self, runs: &[Run]) {
        tracing::info!(
            run = self.id,
            edition = %self.standpoint.programme.edition.id,
            revision = self.standpoint.as_of,
            forces = runs.len(),
            comparisons = runs.first().map_or(0, |run| run.comparisons),
            computed = runs.first().map_or(0, |run| run.computed),
            "national run ended"
        );
    }

    fn told(&self, runs: &[Run]) -> wire::RunNationalResponse {
        // Of a repeat, the one that was newest when it was asked for first. A force's run that was
        // cancelled beforehand may name another.
        let mut ended = runs.iter();
        let ended = ended.find(|run| run.outcome != RunOutcome::Cancelled);
        let finished = wire::NationalRun {
            id: self.id.clone(),
            edition: self.standpoint.programme.edition.id.to_string(),
            revision: ended.map_or(self.standpoint.as_of, |run| run.revision.number()),
            runs: fitting(runs.iter().map(run_to_wire).collect(), self.max_message),
        };
        wire::RunNationalResponse {
            event: Some(Event::Finished(finished)),
        }
    }
}

/// The identifier of a force's run in a national one: the same for a repeat, another for every force.
pub(crate) fn run_of(whole: &str, force: &ForceId) -> String {
    let digest = Sha256::digest(format!("{whole} {force}"));
    let half = digest.iter().take(16);
    half.map(|byte| format!("{byte:02x}")).collect()
}
