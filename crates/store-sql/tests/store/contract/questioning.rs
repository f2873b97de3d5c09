//! Queries are found by what is asked of them, and move only from where they stand.

use peel_data_core::{Contents, Store, StoreError};
use peel_model::{QueryAction, QueryState};

use super::collecting::append;
use crate::collected::{
    all_queries, bringing, force, id, programme, queries, step, subject, submission,
};
use crate::fixture::{counts, import, page, revision};

const KENT: &str = "theft 12m-to-2016-06 kent";
const ESSEX: &str = "theft 12m-to-2016-06 essex";

pub(crate) async fn a_query_keeps_its_whole_conversation(store: &dyn Store) {
    let mut sent = submission("kent", vec![counts(KENT, 1)]);
    sent.raised = vec![
        subject(KENT, Some("a-check")),
        subject(KENT, Some("other-check")),
    ];
    let mut corrected = submission("kent", vec![counts(KENT, 2)]);
    corrected.corrected = vec![step("q1-2", 2, QueryAction::Correct)];
    append(
        store,
        [
            Contents::Submission(sent),
            Contents::QueryStep(step("q1-2", 0, QueryAction::Confirm)),
            Contents::QueryStep(step("q1-2", 1, QueryAction::AskAgain)),
            Contents::Submission(corrected),
            Contents::QueryStep(step("q1-2", 3, QueryAction::Accept)),
        ],
    )
    .await;
    let query = store.query(id("q1-2")).await.unwrap().unwrap();
    assert_eq!(query.subject, subject(KENT, Some("other-check")));
    assert_eq!(
        (query.author.as_str(), query.raised_at),
        ("somebody", 1_480_000_000)
    );
    let moves: Vec<_> = query
        .moves
        .iter()
        .map(|it| {
            assert_eq!(it.at, 1_480_000_000);
            format!("r{} {} {}", it.revision, it.author, it.text)
        })
        .collect();
    assert_eq!(
        moves,
        [
            "r2 somebody confirm it",
            "r3 somebody ask-again it",
            "r4 somebody correct it",
            "r5 somebody accept it",
        ]
    );
    assert_eq!(query.state(), QueryState::Accepted);
    let other = store.query(id("q1-1")).await.unwrap().unwrap();
    assert_eq!((other.state(), other.moves.len()), (QueryState::Open, 0));
    assert_eq!(store.query(id("q1-3")).await.unwrap(), None);
}

pub(crate) async fn a_step_begins_where_its_query_stands(store: &dyn Store) {
    let ask = |number| Contents::Query(subject(KENT, (number == 0).then_some("a-check")));
    append(store, [ask(0), ask(1)]).await;
    append(
        store,
        [Contents::QueryStep(step("q1-1", 0, QueryAction::Confirm))],
    )
    .await;
    for (refused, why) in [
        (step("q1-1", 0, QueryAction::Withdraw), "another was faster"),
        (step("q1-1", 1, QueryAction::Confirm), "it was answered"),
        (step("q1-1", 2, QueryAction::Accept), "no such step yet"),
        (step("q2-1", 0, QueryAction::Accept), "it is open"),
        (step("q2-2", 0, QueryAction::Confirm), "it is not there"),
        (step("q9-1", 0, QueryAction::Confirm), "nor is its revision"),
        (step("q4-1", 0, QueryAction::Confirm), "it comes with it"),
    ] {
        let query = refused.query;
        let mut with_others = submission("kent", vec![counts(KENT, 9)]);
        with_others.raised = vec![subject(KENT, None)];
        with_others.corrected = vec![refused];
        let error = store
            .append(vec![
                import("another", Vec::new()),
                bringing("refused", Contents::Submission(with_others)),
            ])
            .await
            .unwrap_err();
        assert!(
            matches!(error, StoreError::QueryMoved { query: it } if it == query),
            "{why}: {error:?}"
        );
        assert_eq!(store.newest().await.unwrap(), Some(revision(3)), "{why}");
    }
    let open = queries(store, all_queries()).await;
    assert_eq!(open, ["q1-1 kent answered", "q2-1 kent open"]);
}

pub(crate) async fn queries_are_listed_by_what_is_asked_of_them(store: &dyn Store) {
    let mut kent = submission("kent", Vec::new());
    kent.raised = vec![
        subject(KENT, Some("a-check")),
        subject(KENT, Some("b-check")),
    ];
    let mut essex = submission("essex", Vec::new());
    essex.raised = vec![subject(ESSEX, Some("a-check"))];
    append(
        store,
        [
            Contents::Submission(kent),
            Contents::Submission(essex),
            Contents::Query(subject(ESSEX, None)),
            Contents::QueryStep(step("q1-2", 0, QueryAction::Confirm)),
            Contents::QueryStep(step("q2-1", 0, QueryAction::Withdraw)),
        ],
    )
    .await;
    let mut later = bringing("later", Contents::Query(subject(KENT, None)));
    later.recorded_at += 60;
    store.append(vec![later]).await.unwrap();
    let check = async |change: &dyn Fn(&mut peel_data_core::QueryFilter), expected: &str| {
        let mut filter = all_queries();
        change(&mut filter);
        let found = queries(store, filter).await;
        let ids: Vec<_> = found.iter().filter_map(|it| it.split(' ').next()).collect();
        assert_eq!(ids.join(" "), expected);
    };
    check(&|_| {}, "q1-1 q1-2 q2-1 q3-1 q6-1").await;
    check(&|it| it.force = Some(force("kent")), "q1-1 q1-2 q6-1").await;
    check(&|it| it.force = Some(force("avon")), "").await;
    check(
        &|it| it.edition = Some(programme()),
        "q1-1 q1-2 q2-1 q3-1 q6-1",
    )
    .await;
    check(
        &|it| it.edition = Some(peel_model::EditionId::new("2015").unwrap()),
        "",
    )
    .await;
    check(
        &|it| it.states = [QueryState::Open].into(),
        "q1-1 q3-1 q6-1",
    )
    .await;
    check(
        &|it| it.states = [QueryState::Answered, QueryState::Withdrawn].into(),
        "q1-2 q2-1",
    )
    .await;
    check(
        &|it| it.check = subject(KENT, Some("a-check")).check,
        "q1-1 q2-1",
    )
    .await;
    check(
        &|it| it.raised_before = Some(1_480_000_060),
        "q1-1 q1-2 q2-1 q3-1",
    )
    .await;
    check(&|it| it.raised_before = Some(1_480_000_000), "").await;
    check(&|it| it.page = page(None, 2), "q1-1 q1-2").await;
    check(&|it| it.page = page(Some(id("q1-1")), 2), "q1-2 q2-1").await;
    check(&|it| it.page = page(Some(id("q3-1")), 2), "q6-1").await;
    check(
        &|it| {
            it.force = Some(force("kent"));
            it.states = [QueryState::Open].into();
            it.page = page(Some(id("q1-1")), 2);
        },
        "q6-1",
    )
    .await;
}
