//! `peel template`, `peel returns`, `peel checks`

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use peel_kit::{Exit, ProcessError};
use peel_proto::data::v1 as wire;

use crate::collecting::{ReturnFormat, Template};
use crate::commands::report::write_whole;
use crate::commands::sign_off::frozen;
use crate::failure::told;
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn template(session: &Session<'_>, asked: &Template) -> Done {
    let request = wire::GetReturnTemplateRequest {
        force: asked.force.clone(),
        edition: session.shared.edition.clone(),
        format: format(asked).into(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session
        .services
        .returns()
        .get_return_template(request)
        .await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    // A name is a name: a server must not choose the folder.
    let name = Path::new(&answer.file_name).file_name();
    let named = || PathBuf::from(name.unwrap_or_else(|| "return".as_ref()));
    let path = asked.output.clone().unwrap_or_else(named);
    write_new(&path, &answer.content)?;
    let told = wire::GetReturnTemplateResponse {
        content: Vec::new(),
        ..answer
    };
    let name = "peel.data.v1.GetReturnTemplateResponse";
    session.output.answer(name, &told, || {
        format!(
            "template   {}\n           {} values asked for; last year's as at revision {}\n\
             next       fill it in, then peel submit {} --force {} --author NAME",
            path.display(),
            told.values,
            told.as_of,
            path.display(),
            asked.force
        )
    })
}

/// Writes a template, but not over a file that somebody may have filled in.
fn write_new(path: &Path, content: &[u8]) -> Result<(), ProcessError> {
    match std::fs::read(path) {
        Ok(there) if there == content => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => write_whole(path, content),
        Ok(_) | Err(_) => {
            let message = format!(
                "{} is there already, and may be filled in; move it away, or name another file \
                 with --output",
                path.display()
            );
            Err(ProcessError::new(Exit::CannotCreate, message))
        }
    }
}

/// The format given, or the one that the file's name promises.
fn format(asked: &Template) -> wire::ReturnFormat {
    let ending = asked.output.as_deref().and_then(Path::extension);
    let is_workbook = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    match asked.format {
        Some(ReturnFormat::Xlsx) => wire::ReturnFormat::Xlsx,
        None if is_workbook => wire::ReturnFormat::Xlsx,
        Some(ReturnFormat::Csv) | None => wire::ReturnFormat::Csv,
    }
}

pub(crate) async fn returns(session: &Session<'_>) -> Done {
    let mut request = wire::ListReturnsRequest {
        edition: session.shared.edition.clone(),
        page_size: 1_000,
        page_token: String::new(),
    };
    let mut whole = wire::ListReturnsResponse::default();
    loop {
        let call = session.services.context().request(request.clone());
        let page = session.services.returns().list_returns(call).await;
        let page = page.map_err(|status| told(&status))?.into_inner();
        whole.returns.extend(page.returns);
        whole.frozen = page.frozen;
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let name = "peel.data.v1.ListReturnsResponse";
    session.output.answer(name, &whole, || progress(&whole))
}

fn progress(answer: &wire::ListReturnsResponse) -> String {
    let revision = |number: u64| match number {
        0 => String::new(),
        number => number.to_string(),
    };
    let rows = answer.returns.iter().map(|one| {
        let signed = one.signed_off.as_ref();
        let mut signed_off = revision(signed.map_or(0, |signed| signed.as_at));
        if one.corrected_since {
            signed_off.push_str(", corrected since");
        }
        [
            one.force.clone(),
            format!("{} of {}", one.recorded, one.asked),
            one.open_queries.to_string(),
            one.answered_queries.to_string(),
            revision(one.newest_submission),
            signed_off,
        ]
    });
    let heading = [
        "force",
        "recorded",
        "open queries",
        "answered",
        "newest submission",
        "signed off as at",
    ];
    let mut text = table(heading, &[1, 2, 3, 4], rows);
    if let Some(freeze) = &answer.frozen {
        text.push_str(&format!("\n\n{}", frozen(freeze)));
    }
    text
}

pub(crate) async fn checks(session: &Session<'_>) -> Done {
    let request = session
        .services
        .context()
        .request(wire::ListChecksRequest {});
    let answer = session.services.returns().list_checks(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.ListChecksResponse", &answer, || {
            let rules = answer.checks.iter().map(|check| {
                let (id, title) = (&check.id, &check.title);
                format!("{id} ({}): {title}\n  {}", check.severity, check.rule)
            });
            rules.collect::<Vec<_>>().join("\n\n")
        })
}
