//! One force, or all, on one indicator.

use peel_proto::scoring::v1::{
    CompareRequest, CompareResponse, Comparison, RankForcesRequest, ReconcileRequest,
};

use crate::support::{CRIME, EDITION, FORCE, Service, compare, merging, observation};

fn compared(answer: CompareResponse) -> Comparison {
    answer.comparison.unwrap()
}

#[tokio::test]
async fn a_forces_answer_is_its_row_of_everybodys() {
    let service = Service::start().await;
    let whole = RankForcesRequest {
        indicator: CRIME.to_owned(),
        ..RankForcesRequest::default()
    };
    let whole = service.comparisons().rank_forces(whole).await.unwrap();
    let whole = whole.into_inner();
    let answer = service.compare(compare(FORCE, CRIME)).await.unwrap();
    assert_eq!((whole.as_of, answer.as_of), (7, 7));

    let (whole, own) = (whole.comparison.unwrap(), compared(answer));
    assert_eq!((whole.units.len(), whole.left_out.len()), (43, 1));
    assert_eq!(whole.left_out[0].because, "out-of-scope");
    let mut row = whole.units.clone();
    row.retain(|unit| unit.unit.as_ref().unwrap().forces == [FORCE]);
    let expected = Comparison {
        units: row,
        left_out: Vec::new(),
        ..whole.clone()
    };
    assert_eq!(own, expected);
    let ranks: Vec<u32> = whole.units.iter().map(|unit| unit.rank).collect();
    assert!(ranks.is_sorted() && ranks[0] == 1, "{ranks:?}");

    // Counted by hand: 188,908 offences, 2,834,500 people.
    let unit = &own.units[0];
    assert_eq!((unit.numerator, unit.denominator), (188_908.0, 2_834_500.0));
    assert!((unit.value - 66.646).abs() < 0.001, "{}", unit.value);
    assert_eq!((unit.rank, unit.band.as_str()), (15, "broadly-in-line"));
    assert_eq!((own.included_units, own.band_size), (43, 11));
    assert_eq!(
        (own.revision, own.method.as_str(), own.period.as_str()),
        (4, "2016.1", "12m-to-2016-06")
    );
}

#[tokio::test]
async fn what_is_left_empty_is_what_could_have_been_named() {
    let service = Service::start().await;
    let usual = service.compare(compare(FORCE, CRIME)).await.unwrap();
    let named = CompareRequest {
        edition: EDITION.to_owned(),
        period: "12m-to-2016-06".to_owned(),
        as_of: 7,
        ..compare(FORCE, CRIME)
    };
    assert_eq!(service.compare(named).await.unwrap(), usual);
}

#[tokio::test]
async fn a_force_that_is_left_out_is_told_why() {
    let service = Service::start().await;
    let left_out = compared(
        service
            .compare(compare("dorset", "outcome-charged"))
            .await
            .unwrap(),
    );
    assert!(left_out.units.is_empty());
    let [reason] = left_out.left_out.as_slice() else {
        panic!("one unit is asked for: {:?}", left_out.left_out);
    };
    assert_eq!(
        (reason.because.as_str(), reason.exclusion.as_str()),
        ("excluded", "x1")
    );
    assert!(reason.note.contains("new records system"));

    // The decision is about one year; in another the force is there.
    let another_year = CompareRequest {
        period: "12m-to-2018-03".to_owned(),
        ..compare("dorset", "outcome-charged")
    };
    let included = compared(service.compare(another_year).await.unwrap());
    assert_eq!((included.units.len(), included.left_out.len()), (1, 0));
    assert_eq!((included.included_units, included.revision), (43, 6));
    assert_eq!(included.period, "12m-to-2018-03");
}

#[tokio::test]
async fn a_period_without_data_is_an_answer_that_says_so() {
    let service = Service::start().await;
    let check = async |indicator: &str, period: &str| {
        let asked = CompareRequest {
            period: period.to_owned(),
            ..compare(FORCE, indicator)
        };
        let answer = compared(service.compare(asked).await.unwrap());
        assert_eq!(answer.included_units, 0, "{indicator} {period}");
        assert_eq!(answer.left_out[0].because, "not-recorded", "{period}");
        let comparator = answer.comparator.unwrap();
        assert_eq!(
            (comparator.value, comparator.absent_because.as_str()),
            (None, "no-units")
        );
    };
    check(CRIME, "12m-to-1999-06").await;
    check(CRIME, "at-2016-07-01").await;
    // As many months and quarters as a request to data cannot name.
    check(CRIME, "1200m-to-2016-06").await;
}

