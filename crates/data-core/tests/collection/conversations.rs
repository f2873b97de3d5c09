//! Conversations, sign-off, freeze and decisions: who may do what, and when.

use peel_data_core::{
    AskedQuery, CollectionError, DecisionSubject, Freezing, NewDecision, Signing, StoreError,
    TakenStep, Withdrawal,
};
use peel_model::{
    Exclusion, IndicatorScope, QueryAction, QueryId, QueryState, Revision, Treatment,
};

use crate::fixture::NOW;
use crate::harbours::{Harbours, YEAR, edition_id, force, plausible, request, sent, value};

pub(crate) fn step(query: QueryId, action: QueryAction) -> TakenStep {
    TakenStep {
        request_id: request(&format!("{query}-{action}")),
        query,
        action,
        text: "because".to_owned(),
        author: "somebody".to_owned(),
        at: NOW,
    }
}

fn asked(measure: &str, period: &str) -> AskedQuery {
    AskedQuery {
        request_id: request("ask"),
        force: force("northmarch"),
        measure: measure.parse().unwrap(),
        period: period.parse().unwrap(),
        question: "Is that so?".to_owned(),
        author: "an analyst".to_owned(),
        at: NOW,
    }
}

fn signing(as_at: u64) -> Signing {
    Signing {
        request_id: request(&format!("sign-{as_at}")),
        force: force("northmarch"),
        as_at: Revision::new(as_at).unwrap(),
        author: "the harbour master".to_owned(),
        note: String::new(),
        at: NOW,
    }
}

#[tokio::test]
async fn an_analyst_asks_about_what_is_recorded_and_asked_for() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    let check = async |measure: &str, period: &str, expected: &str| {
        let refused = collection
            .raise_query(&edition, asked(measure, period))
            .await;
        assert_eq!(refused.unwrap_err().to_string(), expected);
    };
    check(
        "population",
        "at-2031-06-30",
        "measure: the return of 2031-harbours does not ask for population",
    )
    .await;
    check(
        "thefts",
        "12m-to-2030-06",
        "period: the return does not ask for thefts in 12m-to-2030-06",
    )
    .await;
    check(
        "thefts",
        YEAR,
        "period: nothing is recorded of thefts for northmarch in 12m-to-2031-06 to ask about",
    )
    .await;

    collection
        .submit(&edition, sent("one", plausible()))
        .await
        .unwrap();
    let raised = collection
        .raise_query(&edition, asked("thefts", YEAR))
        .await
        .unwrap();
    assert_eq!(raised.answer.subject.reading.value(), Some(21_484.0));
    assert_eq!(raised.answer.subject.check, None);
    let again = collection
        .raise_query(&edition, asked("thefts", YEAR))
        .await
        .unwrap();
    assert!(again.repeated);
    assert_eq!(again.answer, raised.answer);
}

#[tokio::test]
async fn a_step_is_taken_where_the_query_stands_and_once() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    collection
        .submit(&edition, sent("one", plausible()))
        .await
        .unwrap();
    let query = collection
        .raise_query(&edition, asked("thefts", YEAR))
        .await
        .unwrap()
        .answer
        .id;

    let early = collection
        .move_query(step(query, QueryAction::Accept))
        .await
        .unwrap_err();
    assert_eq!(
        early.to_string(),
        format!(
            "the query {query} is open, and \"accept\" is no step from there; possible: confirm, correct, withdraw"
        )
    );
    let by_hand = collection
        .move_query(step(query, QueryAction::Correct))
        .await
        .unwrap_err();
    assert!(matches!(by_hand, CollectionError::Rejected(_)), "{by_hand}");

    let confirmed = collection
        .move_query(step(query, QueryAction::Confirm))
        .await
        .unwrap();
    assert_eq!(confirmed.answer.state(), QueryState::Answered);
    let again = collection
        .move_query(step(query, QueryAction::Confirm))
        .await
        .unwrap();
    assert!(again.repeated, "the same request is no second step");
    assert_eq!(again.answer, confirmed.answer);

    let unknown: QueryId = "q99-1".parse().unwrap();
    let unknown = collection
        .move_query(step(unknown, QueryAction::Confirm))
        .await;
    assert!(matches!(unknown, Err(CollectionError::UnknownQuery { .. })));
}

