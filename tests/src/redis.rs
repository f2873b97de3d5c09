//! Redis makes answers faster, never different, and never impossible.

use std::time::Instant;

use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::{GetRunRequest, ListIndicatorsRequest, Run};
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::inspection_run_service_client::InspectionRunServiceClient;
use peel_proto::scoring::v1::run_inspection_response::Event;
use peel_proto::scoring::v1::{
    BatchCompareRequest, Comparison, ComparisonChoice, RunInspectionRequest,
};
use tonic::transport::Channel;

use crate::support::PATIENCE;
use crate::support::launch::{DATA, Launch, Running, SCORING};
use crate::support::neighbourhood::scoring_beside;
use crate::support::redis_server::RedisServer;

const FORCE: &str = "west-midlands";

/// Keeps nothing in memory, so that every comparison is looked for in Redis; and waits long enough
/// for a Redis that has to share its processor with the tests.
fn forgetful(launch: Launch) -> Launch {
    launch
        .with("cache.max_bytes", "1")
        .with("redis.command_timeout_ms", "5000")
        .with("redis.connect_timeout_ms", "5000")
}

async fn indicators(data: &Running) -> Vec<String> {
    let mut reference = ReferenceServiceClient::new(data.channel().await);
    let answer = reference
        .list_indicators(ListIndicatorsRequest::default())
        .await;
    let indicators = answer.unwrap().into_inner().indicators.into_iter();
    let computed = indicators.filter(|indicator| indicator.computable);
    computed.map(|indicator| indicator.id).collect()
}

/// A series of calls, one per indicator.
struct Series {
    scoring: ComparisonServiceClient<Channel>,
    indicators: Vec<String>,
}

impl Series {
    async fn of(scoring: &Running, indicators: &[String]) -> Self {
        Self {
            scoring: ComparisonServiceClient::new(scoring.channel().await),
            indicators: indicators.to_owned(),
        }
    }

    /// Every unit on every indicator; `halfway` happens in between.
    async fn answers(&mut self, halfway: impl FnOnce()) -> Vec<Comparison> {
        let mut halfway = Some(halfway);
        let mut answers = Vec::new();
        for (number, indicator) in self.indicators.iter().enumerate() {
            if number == self.indicators.len() / 2
                && let Some(happen) = halfway.take()
            {
                happen();
            }
            let choice = ComparisonChoice {
                indicator: indicator.clone(),
                ..ComparisonChoice::default()
            };
            let request = BatchCompareRequest {
                choices: vec![choice],
                ..BatchCompareRequest::default()
            };
            let answer = self.scoring.batch_compare(request).await.unwrap();
            answers.extend(answer.into_inner().comparisons);
        }
        answers
    }
}

async fn run(scoring: &Running) -> Run {
    let mut runs = InspectionRunServiceClient::new(scoring.channel().await);
    let request = RunInspectionRequest {
        force: FORCE.to_owned(),
        ..RunInspectionRequest::default()
    };
    let mut events = runs.run_inspection(request).await.unwrap().into_inner();
    while let Some(message) = events.message().await.unwrap() {
        if let Some(Event::Finished(run)) = message.event {
            return run;
        }
    }
    panic!("the run broke off");
}

/// Runs again and again, as a force's inspectors do, until all of it comes out of Redis.
async fn run_out_of_redis(scoring: &Running) -> Run {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let run = run(scoring).await;
        assert_eq!(run.outcome, "completed");
        if run.redis_hits == run.comparisons {
            return run;
        }
        assert!(
            Instant::now() < deadline,
            "within {PATIENCE:?} only {run:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_stay_the_same_while_redis_goes_away_and_comes_back() {
    let mut redis = RedisServer::start();
    let data = DATA.start().await;
    let indicators = indicators(&data).await;
    assert!(indicators.len() >= 10, "{indicators:?}");
    let alone = SCORING
        .launch()
        .with("data.address", data.url())
        .start(SCORING)
        .await;
    let expected = Series::of(&alone, &indicators).await.answers(|| {}).await;

    let scoring = forgetful(scoring_beside(&data, &redis))
        .start(SCORING)
        .await;
    let mut series = Series::of(&scoring, &indicators).await;
    assert_eq!(series.answers(|| {}).await, expected, "Redis is empty");
    assert!(run_out_of_redis(&scoring).await.comparisons > 0);
    assert_eq!(series.answers(|| {}).await, expected, "Redis knows all");
    assert_eq!(
        series.answers(|| redis.stop()).await,
        expected,
        "Redis goes away"
    );
    assert_eq!(series.answers(|| {}).await, expected, "Redis is gone");
    assert_eq!(run(&scoring).await.redis_hits, 0);
    assert_eq!(
        series.answers(|| redis.start_again()).await,
        expected,
        "Redis comes back"
    );
    assert!(run_out_of_redis(&scoring).await.comparisons > 0);
    assert_eq!(
        series.answers(|| {}).await,
        expected,
        "Redis knows all again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_stay_the_same_while_redis_does_not_answer() {
    let redis = RedisServer::start();
    let data = DATA.start().await;
    let indicators = indicators(&data).await;
    // With the waits that hold unless somebody sets others.
    let scoring = scoring_beside(&data, &redis).with("cache.max_bytes", "1");
    let scoring = scoring.start(SCORING).await;
    let mut series = Series::of(&scoring, &indicators).await;
    let expected = series.answers(|| {}).await;
    assert_eq!(
        series.answers(|| redis.pause()).await,
        expected,
        "Redis freezes"
    );
    assert_eq!(series.answers(|| {}).await, expected, "Redis is frozen");
    assert_eq!(
        series.answers(|| redis.resume()).await,
        expected,
        "Redis goes on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_replica_computed_the_next_one_finds_in_redis() {
    let redis = RedisServer::start();
    let data = DATA.start().await;
    let first = forgetful(scoring_beside(&data, &redis))
        .start(SCORING)
        .await;
    run_out_of_redis(&first).await;

    let second = forgetful(scoring_beside(&data, &redis))
        .start(SCORING)
        .await;
    let told = run_out_of_redis(&second).await;
    assert_eq!((told.memory_hits, told.computed), (0, 0), "{told:?}");

    let mut inspections = InspectionServiceClient::new(data.channel().await);
    let request = GetRunRequest {
        run: told.id.clone(),
    };
    let recorded = inspections.get_run(request).await.unwrap().into_inner().run;
    assert_eq!(recorded, Some(told));
}
