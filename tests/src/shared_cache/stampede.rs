//! Everybody wants the same at once, and nobody has it.

use futures::future::join_all;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{BatchCompareRequest, ComparisonChoice};

use crate::shared_cache::{ASKED, data, scoring};
use crate::support::collector::Collector;
use crate::support::launch::SCORING;
use crate::support::redis_server::RedisServer;

/// Callers of each replica.
const CALLERS: u64 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_and_four_hundred_callers_cost_one_computation() {
    let (redis, collector) = (RedisServer::start(), Collector::start());
    let data = data().await;
    let mut replicas = Vec::new();
    for _ in 0..2 {
        let replica = scoring(&data).with("redis.url", redis.url());
        // As long as it takes where compilers run beside it.
        let replica = replica
            .with("redis.claim_ms", "30000")
            .with("redis.command_timeout_ms", "5000");
        replicas.push(replica.observed_by(&collector).start(SCORING).await);
    }
    let connected = |received: &crate::support::collector::Received| received.number(ASKED) == 2;
    collector.shows("two replicas on Redis", connected).await;

    let request = BatchCompareRequest {
        choices: vec![ComparisonChoice {
            indicator: "offence-rate".to_owned(),
            period: "12m-to-2030-06".to_owned(),
        }],
        ..BatchCompareRequest::default()
    };
    let mut calls = Vec::new();
    for replica in &replicas {
        let client = ComparisonServiceClient::new(replica.channel().await);
        for _ in 0..CALLERS {
            let (mut client, request) = (client.clone(), request.clone());
            calls.push(async move { client.batch_compare(request).await });
        }
    }
    let mut answers = join_all(calls).await.into_iter().map(Result::unwrap);
    let first = answers.next().unwrap().into_inner();
    assert_eq!(first.comparisons.len(), 1);
    for answer in answers {
        assert_eq!(answer.into_inner(), first);
    }

    let found = |by: &str| {
        collector
            .received()
            .number(&format!("peel.cache.lookups {by}"))
    };
    let ways = ["memory", "redis", "computed", "shared"];
    let all = |received: &crate::support::collector::Received| {
        let found = ways.map(|by| received.number(&format!("peel.cache.lookups {by}")));
        found.iter().sum::<u64>() == 2 * CALLERS
    };
    collector.shows("every answer", all).await;
    assert_eq!((found("computed"), found("redis")), (1, 1));
}
