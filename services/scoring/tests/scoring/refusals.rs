//! What callers are refused, and how they are told.

use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::{
    BatchCompareRequest, CompareRequest, CompareSeriesRequest, ComparisonChoice,
    ListComparisonsRequest, RankForcesRequest, ReconcileRequest, RunInspectionRequest,
};

use crate::beside::series_of;
use crate::support::{CRIME, FORCE, Service, compare, fields, refused};

const NO_FORCE: (&str, &str) = ("force", "is required; ListForces tells those there are");
const NO_INDICATOR: (&str, &str) = (
    "indicator",
    "is required; ListIndicators tells those there are",
);
const NO_PERIOD: &str = "\"2016\" is not a period: write a span as 12m-to-2016-06 (1 to 1200 \
                         months to the end of a month) or a day as at-2016-07-01, between the \
                         years 1800 and 2200";

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_at_once() {
    let service = Service::start().await;
    macro_rules! check {
        ($method:ident, $asked:expr, $violations:expr $(,)?) => {
            let status = service.comparisons().$method($asked).await.unwrap_err();
            let message = status.message().to_owned();
            let details = refused::<()>(Err(status), ErrorReason::InvalidRequest, &message);
            assert_eq!(fields(&details), $violations);
        };
    }
    let asked = CompareRequest {
        period: "2016".to_owned(),
        ..compare("", "")
    };
    check!(
        compare,
        asked,
        [NO_FORCE, NO_INDICATOR, ("period", NO_PERIOD)]
    );
    let asked = RankForcesRequest {
        period: "2016".to_owned(),
        ..RankForcesRequest::default()
    };
    check!(rank_forces, asked, [NO_INDICATOR, ("period", NO_PERIOD)]);
    let asked = ListComparisonsRequest {
        page_size: 1_001,
        ..ListComparisonsRequest::default()
    };
    check!(
        list_comparisons,
        asked,
        [
            NO_FORCE,
            ("page_size", "a page has 1 to 1000 entries, not 1001")
        ]
    );

    let choice = |indicator: &str, period: &str| ComparisonChoice {
        indicator: indicator.to_owned(),
        period: period.to_owned(),
    };
    let asked = |choices| BatchCompareRequest {
        choices,
        ..BatchCompareRequest::default()
    };
    check!(
        batch_compare,
        asked(vec![]),
        [("choices", "takes 1 to 1000 choices, not 0")]
    );
    check!(
        batch_compare,
        asked(vec![choice(CRIME, ""); 1_001]),
        [("choices", "takes 1 to 1000 choices, not 1001")]
    );
    check!(
        batch_compare,
        asked(vec![
            choice(CRIME, "2016"),
            choice(CRIME, ""),
            choice("", "2016")
        ]),
        [
            ("choices[0].period", NO_PERIOD),
            ("choices[2].indicator", NO_INDICATOR.1),
            ("choices[2].period", NO_PERIOD),
        ]
    );

    let asked = CompareSeriesRequest {
        period: "2016".to_owned(),
        ..CompareSeriesRequest::default()
    };
    let details = refused(
        service.series().compare_series(asked).await,
        ErrorReason::InvalidRequest,
        &format!(
            "the request has 3 invalid fields; force: {}; indicator: {}; period: {NO_PERIOD}",
            NO_FORCE.1, NO_INDICATOR.1
        ),
    );
    let expected = [NO_FORCE, NO_INDICATOR, ("period", NO_PERIOD)];
    assert_eq!(fields(&details), expected);

    let run = RunInspectionRequest {
        run: "run-1".to_owned(),
        ..RunInspectionRequest::default()
    };
    let details = refused(
        service.runs().run_inspection(run).await,
        ErrorReason::InvalidRequest,
        "the request has 2 invalid fields; force: is required; ListForces tells those there are; \
         run: must be 32 lower-case hexadecimal digits, or empty",
    );
    assert_eq!(fields(&details).len(), 2);
}

