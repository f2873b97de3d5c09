//! `peel inspect FORCE`

use std::path::{Path, PathBuf};

use peel_kit::{Exit, ProcessError};
use peel_proto::data::v1::Run;
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::get_report_response::Part;
use peel_proto::scoring::v1::RunInspectionRequest;
use peel_proto::scoring::v1::run_inspection_response::Event;
use peel_reporting_core::NumberFormat;
use sha2::{Digest, Sha256};
use tracing::{Instrument, info_span};

use crate::arguments::{Format, Inspect};
use crate::commands::runs;
use crate::failure::{not_written, told};
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
    let format = match format {
        Format::Html => wire::ReportFormat::Html,
        Format::Csv => wire::ReportFormat::Csv,
    };
    let request = wire::GetReportRequest {
        force: run.force.clone(),
        edition: run.edition.clone(),
        format: format.into(),
        as_of: run.revision,
    };
    let request = session.services.context().request(request);
    let parts = session.services.reports().get_report(request).await;
    let mut parts = parts.map_err(|status| told(&status))?.into_inner();
    let (mut header, mut content) = (wire::ReportHeader::default(), Vec::new());
    while let Some(message) = parts.message().await.map_err(|status| told(&status))? {
        match message.part {
            Some(Part::Header(first)) => header = first,
            Some(Part::Chunk(chunk)) => content.extend_from_slice(&chunk),
            None => {}
        }
    }
    let checksum: String = Sha256::digest(&content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if checksum != header.sha256 {
        let message = "the report arrived damaged: its checksum does not agree; repeat the command";
        return Err(ProcessError::new(Exit::Io, message));
    }
    write(folder, &header.file_name, &content)
}

/// Writes a file into a folder, which is made when it is not there.
fn write(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf, ProcessError> {
    // A name is a name: a server must not choose the folder.
    let name = Path::new(name)
        .file_name()
        .unwrap_or_else(|| "report".as_ref());
    let path = folder.join(name);
    std::fs::create_dir_all(folder).map_err(|error| not_written(&path, &error))?;
    write_whole(&path, content)?;
    Ok(path)
}

/// Writes a file whole or not at all.
pub(crate) fn write_whole(path: &Path, content: &[u8]) -> Result<(), ProcessError> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(format!(".{}", std::process::id()));
    let written = std::fs::write(&beside, content).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // Nothing half written stays behind; that it may not exist is no second error.
        let _ = std::fs::remove_file(&beside);
        not_written(path, &error)
    })
}
