//! What the newest edition compares is read before somebody asks.

use peel_kit::Neighbour;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{BatchCompareRequest, CompareRequest, ComparisonChoice};

use crate::support::{
    CRIME, Comparisons, EDITION, FORCE, Service, bundled, burglaries, data, scoring, scoring_that,
    soon,
};
use crate::traffic::OBSERVATIONS;

/// Scoring that reads ahead, and one over the same data that reads when it is asked.
struct Both {
    ahead: Service,
    asked: Comparisons,
}

impl Both {
    async fn start() -> Self {
        let (data, traffic) = data(&bundled()).await;
        let (scoring_ahead, server) = scoring_that(true, Neighbour::in_process(&data)).await;
        let (_, other) = scoring(Neighbour::in_process(&data)).await;
        let ahead = Service {
            scoring: scoring_ahead,
            server,
            data,
            traffic,
        };
        soon(ahead.scoring.warm(7)).await;
        Self {
            ahead,
            asked: ComparisonServiceClient::new(Neighbour::in_process(&other)),
        }
    }

    /// How many reads a question costs. The answer has to be that of who reads when asked.
    async fn reads_for(&self, question: BatchCompareRequest) -> usize {
        let before = self.ahead.traffic.calls(OBSERVATIONS).len();
        let answer = self
            .ahead
            .comparisons()
            .batch_compare(question.clone())
            .await;
        let reads = self.ahead.traffic.calls(OBSERVATIONS).len() - before;
        let expected = self.asked.clone().batch_compare(question).await;
        assert_eq!(answer.unwrap().into_inner(), expected.unwrap().into_inner());
        reads
    }
}

/// Recorded crime in a period (empty: its own) as at a revision.
fn recorded_crime(period: &str, as_of: u64) -> BatchCompareRequest {
    BatchCompareRequest {
        choices: vec![ComparisonChoice {
            indicator: CRIME.to_owned(),
            period: period.to_owned(),
        }],
        as_of,
        ..BatchCompareRequest::default()
    }
}

#[tokio::test]
async fn what_is_at_hand_is_not_read_again() {
    let both = Both::start().await;
    assert_eq!(both.ahead.traffic.calls(OBSERVATIONS).len(), 1);
    assert_eq!(both.reads_for(recorded_crime("", 0)).await, 0);
    let other_group = BatchCompareRequest {
        peer_group: "region-north-west".to_owned(),
        ..recorded_crime("", 0)
    };
    assert_eq!(both.reads_for(other_group).await, 0);
    // Nothing of it has changed since, although it was another revision then.
    assert_eq!(both.reads_for(recorded_crime("", 6)).await, 0);
    // What no indicator is about is read when it is asked for.
    assert_eq!(both.reads_for(recorded_crime("12m-to-2013-06", 0)).await, 1);
}

#[tokio::test]
async fn of_a_revision_only_what_it_touched_is_read() {
    let both = Both::start().await;
    let revision = both.ahead.import(EDITION, &[burglaries(12_320.0)]).await;
    soon(both.ahead.scoring.warm(revision)).await;
    assert_eq!(both.ahead.traffic.calls(OBSERVATIONS).len(), 2);
    assert_eq!(both.reads_for(recorded_crime("", 0)).await, 0);
    let answer = both.ahead.compare(CompareRequest {
        force: FORCE.to_owned(),
        indicator: CRIME.to_owned(),
        ..CompareRequest::default()
    });
    let units = answer.await.unwrap().comparison.unwrap().units;
    let numerators: Vec<f64> = units.iter().map(|unit| unit.numerator).collect();
    assert_eq!(numerators, [188_909.0]);
    // As it was before it, it has to be read.
    assert_eq!(both.reads_for(recorded_crime("", revision - 1)).await, 1);
}
