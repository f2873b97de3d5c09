//! A whole collection, played through gRPC: from template to freeze, for several forces.
//!
//! The edition is made up (`tests/editions/2031-harbours`): twelve harbours whose figures of five
//! years lie close together, so that what a check finds was planted.

mod force;

use peel_proto::data::v1 as data;
use peel_proto::data::v1::decision_service_client::DecisionServiceClient;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::support::launch::{Running, WHOLE};
use force::{Office, YEAR, estimated, not_supplied, partial, value};

/// What every harbour sends when nothing is wrong: quarters, the year, its parts, its outcomes.
type Sent = [(&'static str, &'static str, f64); 8];

const fn sent(quarters: [f64; 4], thefts: f64, frauds: f64, charged: f64) -> Sent {
    let [summer, autumn, winter, spring] = quarters;
    let year = summer + autumn + winter + spring;
    [
        ("offences", "3m-to-2030-09", summer),
        ("offences", "3m-to-2030-12", autumn),
        ("offences", "3m-to-2031-03", winter),
        ("offences", "3m-to-2031-06", spring),
        ("offences", YEAR, year),
        ("thefts", YEAR, thefts),
        ("frauds", YEAR, frauds),
        ("charged", YEAR, charged),
    ]
}

/// Plausible returns of all twelve.
const RETURNS: [(&str, Sent); 12] = [
    (
        "ashdale",
        sent(
            [12_700.0, 12_650.0, 12_680.0, 12_684.0],
            41_240.0,
            9_474.0,
            7_813.0,
        ),
    ),
    (
        "brackwater",
        sent(
            [9_550.0, 9_560.0, 9_540.0, 9_553.0],
            29_935.0,
            8_268.0,
            5_908.0,
        ),
    ),
    (
        "cold-harbour",
        sent(
            [6_700.0, 6_710.0, 6_690.0, 6_707.0],
            21_966.0,
            4_841.0,
            3_976.0,
        ),
    ),
    (
        "dunmere",
        sent(
            [3_750.0, 3_740.0, 3_760.0, 3_753.0],
            12_267.0,
            2_736.0,
            2_289.0,
        ),
    ),
    (
        "eastfold",
        sent(
            [3_950.0, 3_960.0, 3_955.0, 3_960.0],
            12_638.0,
            3_187.0,
            2_441.0,
        ),
    ),
    (
        "fenwold",
        sent(
            [5_430.0, 5_440.0, 5_435.0, 5_434.0],
            17_529.0,
            4_210.0,
            3_160.0,
        ),
    ),
    (
        "greyshore",
        sent(
            [12_490.0, 12_480.0, 12_500.0, 12_491.0],
            39_816.0,
            10_145.0,
            7_694.0,
        ),
    ),
    (
        "highmoor",
        sent(
            [3_280.0, 3_270.0, 3_290.0, 3_281.0],
            10_496.0,
            2_625.0,
            1_939.0,
        ),
    ),
    (
        "inverlock",
        sent(
            [10_840.0, 10_830.0, 10_850.0, 10_837.0],
            35_425.0,
            7_932.0,
            6_855.0,
        ),
    ),
    (
        "kestrel-bay",
        sent(
            [7_000.0, 7_010.0, 6_990.0, 7_009.0],
            22_559.0,
            5_450.0,
            4_043.0,
        ),
    ),
    (
        "longreach",
        sent(
            [11_750.0, 11_760.0, 11_740.0, 11_776.0],
            38_262.0,
            8_764.0,
            7_377.0,
        ),
    ),
    (
        "northmarch",
        sent(
            [6_830.0, 6_820.0, 6_840.0, 6_822.0],
            21_484.0,
            5_828.0,
            4_057.0,
        ),
    ),
];

fn values_of(force: &str) -> Vec<data::ReturnedValue> {
    let (_, sent) = RETURNS.iter().find(|(name, _)| *name == force).unwrap();
    let values = sent.iter();
    values
        .map(|(measure, period, number)| value(measure, period, *number))
        .collect()
}

