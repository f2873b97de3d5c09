//! `peel figure FIGURE FORCE`

use std::path::PathBuf;

use peel_proto::reporting::v1 as wire;

use crate::arguments::{Figure, FigureFormat};
use crate::commands::report::write_whole;
use crate::failure::told;
use crate::session::{Done, Session};

pub(crate) async fn figure(session: &Session<'_>, asked: &Figure) -> Done {
    // People say "figure 3"; the contract has identifiers.
    let is_number = asked.figure.bytes().all(|byte| byte.is_ascii_digit());
    let figure = if is_number && !asked.figure.is_empty() {
        format!("figure-{}", asked.figure)
    } else {
        asked.figure.clone()
    };
    let (format, ending) = match asked.format {
        FigureFormat::Svg => (wire::FigureFormat::Svg, "svg"),
        FigureFormat::Png => (wire::FigureFormat::Png, "png"),
        FigureFormat::Csv => (wire::FigureFormat::Csv, "csv"),
        FigureFormat::Json => (wire::FigureFormat::Json, "json"),
    };
    let path = match &asked.output {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{}-{figure}.{ending}", asked.force)),
    };
    let request = wire::GetFigureRequest {
        force: asked.force.clone(),
        figure,
        edition: session.shared.edition.clone(),
        format: format.into(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.reports().get_figure(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    write_whole(&path, &answer.content)?;
    session
        .output
        .answer("peel.reporting.v1.GetFigureResponse", &answer, || {
            format!(
                "{}\n{}\n{}",
                answer.title,
                answer.description,
                path.display()
            )
        })
}
