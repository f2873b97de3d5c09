//! `peel report FORCE`

use std::path::{Path, PathBuf};

use futures::{Stream, TryStreamExt as _};
use peel_kit::{Exit, ProcessError};
use peel_proto::data::v1::ListForcesRequest;
use peel_proto::reporting::v1 as wire;
use peel_proto::reporting::v1::get_report_response::Part;
use sha2::{Digest, Sha256};
use tonic::Status;
use tracing::{Instrument, info_span};

use crate::arguments::{Format, Report};
use crate::commands::lists::all_pages;
use crate::failure::{not_written, told};
use crate::progress::Progress;
use crate::session::{Done, Session};

/// Which report.
pub(crate) struct Wanted<'a> {
    pub(crate) force: &'a str,
    pub(crate) edition: &'a str,
    pub(crate) as_of: u64,
}

pub(crate) async fn report(session: &Session<'_>, asked: &Report) -> Done {
    let forces = match &asked.force {
        Some(force) => vec![force.clone()],
        None => every_force(session).await?,
    };
    let formats = once(&asked.format);
    let total = forces.len() * formats.len();
    let mut progress = Progress::new("reports", session.shared.quiet || total < 10);
    let mut done = 0_u64;
    let mut written = Vec::new();
    for force in &forces {
        let wanted = Wanted {
            force,
            edition: &session.shared.edition,
            as_of: session.shared.as_of,
        };
        // The root of the trace, so that a force's reports are one.
        let span = info_span!("peel report", peel.force = force);
        async {
            for format in &formats {
                written.push(fetch(session, &wanted, *format, &asked.output).await?);
                done += 1;
                progress.done(done, total as u64, force);
            }
            Ok::<_, ProcessError>(())
        }
        .instrument(span)
        .await?;
    }
    progress.end();
    tell(session, &written)
}

async fn every_force(session: &Session<'_>) -> Result<Vec<String>, ProcessError> {
    let request = ListForcesRequest {
        edition: session.shared.edition.clone(),
        ..ListForcesRequest::default()
    };
    let forces = all_pages!(session, reference.list_forces, forces, request);
    Ok(forces.into_iter().map(|force| force.id).collect())
}

/// Fetches a report, checks it and writes it into a folder.
pub(crate) async fn fetch(
    session: &Session<'_>,
    wanted: &Wanted<'_>,
    format: Format,
    folder: &Path,
) -> Result<(wire::ReportHeader, PathBuf), ProcessError> {
    let request = wire::GetReportRequest {
        force: wanted.force.to_owned(),
        edition: wanted.edition.to_owned(),
        format: wire::ReportFormat::from(format).into(),
        as_of: wanted.as_of,
        known_sha256: String::new(),
    };
    let request = session.services.context().request(request);
    let parts = session.services.reports().get_report(request).await;
    let parts = parts.map_err(|status| told(&status))?.into_inner();
    receive(parts.map_ok(|message| message.part), folder).await
}

/// Takes a report or an overview as it arrives, checks it and writes it into a folder.
pub(crate) async fn receive(
    mut parts: impl Stream<Item = Result<Option<Part>, Status>> + Unpin,
    folder: &Path,
) -> Result<(wire::ReportHeader, PathBuf), ProcessError> {
    let (mut header, mut content) = (wire::ReportHeader::default(), Vec::new());
    while let Some(part) = parts.try_next().await.map_err(|status| told(&status))? {
        match part {
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
        let message = "it arrived damaged: its checksum does not agree; repeat the command";
        return Err(ProcessError::new(Exit::Io, message));
    }
    let path = write(folder, &header.file_name, &content)?;
    Ok((header, path))
}

/// Tells what was written, and where.
pub(crate) fn tell(session: &Session<'_>, written: &[(wire::ReportHeader, PathBuf)]) -> Done {
    for (header, path) in written {
        let told = || path.display().to_string();
        session
            .output
            .answer("peel.reporting.v1.ReportHeader", header, told)?;
    }
    Ok(())
}

/// The formats asked for, each once.
pub(crate) fn once(formats: &[Format]) -> Vec<Format> {
    let mut formats = formats.to_vec();
    formats.sort_unstable();
    formats.dedup();
    formats
}

impl From<Format> for wire::ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Html => Self::Html,
            Format::Pdf => Self::Pdf,
            Format::Xlsx => Self::Xlsx,
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
        }
    }
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
