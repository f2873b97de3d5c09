//! What was asked lately is computed again before somebody asks.

use peel_proto::data::v1::Observation;
use peel_proto::scoring::v1::{BatchCompareRequest, BatchCompareResponse, ComparisonChoice};

use crate::support::{CRIME, EDITION, FORCE, Service, burglaries, compare, observation, soon};
use crate::traffic::OBSERVATIONS;

/// Of the same force and period as [`burglaries`], and no part of recorded crime.
fn incidents(value: f64) -> Observation {
    Observation {
        source: "ons-recorded-crime".to_owned(),
        ..observation(
            FORCE,
            "anti-social-behaviour-incidents",
            "12m-to-2016-06",
            value,
        )
    }
}

impl Service {
    /// Imports an observation, waits until scoring has done what it does by itself, and gives how
    /// often it read for that.
    async fn reads_after(&self, observation: Observation) -> usize {
        let before = self.traffic.calls(OBSERVATIONS).len();
        let revision = self.import(EDITION, &[observation]).await;
        soon(self.scoring.warm(revision)).await;
        self.traffic.calls(OBSERVATIONS).len() - before
    }

    async fn recorded_crime(&self) -> BatchCompareResponse {
        let choice = ComparisonChoice {
            indicator: CRIME.to_owned(),
            period: String::new(),
        };
        let asked = BatchCompareRequest {
            choices: vec![choice],
            ..BatchCompareRequest::default()
        };
        let answer = self.comparisons().batch_compare(asked).await;
        answer.unwrap().into_inner()
    }
}

#[tokio::test]
async fn what_was_asked_and_a_revision_touches_is_computed_without_being_asked_again() {
    let service = Service::start().await;
    let before = service.recorded_crime().await;
    assert_eq!(service.reads_after(burglaries(12_320.0)).await, 1);
    let reads = service.traffic.calls(OBSERVATIONS).len();
    let after = service.recorded_crime().await;
    assert_eq!((before.as_of, after.as_of), (7, 8));
    assert_eq!(after.comparisons[0].revision, 8);
    // So is one force's part of it.
    let answer = service.compare(compare(FORCE, CRIME)).await.unwrap();
    let numerator = answer.comparison.unwrap().units[0].numerator;
    assert_eq!((numerator, answer.as_of), (188_909.0, 8));
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), reads);
}

#[tokio::test]
async fn a_revision_that_touches_nothing_asked_for_computes_nothing() {
    let service = Service::start().await;
    assert_eq!(service.reads_after(burglaries(12_320.0)).await, 0);
    service.recorded_crime().await;
    assert_eq!(service.reads_after(incidents(50_000.0)).await, 0);
    // It is remembered all the same.
    assert_eq!(service.reads_after(burglaries(12_321.0)).await, 1);
}

#[tokio::test]
async fn what_nobody_asks_for_any_more_is_not_computed_again() {
    let service = Service::start().await;
    service.compare(compare(FORCE, CRIME)).await.unwrap();
    assert_eq!(service.reads_after(burglaries(12_320.0)).await, 1);
    assert_eq!(service.reads_after(burglaries(12_321.0)).await, 0);
    // Asked for once more, it is worth it once more.
    service.compare(compare(FORCE, CRIME)).await.unwrap();
    assert_eq!(service.reads_after(burglaries(12_322.0)).await, 1);
}

#[tokio::test]
async fn who_drains_computes_nothing_more() {
    let service = Service::start().await;
    service.recorded_crime().await;
    service.traffic.hold(OBSERVATIONS);
    let reads = service.traffic.calls(OBSERVATIONS).len();
    service.import(EDITION, &[burglaries(12_320.0)]).await;
    soon(service.traffic.until(OBSERVATIONS, reads + 1)).await;
    // In the middle of it.
    service.server.drain().start();
    soon(service.scoring.stopped()).await;
}