#[tokio::test]
async fn a_force_signs_what_it_has_seen_and_nothing_that_is_open() {
    let harbours = Harbours::open().await;
    let edition = harbours.edition().await;
    let Harbours { collection } = &harbours;
    let odd = vec![value("frauds", 17_484.0), value("offences", 38_968.0)];
    let first = collection.submit(&edition, sent("one", odd)).await.unwrap();
    let first = first.submission.revision.number();
    let open = collection
        .sign_off(&edition, signing(first))
        .await
        .unwrap_err();
    assert!(
        open.to_string().ends_with("queries are not settled: q4-1"),
        "{open}"
    );
    let second = collection
        .submit(&edition, sent("two", plausible()))
        .await
        .unwrap();
    let second = second.submission.revision.number();
    let query = QueryId::new(Revision::new(first).unwrap(), 1).unwrap();
    collection
        .move_query(step(query, QueryAction::Accept))
        .await
        .unwrap();
    let stale = collection
        .sign_off(&edition, signing(first))
        .await
        .unwrap_err();
    assert!(
        stale
            .to_string()
            .contains("it submitted values since, in revision 5"),
        "{stale}"
    );
    let future = collection
        .sign_off(&edition, signing(99))
        .await
        .unwrap_err();
    assert!(matches!(
        future,
        CollectionError::Store(StoreError::FutureRevision { .. })
    ));
    let signed = collection
        .sign_off(&edition, signing(second))
        .await
        .unwrap();
    assert_eq!(signed.answer.as_at.number(), second);

    // As at a revision everything is as it stood then.
    let northmarch = force("northmarch");
    let check = async |as_of: u64, pending: &[QueryState], is_signed: bool| {
        let as_of = Revision::new(as_of);
        let data = collection.final_data(&edition, &northmarch, as_of).await;
        let data = data.unwrap();
        let states: Vec<_> = data.pending.iter().map(peel_model::Query::state).collect();
        assert_eq!(
            (states.as_slice(), data.signed_off.is_some()),
            (pending, is_signed)
        );
    };
    check(first - 1, &[], false).await;
    check(first, &[QueryState::Open], false).await;
    check(second, &[QueryState::Answered], false).await;
    check(second + 1, &[], false).await;
    check(second + 2, &[], true).await;

    let freezing = Freezing {
        request_id: request("freeze"),
        as_at: None,
        author: "the chief analyst".to_owned(),
        reason: "all have signed".to_owned(),
        at: NOW,
    };
    let frozen = collection.freeze(&edition, freezing.clone()).await.unwrap();
    let again = collection.freeze(&edition, freezing.clone()).await.unwrap();
    assert_eq!(
        (again.answer, again.repeated),
        (frozen.answer.clone(), true)
    );

    let mut newer = freezing.clone();
    newer.request_id = request("freeze-again");
    let newer = collection.freeze(&edition, newer).await.unwrap();
    assert!(newer.answer.as_at > frozen.answer.as_at);
    let again = collection.freeze(&edition, freezing).await.unwrap();
    assert_eq!(
        again.answer, frozen.answer,
        "a repeat gets the first answer"
    );

    let late = vec![value("frauds", 5_830.0), value("offences", 27_314.0)];
    let late = collection
        .submit(&edition, sent("late", late))
        .await
        .unwrap();
    assert_eq!(late.submission.after_sign_off, Revision::new(second));
    assert_eq!(late.submission.after_freeze, Some(newer.answer.as_at));
}

fn exclusion(id: &str, indicator: &str) -> NewDecision {
    NewDecision {
        request_id: request(&format!("decide-{id}-{indicator}")),
        author: "an analyst".to_owned(),
        at: NOW,
        subject: DecisionSubject::Exclusion(Exclusion {
            id: id.parse().unwrap(),
            forces: vec![force("longreach")],
            applies_to: IndicatorScope::These(vec![indicator.parse().unwrap()]),
            periods: Vec::new(),
            treatment: Treatment::Exclude,
            reason: "The office was flooded.".to_owned(),
            source: "minute".to_owned(),
            decided: None,
        }),
    }
}

fn withdrawal(decision: &str) -> Withdrawal {
    Withdrawal {
        request_id: request(&format!("withdraw-{decision}")),
        author: "an analyst".to_owned(),
        at: NOW,
        decision: decision.to_owned(),
        reason: "the records were found dry".to_owned(),
    }
}

#[tokio::test]
async fn a_decision_holds_from_its_revision_until_it_is_withdrawn() {
    let harbours = Harbours::open().await;
    let Harbours { collection } = &harbours;
    let edition = edition_id();
    let decided = collection
        .decide(&edition, exclusion("x1", "offence-rate"))
        .await
        .unwrap();
    let again = collection
        .decide(&edition, exclusion("x1", "offence-rate"))
        .await
        .unwrap();
    assert_eq!((again.answer, again.repeated), (decided.answer, true));

    let holding = async |as_of: Option<Revision>| {
        let read = collection.edition(&edition, as_of).await.unwrap();
        read.edition.exclusions.len()
    };
    let before = Revision::new(decided.answer.number() - 1);
    assert_eq!((holding(before).await, holding(None).await), (0, 1));

    let check = async |decision: NewDecision, expected: &str| {
        let refused = collection.decide(&edition, decision).await.unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
    };
    check(exclusion("x1", "theft-rate"), "x1").await;
    check(
        exclusion("x2", "thefts-rate"),
        "unknown indicator \"thefts-rate\" (nearest known: theft-rate",
    )
    .await;

    let unknown = collection
        .withdraw_decision(&edition, withdrawal("x11"))
        .await;
    assert_eq!(
        unknown.unwrap_err().to_string(),
        "no decision \"x11\" was added to the edition (nearest known: x1); what came with an \
         edition stays until its next release"
    );
    collection
        .withdraw_decision(&edition, withdrawal("x1"))
        .await
        .unwrap();
    assert_eq!(
        (holding(Some(decided.answer)).await, holding(None).await),
        (1, 0)
    );
}
