use peel_proto::data::v1::{GetObservationHistoryRequest, Observation, ReadObservationsRequest};
use peel_proto::errors::v1::ErrorReason;

use crate::support::{Service, fields, header, observation, refused, thefts};

fn only(
    measures: &[&str],
    areas: &[&str],
    periods: &[&str],
    as_of: u64,
) -> ReadObservationsRequest {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    ReadObservationsRequest {
        measures: owned(measures),
        areas: owned(areas),
        periods: owned(periods),
        as_of,
    }
}

/// "population england-and-wales at-2030-06-30 5000 provisional 2"
fn line(it: &Observation) -> String {
    let value = it.value.map_or("-".to_owned(), |value| value.to_string());
    format!(
        "{} {} {} {value} {} {}",
        it.measure, it.area, it.period, it.status, it.revision
    )
}

#[tokio::test]
async fn observations_come_by_measure_period_and_area() {
    let service = Service::start().await;
    let (observations, as_of) = service
        .read(ReadObservationsRequest::default())
        .await
        .unwrap();
    let lines: Vec<_> = observations.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "frauds northshire 12m-to-2031-06 - not-supplied 3",
            "population england-and-wales at-2030-06-30 5000 provisional 2",
            "population northshire at-2030-06-30 1000 normal 2",
            "thefts northshire 12m-to-2031-06 120 normal 3",
            "thefts port-city 12m-to-2031-06 80.5 estimated 3",
            "thefts southshire 12m-to-2031-06 -3 revised 3",
        ]
    );
    assert_eq!(as_of, 3);
    assert!(observations.iter().all(|it| it.source == "harbour-office"));
}

#[tokio::test]
async fn a_read_can_be_restricted_and_is_answered_even_when_nothing_is_found() {
    let service = Service::start().await;
    let check = async |request: ReadObservationsRequest, expected: &[&str]| {
        let as_of = if request.as_of == 0 { 3 } else { request.as_of };
        let (observations, told) = service.read(request.clone()).await.unwrap();
        let lines: Vec<_> = observations.iter().map(line).collect();
        assert_eq!(lines, expected, "{request:?}");
        assert_eq!(told, as_of, "{request:?}");
    };
    let national = "population england-and-wales at-2030-06-30 5000 provisional 2";
    let northshire = "population northshire at-2030-06-30 1000 normal 2";
    check(only(&["population"], &[], &[], 0), &[national, northshire]).await;
    check(only(&[], &["england-and-wales"], &[], 0), &[national]).await;
    check(
        only(&[], &[], &["at-2030-06-30"], 0),
        &[national, northshire],
    )
    .await;
    check(
        only(&["population", "population"], &["northshire"], &[], 2),
        &[northshire],
    )
    .await;
    check(only(&["population"], &[], &[], 1), &[]).await;
    check(
        only(&["thefts"], &["northshire"], &["at-2030-06-30"], 0),
        &[],
    )
    .await;
    check(only(&["printed-call-rate"], &[], &[], 0), &[]).await;
    check(only(&["offences"], &[], &[], 0), &[]).await;
}

#[tokio::test]
async fn a_read_as_at_a_revision_never_changes() {
    let service = Service::start().await;
    let before = service.read(only(&["thefts"], &[], &[], 3)).await.unwrap();
    service
        .import(header("once"), &[thefts(121.0)])
        .await
        .unwrap();
    assert_eq!(
        service.read(only(&["thefts"], &[], &[], 3)).await.unwrap(),
        before
    );
    let (after, as_of) = service
        .read(only(&["thefts"], &["northshire"], &[], 0))
        .await
        .unwrap();
    assert_eq!(
        (line(&after[0]), as_of),
        ("thefts northshire 12m-to-2031-06 121 normal 4".into(), 4)
    );
}

