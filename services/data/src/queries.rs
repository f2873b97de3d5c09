//! Conversations about single values.

use std::collections::BTreeSet;
use std::sync::Arc;

use peel_data_core::{AskedQuery, CHECKS, Collection, QueryFilter, TakenStep};
use peel_kit::paging::{List, Paging};
use peel_kit::{Caller, Failure, Violations};
use peel_model::nearest::suggestion;
use peel_model::{CheckId, Period, Query, QueryAction, QueryId, QueryState, nearest_names};
use peel_proto::convert::query_to_wire;
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::query_service_server::QueryService;
use peel_proto::errors::v1::ErrorReason;
use tonic::{Request, Response, Status, async_trait};

use crate::audit::Attempt;
use crate::callers;
use crate::service::Shared;
use crate::writing::{read, request_id};
use crate::{editions, failures, pages};

/// Handlers of `peel.data.v1.QueryService`.
pub(crate) struct Queries(pub(crate) Arc<Shared>);

#[async_trait]
impl QueryService for Queries {
    async fn list_queries(
        &self,
        request: Request<wire::ListQueriesRequest>,
    ) -> Result<Response<wire::ListQueriesResponse>, Status> {
        let request = callers::message(request)?;
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        let states = states(&request.states, &mut violations);
        let check = check(&request.check, &mut violations);
        let raised_before = Some(request.raised_before).filter(|moment| *moment != 0);
        violations.check()?;
        let wanted = self.0.editions.wanted(&request.force, &request.edition);
        let (force, edition) = wanted.await?;
        let fields = list_fields(&request, &states);
        let fields: Vec<_> = fields.iter().map(String::as_str).collect();
        let list = List::of("ListQueries", &fields);
        let store = self.0.collection.store();
        let key = |query: &Query| query.id;
        let queries = pages::page(&paging, &list, key, |page| {
            store.queries(QueryFilter {
                edition: edition.clone(),
                force: force.clone(),
                states: states.clone(),
                check: check.clone(),
                raised_before,
                page,
            })
        });
        let (queries, next_page_token) = queries.await?;
        Ok(Response::new(wire::ListQueriesResponse {
            queries: queries.iter().map(query_to_wire).collect(),
            next_page_token,
        }))
    }

    async fn get_query(
        &self,
        request: Request<wire::GetQueryRequest>,
    ) -> Result<Response<wire::GetQueryResponse>, Status> {
        let caller = Caller::of(&request);
        let mut violations = Violations::default();
        let id = query_id(&request.into_inner().query, &mut violations);
        violations.check()?;
        let query = self.visible(caller.as_deref(), read(id)?).await?;
        Ok(Response::new(wire::GetQueryResponse {
            query: Some(query_to_wire(&query)),
        }))
    }

    async fn raise_query(
        &self,
        request: Request<wire::RaiseQueryRequest>,
    ) -> Result<Response<wire::RaiseQueryResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &request.request_id, &mut violations);
        violations.require("force", &request.force, "ListForces");
        violations.require("measure", &request.measure, "ListMeasures");
        let period = request.period.parse::<Period>();
        if let Err(invalid) = &period {
            violations.add("period", invalid.to_string());
        }
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let asked = AskedQuery {
            request_id: read(request_id)?,
            force: known.returning_force("force", &request.force)?.id.clone(),
            measure: editions::measure(&request.measure, std::slice::from_ref(&known))?,
            period: read(period.ok())?,
            question: request.question,
            author: request.author,
            at: self.0.clock.now().as_second(),
        };
        let raised = self.0.write(&attempt, async move |collection: Collection| {
            let raised = collection.raise_query(&known.edition, asked).await;
            raised.map_err(|error| failures::collecting(error, ErrorReason::InvalidRequest))
        });
        let raised = raised.await?;
        Ok(Response::new(wire::RaiseQueryResponse {
            query: Some(query_to_wire(&raised.answer)),
            repeated_request: raised.repeated,
        }))
    }

    async fn answer_query(
        &self,
        request: Request<wire::AnswerQueryRequest>,
    ) -> Result<Response<wire::AnswerQueryResponse>, Status> {
        let caller = Caller::of(&request);
        let (attempt, request) = callers::attempt(request)?;
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &request.request_id, &mut violations);
        let query = query_id(&request.query, &mut violations);
        violations.check()?;
        let query = read(query)?;
        if caller.is_some() {
            self.visible(caller.as_deref(), query).await?;
        }
        let step = TakenStep {
            request_id: read(request_id)?,
            query,
            action: QueryAction::Confirm,
            text: request.explanation,
            author: request.author,
            at: self.0.clock.now().as_second(),
        };
        let (query, repeated_request) = self.step(&attempt, step, "explanation").await?;
        Ok(Response::new(wire::AnswerQueryResponse {
            query: Some(query),
            repeated_request,
        }))
    }

    async fn review_query(
        &self,
        request: Request<wire::ReviewQueryRequest>,
    ) -> Result<Response<wire::ReviewQueryResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &request.request_id, &mut violations);
        let query = query_id(&request.query, &mut violations);
        let action = review(&request.action, &mut violations);
        violations.check()?;
        let step = TakenStep {
            request_id: read(request_id)?,
            query: read(query)?,
            action: read(action)?,
            text: request.text,
            author: request.author,
            at: self.0.clock.now().as_second(),
        };
        let (query, repeated_request) = self.step(&attempt, step, "text").await?;
        Ok(Response::new(wire::ReviewQueryResponse {
            query: Some(query),
            repeated_request,
        }))
    }
}

