//! With Redis as a process between replicas: computed cold, and found there.

use std::rc::Rc;
use std::time::Instant;

use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::inspection_run_service_client::InspectionRunServiceClient;
use peel_proto::scoring::v1::run_national_response::Event;
use peel_proto::scoring::v1::{ListComparisonsRequest, RunNationalRequest};
use tokio::time::sleep;

use crate::figures::{LARGEST, QUIET, REPEATS, everything, milliseconds};
use crate::load::Questions;
use crate::processes::{LOAD_CORE, Memory, Server, Store};
use crate::questions::{self, indicators, inspected, of_everything, of_one_force};
use crate::redis_server::RedisServer;
use crate::rounds::{BUSY, ROUNDS, bare_peer, in_turn, ratios};
use crate::table::{Row, Table};
use crate::{Outcome, machine};

/// Comparisons and a national run by processes that have computed nothing yet, over an empty Redis.
pub(crate) async fn cold(table: &mut Table, store: &Store) -> Outcome<()> {
    let redis = RedisServer::start();
    let data = store.data().await?;
    let (indicators, force) = (indicators(&data).await?, inspected(&data).await?);
    let mut times: [Vec<f64>; 5] = Default::default();
    for _ in 0..REPEATS {
        let [one, list, all, first, national] = &mut times;
        let scoring = fresh(store, &data, &redis).await?;
        sleep(QUIET).await;
        one.push(everything(&scoring, of_one_force(&indicators, &force)).await?);
        let scoring = fresh(store, &data, &redis).await?;
        sleep(QUIET).await;
        list.push(listed(&scoring, &force).await?);
        let scoring = fresh(store, &data, &redis).await?;
        sleep(QUIET).await;
        all.push(everything(&scoring, of_everything(&indicators)).await?);
        let scoring = fresh(store, &data, &redis).await?;
        first.push(everything(&scoring, of_one_force(&indicators, &force)).await?);
        let scoring = fresh(store, &data, &redis).await?;
        national.push(every_force(&scoring).await?);
    }
    let count = indicators.len();
    let [one, list, all, first, national] = times;
    let beside = "cold; data, scoring and Redis as processes";
    let rows = [
        (
            format!("`BatchCompare`: all {count} indicators of one force, {beside}"),
            Some(20.0),
            one,
        ),
        (
            format!("`ListComparisons`: all {count} indicators of one force, {beside}"),
            Some(20.0),
            list,
        ),
        (
            format!("`BatchCompare`: all {count} indicators of all forces, {beside}"),
            None,
            all,
        ),
        (
            format!(
                "`BatchCompare` of one force as the first call, before scoring has read ahead, {beside}"
            ),
            None,
            first,
        ),
        (
            format!("`RunNational`: every force of the edition as the first call, {beside}"),
            Some(500.0),
            national,
        ),
    ];
    for (what, most, times) in rows {
        table.add(Row::new(what).at_most(most, "ms").values(times));
    }
    Ok(())
}

/// Scoring that has computed nothing, over a Redis with nothing in it.
async fn fresh(store: &Store, data: &Server, redis: &RedisServer) -> Outcome<Server> {
    redis.ask(&["FLUSHALL"]);
    let url = redis.url();
    let scoring = store.scoring_over(data, &url, Memory::Usual, false).await?;
    scoring.serves().await?;
    Ok(scoring)
}

async fn listed(scoring: &Server, force: &str) -> Outcome<f64> {
    let client = ComparisonServiceClient::new(scoring.channel().await?);
    let mut client = client.max_decoding_message_size(LARGEST);
    let request = ListComparisonsRequest {
        force: force.to_owned(),
        page_size: 1_000,
        ..ListComparisonsRequest::default()
    };
    let begun = Instant::now();
    let answer = client.list_comparisons(request).await?.into_inner();
    let time = milliseconds(begun);
    if answer.comparisons.is_empty() || !answer.next_page_token.is_empty() {
        return Err("not every indicator came".into());
    }
    Ok(time)
}

async fn every_force(scoring: &Server) -> Outcome<f64> {
    let client = InspectionRunServiceClient::new(scoring.channel().await?);
    let mut client = client.max_decoding_message_size(LARGEST);
    let begun = Instant::now();
    let events = client.run_national(RunNationalRequest::default()).await?;
    let mut events = events.into_inner();
    let mut last = None;
    while let Some(message) = events.message().await? {
        last = message.event;
    }
    let time = milliseconds(begun);
    match last {
        Some(Event::Finished(run)) if !run.runs.is_empty() => Ok(time),
        other => Err(format!("a national run ended with {other:?}").into()),
    }
}

/// Answers found in Redis, by a replica whose memory holds none, beside a bare tonic method.
pub(crate) async fn found(table: &mut Table, store: &Store) -> Outcome<()> {
    let pinned = machine::can_pin();
    if pinned {
        // Redis, which is started from here, shares the load's core.
        machine::pin_here(LOAD_CORE)?;
    }
    let redis = RedisServer::start();
    let data = store.data().await?;
    let url = redis.url();
    let scoring = store
        .scoring_over(&data, &url, Memory::None, pinned)
        .await?;
    let exchanges = questions::exchanges(&data, &scoring).await?;
    let kept: usize = redis.ask(&["DBSIZE"]).parse()?;
    if kept < exchanges.len() {
        return Err(format!("Redis holds {kept} of {} answers", exchanges.len()).into());
    }
    let bare = bare_peer(store, &exchanges, pinned).await?;
    let questions = Rc::new(Questions::of(&exchanges)?);
    let [bares, ours] = in_turn([&bare, &scoring], &questions, BUSY, ROUNDS).await?;
    table.add(
        Row::new("`Compare` from Redis: calls a second as a share of a bare tonic method's")
            .at_least(65.0, "%")
            .values(ratios(&ours, &bares, |one| Some(one.found.per_second()))),
    );
    table.add(
        Row::new("the same by the server's processor time a call")
            .at_least(65.0, "%")
            .values(ratios(&bares, &ours, |one| one.per_call)),
    );
    Ok(())
}