/// The same values with one of them put in place of what was there.
fn with(force: &str, replaced: &[data::ReturnedValue]) -> Vec<data::ReturnedValue> {
    let mut values = values_of(force);
    for one in replaced {
        values.retain(|value| (&value.measure, &value.period) != (&one.measure, &one.period));
        values.push(one.clone());
    }
    values
}

async fn harbours() -> Running {
    let editions = concat!(env!("CARGO_MANIFEST_DIR"), "/editions");
    let launch = WHOLE.launch().with("editions.folder", editions);
    launch.start(WHOLE).await
}

async fn compared(channel: &Channel, force: &str, as_of: u64) -> CompareResponse {
    let mut scoring = ComparisonServiceClient::new(channel.clone());
    let request = CompareRequest {
        force: force.to_owned(),
        indicator: "offence-rate".to_owned(),
        as_of,
        ..CompareRequest::default()
    };
    scoring.compare(request).await.unwrap().into_inner()
}

#[track_caller]
fn check_refused(refused: &Status, check: &str) {
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let details = refused.get_error_details();
    let reason = details.error_info().unwrap();
    assert_eq!(reason.reason, "SUBMISSION_REFUSED", "{refused:?}");
    let told = &details.bad_request().unwrap().field_violations;
    assert_eq!(told.len(), 1, "{check}: {told:?}");
    let begins = format!("{check}: ");
    assert!(told[0].description.starts_with(&begins), "{told:?}");
}

/// Every kind of error, planted one at a time, refuses the whole submission and names its check.
#[tokio::test]
async fn an_error_refuses_a_submission_whole_and_says_which() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    let before = office.newest().await;
    let cases: [(&str, Vec<data::ReturnedValue>); 7] = [
        ("unknown-measure", vec![value("theft", YEAR, 1.0)]),
        (
            "wrong-period",
            vec![value("thefts", "12m-to-2030-06", 21_500.0)],
        ),
        ("negative-count", vec![value("frauds", YEAR, -1.0)]),
        ("not-whole", vec![value("frauds", YEAR, 5_828.5)]),
        (
            "duplicate",
            vec![
                value("frauds", YEAR, 5_828.0),
                value("frauds", YEAR, 5_828.0),
            ],
        ),
        (
            "parts-exceed-whole",
            vec![
                value("offences", YEAR, 27_312.0),
                value("thefts", YEAR, 27_313.0),
            ],
        ),
        (
            "proportion-over-100",
            vec![
                value("offences", YEAR, 4_000.0),
                value("charged", YEAR, 4_057.0),
            ],
        ),
    ];
    for (check, values) in cases {
        let refused = office
            .submit("northmarch", check, values)
            .await
            .unwrap_err();
        let told = refused.get_error_details();
        let told = told.bad_request().unwrap().field_violations.clone();
        let of_check = told
            .iter()
            .filter(|it| it.description.starts_with(&format!("{check}: ")));
        assert!(of_check.count() >= 1, "{check}: {told:?}");
    }
    let refused = office
        .submit("northmarch", "one", vec![value("frauds", YEAR, -1.0)])
        .await
        .unwrap_err();
    check_refused(&refused, "negative-count");
    assert_eq!(office.newest().await, before, "nothing was recorded");
}