impl Queries {
    /// A query, unless there is none or it is not the caller's to see: that is told alike.
    async fn visible(&self, caller: Option<&Caller>, id: QueryId) -> Result<Query, Failure> {
        let query = self.0.collection.store().query(id).await;
        let query = query.map_err(failures::store)?;
        let own = caller.and_then(Caller::force);
        let seen = query.filter(|query| own.is_none_or(|own| query.subject.force.as_str() == own));
        seen.ok_or_else(|| failures::unknown_query(id))
    }

    /// Takes a step; `text` is what the request calls its text. Gives the query as it stands now,
    /// and whether the step had been taken before.
    async fn step(
        &self,
        attempt: &Attempt,
        step: TakenStep,
        text: &'static str,
    ) -> Result<(wire::Query, bool), Status> {
        // Nothing is told of it here that the step would not tell.
        let query = self.0.collection.store().query(step.query).await;
        if let Ok(Some(query)) = query {
            attempt.concerns_force(query.subject.force.as_str());
        }
        let moved = self.0.write(attempt, async move |collection: Collection| {
            let moved = collection.move_query(step).await;
            let named = |field: &str| match field {
                "text" => text.to_owned(),
                field => field.to_owned(),
            };
            moved
                .map_err(|error| failures::collecting_in(error, ErrorReason::InvalidRequest, named))
        });
        let moved = moved.await?;
        Ok((query_to_wire(&moved.answer), moved.repeated))
    }
}

fn query_id(text: &str, violations: &mut Violations) -> Option<QueryId> {
    let parsed = text.parse::<QueryId>();
    parsed
        .map_err(|invalid| violations.add("query", invalid.to_string()))
        .ok()
}

/// What the inspectorate may do.
fn review(name: &str, violations: &mut Violations) -> Option<QueryAction> {
    let possible = [
        QueryAction::Accept,
        QueryAction::AskAgain,
        QueryAction::Withdraw,
    ];
    let action = possible.into_iter().find(|action| action.name() == name);
    if action.is_none() {
        let [first, second, third] = possible.map(QueryAction::name);
        violations.add("action", format!("must be {first}, {second} or {third}"));
    }
    action
}

fn states(names: &[String], violations: &mut Violations) -> BTreeSet<QueryState> {
    let mut states = BTreeSet::new();
    for (place, name) in names.iter().enumerate() {
        match QueryState::from_name(name) {
            Some(state) => {
                states.insert(state);
            }
            None => violations.add(
                format!("states[{place}]"),
                "must be open, answered, accepted or withdrawn",
            ),
        }
    }
    states
}

/// The check that queries are restricted to; `None` for "".
fn check(name: &str, violations: &mut Violations) -> Option<CheckId> {
    if name.is_empty() {
        return None;
    }
    let known = CHECKS.iter().find(|check| check.id == name);
    let id = known.and_then(|check| check.check_id());
    if id.is_none() {
        let nearest = nearest_names(name, CHECKS.iter().map(|check| check.id));
        let nearest = suggestion(&nearest);
        let message = format!("there is no such check{nearest}; ListChecks tells those there are");
        violations.add("check", message);
    }
    id
}

/// What a list of queries depends on.
fn list_fields(request: &wire::ListQueriesRequest, states: &BTreeSet<QueryState>) -> Vec<String> {
    let fields = [&request.edition, &request.force, &request.check];
    let fields = fields.into_iter().cloned();
    let states = states.iter().map(|state| state.name().to_owned());
    let fields = fields.chain([request.raised_before.to_string()]);
    fields.chain(states).collect()
}
