//! Several comparisons in one answer.

use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::{
    BatchCompareRequest, ComparisonChoice, ListComparisonsRequest, ListComparisonsResponse,
};

use crate::support::{CRIME, EDITION, FORCE, Service, burglaries, compare, fields, refused};

fn list(page_size: u32, page_token: &str) -> ListComparisonsRequest {
    ListComparisonsRequest {
        force: FORCE.to_owned(),
        page_size,
        page_token: page_token.to_owned(),
        ..ListComparisonsRequest::default()
    }
}

impl Service {
    async fn page(&self, asked: ListComparisonsRequest) -> ListComparisonsResponse {
        let answer = self.comparisons().list_comparisons(asked).await;
        answer.unwrap().into_inner()
    }
}

#[tokio::test]
async fn a_force_has_a_comparison_for_every_indicator_in_the_editions_order() {
    let service = Service::start().await;
    let all = service.page(list(0, "")).await;
    assert_eq!((all.next_page_token.as_str(), all.as_of), ("", 7));
    let ids: Vec<&str> = all
        .comparisons
        .iter()
        .map(|one| one.indicator.as_str())
        .collect();
    assert_eq!(
        ids[..3],
        [
            "calls-for-assistance-rate",
            CRIME,
            "recorded-crime-change-one-year"
        ]
    );
    let alone = service.compare(compare(FORCE, CRIME)).await.unwrap();
    assert_eq!(Some(&all.comparisons[1]), alone.comparison.as_ref());

    let mut pages = Vec::new();
    let mut token = String::new();
    loop {
        let page = service.page(list(20, &token)).await;
        assert!((1..=20).contains(&page.comparisons.len()));
        pages.extend(page.comparisons);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, all.comparisons);
}

#[tokio::test]
async fn later_pages_are_as_at_the_firsts_revision() {
    let service = Service::start().await;
    let before = service.page(list(0, "")).await;
    let first = service.page(list(1, "")).await;
    let corrected = service.import(EDITION, &[burglaries(13_000.0)]).await;
    assert_eq!(corrected, 8);
    let rest = service.page(list(0, &first.next_page_token)).await;
    assert_eq!(rest.as_of, 7);
    assert_eq!(rest.comparisons, before.comparisons[1..]);

    let pinned = ListComparisonsRequest {
        as_of: corrected,
        ..list(0, "")
    };
    let after = service.page(pinned).await;
    assert_eq!(after.as_of, 8);
    assert_ne!(after.comparisons[1], before.comparisons[1]);
}

#[tokio::test]
async fn a_page_token_belongs_to_its_list() {
    let service = Service::start().await;
    let token = service.page(list(1, "")).await.next_page_token;
    let check = async |asked: ListComparisonsRequest| {
        let details = refused(
            service.comparisons().list_comparisons(asked).await,
            ErrorReason::InvalidPageToken,
            "the request has 1 invalid field; page_token: is not the next_page_token of this \
             list; ask for the first page again",
        );
        assert_eq!(fields(&details)[0].0, "page_token");
    };
    check(list(1, "7.recorded-crime-rate")).await;
    check(list(1, &format!("{token}00"))).await;
    check(ListComparisonsRequest {
        force: "kent".to_owned(),
        ..list(1, &token)
    })
    .await;
    check(ListComparisonsRequest {
        edition: EDITION.to_owned(),
        ..list(1, &token)
    })
    .await;
    check(ListComparisonsRequest {
        as_of: 7,
        ..list(1, &token)
    })
    .await;
    // The rest of the request may be worded anew.
    service.page(list(1_000, &token)).await;
}

fn choice(indicator: &str, period: &str) -> ComparisonChoice {
    ComparisonChoice {
        indicator: indicator.to_owned(),
        period: period.to_owned(),
    }
}

#[tokio::test]
async fn a_batch_is_answered_in_the_order_asked() {
    let service = Service::start().await;
    let asked = BatchCompareRequest {
        choices: vec![
            choice("outcome-charged", "12m-to-2018-03"),
            choice(CRIME, ""),
            choice("outcome-charged", ""),
            choice(CRIME, "12m-to-2015-06"),
            choice(CRIME, "12m-to-2016-06"),
        ],
        ..BatchCompareRequest::default()
    };
    let answer = service.comparisons().batch_compare(asked).await.unwrap();
    let answer = answer.into_inner();
    assert_eq!(answer.as_of, 7);
    let told: Vec<_> = answer
        .comparisons
        .iter()
        .map(|one| (one.indicator.as_str(), one.period.as_str(), one.units.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("outcome-charged", "12m-to-2018-03", 43),
            (CRIME, "12m-to-2016-06", 43),
            ("outcome-charged", "12m-to-2016-06", 0),
            (CRIME, "12m-to-2015-06", 43),
            (CRIME, "12m-to-2016-06", 43),
        ]
    );
    assert_eq!(answer.comparisons[1], answer.comparisons[4]);

    let with_peers = BatchCompareRequest {
        choices: vec![choice(CRIME, "")],
        peer_group: "region-wales".to_owned(),
        ..BatchCompareRequest::default()
    };
    let answer = service.comparisons().batch_compare(with_peers).await;
    let [welsh] = answer.unwrap().into_inner().comparisons.try_into().unwrap();
    assert_eq!(welsh.comparator.unwrap().peer_group, "region-wales");
}

#[tokio::test]
async fn a_batch_may_be_about_one_force() {
    let service = Service::start().await;
    let listed = service.page(list(0, "")).await;
    let indicators = listed.comparisons.iter().map(|one| one.indicator.as_str());
    let asked = BatchCompareRequest {
        choices: indicators.map(|indicator| choice(indicator, "")).collect(),
        force: FORCE.to_owned(),
        ..BatchCompareRequest::default()
    };
    let answer = service.comparisons().batch_compare(asked.clone()).await;
    assert_eq!(answer.unwrap().into_inner().comparisons, listed.comparisons);
    let nowhere = BatchCompareRequest {
        force: "west-midland".to_owned(),
        ..asked
    };
    refused(
        service.comparisons().batch_compare(nowhere).await,
        ErrorReason::UnknownForce,
        "force \"west-midland\" is not known; did you mean \"west-midlands\" or \"west-mercia\"?",
    );
}

#[tokio::test]
async fn more_than_a_message_takes_is_refused() {
    let service = Service::start().await;
    let asked = |count| BatchCompareRequest {
        choices: vec![choice(CRIME, ""); count],
        ..BatchCompareRequest::default()
    };
    let answer = service.comparisons().batch_compare(asked(100)).await;
    assert_eq!(answer.unwrap().into_inner().comparisons.len(), 100);
    refused(
        service.comparisons().batch_compare(asked(1_000)).await,
        ErrorReason::TooLarge,
        "1000 comparisons are more than the 4194304 bytes that an answer may have; ask for fewer \
         at once",
    );
}
