//! The log of calls that write has each that recorded something, with what it recorded, or neither.

use peel_data_core::{AuditQuery, Store, StoreError};
use peel_model::{AuditOutcome, AuditedCall, AuditedCaller, KnownBy, Revision};

use crate::fixture::{counts, edition, import, import_of, page, revision, run};

/// A call that came in at `at_milliseconds`.
pub(crate) fn call(caller: &str, force: &str, at_milliseconds: i64) -> AuditedCall {
    AuditedCall {
        at_milliseconds,
        caller: AuditedCaller {
            name: caller.to_owned(),
            known_by: KnownBy::Certificate,
            identity: format!("{caller}.example.org"),
            roles: "analyst, inspector".to_owned(),
        },
        through: "peel-scoring".to_owned(),
        method: "/peel.data.v1.Service/Method".to_owned(),
        edition: "2016-effectiveness".to_owned(),
        force: force.to_owned(),
        object: "query q3-1".to_owned(),
        request_id: "request-1".to_owned(),
        trace_id: "0123456789abcdef0123456789abcdef".to_owned(),
    }
}

fn refused() -> AuditOutcome {
    AuditOutcome::Refused {
        code: "FAILED_PRECONDITION".to_owned(),
        reason: "QUERY_MOVED".to_owned(),
    }
}

fn all() -> AuditQuery {
    AuditQuery::all(page(None, 100))
}

/// Entries as "number caller outcome".
async fn told(store: &dyn Store, query: AuditQuery) -> Vec<String> {
    let entries = store.audit_entries(query).await.unwrap();
    let told = entries.iter().map(|entry| {
        let outcome = match &entry.outcome {
            AuditOutcome::Accepted { revision, repeated } => {
                let revision = revision.map_or(0, Revision::number);
                format!("r{revision}{}", if *repeated { " again" } else { "" })
            }
            AuditOutcome::Refused { code, reason } => format!("{code} {reason}"),
        };
        format!("{} {} {outcome}", entry.number, entry.call.caller.name)
    });
    told.collect()
}

pub(crate) async fn the_log_keeps_what_is_known_of_a_call(store: &dyn Store) {
    assert_eq!(store.audit_entries(all()).await.unwrap(), []);
    let ada = call("Ada", "kent", 1_000);
    let nobody = AuditedCall {
        caller: AuditedCaller::not_asked(),
        ..call("", "", 2_000)
    };
    store.note(ada.clone(), refused()).await.unwrap();
    let repeated = AuditOutcome::Accepted {
        revision: None,
        repeated: true,
    };
    store.note(nobody.clone(), repeated.clone()).await.unwrap();
    let entries = store.audit_entries(all()).await.unwrap();
    let [first, second] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!((&first.call, &first.outcome), (&ada, &refused()));
    assert_eq!((&second.call, &second.outcome), (&nobody, &repeated));
    assert_eq!((first.number, second.number), (1, 2));
}

pub(crate) async fn what_is_recorded_is_in_the_log_with_its_call(store: &dyn Store) {
    let by = |name: &str| Some(call(name, "kent", 1_000));
    let one = vec![edition("2016", "text"), import("one", Vec::new())];
    store.append_for(one.clone(), by("Ada")).await.unwrap();
    store.append(vec![import("two", Vec::new())]).await.unwrap();
    let run = run(1, "kent", "2016", 1_000);
    let recorded = store.record_runs_for(vec![run.clone()], by("Bea")).await;
    assert!(!recorded.unwrap().repeated);
    assert_eq!(told(store, all()).await, ["1 Ada r2", "2 Bea r0"]);

    // What adds nothing has no entry by itself: who asked for it may have been refused.
    let again = store.append_for(one, by("Ada")).await.unwrap();
    assert!(again.iter().all(|appended| appended.repeated));
    let again = store.record_runs_for(vec![run], by("Bea")).await.unwrap();
    assert!(again.repeated);
    assert_eq!(told(store, all()).await.len(), 2);

    // Something of it was there.
    let more = vec![import("one", Vec::new()), import("three", Vec::new())];
    store.append_for(more, by("Cleo")).await.unwrap();
    assert_eq!(told(store, all()).await[2..], ["3 Cleo r4"]);
}

pub(crate) async fn what_is_not_recorded_leaves_no_entry(store: &dyn Store) {
    let first = import_of("one", "first", Vec::new());
    store.append(vec![first]).await.unwrap();
    let twice = counts("theft 12m-to-2016-06 kent", 1);
    let new = vec![
        import("two", vec![twice]),
        import_of("one", "other", Vec::new()),
    ];
    let by = Some(call("Ada", "kent", 1_000));
    let error = store.append_for(new, by).await.unwrap_err();
    assert!(
        matches!(error, StoreError::RequestConflict { .. }),
        "{error:?}"
    );
    assert_eq!(store.newest().await.unwrap(), Some(revision(1)));
    assert_eq!(store.audit_entries(all()).await.unwrap(), []);
}

pub(crate) async fn the_log_is_read_by_time_caller_and_force(store: &dyn Store) {
    for (caller, force, at) in [
        ("Ada", "kent", 1_000),
        ("Bea", "kent", 2_000),
        ("Ada", "essex", 3_000),
        // Of a replica whose clock is behind: the order is that of the entries.
        ("Ada", "kent", 2_500),
    ] {
        let call = call(caller, force, at);
        store.note(call, refused()).await.unwrap();
    }
    let check = async |query: AuditQuery, expected: &[u64]| {
        let entries = store.audit_entries(query.clone()).await.unwrap();
        let numbers: Vec<_> = entries.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, expected, "{query:?}");
    };
    let some = |text: &str| Some(text.to_owned());
    let (from, until) = (Some(2_000), Some(3_000));
    check(all(), &[1, 2, 3, 4]).await;
    check(AuditQuery { from, ..all() }, &[2, 3, 4]).await;
    check(AuditQuery { until, ..all() }, &[1, 2, 4]).await;
    let caller = some("Ada");
    let of_ada = AuditQuery { caller, ..all() };
    check(of_ada.clone(), &[1, 3, 4]).await;
    let force = some("kent");
    check(AuditQuery { force, ..all() }, &[1, 2, 4]).await;
    let force = some("kent");
    let narrow = AuditQuery {
        from,
        until,
        force,
        ..of_ada.clone()
    };
    check(narrow, &[4]).await;
    let second = AuditQuery {
        page: page(Some(1), 1),
        ..of_ada
    };
    check(second, &[3]).await;
    let last = AuditQuery::all(page(Some(4), 1));
    check(last, &[]).await;
    let beyond = AuditQuery::all(page(Some(u64::MAX), 1));
    check(beyond, &[]).await;
}

/// Each write that was acknowledged has its entry, in the order of revisions.
pub(crate) async fn writers_at_once_leave_an_entry_each(store: &dyn Store) {
    let writes = (0..10_u32).map(|i| {
        let new = import(&i.to_string(), vec![counts("theft 12m-to-2016-06 kent", i)]);
        store.append_for(vec![new], Some(call("Ada", "kent", 1_000)))
    });
    let written = futures::future::try_join_all(writes).await.unwrap();
    assert_eq!(written.len(), 10);
    let expected: Vec<_> = (1..=10).map(|i| format!("{i} Ada r{i}")).collect();
    assert_eq!(told(store, all()).await, expected);
}
