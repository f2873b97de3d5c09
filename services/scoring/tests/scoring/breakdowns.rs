//! Parts that do not add up to their whole.

use peel_proto::data::v1::Observation;
use peel_proto::scoring::v1::{BreakdownMismatch, CompareRequest, Comparison};

use crate::support::{EDITION, FORCE, Service, compare, observation};

#[tokio::test]
async fn printed_figures_that_do_not_add_up_are_told_in_the_answers_they_belong_to() {
    let service = Service::start().await;
    let printed = |area: &str, indicator: &str, value| Observation {
        source: "hmic-effectiveness-2016-west-midlands".to_owned(),
        status: "normal".to_owned(),
        ..observation(
            area,
            &format!("printed-{indicator}"),
            "12m-to-2018-03",
            value,
        )
    };
    // 0.5 + 1.0 + 1.0 make 2.5, and 0.2 is all that rounding explains.
    let revision = service
        .import(
            EDITION,
            &[
                printed(FORCE, "outcome-caution-youth", 0.5),
                printed(FORCE, "outcome-caution-adult", 1.0),
                printed(FORCE, "outcome-penalty-notice", 1.0),
                printed(FORCE, "outcome-out-of-court-formal", 2.9),
            ],
        )
        .await;
    let asked = async |force: &str, indicator: &str, period: &str| -> Comparison {
        let asked = CompareRequest {
            period: period.to_owned(),
            as_of: revision,
            ..compare(force, indicator)
        };
        service.compare(asked).await.unwrap().comparison.unwrap()
    };
    let told = asked(FORCE, "outcome-out-of-court-formal", "12m-to-2018-03").await;
    let [mismatch] = told.mismatches.as_slice() else {
        panic!("one does not add up: {:?}", told.mismatches);
    };
    let parts = [
        "outcome-caution-youth",
        "outcome-caution-adult",
        "outcome-penalty-notice",
    ];
    let expected = BreakdownMismatch {
        kind: "printed".to_owned(),
        whole: "outcome-out-of-court-formal".to_owned(),
        parts: parts.map(ToOwned::to_owned).to_vec(),
        area: FORCE.to_owned(),
        period: "12m-to-2018-03".to_owned(),
        sum: 2.5,
        expected: 2.9,
        tolerance: mismatch.tolerance,
    };
    assert_eq!(*mismatch, expected);
    assert!(
        (mismatch.tolerance - 0.2).abs() < 1e-12,
        "{}",
        mismatch.tolerance
    );

    // A part tells it, too; another force, another year, another indicator and the past do not.
    let part = asked(FORCE, "outcome-caution-adult", "12m-to-2018-03").await;
    assert_eq!(part.mismatches, told.mismatches);
    let others = [
        asked("kent", "outcome-out-of-court-formal", "12m-to-2018-03").await,
        asked(FORCE, "outcome-out-of-court-formal", "12m-to-2017-03").await,
        asked(FORCE, "outcome-charged", "12m-to-2018-03").await,
    ];
    for other in others {
        assert_eq!(other.mismatches, [], "{}", other.indicator);
    }
    let before = CompareRequest {
        period: "12m-to-2018-03".to_owned(),
        as_of: revision - 1,
        ..compare(FORCE, "outcome-out-of-court-formal")
    };
    let before = service.compare(before).await.unwrap().comparison.unwrap();
    assert_eq!(before.mismatches, []);
}
