//! Returns: taken whole or not at all, once, and never asked about twice.

use peel_data_core::{CollectionError, LONGEST_TEXT, StoreError};
use peel_model::{QueryAction, QueryState, Revision, Treatment};

use crate::conversations::step;
use crate::harbours::{Harbours, force, plausible, returned, sent, value};

fn told(error: CollectionError) -> Vec<String> {
    let CollectionError::Rejected(rejected) = error else {
        panic!("{error}");
    };
    let told = rejected.told().iter();
    told.map(|violation| format!("{}: {}", violation.field, violation.message))
        .collect()
}

#[tokio::test]
async fn a_value_that_is_not_plain_says_why() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let check = async |cell: &str, number, status, reason: &str, months, expected: Option<&str>| {
        let mut value = returned(cell, number, status);
        value.reason = reason.to_owned();
        value.months = months;
        let checked = harbours
            .collection
            .check_return(&edition, &sent("one", vec![value]))
            .await;
        match (checked, expected) {
            (Ok(_), None) => {}
            (Err(error), Some(expected)) => assert_eq!(told(error), [expected]),
            (checked, expected) => panic!("{status}: {checked:?}, not {expected:?}"),
        }
    };
    let year = "frauds 12m-to-2031-06";
    let some = Some(5_828.0);
    check(year, some, "normal", "", None, None).await;
    check(year, some, "provisional", "March counted twice", None, None).await;
    for status in ["provisional", "revised", "break", "estimated"] {
        let refused = format!(
            "values[0]: no-reason: a value that is {status} needs a reason; say why in a few words"
        );
        check(year, some, status, " ", None, Some(&refused)).await;
    }
    check(year, some, "estimated", "a tenth is missing", None, None).await;
    check(year, None, "not-supplied", "the office burnt", None, None).await;
    check(year, some, "partial", "a new system", Some(9), None).await;
    check(
        year,
        some,
        "partial",
        "a new system",
        None,
        Some("values[0].months: a partial value covers 1 to 11 months; say how many"),
    )
    .await;
    check(
        year,
        some,
        "partial",
        "a new system",
        Some(12),
        Some("values[0].months: a partial value covers 1 to 11 months; say how many"),
    )
    .await;
    check(
        year,
        some,
        "normal",
        "",
        Some(9),
        Some("values[0].months: only a partial value has months"),
    )
    .await;
    check(
        year,
        None,
        "missing",
        "lost",
        None,
        Some(
            "values[0].status: a force knows why it has no value: send not-supplied or \
             not-applicable",
        ),
    )
    .await;
}

#[tokio::test]
async fn everything_wrong_with_the_heading_is_told_at_once() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let mut empty = sent("one", Vec::new());
    empty.author = " ".to_owned();
    empty.note = "x".repeat(LONGEST_TEXT + 1);
    let refused = harbours
        .collection
        .submit(&edition, empty)
        .await
        .unwrap_err();
    assert_eq!(
        told(refused),
        [
            "author: the author has 1 to 100 characters without control characters, not 1",
            "note: the note has 0 to 1000 characters without control characters, not 1001",
            "values: a submission has 1 to 20000 values, not 0",
        ]
    );
}

#[tokio::test]
async fn an_edition_without_a_return_takes_none() {
    let harbours = Harbours::open().await;
    let mut edition = harbours.edition().await;
    edition.return_definition = None;
    let refused = harbours
        .collection
        .submit(&edition, sent("one", plausible()))
        .await;
    assert!(matches!(refused, Err(CollectionError::NoReturn { .. })));
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_whatever_was_recorded_since() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    let mut values = plausible();
    values[2] = value("frauds", 17_484.0);
    values[0] = value("offences", 38_968.0);
    let first = collection
        .submit(&edition, sent("one", values.clone()))
        .await
        .unwrap();
    assert!(!first.repeated && !first.raised.is_empty());
    collection
        .submit(&edition, sent("two", plausible()))
        .await
        .unwrap();

    let mut shuffled = values;
    shuffled.reverse();
    let again = collection
        .submit(&edition, sent("one", shuffled))
        .await
        .unwrap();
    assert!(again.repeated);
    assert_eq!(again.submission, first.submission);
    let ids = |raised: &[peel_model::Query]| raised.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&again.raised), ids(&first.raised));

    let other = collection.submit(&edition, sent("one", plausible())).await;
    assert!(
        matches!(
            other,
            Err(CollectionError::Store(StoreError::RequestConflict { .. }))
        ),
        "{other:?}"
    );
}

