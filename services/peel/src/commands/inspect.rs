//! `peel inspect FORCE`

use std::path::{Path, PathBuf};

use peel_kit::ProcessError;
use peel_proto::data::v1::Run;
use peel_proto::scoring::v1::RunInspectionRequest;
use peel_proto::scoring::v1::run_inspection_response::Event;
use peel_reporting_core::NumberFormat;
use tracing::{Instrument, info_span};

use crate::arguments::{Format, Inspect};
use crate::commands::report::{Wanted, fetch};
use crate::commands::runs;
use crate::failure::told;
use crate::progress::Progress;
use crate::session::{Done, Session};

pub(crate) async fn inspect(session: &Session<'_>, asked: &Inspect) -> Done {
    let Some(force) = &asked.force else {
        return runs::national(session).await;
    };
    // The root of the trace, so that run and report are one.
    let span = info_span!("peel inspect", peel.force = force);
    async {
        let run = run(session, force).await?;
        tell(session, &run)?;
        for format in &asked.format {
            let written = report(session, &run, *format, &asked.output).await?;
            if !session.output.is_json() {
                session
                    .output
                    .line(format!("report     {}", written.display()))?;
            }
        }
        Ok(())
    }
    .instrument(span)
    .await
}

/// Runs the inspection and shows how far it is.
pub(crate) async fn run(session: &Session<'_>, force: &str) -> Result<Run, ProcessError> {
    let request = RunInspectionRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
        run: String::new(),
    };
    let mut progress = Progress::new("comparing", session.shared.quiet);
    let request = session.services.context().request(request);
    let events = session.services.runs().run_inspection(request).await;
    let mut events = events.map_err(|status| told(&status))?.into_inner();
    while let Some(message) = events.message().await.map_err(|status| told(&status))? {
        match message.event {
            Some(Event::Progress(done)) => {
                progress.done(done.done.into(), done.total.into(), &done.indicator);
            }
            Some(Event::Finished(run)) => {
                progress.end();
                return Ok(run);
            }
            None => {}
        }
    }
    Err(runs::cut_off())
}

/// Says what a run did.
pub(crate) fn tell(session: &Session<'_>, run: &Run) -> Done {
    session
        .output
        .answer("peel.data.v1.Run", run, || told_of_run(run))
}

/// What a run did, in words.
pub(crate) fn told_of_run(run: &Run) -> String {
    let milliseconds = NumberFormat {
        decimals: 1,
        ..NumberFormat::default()
    }
    .show(run.duration_microseconds as f64 / 1_000.0);
    let mut text = format!(
        "run        {} in edition {}, data as at revision {}, method {}\n           \
         {} comparisons in {milliseconds} ms: {} from memory, {} from Redis, {} computed",
        run.force,
        run.edition,
        run.revision,
        run.method,
        run.comparisons,
        run.memory_hits,
        run.redis_hits,
        run.computed,
    );
    if run.outcome != "completed" {
        text.push_str(&format!("\noutcome    {}", run.outcome));
        if !run.failure.is_empty() {
            text.push_str(&format!(": {}", run.failure));
        }
    }
    text.push_str(&format!("\nchecks     {}", runs::checks(run)));
    if !run.trace_id.is_empty() {
        text.push_str(&format!("\ntrace      {}", run.trace_id));
    }
    text
}

/// Fetches a report as at the run's revision, checks it and writes it.
pub(crate) async fn report(
    session: &Session<'_>,
    run: &Run,
    format: Format,
    folder: &Path,
) -> Result<PathBuf, ProcessError> {
    let wanted = Wanted {
        force: &run.force,
        edition: &run.edition,
        as_of: run.revision,
    };
    let (_, path) = fetch(session, &wanted, format, folder).await?;
    Ok(path)
}
