//! Revisions, editions and runs are recorded once, whole and in order.

use std::future::poll_fn;
use std::task::Poll;

use peel_data_core::{Answer, Appended, Checksum, RunKey, RunQuery, Store, StoreError};
use peel_model::{EditionId, ForceId, RevisionKind, Run};

use crate::fixture::{counts, edition, import, import_of, page, query, read, revision, run};

pub(crate) async fn an_empty_store_has_nothing(store: &dyn Store) {
    assert_eq!(store.newest().await.unwrap(), None);
    assert_eq!(store.revision(revision(1)).await.unwrap(), None);
    assert_eq!(store.revisions(page(None, 10)).await.unwrap(), []);
    let all = store.observations(query("", "", ""), None).await.unwrap();
    assert_eq!(all.as_of, None);
    assert_eq!(all.all().await.unwrap(), []);
    assert!(store.measure_revisions(None).await.unwrap().is_empty());
    assert_eq!(store.editions(None).await.unwrap(), []);
    let edition = EditionId::new("2016-effectiveness").unwrap();
    assert_eq!(store.edition_document(edition, None).await.unwrap(), None);
    assert_eq!(store.run("0".repeat(32)).await.unwrap(), None);
    assert_eq!(store.append(Vec::new()).await.unwrap(), []);
}

pub(crate) async fn revisions_are_numbered_without_gaps(store: &dyn Store) {
    let first = import("a", vec![counts("theft 12m-to-2016-06 kent", 1)]);
    let second = edition("2016-effectiveness", "text");
    let third = import(
        "c",
        vec![
            counts("theft 12m-to-2016-06 kent", 2),
            counts("arson 12m-to-2016-06 kent", 3),
        ],
    );
    let mut records = store.append(vec![first]).await.unwrap();
    records.extend(store.append(vec![second, third]).await.unwrap());
    assert!(records.iter().all(|it| !it.repeated));
    let told: Vec<_> = records
        .iter()
        .map(|it| {
            let it = &it.record;
            let measures: Vec<_> = it
                .measures
                .iter()
                .map(peel_model::MeasureId::as_str)
                .collect();
            (
                it.revision.number(),
                it.kind,
                it.observations,
                measures.join(" "),
            )
        })
        .collect();
    let expected = [
        (1, RevisionKind::Import, 1, "theft".to_owned()),
        (2, RevisionKind::Edition, 0, String::new()),
        (3, RevisionKind::Import, 2, "arson theft".to_owned()),
    ];
    assert_eq!(told, expected);
    assert_eq!(store.newest().await.unwrap(), Some(revision(3)));
    for Appended { record, .. } in records {
        assert_eq!(store.revision(record.revision).await.unwrap(), Some(record));
    }
}

pub(crate) async fn what_is_brought_together_is_recorded_whole_or_not_at_all(store: &dyn Store) {
    let kept = counts("theft 12m-to-2016-06 kent", 1);
    store
        .append(vec![import("used", vec![kept])])
        .await
        .unwrap();
    let lost = counts("arson 12m-to-2016-06 kent", 2);
    let refused = store
        .append(vec![
            import("new", vec![lost]),
            edition("2016-effectiveness", "text"),
            import_of("used", "something else", Vec::new()),
        ])
        .await;
    assert!(
        matches!(refused, Err(StoreError::RequestConflict { .. })),
        "{refused:?}"
    );
    assert_eq!(store.newest().await.unwrap(), Some(revision(1)));
    assert_eq!(
        read(store, query("", "", ""), None).await,
        ["theft 12m-to-2016-06 kent 1 r1"]
    );
    assert_eq!(store.editions(None).await.unwrap(), []);
    let next = store.append(vec![import("new", Vec::new())]).await.unwrap();
    assert_eq!(
        next[0].record.revision,
        revision(2),
        "the failed one left no gap"
    );
}

