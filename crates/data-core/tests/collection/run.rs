//! Runs are recorded with identifiers and a revision that exist, alone or together.

use peel_data_core::{
    LONGEST_FAILURE, LONGEST_MESSAGE, LONGEST_PLACE, MOST_RAISED, MOST_RUNS, MOST_USED,
    RecordError, Rejected, StoreError,
};
use peel_model::{
    ComparatorKind, EditionId, ForceId, FoundIn, MethodVersion, RaisedCheck, Revision, Run,
    RunOutcome, Severity, UsedComparison,
};

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
        checked: true,
        checks: vec![RaisedCheck {
            check: "made-up-check".parse().unwrap(),
            severity: Severity::Error,
            place: "finding f3".to_owned(),
            message: "Two things cannot both be so.".to_owned(),
        }],
        used: vec![
            used(ComparatorKind::EnglandAndWales, Some(Revision::FIRST)),
            used(ComparatorKind::Peers("neighbours".parse().unwrap()), None),
        ],
    }
}

fn used(comparator: ComparatorKind, revision: Option<Revision>) -> UsedComparison {
    UsedComparison {
        indicator: "made-up-rate".parse().unwrap(),
        period: "12m-to-2031-06".parse().unwrap(),
        comparator,
        revision,
        found_in: FoundIn::Redis,
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
    check(|run| run.checked = false, &["checks"]).await;
    let many: fn(&mut Run) = |run| {
        run.checks = vec![run.checks[0].clone(); MOST_RAISED + 1];
        run.used = vec![run.used[0].clone(); MOST_USED + 1];
    };
    check(many, &["checks", "used"]).await;
    let long: fn(&mut Run) = |run| run.checks[0].place = "é".repeat(LONGEST_PLACE + 1);
    check(long, &["checks[0].place"]).await;
    let long: fn(&mut Run) = |run| run.checks[0].message = "é".repeat(LONGEST_MESSAGE + 1);
    check(long, &["checks[0].message"]).await;
}

fn numbered(number: usize) -> Run {
    Run {
        id: format!("{number:032x}"),
        ..run()
    }
}

#[tokio::test]
async fn runs_recorded_together_are_what_was_recorded_first() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    collection.record_run(numbered(1)).await.unwrap();
    let again = Run {
        outcome: RunOutcome::Cancelled,
        ..numbered(1)
    };
    let recorded = collection.record_runs(vec![again, numbered(2)]).await;
    assert_eq!(recorded.unwrap(), [numbered(1), numbered(2)]);
}

#[tokio::test]
async fn of_runs_that_are_recorded_together_one_that_is_wrong_keeps_all_out() {
    let check = async |runs: Vec<Run>, expected: &[&str]| {
        let collection = collection();
        collection.seed(&[made_up()], NOW).await.unwrap();
        let first = runs.first().cloned();
        let Err(RecordError::Rejected(rejected)) = collection.record_runs(runs).await else {
            unreachable!("{expected:?} must be refused");
        };
        let fields: Vec<_> = rejected.told().iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, expected);
        if let Some(first) = first {
            assert_eq!(collection.store().run(first.id).await.unwrap(), None);
        }
    };
    check(Vec::new(), &["runs"]).await;
    check((0..=MOST_RUNS).map(numbered).collect(), &["runs"]).await;
    check(vec![numbered(1), numbered(1)], &["runs[1].id"]).await;
    let nameless = Run {
        id: String::new(),
        ..run()
    };
    check(vec![numbered(1), nameless], &["runs[1].id"]).await;
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