#[tokio::test]
async fn an_indicator_known_only_as_printed_compares_nobody() {
    let service = Service::start().await;
    let answer = service.compare(compare(FORCE, "victim-satisfaction")).await;
    let printed = compared(answer.unwrap());
    assert_eq!((printed.units.len(), printed.included_units), (0, 0));
    assert_eq!(printed.comparator.unwrap().absent_because, "published-only");
    assert!(printed.formula.starts_with("known only as printed: "));
}

#[tokio::test]
async fn peers_stand_in_the_place_of_england_and_wales() {
    let service = Service::start().await;
    let with_all = compared(service.compare(compare(FORCE, CRIME)).await.unwrap());
    let with_peers = CompareRequest {
        peer_group: "metropolitan".to_owned(),
        ..compare(FORCE, CRIME)
    };
    let with_peers = compared(service.compare(with_peers).await.unwrap());
    // Everybody is still ranked; only what they are compared with is another.
    let (unit, among_all) = (&with_peers.units[0], &with_all.units[0]);
    assert_eq!(
        (unit.value, unit.rank, &unit.band),
        (among_all.value, among_all.rank, &among_all.band)
    );
    assert_ne!(unit.funnel, among_all.funnel);
    let comparator = |comparison: Comparison| comparison.comparator.unwrap();
    let (all, peers) = (comparator(with_all), comparator(with_peers));
    assert_eq!(
        (all.peer_group.as_str(), peers.peer_group.as_str()),
        ("", "metropolitan")
    );
    assert!(peers.denominator.unwrap() < all.denominator.unwrap() / 2.0);
    assert!(peers.value > all.value);
}

#[tokio::test]
async fn forces_that_count_as_one_have_one_answer() {
    let service = Service::over(&[merging()]).await;
    let count = |area: &str, measure: &str, value: f64| {
        let mut counted = observation(area, measure, "12m-to-2031-06", value);
        counted.source = "harbour-office".to_owned();
        counted
    };
    let counts = [
        count("northshire", "frauds", 30.0),
        count("southshire", "thefts", 20.0),
        count("southshire", "frauds", 5.0),
        count("port-city", "thefts", 80.0),
        count("port-city", "frauds", 15.0),
    ];
    let as_of = service.import("made-up-edition", &counts).await;
    let asked = |force: &str| CompareRequest {
        as_of,
        ..compare(force, "theft-share")
    };
    let one = service.compare(asked("southshire")).await.unwrap();
    let other = service.compare(asked("port-city")).await.unwrap();
    assert_eq!(one, other);

    let comparison = compared(one);
    let [unit] = comparison.units.as_slice() else {
        panic!("one unit is asked for: {comparison:?}");
    };
    let name = unit.unit.as_ref().unwrap();
    assert_eq!((name.id.as_str(), name.forces.len()), ("south-coast", 2));
    // 20 and 80 thefts among 25 and 95 offences.
    assert_eq!((unit.numerator, unit.denominator), (100.0, 120.0));
    let flags: Vec<&str> = unit.flags.iter().map(|flag| flag.name.as_str()).collect();
    assert!(flags.contains(&"merged"), "{flags:?}");
    assert_eq!(comparison.included_units, 2);
}

#[tokio::test]
async fn printed_figures_are_held_against_computed_ones() {
    let service = Service::start().await;
    let reconcile = async |area: &str| {
        let asked = ReconcileRequest {
            area: area.to_owned(),
            ..ReconcileRequest::default()
        };
        let answer = service.comparisons().reconcile(asked).await.unwrap();
        assert_eq!(answer.get_ref().as_of, 7);
        answer.into_inner().reconciliations
    };
    let all = reconcile("").await;
    let of = |area: &str| {
        let mut of_area = all.clone();
        of_area.retain(|one| one.area == area);
        of_area
    };
    assert_eq!(reconcile(FORCE).await, of(FORCE));
    assert_eq!(
        reconcile("england-and-wales").await,
        of("england-and-wales")
    );
    assert_eq!(reconcile("kent").await, []);

    let find = |indicator: &str| {
        let mut found = all.iter();
        let found = found.find(|one| one.indicator == indicator && one.area == FORCE);
        let found = found.unwrap();
        (found.status.as_str(), found.printed, found.cause.is_empty())
    };
    assert_eq!(
        find("recorded-crime-change-one-year"),
        ("reproduced", 6.2, true)
    );
    assert_eq!(find(CRIME), ("differs", 66.7, false));
    assert_eq!(find("victim-satisfaction").0, "published-only");
}