pub(crate) async fn a_repeat_gives_the_first_answer(store: &dyn Store) {
    let new = || import("once", vec![counts("theft 12m-to-2016-06 kent", 1)]);
    let first = store.append(vec![new()]).await.unwrap();
    let mut later = new();
    later.recorded_at += 60;
    let again = store.append(vec![later]).await.unwrap();
    assert_eq!(again[0].record, first[0].record);
    assert_eq!((first[0].repeated, again[0].repeated), (false, true));
    let other = import("other", Vec::new());
    let both = store
        .append(vec![other.clone(), new(), other])
        .await
        .unwrap();
    let numbers: Vec<_> = both.iter().map(|it| it.record.revision.number()).collect();
    assert_eq!(numbers, [2, 1, 2]);
    let repeated: Vec<_> = both.iter().map(|it| it.repeated).collect();
    assert_eq!(repeated, [false, true, true]);
    assert_eq!(store.newest().await.unwrap(), Some(revision(2)));
}

pub(crate) async fn a_request_id_used_for_something_else_is_refused(store: &dyn Store) {
    store
        .append(vec![import("first", Vec::new())])
        .await
        .unwrap();
    store
        .append(vec![import("second", Vec::new())])
        .await
        .unwrap();
    let mut other_title = import("second", Vec::new());
    other_title.title.push('!');
    let mut other_author = import("second", Vec::new());
    other_author.author.push('!');
    for other in [
        import_of("second", "other", Vec::new()),
        other_title,
        other_author,
    ] {
        let refused = store.append(vec![other]).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the request id \"second\" was used before, for revision 2 with other contents; \
             send new contents under a new request id"
        );
    }
    assert_eq!(store.newest().await.unwrap(), Some(revision(2)));
}

pub(crate) async fn revisions_are_listed_by_page(store: &dyn Store) {
    let new = (1..=5)
        .map(|i| import(&i.to_string(), Vec::new()))
        .collect();
    let appended = store.append(new).await.unwrap().into_iter();
    let records: Vec<_> = appended.map(|it| it.record).collect();
    let list = async |after: Option<u64>, size| {
        store
            .revisions(page(after.map(revision), size))
            .await
            .unwrap()
    };
    assert_eq!(list(None, 2).await, records[..2]);
    assert_eq!(list(Some(2), 2).await, records[2..4]);
    assert_eq!(list(Some(4), 2).await, records[4..]);
    assert_eq!(list(Some(5), 2).await, []);
}

pub(crate) async fn contents_are_known_by_their_checksum(store: &dyn Store) {
    let new = [("1", "a"), ("2", "b"), ("3", "a")]
        .map(|(request, body)| import_of(request, body, Vec::new()));
    store.append(new.into()).await.unwrap();
    let [a, b, c] = ["a", "b", "c"].map(|body| Checksum::of(body.as_bytes()));
    let found = store.recorded(vec![a.clone(), b.clone(), c]).await.unwrap();
    let expected = [(a, revision(1)), (b, revision(2))];
    assert_eq!(found, expected.into());
    assert!(store.recorded(Vec::new()).await.unwrap().is_empty());
}

pub(crate) async fn editions_are_read_as_of_a_revision(store: &dyn Store) {
    let brought =
        [("2016", "old"), ("2015", "only"), ("2016", "new")].map(|(id, text)| edition(id, text));
    store.append(brought.clone().into()).await.unwrap();
    let listed = async |as_of: Option<u64>| {
        let editions = store.editions(as_of.map(revision)).await.unwrap();
        editions
            .iter()
            .map(|it| format!("{} r{}", it.edition, it.revision))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(Some(1)).await, ["2016 r1"]);
    assert_eq!(listed(Some(2)).await, ["2015 r2", "2016 r1"]);
    assert_eq!(listed(None).await, ["2015 r2", "2016 r3"]);
    let check = async |as_of: Option<u64>, expected: usize| {
        let id = EditionId::new("2016").unwrap();
        let stored = store
            .edition_document(id, as_of.map(revision))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(stored.revision, revision(expected as u64));
        let document = peel_data_core::Contents::Edition(stored.document);
        assert_eq!(document, brought[expected - 1].contents);
    };
    check(Some(1), 1).await;
    check(Some(2), 1).await;
    check(None, 3).await;
    let unknown = EditionId::new("2014").unwrap();
    assert_eq!(store.edition_document(unknown, None).await.unwrap(), None);
}

