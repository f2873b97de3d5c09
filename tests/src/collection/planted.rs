//! A fault of every kind, each planted alone: refused, or recorded and asked about, by the check
//! that it was planted for.

use std::collections::BTreeSet;

use peel_proto::data::v1 as data;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::force::{Office, YEAR, estimated, not_supplied, value};
use super::{forces, harbours, values_of, with};

const LAST_YEAR: &str = "12m-to-2030-06";

/// The checks that a refusal names, one for each thing that is wrong.
#[track_caller]
fn named(refused: &Status) -> Vec<String> {
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let details = refused.get_error_details();
    let reason = details.error_info().unwrap();
    assert_eq!(reason.reason, "SUBMISSION_REFUSED", "{refused:?}");
    let told = &details.bad_request().unwrap().field_violations;
    let check = |description: &str| description.split(": ").next().unwrap().to_owned();
    told.iter().map(|told| check(&told.description)).collect()
}

async fn checks_of(office: &mut Office, severity: &str) -> BTreeSet<String> {
    let checks = office.checks().await.into_iter();
    let checks = checks.filter(|check| check.severity == severity);
    checks.map(|check| check.id).collect()
}

#[tokio::test]
async fn an_error_refuses_a_submission_whole_and_says_which() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    let before = office.newest().await;
    let frauds = |number| value("frauds", YEAR, number);
    let cases: [(&[&str], Vec<data::ReturnedValue>); 8] = [
        (&["unknown-measure"], vec![value("theft", YEAR, 1.0)]),
        (
            &["wrong-period"],
            vec![value("thefts", LAST_YEAR, 21_500.0)],
        ),
        (&["duplicate"], vec![frauds(5_828.0), frauds(5_828.0)]),
        (&["no-reason"], vec![estimated("frauds", YEAR, 5_828.0, "")]),
        (&["negative-count"], vec![frauds(-1.0)]),
        (&["not-whole"], vec![frauds(5_828.5)]),
        (
            &["parts-exceed-whole"],
            vec![
                value("offences", YEAR, 27_312.0),
                value("thefts", YEAR, 27_313.0),
            ],
        ),
        // What is charged is a part of the offences, too.
        (
            &["proportion-over-100", "parts-exceed-whole"],
            vec![
                value("offences", YEAR, 4_000.0),
                value("charged", YEAR, 4_057.0),
            ],
        ),
    ];
    let mut planted = BTreeSet::new();
    for (checks, values) in cases {
        let refused = office.submit("northmarch", checks[0], values).await;
        let mut told = named(&refused.unwrap_err());
        told.sort_unstable();
        let mut expected = checks.to_vec();
        expected.sort_unstable();
        assert_eq!(told, expected);
        planted.insert(checks[0].to_owned());
    }

    // A value of another force can be sent in that force's own template only.
    let template = office.template("ashdale").await.content;
    let refused = office.submit_file("northmarch", "another-force", template);
    let details = refused.await.unwrap_err().get_error_details();
    let told = &details.bad_request().unwrap().field_violations;
    assert_eq!(told[0].field, "header.force");
    assert_eq!(told[0].description, "the file is a return of ashdale");
    planted.insert("another-force".to_owned());

    assert_eq!(planted, checks_of(&mut office, "error").await);
    assert_eq!(office.newest().await, before, "nothing was recorded");
}

/// What one harbour sends other than it should, and what is asked about it.
struct Planted {
    force: &'static str,
    instead: data::ReturnedValue,
    check: &'static str,
    /// What is asked about: of a sum the whole.
    measure: &'static str,
}

fn planted() -> [Planted; 7] {
    let plant = |force, check, measure, instead| Planted {
        force,
        instead,
        check,
        measure,
    };
    // In this order: the first have too few others beside them to be unlike those as well.
    [
        plant(
            "ashdale",
            "first-zero",
            "charged",
            value("charged", YEAR, 0.0),
        ),
        plant(
            "brackwater",
            "unlike-own-past",
            "charged",
            value("charged", YEAR, 1.6 * 6_015.0),
        ),
        plant(
            "cold-harbour",
            "first-gap",
            "frauds",
            not_supplied("frauds", YEAR, "the records burnt"),
        ),
        plant(
            "dunmere",
            "repeats-last-year",
            "charged",
            value("charged", YEAR, 2_318.0),
        ),
        plant(
            "eastfold",
            "parts-do-not-sum",
            "offences",
            value("frauds", YEAR, 3_187.0 - 40.0),
        ),
        plant(
            "fenwold",
            "months-do-not-sum",
            "offences",
            value("offences", "3m-to-2031-06", 5_434.0 + 40.0),
        ),
        // A third above the others, and above its own past by less than a half.
        plant(
            "northmarch",
            "unlike-other-forces",
            "charged",
            value("charged", YEAR, 1.4 * 4_040.0),
        ),
    ]
}

#[tokio::test]
async fn a_warning_is_raised_for_exactly_what_was_planted() {
    let running = harbours().await;
    let mut office = Office::of(&running).await;
    let faults = planted();
    let mut sound = forces();
    sound.retain(|force| faults.iter().all(|fault| fault.force != force));

    let (last, first) = faults.split_last().unwrap();
    for fault in first {
        let values = with(fault.force, std::slice::from_ref(&fault.instead));
        office.submit(fault.force, "it", values).await.unwrap();
    }
    for force in &sound {
        let submitted = office.submit(force, "it", values_of(force)).await.unwrap();
        assert_eq!(submitted.raised, [], "{force}");
    }
    let values = with(last.force, std::slice::from_ref(&last.instead));
    office.submit(last.force, "it", values).await.unwrap();

    let told = |query: &data::Query| {
        let words = [
            &query.check,
            &query.force,
            &query.measure,
            &query.period,
            &query.state,
        ];
        words.map(String::as_str).join(" ")
    };
    let expected = |fault: &Planted| {
        let Planted {
            check,
            force,
            measure,
            ..
        } = fault;
        format!("{check} {force} {measure} {YEAR} open")
    };
    let raised = office.queries("").await;
    assert_eq!(
        raised.iter().map(told).collect::<Vec<_>>(),
        faults.iter().map(expected).collect::<Vec<_>>(),
        "{raised:#?}"
    );
    for fault in &faults {
        let raised = office.queries(fault.check).await;
        let raised: Vec<_> = raised.iter().map(told).collect();
        assert_eq!(raised, [expected(fault)]);
    }
    let checks = faults.iter().map(|fault| fault.check.to_owned());
    assert_eq!(
        checks.collect::<BTreeSet<_>>(),
        checks_of(&mut office, "warning").await,
        "every kind was planted"
    );
}
