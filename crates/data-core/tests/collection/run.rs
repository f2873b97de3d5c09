//! Runs are recorded with identifiers and a revision that exist.

use peel_data_core::{LONGEST_FAILURE, RecordError, Rejected, StoreError};
use peel_model::{EditionId, ForceId, MethodVersion, Revision, Run, RunOutcome};

use crate::fixture::{NOW, collection, made_up};

fn run() -> Run {
    Run {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        force: ForceId::new("northshire").unwrap(),
        edition: EditionId::new("made-up-edition").unwrap(),
        revision: Revision::FIRST,
        method: MethodVersion::new("2031.1").unwrap(),
        outcome: RunOutcome::Completed,
        comparisons: 3,
        memory_hits: 1,
        redis_hits: 1,
        computed: 1,
        started_at_milliseconds: NOW * 1_000,
        duration_microseconds: 1_500,
        trace_id: String::new(),
        failure: String::new(),
    }
}

#[tokio::test]
async fn a_run_is_recorded_and_found() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    collection.record_run(run()).await.unwrap();
    collection.record_run(run()).await.unwrap();
    assert_eq!(collection.store().run(run().id).await.unwrap(), Some(run()));
}

#[tokio::test]
async fn a_malformed_run_is_told_what_is_wrong() {
    let check = async |change: fn(&mut Run), expected: &[&str]| {
        let collection = collection();
        collection.seed(&[made_up()], NOW).await.unwrap();
        let mut run = run();
        change(&mut run);
        let rejected = match collection.record_run(run).await {
            Ok(()) => Rejected::default(),
            Err(RecordError::Rejected(rejected)) => rejected,
            Err(RecordError::Store(error)) => unreachable!("{error}"),
        };
        let fields: Vec<_> = rejected.told().iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, expected);
    };
    check(|_| {}, &[]).await;
    check(|run| run.id.clear(), &["id"]).await;
    check(|run| run.id.make_ascii_uppercase(), &["id"]).await;
    check(|run| run.trace_id = "x".repeat(32), &["trace_id"]).await;
    check(|run| run.trace_id.clone_from(&run.id), &[]).await;
    check(
        |run| run.failure = "é".repeat(LONGEST_FAILURE + 1),
        &["failure"],
    )
    .await;
    check(
        |run| run.duration_microseconds = u64::MAX,
        &["duration_microseconds"],
    )
    .await;
}

#[tokio::test]
async fn a_run_at_a_revision_that_does_not_exist_is_refused() {
    let collection = collection();
    let refused = collection.record_run(run()).await;
    let future = matches!(
        refused,
        Err(RecordError::Store(StoreError::FutureRevision {
            newest: None,
            ..
        }))
    );
    assert!(future, "{refused:?}");
}
