//! The figures of the report, asked for as any program asks for them.

use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, Comparison, ReconcileRequest, Reconciliation};
use tonic::transport::Channel;

use crate::support::launch::WHOLE;

const FORCE: &str = "west-midlands";
const NATIONAL: &str = "england-and-wales";
const REPRODUCED: &str = "reproduced";
const DIFFERS: &str = "differs";

/// An indicator; then for the force and for England and Wales the value to two decimals, worked
/// out from the official files, and what became of the printed figure.
type Expected = (&'static str, (f64, &'static str), (f64, &'static str));

const FIGURES: [Expected; 10] = [
    (
        "recorded-crime-change-one-year",
        (6.23, REPRODUCED),
        (8.10, DIFFERS),
    ),
    (
        "recorded-crime-change-five-years",
        (-10.83, REPRODUCED),
        (-3.37, REPRODUCED),
    ),
    (
        "victim-based-crime-change-five-years",
        (-10.10, REPRODUCED),
        (-1.57, DIFFERS),
    ),
    ("recorded-crime-rate", (66.65, DIFFERS), (67.44, DIFFERS)),
    (
        "victim-based-crime-rate",
        (60.24, DIFFERS),
        (59.70, DIFFERS),
    ),
    (
        "sexual-offences-rate",
        (1.62, REPRODUCED),
        (1.87, REPRODUCED),
    ),
    (
        "burglary-in-a-dwelling-rate",
        (11.04, REPRODUCED),
        (8.10, REPRODUCED),
    ),
    (
        "anti-social-behaviour-rate",
        (20.58, REPRODUCED),
        (30.99, REPRODUCED),
    ),
    (
        "anti-social-behaviour-rate-previous-year",
        (23.13, REPRODUCED),
        (33.66, REPRODUCED),
    ),
    (
        "anti-social-behaviour-change",
        (-10.99, REPRODUCED),
        (-7.93, REPRODUCED),
    ),
];

struct Scoring(ComparisonServiceClient<Channel>);

impl Scoring {
    async fn compared(&mut self, indicator: &str) -> Comparison {
        let request = CompareRequest {
            force: FORCE.to_owned(),
            indicator: indicator.to_owned(),
            ..CompareRequest::default()
        };
        let answer = self.0.compare(request).await.unwrap();
        answer.into_inner().comparison.unwrap()
    }

    async fn reconciled(&mut self) -> Vec<Reconciliation> {
        let answer = self.0.reconcile(ReconcileRequest::default()).await;
        answer.unwrap().into_inner().reconciliations
    }
}

#[track_caller]
fn check_value(what: &str, computed: f64, expected: f64) {
    let apart = (computed - expected).abs();
    assert!(apart <= 0.005, "{what}: {computed} is not {expected}");
}

#[track_caller]
fn check_status(all: &[Reconciliation], indicator: &str, area: &str, (value, status): (f64, &str)) {
    let held = all
        .iter()
        .find(|held| held.indicator == indicator && held.area == area)
        .unwrap_or_else(|| panic!("{indicator} was not printed for {area}"));
    assert_eq!(held.status, status, "{held:?}");
    assert_eq!(held.cause.is_empty(), status == REPRODUCED, "{held:?}");
    check_value(indicator, held.computed.unwrap(), value);
}

#[tokio::test]
async fn the_figures_of_the_report_are_reproduced_or_the_difference_is_told() {
    let whole = WHOLE.start().await;
    let mut scoring = Scoring(ComparisonServiceClient::new(whole.channel().await));
    let all = scoring.reconciled().await;
    for (indicator, force, national) in FIGURES {
        let comparison = scoring.compared(indicator).await;
        assert_eq!(comparison.included_units, 43, "{indicator}");
        assert_eq!(comparison.units.len(), 1, "{indicator}");
        check_value(indicator, comparison.units[0].value, force.0);
        let comparator = comparison.comparator.unwrap();
        check_value(indicator, comparator.value.unwrap(), national.0);
        check_status(&all, indicator, FORCE, force);
        check_status(&all, indicator, NATIONAL, national);
    }

    let change = scoring.compared("recorded-crime-change-one-year").await;
    assert_eq!((change.rising, change.included_units), (Some(39), 43));
    check_status(
        &all,
        "forces-with-rising-recorded-crime",
        NATIONAL,
        (39.0, REPRODUCED),
    );

    let count = |status| all.iter().filter(|held| held.status == status).count();
    let printed_only = count("published-only");
    assert_eq!(
        (count(REPRODUCED), count(DIFFERS), printed_only),
        (15, 6, 88)
    );
}