#[tokio::test]
async fn names_that_are_not_known_are_told_with_the_nearest() {
    let service = Service::start().await;
    let check = async |asked: CompareRequest, reason: ErrorReason, kind: &str, message: &str| {
        let details = refused(service.compare(asked).await, reason, message);
        let resource = details.resource_info().unwrap();
        assert_eq!(resource.resource_type, kind, "{message}");
        assert!(message.contains(&resource.resource_name), "{message}");
    };
    check(
        compare("west-midland", CRIME),
        ErrorReason::UnknownForce,
        "force",
        "force \"west-midland\" is not known; did you mean \"west-midlands\" or \"west-mercia\"?",
    )
    .await;
    // It is known, but never compared.
    check(
        compare("british-transport-police", CRIME),
        ErrorReason::UnknownForce,
        "force",
        "force \"british-transport-police\" is not known",
    )
    .await;
    check(
        compare(FORCE, "recorded-crime"),
        ErrorReason::UnknownIndicator,
        "indicator",
        "indicator \"recorded-crime\" is not known; did you mean \"recorded-crime-rate\" or \
         \"recorded-crime-change-one-year\" or \"recorded-crime-change-five-years\"?",
    )
    .await;
    let asked = CompareRequest {
        edition: "2017-effectiveness".to_owned(),
        ..compare(FORCE, CRIME)
    };
    check(
        asked,
        ErrorReason::UnknownEdition,
        "edition",
        "edition \"2017-effectiveness\" is not known; did you mean \"2016-effectiveness\"?",
    )
    .await;
    let asked = CompareRequest {
        peer_group: "metropolitans".to_owned(),
        ..compare(FORCE, CRIME)
    };
    check(
        asked,
        ErrorReason::UnknownPeerGroup,
        "peer group",
        "peer group \"metropolitans\" is not known; did you mean \"metropolitan\"?",
    )
    .await;
    let asked = CompareRequest {
        period: "12m-to-1800-06".to_owned(),
        ..compare(FORCE, "recorded-crime-change-one-year")
    };
    check(
        asked,
        ErrorReason::UnknownPeriod,
        "period",
        "no period lies 12 months before 12m-to-1800-06; ask for a later period",
    )
    .await;
}

#[tokio::test]
async fn every_method_knows_the_same_names() {
    let service = Service::start().await;
    let force = "force \"kend\" is not known; did you mean \"kent\"?";
    let asked = ListComparisonsRequest {
        force: "kend".to_owned(),
        ..ListComparisonsRequest::default()
    };
    refused(
        service.comparisons().list_comparisons(asked).await,
        ErrorReason::UnknownForce,
        force,
    );
    let asked = ReconcileRequest {
        area: "kend".to_owned(),
        ..ReconcileRequest::default()
    };
    refused(
        service.comparisons().reconcile(asked).await,
        ErrorReason::UnknownForce,
        force,
    );
    let asked = RunInspectionRequest {
        force: "kend".to_owned(),
        ..RunInspectionRequest::default()
    };
    refused(
        service.runs().run_inspection(asked).await,
        ErrorReason::UnknownForce,
        force,
    );
    refused(
        service
            .series()
            .compare_series(series_of("kend", CRIME))
            .await,
        ErrorReason::UnknownForce,
        force,
    );
    let indicator =
        "indicator \"burglary\" is not known; did you mean \"burglary-in-a-dwelling-rate\"?";
    let asked = RankForcesRequest {
        indicator: "burglary".to_owned(),
        ..RankForcesRequest::default()
    };
    refused(
        service.comparisons().rank_forces(asked).await,
        ErrorReason::UnknownIndicator,
        indicator,
    );
    refused(
        service
            .series()
            .compare_series(series_of(FORCE, "burglary"))
            .await,
        ErrorReason::UnknownIndicator,
        indicator,
    );
    let asked = BatchCompareRequest {
        choices: vec![ComparisonChoice {
            indicator: "burglary".to_owned(),
            period: String::new(),
        }],
        ..BatchCompareRequest::default()
    };
    refused(
        service.comparisons().batch_compare(asked).await,
        ErrorReason::UnknownIndicator,
        indicator,
    );
}

#[tokio::test]
async fn a_revision_of_the_future_is_told_with_the_newest() {
    let service = Service::start().await;
    for as_of in [8, u64::MAX] {
        let message = format!(
            "revision {as_of} does not exist yet: the newest is 7; leave the revision out to read \
             the newest"
        );
        let asked = CompareRequest {
            as_of,
            ..compare(FORCE, CRIME)
        };
        let details = refused(
            service.compare(asked).await,
            ErrorReason::UnknownRevision,
            &message,
        );
        assert_eq!(
            details.error_info().unwrap().metadata["newestRevision"],
            "7"
        );
        assert_eq!(details.resource_info().unwrap().resource_type, "revision");
    }
}

#[tokio::test]
async fn without_an_edition_nothing_is_compared() {
    let service = Service::over(&[]).await;
    refused(
        service.compare(compare(FORCE, CRIME)).await,
        ErrorReason::UnknownEdition,
        "no edition was recorded by then; ask as at a later revision",
    );
}
