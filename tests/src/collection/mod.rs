//! A whole collection, played through gRPC: from template to freeze, for several forces.
//!
//! The edition is made up (`tests/editions/2031-harbours`): twelve harbours whose figures of five
//! years lie close together, so that what a check finds was planted.

mod declared;
mod force;
mod planted;
mod typed;

use std::collections::BTreeSet;

use peel_proto::data::v1 as data;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use tonic::Code;
use tonic::transport::Channel;

use crate::support::launch::{Running, WHOLE};
use force::{Office, YEAR, estimated, value};

/// Plausible returns of all twelve, made up: quarters, the year, its parts, its outcomes.
const RETURNS: &str = include_str!("../../returns/2031-harbours.csv");

/// What a harbour sends when nothing is wrong.
fn values_of(force: &str) -> Vec<data::ReturnedValue> {
    let mut rows = csv::Reader::from_reader(RETURNS.as_bytes());
    let rows = rows.deserialize::<(String, String, String, f64)>();
    rows.map(Result::unwrap)
        .filter(|(of, ..)| of == force)
        .map(|(_, measure, period, number)| value(&measure, &period, number))
        .collect()
}

/// The harbours, by name.
fn forces() -> BTreeSet<String> {
    let mut rows = csv::Reader::from_reader(RETURNS.as_bytes());
    let names = rows.records().map(|row| row.unwrap()[0].to_owned());
    names.collect()
}

/// The same values with some of them put in place of what was there.
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
    for force in forces().iter().filter(|force| *force != "northmarch") {
        let submitted = office.submit(force, force, values_of(force)).await.unwrap();
        assert_eq!(submitted.raised, [], "{force}");
    }
    let eleven = office.newest().await;
    let before = compared(&running.channel().await, "ashdale", eleven).await;

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
            ("unlike-other-forces", "frauds", YEAR),
            ("unlike-own-past", "frauds", YEAR),
            ("months-do-not-sum", "offences", YEAR),
            ("unlike-other-forces", "offences", YEAR),
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
    let frauds_of = |force: &String| {
        let values = values_of(force);
        let frauds = values.iter().find(|value| value.measure == "frauds");
        frauds.and_then(|frauds| frauds.value).unwrap()
    };
    let total: f64 = forces().iter().map(frauds_of).sum();
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