pub(crate) async fn runs_are_recorded_once(store: &dyn Store) {
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    let first = run(1, "kent", "2016", 1_000);
    let mut other = first.clone();
    other.computed += 1;
    other.checks.clear();
    let second = run(2, "essex", "2016", 1_000);
    let check = async |new: &[&Run], expected: &[&Run]| {
        let new = new.iter().copied().cloned().collect();
        let recorded = store.record_runs(new).await.unwrap();
        assert!(recorded.iter().eq(expected.iter().copied()), "{recorded:?}");
    };
    check(&[&first], &[&first]).await;
    check(&[&first], &[&first]).await;
    // What was recorded first stays, with everything that belongs to it.
    check(&[&second, &other], &[&second, &first]).await;
    check(&[], &[]).await;
    for run in [first, second] {
        assert_eq!(store.run(run.id.clone()).await.unwrap(), Some(run));
    }
    let unknown = store.run("f".repeat(32)).await.unwrap();
    assert_eq!(unknown, None);
}

pub(crate) async fn many_runs_are_recorded_together(store: &dyn Store) {
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    let many: Vec<_> = (1..=100).map(|id| run(id, "kent", "2016", 1_000)).collect();
    assert_eq!(store.record_runs(many.clone()).await.unwrap(), many);
    assert_eq!(store.record_runs(many.clone()).await.unwrap(), many);
}

pub(crate) async fn runs_are_listed_latest_first(store: &dyn Store) {
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    let runs = [
        run(4, "kent", "2016", 2_000),
        run(2, "kent", "2016", 1_000),
        run(3, "essex", "2016", 1_000),
        run(1, "kent", "2015", 500),
    ];
    for run in runs.iter().rev() {
        store.record_runs(vec![run.clone()]).await.unwrap();
    }
    // Who wants to know more of one asks for it.
    let listed = runs.clone().map(|run| Run {
        checks: Vec::new(),
        used: Vec::new(),
        ..run
    });
    let check =
        async |force: Option<&str>, edition: Option<&str>, after: Option<usize>, expected| {
            let query = RunQuery {
                force: force.map(|id| ForceId::new(id).unwrap()),
                edition: edition.map(|id| EditionId::new(id).unwrap()),
                page: page(after.map(|place| RunKey::of(&runs[place])), 2),
            };
            let expected: &[usize] = expected;
            let expected: Vec<_> = expected
                .iter()
                .map(|place| listed[*place].clone())
                .collect();
            assert_eq!(store.runs(query).await.unwrap(), expected);
        };
    check(None, None, None, &[0, 1]).await;
    check(None, None, Some(1), &[2, 3]).await;
    check(None, None, Some(3), &[]).await;
    check(Some("kent"), None, Some(0), &[1, 3]).await;
    check(Some("kent"), Some("2016"), None, &[0, 1]).await;
    check(None, Some("2015"), None, &[3]).await;
    check(Some("essex"), Some("2015"), None, &[]).await;
}

pub(crate) async fn a_call_that_is_given_up_leaves_the_store_whole(store: &dyn Store) {
    let observations = |count| -> Vec<_> {
        (0..count)
            .map(|i| counts(&format!("theft 12m-to-2016-06 force-{i}"), 1))
            .collect()
    };
    store
        .append(vec![import("kept", observations(3))])
        .await
        .unwrap();
    // Given up at every point at which it waits for something; which ones those are is chance.
    for _ in 0..20 {
        let mut polls = 1;
        while !answered_within(polls, store.revision(revision(1))).await {
            polls += 1;
            assert_eq!(store.newest().await.unwrap(), Some(revision(1)));
        }
    }
    let mut polls = 1;
    loop {
        let new = import(&format!("given-up-{polls}"), observations(300));
        if answered_within(polls, store.append(vec![new])).await {
            break;
        }
        let found = read(store, query("", "", ""), None).await.len();
        assert!([3, 300].contains(&found), "{found}");
        polls += 1;
    }
    assert_eq!(read(store, query("", "", ""), None).await.len(), 300);
}

/// Whether a call answers before it is given up, after so many polls, at least one.
async fn answered_within<T>(polls: usize, mut call: Answer<'_, T>) -> bool {
    let mut left = polls;
    poll_fn(|context| {
        left -= 1;
        match call.as_mut().poll(context) {
            Poll::Pending if left == 0 => Poll::Ready(false),
            polled => polled.map(|_| true),
        }
    })
    .await
}
