//! Data that no calculation bears, through every method: typed absences, never NaN, infinity or a
//! panic.

use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::{
    BatchCompareRequest, CompareRequest, Comparison, ComparisonChoice, ListComparisonsRequest,
    RankForcesRequest, RankForcesResponse, ReconcileRequest,
};

use crate::beside::series_of;
use crate::support::{Service, compare, harbours, merging, observation, refused};

const EDITION: &str = "2031-harbours";
const YEAR: &str = "12m-to-2031-06";
const FORCES: [&str; 12] = [
    "ashdale",
    "brackwater",
    "cold-harbour",
    "dunmere",
    "eastfold",
    "fenwold",
    "greyshore",
    "highmoor",
    "inverlock",
    "kestrel-bay",
    "longreach",
    "northmarch",
];

/// What every force recorded in the year: offences, how many were charged, and people.
type Counts = (f64, f64, f64);

/// The edition with one decision.
fn deciding(forces: &[&str]) -> peel_edition::Folder {
    let decision = format!(
        "[[exclusion]]\nid = \"x1\"\nforces = {forces:?}\nindicators = \"all\"\ntreatment = \
         \"exclude\"\nreason = \"A made-up reason.\"\nsource = \"Made up\"\n"
    );
    harbours(&[("exclusions.toml", "exclusion = []", &decision)])
}

async fn recorded(folder: peel_edition::Folder, counts: Counts) -> Service {
    let service = Service::over(&[folder]).await;
    let (offences, charged, people) = counts;
    let values = [
        ("offences", YEAR, offences),
        ("charged", YEAR, charged),
        ("population", "at-2030-06-30", people),
    ];
    let observations: Vec<_> = FORCES
        .iter()
        .flat_map(|force| {
            values.map(
                |(measure, period, value)| peel_proto::data::v1::Observation {
                    source: "harbour-office".to_owned(),
                    status: "normal".to_owned(),
                    ..observation(force, measure, period, value)
                },
            )
        })
        .collect();
    let revision = service.import(EDITION, &observations).await;
    // Named once, it is known whether or not the stream has told of it.
    let known = CompareRequest {
        as_of: revision,
        ..compare("ashdale", "offence-rate")
    };
    service.compare(known).await.unwrap();
    service
}

/// Asks everything that can be asked of a force on an indicator, against everybody and against a
/// group; looks for what is no number; and gives everybody's places.
async fn asked(service: &Service, force: &str, indicator: &str) -> RankForcesResponse {
    let mut ranked = RankForcesResponse::default();
    for group in ["south", ""] {
        let one = CompareRequest {
            peer_group: group.to_owned(),
            explain: true,
            ..compare(force, indicator)
        };
        assert_numbers(&service.compare(one).await.unwrap());
        let all = RankForcesRequest {
            indicator: indicator.to_owned(),
            peer_group: group.to_owned(),
            ..RankForcesRequest::default()
        };
        let all = service.comparisons().rank_forces(all).await.unwrap();
        ranked = all.into_inner();
        assert_numbers(&ranked);
        let batch = BatchCompareRequest {
            peer_group: group.to_owned(),
            choices: vec![ComparisonChoice {
                indicator: indicator.to_owned(),
                ..ComparisonChoice::default()
            }],
            ..BatchCompareRequest::default()
        };
        assert_numbers(&service.comparisons().batch_compare(batch).await.unwrap());
        let page = ListComparisonsRequest {
            force: force.to_owned(),
            peer_group: group.to_owned(),
            explain: true,
            ..ListComparisonsRequest::default()
        };
        assert_numbers(&service.comparisons().list_comparisons(page).await.unwrap());
        let series = peel_proto::scoring::v1::CompareSeriesRequest {
            peer_group: group.to_owned(),
            ..series_of(force, indicator)
        };
        assert_numbers(&service.series().compare_series(series).await.unwrap());
    }
    let held = ReconcileRequest::default();
    assert_numbers(&service.comparisons().reconcile(held).await.unwrap());
    ranked
}

#[track_caller]
fn assert_numbers(answer: &impl std::fmt::Debug) {
    let text = format!("{answer:?}");
    for none in ["NaN", ": inf", "(inf", "-inf"] {
        assert!(!text.contains(none), "{none} in {text}");
    }
}

#[tokio::test]
async fn what_cannot_be_computed_is_absent_because() {
    let check = async |name: &str, service: Service, indicator: &str, because: &str| {
        let ranked = asked(&service, "ashdale", indicator).await;
        let comparison: Comparison = ranked.comparison.unwrap();
        assert_eq!(comparison.units, [], "{name}");
        assert_eq!(comparison.left_out.len(), FORCES.len(), "{name}");
        for unit in &comparison.left_out {
            assert_eq!(unit.because, because, "{name}");
        }
        let comparator = comparison.comparator.unwrap();
        assert_eq!(comparator.absent_because, "no-units", "{name}");
        assert_eq!(comparison.no_bands_because, "too-few-units", "{name}");
        let ranking = ranked.ranking.unwrap();
        assert_eq!(
            (ranking.absent_because.as_str(), ranking.units.len()),
            ("no-units", 0),
            "{name}"
        );
    };
    let plain = || harbours(&[]);
    check(
        "an indicator without data",
        Service::over(&[plain()]).await,
        "offence-rate",
        "not-recorded",
    )
    .await;
    let cases: [(&str, Counts, &str, &str); 4] = [
        (
            "a population of 0",
            (5.0, 1.0, 0.0),
            "offence-rate",
            "zero-denominator",
        ),
        (
            "a denominator of 0",
            (0.0, 0.0, 9.0),
            "charged-share",
            "zero-denominator",
        ),
        (
            "a negative correction",
            (-2.0, 1.0, 9.0),
            "offence-rate",
            "negative-count",
        ),
        (
            "more charged than offences",
            (5.0, 6.0, 9.0),
            "charged-share",
            "part-exceeds-whole",
        ),
    ];
    for (name, counts, indicator, because) in cases {
        let service = recorded(plain(), counts).await;
        check(name, service, indicator, because).await;
    }
    let service = recorded(deciding(&FORCES), (5.0, 1.0, 900.0)).await;
    check("all excluded", service, "offence-rate", "excluded").await;
}

