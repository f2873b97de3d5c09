//! `peel submit FILE`, `peel submissions`

use std::path::Path;

use peel_kit::{Exit, ProcessError};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::submit_return_request::Part;
use peel_reporting_core::NumberFormat;

use crate::collecting::Submit;
use crate::commands::collecting::{moment, repeated_note, request_id};
use crate::commands::conversations::listed;
use crate::commands::lists::all_pages;
use crate::failure::told;
use crate::output::table;
use crate::session::{Done, Session};

/// The largest file that a submission takes, in bytes.
const LARGEST_FILE: u64 = 10 << 20;

/// How many bytes of the file are sent at once.
const PART: usize = 256 << 10;

pub(crate) async fn submit(session: &Session<'_>, asked: &Submit) -> Done {
    let content = read(&asked.file)?;
    let edition = &session.shared.edition;
    let [edition_word, force, note] = [edition, &asked.force, &asked.note].map(String::as_bytes);
    let words = [edition_word, force, note, content.as_slice()];
    let header = wire::SubmissionHeader {
        request_id: request_id(&asked.recording, "submit", &words),
        edition: edition.clone(),
        force: asked.force.clone(),
        author: asked.recording.author.clone(),
        note: asked.note.clone(),
        format: wire::ReturnFormat::Unspecified.into(),
        check_only: asked.check_only,
    };
    let parts = content.chunks(PART).map(|part| Part::File(part.to_vec()));
    let parts = [Part::Header(header)].into_iter().chain(parts);
    let parts = parts.map(|part| wire::SubmitReturnRequest { part: Some(part) });
    let parts = futures::stream::iter(parts.collect::<Vec<_>>());
    let request = session.services.context().request(parts);
    let answer = session.services.returns().submit_return(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.SubmitReturnResponse", &answer, || {
            text(&answer)
        })
}

fn read(path: &Path) -> Result<Vec<u8>, ProcessError> {
    let unreadable = |error: std::io::Error| {
        let message = format!("cannot read {}: {error}", path.display());
        ProcessError::new(Exit::NoInput, message)
    };
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > LARGEST_FILE {
        let message = format!(
            "{} is larger than the {} MiB that a return may have",
            path.display(),
            LARGEST_FILE >> 20
        );
        return Err(ProcessError::new(Exit::Data, message));
    }
    std::fs::read(path).map_err(unreadable)
}

fn text(answer: &wire::SubmitReturnResponse) -> String {
    let mut lines = Vec::new();
    match &answer.submission {
        Some(submission) => {
            lines.push(format!(
                "accepted   {} values of {} for {} as revision {}{}",
                submission.values,
                submission.force,
                submission.edition,
                submission.revision,
                repeated_note(answer.repeated_request)
            ));
            lines.extend(after(submission));
        }
        None => lines.push("checked    nothing is refused, and nothing was recorded".to_owned()),
    }
    if answer.left_empty > 0 {
        lines.push(format!("left empty {} values", answer.left_empty));
    }
    if !answer.corrected.is_empty() {
        lines.push(format!("answered   {}", answer.corrected.join(", ")));
    }
    match answer.raised.len() {
        0 => lines.push("queries    none".to_owned()),
        raised => lines.push(format!(
            "queries    {raised} raised\n\n{}",
            listed(&answer.raised)
        )),
    }
    lines.join("\n")
}

/// What a submission comes after.
fn after(submission: &wire::Submission) -> Vec<String> {
    let mut lines = Vec::new();
    if submission.after_sign_off > 0 {
        lines.push(format!(
            "           a correction after the sign-off as at revision {}",
            submission.after_sign_off
        ));
    }
    if submission.after_freeze > 0 {
        lines.push(format!(
            "           after the freeze as at revision {}: reports do not read it",
            submission.after_freeze
        ));
    }
    lines
}

pub(crate) async fn submissions(session: &Session<'_>, force: &str) -> Done {
    let request = wire::ListSubmissionsRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        ..wire::ListSubmissionsRequest::default()
    };
    let submissions = all_pages!(session, returns.list_submissions, submissions, request);
    let answer = wire::ListSubmissionsResponse {
        submissions,
        next_page_token: String::new(),
    };
    session
        .output
        .answer("peel.data.v1.ListSubmissionsResponse", &answer, || {
            let whole = NumberFormat::whole();
            let rows = answer.submissions.iter().map(|one| {
                let after = match (one.after_sign_off, one.after_freeze) {
                    (0, 0) => "",
                    (_, 0) => "sign-off",
                    (0, _) => "freeze",
                    (_, _) => "sign-off, freeze",
                };
                [
                    one.revision.to_string(),
                    one.force.clone(),
                    moment(one.recorded_at),
                    one.author.clone(),
                    whole.show(one.values as f64),
                    one.queries.to_string(),
                    after.to_owned(),
                    one.note.clone(),
                ]
            });
            let heading = [
                "revision", "force", "at", "author", "values", "queries", "after", "note",
            ];
            table(heading, &[0, 4, 5], rows)
        })
}
