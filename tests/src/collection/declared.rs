//! What is declared and decided: comparisons follow it from its revision on, and not before.

use peel_proto::data::v1 as data;
use peel_proto::data::v1::decision_service_client::DecisionServiceClient;
use peel_proto::scoring::v1::CompareResponse;

use super::force::{Office, YEAR, not_supplied, partial};
use super::{compared, forces, harbours, values_of};

/// What a force declares reaches the comparison: the value is marked, or its absence explained.
#[tokio::test]
async fn a_declared_value_is_compared_as_what_it_is() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    for force in &forces() {
        office.submit(force, force, values_of(force)).await.unwrap();
    }
    let channel = running.channel().await;

    let cases = [
        partial("offences", YEAR, 10_110.0, 9, "a new recording system"),
        not_supplied("offences", YEAR, "the records burnt"),
    ];
    for (declared, expected) in cases.into_iter().zip(["partial", "not-supplied"]) {
        let values = vec![declared];
        let submitted = office.submit("fenwold", expected, values).await.unwrap();
        // What is declared is compared with nothing; that there is no value is asked about.
        let raised = submitted.raised.iter().map(|query| query.check.as_str());
        let gap = (expected == "not-supplied").then_some("first-gap");
        assert_eq!(raised.collect::<Vec<_>>(), Vec::from_iter(gap));
        let revision = submitted.submission.unwrap().revision;
        let answer = compared(&channel, "fenwold", revision).await;
        let answer = answer.comparison.unwrap();
        match expected {
            "partial" => {
                let unit = &answer.units[0];
                let partial = unit.flags.iter().find(|flag| flag.name == "partial");
                assert_eq!(partial.map(|flag| flag.months), Some(9), "{unit:?}");
                // Nine months of offences are held against nine months of population.
                let apart = (unit.denominator - 357_400.0 * 9.0 / 12.0).abs();
                assert!(apart < 1e-6, "{unit:?}");
            }
            _ => {
                assert_eq!(answer.units, []);
                let left_out = &answer.left_out[0];
                assert_eq!(left_out.exclusion, "fenwold-offences-12m-to-2031-06");
            }
        }
    }
    // A plain value takes the declaration back.
    let plain = office.submit("fenwold", "plain", values_of("fenwold"));
    let revision = plain.await.unwrap().submission.unwrap().revision;
    let answer = compared(&channel, "fenwold", revision).await;
    let answer = answer.comparison.unwrap();
    assert_eq!(answer.units[0].flags, []);
    assert_eq!(answer.left_out, []);
}

/// A decision of the inspectorate is a revision; before it, everything stays what it was.
#[tokio::test]
async fn an_exclusion_counts_from_its_revision_on_until_it_is_withdrawn() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    for force in &forces() {
        office.submit(force, force, values_of(force)).await.unwrap();
    }
    let channel = running.channel().await;
    let before = compared(&channel, "ashdale", office.newest().await).await;

    let mut decisions = DecisionServiceClient::new(channel.clone());
    let decided = decisions
        .decide_exclusion(data::DecideExclusionRequest {
            request_id: "flood".to_owned(),
            edition: String::new(),
            author: "an analyst".to_owned(),
            exclusion: Some(data::Exclusion {
                id: "x1".to_owned(),
                forces: vec!["longreach".to_owned()],
                indicators: vec!["offence-rate".to_owned()],
                treatment: "exclude".to_owned(),
                reason: "The office was flooded.".to_owned(),
                source: "minute of a meeting".to_owned(),
                ..data::Exclusion::default()
            }),
        })
        .await
        .unwrap()
        .into_inner();
    let after = compared(&channel, "ashdale", decided.revision).await;
    let included = |answer: &CompareResponse| answer.comparison.as_ref().unwrap().included_units;
    assert_eq!((included(&before), included(&after)), (12, 11));
    let as_before = compared(&channel, "ashdale", decided.revision - 1).await;
    assert_eq!(as_before.comparison, before.comparison);

    let withdrawn = decisions
        .withdraw_decision(data::WithdrawDecisionRequest {
            request_id: "dry".to_owned(),
            edition: String::new(),
            author: "an analyst".to_owned(),
            decision: "x1".to_owned(),
            reason: "the records were found dry".to_owned(),
        })
        .await
        .unwrap()
        .into_inner();
    let again = compared(&channel, "ashdale", withdrawn.revision).await;
    let then = compared(&channel, "ashdale", decided.revision).await;
    assert_eq!((included(&again), included(&then)), (12, 11));
}
