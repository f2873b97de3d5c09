//! How runs come to be recorded, and what is done where that fails.

use std::time::Duration;

use peel_kit::{CallContext, Deadline, Origin};
use peel_model::{Run, RunOutcome};
use peel_proto::convert::{run_from_wire, run_to_wire};
use tonic::{Code, Status};

use crate::answers::Answers;
use crate::failures::{fault, reused_run};
use crate::runs::{Instruments, PATIENCE};

/// The pause before data that is out of reach is asked once more; doubled every time.
const PAUSE: Duration = Duration::from_millis(100);

/// Has a run recorded. Under an identifier that is recorded already nothing changes, and the answer
/// is the run recorded first: this one's repeat, or the word of somebody who cancelled it wherever it
/// is under way. `origin` is who asked for it.
pub(crate) async fn record(
    answers: &Answers,
    run: &Run,
    is_pinned: bool,
    origin: &Origin,
) -> Result<Run, Status> {
    let data = &answers.data;
    let recorded = persistently(patience(), |context| data.record_run(run, origin, context)).await;
    let Err(reused) = recorded else {
        return Ok(run.clone());
    };
    if reused.code() != Code::AlreadyExists {
        return Err(reused);
    }
    let first = persistently(patience(), |context| data.run(&run.id, context)).await?;
    let first = run_from_wire(first).map_err(fault)?;
    if is_repeat(&first, run, is_pinned) {
        Ok(first)
    } else {
        Err(reused)
    }
}

/// Has the runs of a national one recorded, each as [`record`] does it. `whole` is its identifier.
pub(crate) async fn record_all(
    answers: &Answers,
    whole: &str,
    runs: &[Run],
    is_pinned: bool,
    origin: &Origin,
) -> Result<Vec<Run>, Status> {
    let data = &answers.data;
    let recorded = persistently(patience(), |context| {
        data.record_runs(runs.iter().map(run_to_wire), origin, context)
    });
    let recorded = recorded.await?;
    let are_repeats = recorded
        .iter()
        .zip(runs)
        .all(|(first, run)| is_repeat(first, run, is_pinned));
    if recorded.len() == runs.len() && are_repeats {
        Ok(recorded)
    } else {
        Err(reused_run(whole))
    }
}

/// Whether a run under one identifier is what was recorded first under it: itself, a repeat, or a
/// cancellation made elsewhere, which does not know as at which revision the run was asked for.
fn is_repeat(first: &Run, run: &Run, is_pinned: bool) -> bool {
    first.force == run.force
        && first.edition == run.edition
        && (!is_pinned || first.revision == run.revision || first.outcome == RunOutcome::Cancelled)
}

fn patience() -> CallContext {
    CallContext::within(PATIENCE)
}

/// Asks data again while it is out of reach and there is time, as it is when its database moves to another server.
/// What is asked must be the same when it is done twice.
async fn persistently<T, Answer>(
    context: CallContext,
    ask: impl Fn(CallContext) -> Answer,
) -> Result<T, Status>
where
    Answer: Future<Output = Result<T, Status>>,
{
    let mut pause = PAUSE;
    loop {
        let answer = ask(context).await;
        let is_away = matches!(&answer, Err(status) if status.code() == Code::Unavailable);
        let left = context.deadline().map(Deadline::remaining);
        if !is_away || left.is_none_or(|left| left <= pause) {
            return answer;
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
}

/// Says that a run is not recorded, where those look who watch the service: nobody finds it later.
pub(crate) fn lost(run: &str, cause: &Status, instruments: Option<&Instruments>) {
    tracing::error!(
        run,
        code = ?cause.code(),
        "inspection run ended and could not be recorded: {}",
        cause.message()
    );
    if let Some(instruments) = instruments {
        instruments.lost();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn data_is_asked_again_while_it_is_out_of_reach_and_there_is_time() {
        async fn check(time: Duration, code: Code, expected: u32) {
            let asked = Cell::new(0);
            let answer = persistently(CallContext::within(time), async |_| {
                asked.set(asked.get() + 1);
                if asked.get() < 3 {
                    return Err(Status::new(code, "not now"));
                }
                Ok(())
            });
            let answer = answer.await.map_err(|status| status.code());
            assert_eq!(asked.get(), expected);
            assert_eq!(answer, if expected == 3 { Ok(()) } else { Err(code) });
        }
        check(PATIENCE, Code::Unavailable, 3).await;
        check(PATIENCE, Code::AlreadyExists, 1).await;
        check(PATIENCE, Code::Internal, 1).await;
        check(PAUSE / 2, Code::Unavailable, 1).await;
    }
}