/// Warnings let values in and raise a query each, for exactly what was planted.
#[tokio::test]
async fn a_collection_runs_from_template_to_freeze_and_every_step_can_be_seen_again() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;

    // The template asks for eight values and shows last year's.
    let template = office.template("northmarch").await;
    assert_eq!(template.values, 8);
    let text = String::from_utf8(template.content).unwrap();
    assert!(
        text.contains("thefts") && text.contains(",21462,"),
        "{text}"
    );

    // Nobody else's faults: eleven harbours send what is plausible, and nothing is asked.
    for (force, _) in RETURNS.iter().filter(|(force, _)| *force != "northmarch") {
        let submitted = office.submit(force, force, values_of(force)).await.unwrap();
        assert_eq!(submitted.raised, [], "{force}");
    }
    let eleven = office.newest().await;
    let before = compared(&running.channel().await, "ashdale", 0).await;

    // Northmarch sends three times as many frauds, and a year that is not the sum of its quarters.
    let planted = with(
        "northmarch",
        &[
            value("frauds", YEAR, 17_484.0),
            value("offences", YEAR, 38_968.0),
        ],
    );
    let submitted = office
        .submit("northmarch", "first", planted.clone())
        .await
        .unwrap();
    let raised: Vec<_> = submitted
        .raised
        .iter()
        .map(|query| {
            (
                query.check.as_str(),
                query.measure.as_str(),
                query.period.as_str(),
            )
        })
        .collect();
    assert_eq!(
        raised,
        [
            ("months-do-not-sum", "offences", YEAR),
            ("unlike-other-forces", "frauds", YEAR),
            ("unlike-own-past", "frauds", YEAR),
            ("unlike-own-past", "offences", YEAR),
        ],
        "{:#?}",
        submitted.raised
    );
    let first = submitted.submission.unwrap().revision;
    assert_eq!(first, eleven + 1, "one submission is one revision");

    // The same request again adds nothing; the same id with other values is refused.
    let again = office.submit("northmarch", "first", planted).await.unwrap();
    assert!(again.repeated_request);
    assert_eq!(again.raised.len(), 4);
    let reused = office
        .submit("northmarch", "first", values_of("northmarch"))
        .await;
    assert_eq!(reused.unwrap_err().code(), Code::AlreadyExists);
    assert_eq!(office.newest().await, first);

    // It cannot sign off while questions are open.
    let early = office.sign_off("northmarch", first).await.unwrap_err();
    assert_eq!(early.code(), Code::FailedPrecondition);

    // A correction answers three of the queries; the fourth was about a value that stays.
    let corrected = vec![
        value("frauds", YEAR, 5_828.0),
        value("offences", YEAR, 27_312.0),
    ];
    let corrected = office
        .submit("northmarch", "second", corrected)
        .await
        .unwrap();
    assert_eq!(corrected.raised, []);
    assert_eq!(corrected.corrected.len(), 4);
    let second = corrected.submission.unwrap().revision;

    // The inspectorate accepts three, asks again about the fourth, and is answered.
    let [asked, settled @ ..] = corrected.corrected.as_slice() else {
        panic!("there are four");
    };
    for query in settled {
        assert_eq!(
            office.review(query, "accept").await.unwrap().state,
            "accepted"
        );
    }
    assert_eq!(
        office.review(asked, "ask-again").await.unwrap().state,
        "open"
    );
    let unanswered = office.review(asked, "accept").await.unwrap_err();
    assert_eq!(
        unanswered.code(),
        Code::FailedPrecondition,
        "it waits for the force"
    );
    assert_eq!(office.confirm(asked).await.unwrap().state, "answered");
    let moved = office.review(asked, "accept").await.unwrap();
    let actions: Vec<_> = moved.moves.iter().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["correct", "ask-again", "confirm", "accept"]);
    assert!(
        moved
            .moves
            .iter()
            .all(|it| !it.author.is_empty() && !it.text.is_empty())
    );

    // Now it sees its data beside the national figure, and signs.
    let shown = office.final_data("northmarch").await;
    assert_eq!(shown.pending, []);
    let frauds = shown
        .values
        .iter()
        .find(|it| it.measure == "frauds")
        .unwrap();
    assert_eq!((frauds.value, frauds.national_forces), (Some(5_828.0), 12));
    let total: f64 = RETURNS.iter().map(|(_, sent)| sent[6].2).sum();
    assert_eq!(frauds.national, Some(total));
    office.sign_off("northmarch", second).await.unwrap();
    office.freeze(second).await;

    // A correction after that is possible and marked, and changes no answer as at before.
    let late = vec![
        estimated("frauds", YEAR, 5_900.0, "counted anew"),
        value("offences", YEAR, 27_384.0),
    ];
    let late = office.submit("northmarch", "late", late).await.unwrap();
    let late = late.submission.unwrap();
    assert_eq!((late.after_sign_off, late.after_freeze), (second, second));

    let channel = running.channel().await;
    let rate = |answer: &CompareResponse| {
        let units = &answer.comparison.as_ref().unwrap().units;
        units.first().map(|unit| unit.value)
    };
    let at = async |revision| rate(&compared(&channel, "northmarch", revision).await);
    assert_eq!(at(eleven).await, None, "nothing was sent yet");
    let population = 464_900.0;
    let close = |value: Option<f64>, offences: f64| {
        let expected = offences / population * 1_000.0;
        assert!(
            (value.unwrap() - expected).abs() < 0.5,
            "{value:?} {expected}"
        );
    };
    close(at(first).await, 38_968.0);
    close(at(second).await, 27_312.0);
    close(at(late.revision).await, 27_384.0);
    assert_eq!(at(first).await, at(first).await);
    assert_eq!(
        compared(&channel, "ashdale", eleven).await.comparison,
        before.comparison,
        "as at the eleven, it is what it was then"
    );
}