#[tokio::test]
async fn large_reads_come_in_parts() {
    let service = Service::start().await;
    let months = (1900..2100).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let many: Vec<_> = months
        .map(|(year, month)| {
            observation(
                "port-city",
                "calls",
                &format!("1m-to-{year}-{month:02}"),
                1.0,
            )
        })
        .collect();
    service.import(header("many"), &many).await.unwrap();
    let (observations, as_of) = service.read(only(&["calls"], &[], &[], 0)).await.unwrap();
    assert_eq!((observations.len(), as_of), (2_400, 4));
    assert!(observations.is_sorted_by_key(|it| it.period.replace("1m-to-", "")));
}

#[tokio::test]
async fn a_values_history_is_told_oldest_first() {
    let service = Service::start().await;
    service
        .import(header("second"), &[thefts(121.0)])
        .await
        .unwrap();
    service
        .import(
            header("other"),
            &[observation("port-city", "thefts", "12m-to-2031-06", 9.0)],
        )
        .await
        .unwrap();
    service
        .import(header("third"), &[thefts(120.0)])
        .await
        .unwrap();
    let request = GetObservationHistoryRequest {
        area: "northshire".to_owned(),
        measure: "thefts".to_owned(),
        period: "12m-to-2031-06".to_owned(),
    };
    let answer = service
        .observations()
        .get_observation_history(request)
        .await
        .unwrap();
    let history: Vec<_> = answer.into_inner().observations.iter().map(line).collect();
    assert_eq!(
        history,
        [
            "thefts northshire 12m-to-2031-06 120 normal 3",
            "thefts northshire 12m-to-2031-06 121 normal 4",
            "thefts northshire 12m-to-2031-06 120 normal 6",
        ]
    );
}

#[tokio::test]
async fn names_that_are_not_known_are_told_with_the_nearest() {
    let service = Service::start().await;
    let details = refused(
        service
            .read(only(&["thefts", "theft"], &["nowhere"], &[], 0))
            .await,
        ErrorReason::UnknownMeasure,
        "measure \"theft\" is not known; did you mean \"thefts\"?",
    );
    assert_eq!(details.error_info().unwrap().metadata["measure"], "theft");
    refused(
        service
            .read(only(&[], &["port-city", "portcity"], &[], 0))
            .await,
        ErrorReason::UnknownForce,
        "force \"portcity\" is not known; did you mean \"port-city\"?",
    );
    refused(
        service.read(only(&["thefts"], &[], &[], 4)).await,
        ErrorReason::UnknownRevision,
        "revision 4 does not exist yet: the newest is 3; leave the revision out to read the newest",
    );
}

#[tokio::test]
async fn everything_malformed_in_a_read_is_told_at_once() {
    let service = Service::start().await;
    let many = vec!["at-2030-06-30"; 1_001];
    let mut request = only(&[], &[], &many, u64::MAX);
    request.periods[1] = "2031".to_owned();
    request.periods[3] = "12m-to-2031-13".to_owned();
    let Err(status) = service.read(request).await else {
        panic!("a read of malformed periods was answered");
    };
    let message = status.message().to_owned();
    let details = refused::<()>(Err(status), ErrorReason::InvalidRequest, &message);
    let at_fault: Vec<_> = fields(&details)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(at_fault, ["as_of", "periods[1]", "periods[3]", "periods"]);

    let details = refused(
        service
            .observations()
            .get_observation_history(GetObservationHistoryRequest::default())
            .await,
        ErrorReason::InvalidRequest,
        "the request has 3 invalid fields; area: is required; ListForces tells those there are; \
         measure: is required; ListMeasures tells those there are; period: \"\" is not a period: write a span as \
         12m-to-2016-06 (1 to 1200 months to the end of a month) or a day as at-2016-07-01, \
         between the years 1800 and 2200",
    );
    assert_eq!(fields(&details).len(), 3);
}

#[tokio::test]
async fn a_value_that_was_never_recorded_has_no_history() {
    let service = Service::start().await;
    let request = GetObservationHistoryRequest {
        area: "southshire".to_owned(),
        measure: "population".to_owned(),
        period: "at-2030-06-30".to_owned(),
    };
    refused(
        service
            .observations()
            .get_observation_history(request)
            .await,
        ErrorReason::UnknownPeriod,
        "nothing was ever recorded of population for southshire in at-2030-06-30",
    );
}
