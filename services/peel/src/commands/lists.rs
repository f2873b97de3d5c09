//! `peel forces`, `peel indicators`, `peel revisions`

use peel_proto::data::v1 as wire;
use peel_reporting_core::NumberFormat;

use crate::output::table;
use crate::session::{Done, Session};

/// How many entries are asked for at once.
pub(crate) const PAGE: u32 = 1_000;

/// Asks for page after page; gives every entry.
macro_rules! all_pages {
    ($session:expr, $client:ident.$method:ident, $entries:ident, $request:expr) => {{
        let mut entries = Vec::new();
        let mut request = $request;
        request.page_size = $crate::commands::lists::PAGE;
        loop {
            let call = $session.services.context().request(request.clone());
            let answer = $session.services.$client().$method(call).await;
            let page = answer.map_err(|status| $crate::failure::told(&status))?;
            let page = page.into_inner();
            entries.extend(page.$entries);
            if page.next_page_token.is_empty() {
                break entries;
            }
            request.page_token = page.next_page_token;
        }
    }};
}
pub(crate) use all_pages;

pub(crate) async fn forces(session: &Session<'_>) -> Done {
    let request = wire::ListForcesRequest {
        edition: session.shared.edition.clone(),
        ..wire::ListForcesRequest::default()
    };
    let forces = all_pages!(session, reference.list_forces, forces, request);
    let answer = wire::ListForcesResponse {
        forces,
        next_page_token: String::new(),
    };
    session
        .output
        .answer("peel.data.v1.ListForcesResponse", &answer, || {
            let rows = answer.forces.iter().map(|force| {
                [
                    force.id.clone(),
                    force.code.clone(),
                    force.full_name.clone(),
                    force.region.clone(),
                ]
            });
            table(["force", "code", "name", "region"], &[], rows)
        })
}

pub(crate) async fn indicators(session: &Session<'_>, question: &str) -> Done {
    let request = wire::ListIndicatorsRequest {
        edition: session.shared.edition.clone(),
        question: question.to_owned(),
        ..wire::ListIndicatorsRequest::default()
    };
    let indicators = all_pages!(session, reference.list_indicators, indicators, request);
    let answer = wire::ListIndicatorsResponse {
        indicators,
        next_page_token: String::new(),
    };
    session
        .output
        .answer("peel.data.v1.ListIndicatorsResponse", &answer, || {
            let rows = answer.indicators.iter().map(|indicator| {
                let computed = if indicator.computable {
                    "computed"
                } else {
                    "printed only"
                };
                [
                    indicator.id.clone(),
                    indicator.period.clone(),
                    computed.to_owned(),
                    format!("{}, {}", indicator.title, indicator.unit),
                ]
            });
            table(["indicator", "period", "known", "title"], &[], rows)
        })
}

pub(crate) async fn revisions(session: &Session<'_>) -> Done {
    let request = wire::ListRevisionsRequest::default();
    let revisions = all_pages!(session, revisions.list_revisions, revisions, request);
    let answer = wire::ListRevisionsResponse {
        revisions,
        next_page_token: String::new(),
    };
    session
        .output
        .answer("peel.data.v1.ListRevisionsResponse", &answer, || {
            let whole = NumberFormat::whole();
            let rows = answer.revisions.iter().map(|revision| {
                let kind = revision
                    .kind()
                    .as_str_name()
                    .trim_start_matches("REVISION_KIND_");
                [
                    revision.number.to_string(),
                    kind.to_lowercase(),
                    revision.title.clone(),
                    whole.show(revision.observations as f64),
                    revision.checksum.chars().take(12).collect(),
                ]
            });
            table(
                ["revision", "kind", "title", "observations", "checksum"],
                &[0, 3],
                rows,
            )
        })
}