/// What a force declares reaches the comparison: the value is marked, or its absence explained.
#[tokio::test]
async fn a_declared_value_is_compared_as_what_it_is() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    for (force, _) in &RETURNS {
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
        let answer = compared(&channel, "fenwold", 0).await.comparison.unwrap();
        match expected {
            "partial" => {
                let unit = &answer.units[0];
                let partial = unit.flags.iter().find(|flag| flag.name == "partial");
                assert_eq!(partial.map(|flag| flag.months), Some(9), "{unit:?}");
                // Nine months of offences are held against nine months of population.
                assert_eq!(unit.denominator, 357_400.0 * 9.0 / 12.0);
            }
            _ => {
                assert_eq!(answer.units, []);
                let left_out = &answer.left_out[0];
                assert_eq!(left_out.exclusion, "fenwold-offences-12m-to-2031-06");
            }
        }
    }
    // A plain value takes the declaration back.
    office
        .submit("fenwold", "plain", values_of("fenwold"))
        .await
        .unwrap();
    let answer = compared(&channel, "fenwold", 0).await.comparison.unwrap();
    assert_eq!(answer.units[0].flags, []);
    assert_eq!(answer.left_out, []);
}

/// A decision of the inspectorate is a revision; before it, everything stays what it was.
#[tokio::test]
async fn an_exclusion_counts_from_its_revision_on_until_it_is_withdrawn() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    for (force, _) in &RETURNS {
        office.submit(force, force, values_of(force)).await.unwrap();
    }
    let channel = running.channel().await;
    let before = compared(&channel, "ashdale", 0).await;

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
    let after = compared(&channel, "ashdale", 0).await;
    let included = |answer: &CompareResponse| answer.comparison.as_ref().unwrap().included_units;
    assert_eq!((included(&before), included(&after)), (12, 11));
    let as_before = compared(&channel, "ashdale", decided.revision - 1).await;
    assert_eq!(as_before.comparison, before.comparison);

    decisions
        .withdraw_decision(data::WithdrawDecisionRequest {
            request_id: "dry".to_owned(),
            edition: String::new(),
            author: "an analyst".to_owned(),
            decision: "x1".to_owned(),
            reason: "the records were found dry".to_owned(),
        })
        .await
        .unwrap();
    assert_eq!(included(&compared(&channel, "ashdale", 0).await), 12);
    assert_eq!(
        included(&compared(&channel, "ashdale", decided.revision).await),
        11
    );
}
