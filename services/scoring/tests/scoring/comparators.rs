//! Whom a force is compared with.

use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::{
    BatchCompareRequest, CompareRequest, CompareSeriesRequest, ComparisonChoice,
    ListComparisonsRequest, RankForcesRequest,
};

use crate::beside::{rank, series_of};
use crate::support::{Service, compare, fields, harbours, refused};

#[tokio::test]
async fn groups_and_regions_stand_in_the_place_of_england_and_wales_in_every_call() {
    // This edition names one group; its regions are groups all the same.
    let service = Service::over(&[harbours(&[])]).await;
    for group in ["south", "region-north"] {
        let one = CompareRequest {
            peer_group: group.to_owned(),
            period: "12m-to-2030-06".to_owned(),
            ..compare("ashdale", "offence-rate")
        };
        let one = service.compare(one).await.unwrap().comparison.unwrap();
        let comparator = one.comparator.unwrap();
        assert_eq!(comparator.peer_group, group);

        let ranked = RankForcesRequest {
            peer_group: group.to_owned(),
            period: "12m-to-2030-06".to_owned(),
            ..rank("offence-rate")
        };
        let ranked = service.rank(ranked).await.comparison.unwrap();
        assert_eq!(ranked.comparator.as_ref(), Some(&comparator));
        let batch = BatchCompareRequest {
            peer_group: group.to_owned(),
            choices: vec![ComparisonChoice {
                indicator: "offence-rate".to_owned(),
                period: "12m-to-2030-06".to_owned(),
            }],
            ..BatchCompareRequest::default()
        };
        let batch = service.comparisons().batch_compare(batch).await.unwrap();
        assert_eq!(batch.into_inner().comparisons, [ranked]);

        let series = CompareSeriesRequest {
            peer_group: group.to_owned(),
            period: "12m-to-2030-06".to_owned(),
            ..series_of("ashdale", "offence-rate")
        };
        let series = service.series_answer(series).await;
        assert_eq!(series.peer_group, group);
        let last = series.points.last().unwrap().comparator.as_ref();
        assert_eq!(last.map(|one| one.value), comparator.value);

        let page = ListComparisonsRequest {
            force: "ashdale".to_owned(),
            peer_group: group.to_owned(),
            ..ListComparisonsRequest::default()
        };
        let page = service.comparisons().list_comparisons(page).await.unwrap();
        for comparison in page.into_inner().comparisons {
            assert_eq!(comparison.comparator.unwrap().peer_group, group);
        }
    }
}

#[tokio::test]
async fn a_force_is_no_comparator_and_is_told_its_groups() {
    let service = Service::over(&[harbours(&[])]).await;
    let asked = CompareRequest {
        peer_group: "ashdale".to_owned(),
        ..compare("ashdale", "offence-rate")
    };
    let message = "the request has 1 invalid field; peer_group: \"ashdale\" is a force, and forces \
                   are compared with groups; its own are: south, region-south";
    let details = refused(
        service.compare(asked).await,
        ErrorReason::InvalidRequest,
        message,
    );
    assert_eq!(fields(&details)[0].0, "peer_group");
    let asked = CompareSeriesRequest {
        peer_group: "region-nort".to_owned(),
        ..series_of("ashdale", "offence-rate")
    };
    refused(
        service.series().compare_series(asked).await,
        ErrorReason::UnknownPeerGroup,
        "peer group \"region-nort\" is not known; did you mean \"region-north\" or \
         \"region-south\"?",
    );
}

#[tokio::test]
async fn a_force_that_is_all_of_a_group_is_not_held_against_itself() {
    let alone = (
        "peer-groups.toml",
        "[\"ashdale\", \"cold-harbour\", \"eastfold\"]",
        "[\"ashdale\"]",
    );
    let service = Service::over(&[harbours(&[alone])]).await;
    let asked = CompareRequest {
        peer_group: "south".to_owned(),
        period: "12m-to-2030-06".to_owned(),
        ..compare("ashdale", "offence-rate")
    };
    let answer = service.compare(asked).await.unwrap().comparison.unwrap();
    let unit = &answer.units[0];
    assert_eq!(answer.comparator.unwrap().value, Some(unit.value));
    assert_eq!(
        (unit.funnel.as_ref(), unit.no_funnel_because.as_str()),
        (None, "own-comparator")
    );
    assert!(unit.interval.is_some() && !unit.band.is_empty());
}
