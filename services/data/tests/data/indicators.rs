use peel_proto::data::v1::{
    GetIndicatorRequest, Indicator, ListCaveatsRequest, ListExclusionsRequest,
    ListIndicatorsRequest, ListMeasuresRequest,
};

use crate::support::Service;

#[tokio::test]
async fn indicators_say_their_formula_and_the_measures_it_comes_down_to() {
    let service = Service::start().await;
    let request = ListIndicatorsRequest::default();
    let answer = service
        .reference()
        .list_indicators(request)
        .await
        .unwrap()
        .into_inner();
    let check = |id: &str, formula: &str, measures: &[&str]| {
        let mut indicators = answer.indicators.iter();
        let indicator: &Indicator = indicators.find(|it| it.id == id).unwrap();
        assert_eq!(indicator.formula, formula, "{id}");
        assert_eq!(indicator.measures, measures, "{id}");
    };
    let all = ["frauds", "population", "thefts"];
    check(
        "offence-rate",
        "All offences ÷ Population at mid-year × 1,000",
        &all,
    );
    check(
        "theft-share",
        "Thefts ÷ All offences × 100",
        &["frauds", "thefts"],
    );
    check(
        "offence-change",
        "(All offences − Thefts 12 months earlier) ÷ Thefts 12 months earlier × 100",
        &["frauds", "thefts"],
    );
    check(
        "theft-rate-change",
        "((Thefts ÷ Population (30 June 2030)) − (Thefts 12 months earlier ÷ \
         Population (30 June 2030))) ÷ (Thefts 12 months earlier ÷ Population (30 June 2030)) × 100",
        &["population", "thefts"],
    );
    check(
        "rising-forces",
        "number of units above 0 on Change in offences",
        &["frauds", "thefts"],
    );
    check("call-rate", "known only as printed", &[]);
}

#[tokio::test]
async fn an_indicator_is_told_whole() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let mut indicator = async |id: &str| {
        let request = GetIndicatorRequest {
            indicator: id.to_owned(),
            edition: String::new(),
        };
        reference
            .get_indicator(request)
            .await
            .unwrap()
            .into_inner()
            .indicator
            .unwrap()
    };
    let share = indicator("theft-share").await;
    assert_eq!(
        (share.question.as_str(), share.period.as_str()),
        ("lighting", "12m-to-2031-06")
    );
    assert_eq!((share.unit.as_str(), share.decimals), ("percent", 1));
    assert_eq!(share.polarity, "lower-is-better");
    assert_eq!(share.comparator_method, "mean-of-rates");
    assert_eq!(
        (share.computable, share.caveats),
        (true, vec!["c1".to_owned()])
    );
    let calls = indicator("call-rate").await;
    assert!(!calls.computable);
    assert_eq!(calls.published_only_reason, "Calls were never published.");
    assert_eq!(
        indicator("offence-change").await.note,
        "The base leaves frauds out."
    );
}

#[tokio::test]
async fn lists_can_be_restricted() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let request = ListIndicatorsRequest {
        question: "lighting".to_owned(),
        ..ListIndicatorsRequest::default()
    };
    let indicators = reference
        .list_indicators(request)
        .await
        .unwrap()
        .into_inner()
        .indicators;
    let ids: Vec<_> = indicators.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["offence-rate", "theft-share"]);

    let mut exclusions = async |indicator: &str| {
        let indicator = indicator.to_owned();
        let request = ListExclusionsRequest {
            indicator,
            ..ListExclusionsRequest::default()
        };
        let answer = reference
            .list_exclusions(request)
            .await
            .unwrap()
            .into_inner();
        answer
            .exclusions
            .into_iter()
            .map(|it| it.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(exclusions("").await, ["x1", "x2", "x3"]);
    assert_eq!(exclusions("theft-share").await, ["x1", "x3"]);
    assert_eq!(exclusions("offence-change").await, ["x3"]);

    let mut caveats = async |indicator: &str| {
        let indicator = indicator.to_owned();
        let request = ListCaveatsRequest {
            indicator,
            ..ListCaveatsRequest::default()
        };
        let answer = reference.list_caveats(request).await.unwrap().into_inner();
        answer
            .caveats
            .into_iter()
            .map(|it| it.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(caveats("").await, ["c1", "c2"]);
    assert_eq!(caveats("offence-rate").await, ["c1"]);
    assert_eq!(caveats("rising-forces").await, [""; 0]);
}

#[tokio::test]
async fn decisions_and_warnings_say_what_they_are_about() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let request = ListExclusionsRequest::default();
    let exclusions = reference
        .list_exclusions(request)
        .await
        .unwrap()
        .into_inner()
        .exclusions;
    let partial = &exclusions[0];
    assert_eq!(
        (partial.treatment.as_str(), partial.all_indicators),
        ("partial", false)
    );
    assert_eq!(partial.periods, ["12m-to-2031-06"]);
    assert!(exclusions[2].all_indicators && exclusions[2].indicators.is_empty());
    let caveats = reference
        .list_caveats(ListCaveatsRequest::default())
        .await
        .unwrap();
    let about_inspection = &caveats.get_ref().caveats[1];
    assert!(!about_inspection.all_indicators && about_inspection.indicators.is_empty());
}

#[tokio::test]
async fn measures_are_listed_by_identifier_with_those_of_printed_values() {
    let service = Service::start().await;
    let request = ListMeasuresRequest {
        page_size: 6,
        ..ListMeasuresRequest::default()
    };
    let answer = service
        .reference()
        .list_measures(request)
        .await
        .unwrap()
        .into_inner();
    assert!(!answer.next_page_token.is_empty());
    let told: Vec<_> = answer
        .measures
        .iter()
        .map(|it| (it.id.as_str(), it.kind.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("calls", "count"),
            ("frauds", "count"),
            ("offences", "count"),
            ("population", "stock"),
            ("printed-call-rate", "printed"),
            ("printed-offence-change", "printed"),
        ]
    );
    let sum = &answer.measures[2];
    assert_eq!(
        (sum.source.as_str(), sum.parts.join(" ")),
        ("", "thefts frauds".to_owned())
    );
    assert_eq!(answer.measures[3].source, "harbour-office");
}
