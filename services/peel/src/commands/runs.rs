//! `peel inspect --all`, `peel runs`, `peel run ID`, `peel cancel ID`

use peel_kit::{Exit, ProcessError};
use peel_proto::data::v1 as data;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::run_national_response::Event;
use tracing::{Instrument, info_span};

use crate::arguments::Cancel;
use crate::commands::evidence::tally;
use crate::commands::inspect::told_of_run;
use crate::commands::lists::all_pages;
use crate::failure::told;
use crate::output::table;
use crate::progress::Progress;
use crate::session::{Done, Session};

/// Runs every force of the edition at once.
pub(crate) async fn national(session: &Session<'_>) -> Done {
    let finished = watch(session).instrument(info_span!("peel inspect --all"));
    let finished = finished.await?;
    session
        .output
        .answer("peel.scoring.v1.NationalRun", &finished, || {
            national_text(&finished)
        })
}

async fn watch(session: &Session<'_>) -> Result<wire::NationalRun, ProcessError> {
    let request = wire::RunNationalRequest {
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
        run: String::new(),
    };
    let mut progress = Progress::new("comparing, then checking", session.shared.quiet);
    let request = session.services.context().request(request);
    let events = session.services.runs().run_national(request).await;
    let mut events = events.map_err(|status| told(&status))?.into_inner();
    while let Some(message) = events.message().await.map_err(|status| told(&status))? {
        match message.event {
            Some(Event::Progress(done)) => {
                let steps = u64::from(done.comparisons_done) + u64::from(done.forces_done);
                let total = u64::from(done.comparisons_total) + u64::from(done.forces_total);
                progress.done(steps, total, "");
            }
            Some(Event::Finished(finished)) => {
                progress.end();
                return Ok(finished);
            }
            None => {}
        }
    }
    Err(cut_off())
}

/// A stream that ended without the last message.
pub(crate) fn cut_off() -> ProcessError {
    let message = "the run was cut off before its end; repeat it";
    ProcessError::new(Exit::Unavailable, message)
}

fn national_text(finished: &wire::NationalRun) -> String {
    let mut lines = vec![format!(
        "run        {}, every force in edition {}, data as at revision {}",
        finished.id, finished.edition, finished.revision
    )];
    lines.push(listed(&finished.runs));
    let checked = finished.runs.iter().filter(|run| run.checked);
    lines.extend(checked.map(|run| format!("checks     {}: {}", run.force, checks(run))));
    lines.join("\n")
}

/// What the checks of a run's inspection raised, in words.
pub(crate) fn checks(run: &data::Run) -> String {
    if !run.checked {
        return match run.outcome.as_str() {
            "completed" => "none made: no inspection of the force is recorded".to_owned(),
            _ => "none made: the run ended before".to_owned(),
        };
    }
    let of = |severity: &str| {
        let these = run.checks.iter().filter(|check| check.severity == severity);
        u32::try_from(these.count()).unwrap_or(u32::MAX)
    };
    match tally(of("error"), of("warning")) {
        nothing if run.checks.is_empty() => format!("{nothing} raised"),
        raised => format!("{raised}; peel check {}", run.force),
    }
}

pub(crate) async fn runs(session: &Session<'_>, force: &str) -> Done {
    let request = data::ListRunsRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        ..data::ListRunsRequest::default()
    };
    let runs = all_pages!(session, inspections.list_runs, runs, request);
    let answer = data::ListRunsResponse {
        runs,
        next_page_token: String::new(),
    };
    session
        .output
        .answer("peel.data.v1.ListRunsResponse", &answer, || {
            listed(&answer.runs)
        })
}

fn listed(runs: &[data::Run]) -> String {
    let rows = runs.iter().map(|run| {
        let found = format!("{}/{}/{}", run.memory_hits, run.redis_hits, run.computed);
        [
            run.id.clone(),
            run.force.clone(),
            run.revision.to_string(),
            run.outcome.clone(),
            run.comparisons.to_string(),
            found,
            run.trace_id.clone(),
        ]
    });
    let heading = [
        "run",
        "force",
        "revision",
        "outcome",
        "comparisons",
        "memory/Redis/computed",
        "trace",
    ];
    table(heading, &[2, 4], rows)
}

pub(crate) async fn run(session: &Session<'_>, id: &str) -> Done {
    let request = data::GetRunRequest { run: id.to_owned() };
    let request = session.services.context().request(request);
    let answer = session.services.inspections().get_run(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.GetRunResponse", &answer, || {
            run_text(&answer.run.clone().unwrap_or_default())
        })
}

fn run_text(run: &data::Run) -> String {
    let mut parts = vec![told_of_run(run)];
    parts.extend(run.checks.iter().map(|check| {
        format!(
            "{:<8} {}: {}\n         {}",
            check.severity, check.check, check.place, check.message
        )
    }));
    let rows = run.used.iter().map(|used| {
        [
            used.indicator.clone(),
            used.period.clone(),
            used.revision.to_string(),
            used.found_in.clone(),
        ]
    });
    if !run.used.is_empty() {
        let heading = ["indicator", "period", "revision", "found in"];
        parts.push(table(heading, &[2], rows));
    }
    parts.join("\n")
}

pub(crate) async fn cancel(session: &Session<'_>, asked: &Cancel) -> Done {
    let has_force = !asked.force.is_empty();
    let request = wire::CancelRunRequest {
        run: asked.id.clone(),
        force: asked.force.clone(),
        edition: if has_force {
            session.shared.edition.clone()
        } else {
            String::new()
        },
    };
    let request = session.services.context().request(request);
    let answer = session.services.runs().cancel_run(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.scoring.v1.CancelRunResponse", &answer, || {
            listed(&answer.runs)
        })
}
