//! `peel queries`, `peel query`, `peel ask`, `peel answer`, `peel review`

use peel_kit::ProcessError;
use peel_proto::data::v1 as wire;

use crate::collecting::{Answer, Ask, Queries, Review, State, Verdict};
use crate::commands::collecting::{exact, moment, repeated_note, request_id};
use crate::commands::lists::all_pages;
use crate::failure::told;
use crate::output::table;
use crate::session::{Done, Session};

const SECONDS_PER_DAY: i64 = 86_400;

pub(crate) async fn queries(session: &Session<'_>, asked: &Queries) -> Done {
    let raised_before = asked
        .older_than_days
        .map_or(0, |days| session.now - i64::from(days) * SECONDS_PER_DAY);
    let request = wire::ListQueriesRequest {
        edition: session.shared.edition.clone(),
        force: asked.force.clone(),
        states: asked.state.iter().map(|state| name(*state)).collect(),
        check: asked.check.clone(),
        raised_before,
        ..wire::ListQueriesRequest::default()
    };
    let queries = all_pages!(session, queries.list_queries, queries, request);
    let answer = wire::ListQueriesResponse {
        queries,
        next_page_token: String::new(),
    };
    session
        .output
        .answer("peel.data.v1.ListQueriesResponse", &answer, || {
            listed(&answer.queries)
        })
}

/// Queries as a table.
pub(crate) fn listed(queries: &[wire::Query]) -> String {
    let rows = queries.iter().map(|query| {
        [
            query.id.clone(),
            query.state.clone(),
            query.force.clone(),
            query.measure.clone(),
            query.period.clone(),
            exact(query.value),
            if query.check.is_empty() {
                "analyst".to_owned()
            } else {
                query.check.clone()
            },
            query.question.clone(),
        ]
    });
    let heading = [
        "query",
        "state",
        "force",
        "measure",
        "period",
        "value",
        "raised by",
        "question",
    ];
    table(heading, &[5], rows)
}

pub(crate) async fn query(session: &Session<'_>, id: &str) -> Done {
    let query = fetched(session, id).await?;
    let answer = wire::GetQueryResponse { query: Some(query) };
    session
        .output
        .answer("peel.data.v1.GetQueryResponse", &answer, || {
            conversation(answer.query.as_ref())
        })
}

pub(crate) async fn ask(session: &Session<'_>, asked: &Ask) -> Done {
    let edition = session.shared.edition.clone();
    let words = [
        &edition,
        &asked.force,
        &asked.measure,
        &asked.period,
        &asked.question,
    ];
    let words = words.map(String::as_bytes);
    let request = wire::RaiseQueryRequest {
        request_id: request_id(&asked.recording, "ask", &words),
        edition: edition.clone(),
        force: asked.force.clone(),
        measure: asked.measure.clone(),
        period: asked.period.clone(),
        question: asked.question.clone(),
        author: asked.recording.author.clone(),
    };
    let request = session.services.context().request(request);
    let answer = session.services.queries().raise_query(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.RaiseQueryResponse", &answer, || {
            conversation(answer.query.as_ref()) + repeated_note(answer.repeated_request)
        })
}

pub(crate) async fn answer(session: &Session<'_>, asked: &Answer) -> Done {
    let steps = steps(session, &asked.id).await?;
    let words = [asked.id.as_bytes(), &steps, asked.text.as_bytes()];
    let request = wire::AnswerQueryRequest {
        request_id: request_id(&asked.recording, "answer", &words),
        query: asked.id.clone(),
        explanation: asked.text.clone(),
        author: asked.recording.author.clone(),
    };
    let request = session.services.context().request(request);
    let answer = session.services.queries().answer_query(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.AnswerQueryResponse", &answer, || {
            conversation(answer.query.as_ref()) + repeated_note(answer.repeated_request)
        })
}

pub(crate) async fn review(session: &Session<'_>, asked: &Review) -> Done {
    let steps = steps(session, &asked.id).await?;
    let action = match asked.action {
        Verdict::Accept => "accept",
        Verdict::AskAgain => "ask-again",
        Verdict::Withdraw => "withdraw",
    };
    let words = [
        asked.id.as_bytes(),
        &steps,
        action.as_bytes(),
        asked.text.as_bytes(),
    ];
    let request = wire::ReviewQueryRequest {
        request_id: request_id(&asked.recording, "review", &words),
        query: asked.id.clone(),
        action: action.to_owned(),
        text: asked.text.clone(),
        author: asked.recording.author.clone(),
    };
    let request = session.services.context().request(request);
    let answer = session.services.queries().review_query(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.ReviewQueryResponse", &answer, || {
            conversation(answer.query.as_ref()) + repeated_note(answer.repeated_request)
        })
}

async fn fetched(session: &Session<'_>, id: &str) -> Result<wire::Query, ProcessError> {
    let request = wire::GetQueryRequest {
        query: id.to_owned(),
    };
    let request = session.services.context().request(request);
    let answer = session.services.queries().get_query(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    Ok(answer.query.unwrap_or_default())
}

/// How far a conversation has come: the same words later in it are another step.
async fn steps(session: &Session<'_>, id: &str) -> Result<[u8; 8], ProcessError> {
    let query = fetched(session, id).await?;
    Ok((query.moves.len() as u64).to_be_bytes())
}

fn conversation(query: Option<&wire::Query>) -> String {
    let Some(query) = query else {
        return String::new();
    };
    let value = match query.value {
        Some(value) => value.to_string(),
        None => query.status.clone(),
    };
    let by = match query.check.as_str() {
        "" => query.author.clone(),
        check => format!("check {check}"),
    };
    let mut lines = vec![
        format!("{}  {}", query.id, query.state),
        format!(
            "{} of {}, {}: {value}",
            query.measure, query.force, query.period
        ),
        format!("{}  {by}\n  {}", moment(query.raised_at), query.question),
    ];
    lines.extend(query.moves.iter().map(|step| {
        format!(
            "{}  {}, {} (revision {})\n  {}",
            moment(step.at),
            step.author,
            step.action,
            step.revision,
            step.text
        )
    }));
    let next = match query.state.as_str() {
        "open" => format!(
            "next       peel answer {0} TEXT --author NAME, or submit another value",
            query.id
        ),
        "answered" => format!(
            "next       peel review {0} accept TEXT --author NAME",
            query.id
        ),
        _ => return lines.join("\n"),
    };
    lines.push(next);
    lines.join("\n")
}

fn name(state: State) -> String {
    let name = match state {
        State::Open => "open",
        State::Answered => "answered",
        State::Accepted => "accepted",
        State::Withdrawn => "withdrawn",
    };
    name.to_owned()
}