#[tokio::test]
async fn what_was_asked_about_a_value_is_not_asked_again() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    let odd = || vec![value("frauds", 17_484.0), value("offences", 38_968.0)];
    let first = collection
        .submit(&edition, sent("one", odd()))
        .await
        .unwrap();
    let second = collection
        .submit(&edition, sent("two", odd()))
        .await
        .unwrap();
    assert_eq!(second.raised, [], "they are open still");
    assert_eq!(second.corrected, [], "nothing is another value");
    for query in &first.raised {
        collection
            .move_query(step(query.id, QueryAction::Confirm))
            .await
            .unwrap();
        collection
            .move_query(step(query.id, QueryAction::Accept))
            .await
            .unwrap();
    }
    let third = collection
        .submit(&edition, sent("three", odd()))
        .await
        .unwrap();
    assert_eq!(third.raised, [], "they were explained and accepted");
    let mut higher = odd();
    higher[0] = value("frauds", 17_485.0);
    higher[1] = value("offences", 38_969.0);
    let fourth = collection
        .submit(&edition, sent("four", higher))
        .await
        .unwrap();
    assert_eq!(fourth.raised.len(), first.raised.len(), "another value");
}

#[tokio::test]
async fn another_value_answers_the_questions_about_it() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    let odd = vec![value("frauds", 17_484.0), value("offences", 38_968.0)];
    let raised = collection
        .submit(&edition, sent("one", odd))
        .await
        .unwrap()
        .raised;
    let corrected = collection
        .submit(&edition, sent("two", plausible()))
        .await
        .unwrap();
    let ids: Vec<_> = raised.iter().map(|query| query.id).collect();
    assert_eq!(corrected.corrected, ids);
    for id in ids {
        let query = collection.store().query(id).await.unwrap().unwrap();
        assert_eq!(query.state(), QueryState::Answered);
        let last = query.moves.last().unwrap();
        assert_eq!(last.action, QueryAction::Correct);
        assert_eq!(last.revision, corrected.submission.revision);
        assert_eq!(last.text, "as counted");
    }
}

#[tokio::test]
async fn a_declaration_becomes_a_decision_until_a_plain_value_comes() {
    let harbours = Harbours::open().await;
    let Harbours { collection } = &harbours;
    let check = async |request: &str, number, status, months, expected: Option<Treatment>| {
        let mut declared = returned("offences 12m-to-2031-06", number, status);
        declared.reason = "a new system".to_owned();
        declared.months = months;
        if status == "normal" {
            declared.reason = String::new();
        }
        let edition = harbours.edition().await;
        collection
            .submit(&edition, sent(request, vec![declared]))
            .await
            .unwrap();
        let edition = harbours.edition().await;
        let found = edition
            .exclusions
            .iter()
            .find(|exclusion| exclusion.forces == [force("northmarch")]);
        assert_eq!(
            found.map(|found| found.treatment.clone()),
            expected,
            "{status}"
        );
        if let Some(found) = found {
            assert_eq!(found.reason, "a new system");
            assert_eq!(found.decided.as_ref().unwrap().author, "the harbour master");
        }
    };
    let some = Some(27_312.0);
    check("1", some, "estimated", None, Some(Treatment::Estimated)).await;
    check(
        "2",
        some,
        "partial",
        Some(9),
        Some(Treatment::Partial { months: 9 }),
    )
    .await;
    check(
        "3",
        None,
        "not-supplied",
        None,
        Some(Treatment::NotSupplied),
    )
    .await;
    check("4", some, "normal", None, None).await;
}

#[tokio::test]
async fn a_template_shows_last_year_and_final_data_show_everybody() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    let northmarch = force("northmarch");
    let template = collection
        .template(&edition, &northmarch, None)
        .await
        .unwrap();
    let rows: Vec<_> = template
        .sections
        .iter()
        .flat_map(|section| &section.rows)
        .collect();
    assert_eq!(rows.len(), 8);
    let thefts = rows
        .iter()
        .find(|row| row.measure.as_str() == "thefts")
        .unwrap();
    assert!(thefts.last_year.is_some(), "{thefts:?}");
    let quarter = rows[0];
    assert_eq!(quarter.last_year, None, "no quarters were published");

    collection
        .submit(&edition, sent("one", plausible()))
        .await
        .unwrap();
    let shown = collection
        .final_data(&edition, &northmarch, None)
        .await
        .unwrap();
    let thefts = shown
        .values
        .iter()
        .find(|value| value.measure.as_str() == "thefts")
        .unwrap();
    assert_eq!(
        (thefts.national, thefts.national_forces),
        (Some(21_484.0), 1)
    );
    assert_eq!(thefts.rate, Some(21_484.0 / 464_900.0 * 1_000.0));
    assert_eq!(
        thefts.rate, thefts.national_rate,
        "nobody else has sent anything"
    );

    let progress = collection.return_progress(&edition).await.unwrap();
    assert_eq!(progress.len(), 12);
    let northmarch = progress.last().unwrap();
    assert_eq!((northmarch.asked, northmarch.recorded), (8, 4));
    assert_eq!(northmarch.newest_submission, Revision::new(4));
}