#[tokio::test]
async fn all_tied_are_first_in_no_band_and_anywhere_in_the_ranks() {
    let service = recorded(harbours(&[]), (50.0, 5.0, 9_000.0)).await;
    for indicator in ["offence-rate", "charged-share"] {
        let ranked = asked(&service, "ashdale", indicator).await;
        for unit in ranked.comparison.unwrap().units {
            assert_eq!((unit.rank, unit.tied), (1, 12));
            assert_eq!(
                (unit.band.as_str(), unit.no_band_because.as_str()),
                ("", "ties")
            );
        }
        for unit in ranked.ranking.unwrap().units {
            assert_eq!((unit.rank, unit.low, unit.high), (1, 1, 12));
        }
    }
}

#[tokio::test]
async fn one_force_alone_has_a_value_and_nothing_to_stand_among() {
    let service = recorded(deciding(&FORCES[1..]), (50.0, 5.0, 9_000.0)).await;
    let ranked = asked(&service, "ashdale", "offence-rate").await;
    let comparison = ranked.comparison.unwrap();
    let [only] = comparison.units.as_slice() else {
        panic!("one is left: {:?}", comparison.units);
    };
    assert_eq!(comparison.comparator.unwrap().value, Some(only.value));
    assert_eq!((only.rank, only.tied), (1, 1));
    assert_eq!(only.no_band_because, "too-few-units");
    assert_eq!(only.no_funnel_because, "not-applicable");
    let [ranked] = ranked.ranking.unwrap().units.try_into().unwrap();
    assert_eq!((ranked.low, ranked.high), (1, 1));
}

#[tokio::test]
async fn counts_of_a_million_billion_are_counts() {
    let service = recorded(harbours(&[]), (1e15, 1e14, 9e17)).await;
    for (indicator, value) in [
        ("offence-rate", 1e15 * 1_000.0 / 9e17),
        ("charged-share", 10.0),
    ] {
        let comparison = asked(&service, "ashdale", indicator)
            .await
            .comparison
            .unwrap();
        assert_eq!(comparison.units.len(), 12);
        let unit = &comparison.units[0];
        assert!((unit.value - value).abs() < 1e-12, "{}", unit.value);
        assert!(unit.interval.is_some() && unit.funnel.is_some(), "{unit:?}");
    }
}

#[tokio::test]
async fn what_is_known_only_as_printed_is_absent_in_every_method() {
    let service = Service::over(&[merging()]).await;
    let one = CompareRequest {
        explain: true,
        ..compare("port-city", "call-rate")
    };
    let one = service.compare(one).await.unwrap();
    assert_numbers(&one);
    let comparator = one.comparison.unwrap().comparator.unwrap();
    assert_eq!(comparator.absent_because, "published-only");
    assert!(!one.working.unwrap().steps.is_empty());
    let series = series_of("port-city", "call-rate");
    let series = service.series().compare_series(series).await.unwrap();
    let series = series.into_inner().series.unwrap();
    assert_eq!(
        (series.points.len(), series.no_chart_because.as_str()),
        (0, "not-applicable")
    );
}

#[tokio::test]
async fn a_revision_of_the_future_is_refused_by_every_method() {
    let service = Service::over(&[harbours(&[])]).await;
    let newest = service.compare(compare("ashdale", "offence-rate")).await;
    let newest = newest.unwrap().as_of;
    let as_of = newest + 1;
    let message = format!(
        "revision {as_of} does not exist yet: the newest is {newest}; leave the revision out to \
         read the newest"
    );
    macro_rules! check {
        ($client:expr, $method:ident, $asked:expr) => {
            refused(
                $client.$method($asked).await,
                ErrorReason::UnknownRevision,
                &message,
            );
        };
    }
    let (force, indicator) = ("ashdale".to_owned(), "offence-rate".to_owned());
    let one = CompareRequest {
        as_of,
        ..compare(&force, &indicator)
    };
    check!(service.comparisons(), compare, one);
    let all = RankForcesRequest {
        indicator: indicator.clone(),
        as_of,
        ..RankForcesRequest::default()
    };
    check!(service.comparisons(), rank_forces, all);
    let batch = BatchCompareRequest {
        choices: vec![ComparisonChoice {
            indicator: indicator.clone(),
            ..ComparisonChoice::default()
        }],
        as_of,
        ..BatchCompareRequest::default()
    };
    check!(service.comparisons(), batch_compare, batch);
    let page = ListComparisonsRequest {
        force: force.clone(),
        as_of,
        ..ListComparisonsRequest::default()
    };
    check!(service.comparisons(), list_comparisons, page);
    let held = ReconcileRequest {
        as_of,
        ..ReconcileRequest::default()
    };
    check!(service.comparisons(), reconcile, held);
    let series = peel_proto::scoring::v1::CompareSeriesRequest {
        as_of,
        ..series_of(&force, &indicator)
    };
    check!(service.series(), compare_series, series);
}
