use peel_proto::data::v1::{
    GetRunRequest, ListRunsRequest, RaisedCheck, RecordRunRequest, RecordRunsRequest, Run,
    UsedComparison,
};
use peel_proto::errors::v1::ErrorReason;

use crate::support::{EDITION, Service, refused};

fn run(number: u32, force: &str) -> Run {
    Run {
        id: format!("{number:032x}"),
        force: force.to_owned(),
        edition: EDITION.to_owned(),
        revision: 3,
        method: "2031.1".to_owned(),
        outcome: "completed".to_owned(),
        comparisons: 6,
        memory_hits: 1,
        redis_hits: 2,
        computed: 3,
        started_at_milliseconds: i64::from(number / 2) * 1_000,
        duration_microseconds: 12_345,
        trace_id: "0123456789abcdef0123456789abcdef".to_owned(),
        failure: String::new(),
        checked: true,
        checks: vec![RaisedCheck {
            check: "made-up-check".to_owned(),
            severity: "warning".to_owned(),
            place: "finding f3".to_owned(),
            message: "Two things do not fit together.".to_owned(),
        }],
        used: vec![
            UsedComparison {
                indicator: "made-up-rate".to_owned(),
                period: "12m-to-2031-06".to_owned(),
                peer_group: String::new(),
                revision: 2,
                found_in: "computed".to_owned(),
            },
            UsedComparison {
                indicator: "made-up-rate".to_owned(),
                period: "at-2031-07-01".to_owned(),
                peer_group: "neighbours".to_owned(),
                revision: 0,
                found_in: "memory".to_owned(),
            },
        ],
    }
}

/// As it stands in a list.
fn listed(run: &Run) -> Run {
    Run {
        checks: Vec::new(),
        used: Vec::new(),
        ..run.clone()
    }
}

async fn record(service: &Service, run: &Run) -> Result<(), tonic::Status> {
    let request = RecordRunRequest {
        run: Some(run.clone()),
    };
    service.inspections().record_run(request).await.map(drop)
}

#[tokio::test]
async fn a_run_is_recorded_once() {
    let service = Service::start().await;
    let run = run(7, "northshire");
    record(&service, &run).await.unwrap();
    record(&service, &run).await.unwrap();
    let request = GetRunRequest {
        run: run.id.clone(),
    };
    let read = service
        .inspections()
        .get_run(request)
        .await
        .unwrap()
        .into_inner()
        .run
        .unwrap();
    assert_eq!(read, run);

    let other = Run {
        computed: 4,
        ..run.clone()
    };
    let message = format!(
        "another run is recorded under the id \"{}\"; give every run an id of its own",
        run.id
    );
    refused(
        record(&service, &other).await,
        ErrorReason::RequestIdReused,
        &message,
    );
    let runs = service
        .inspections()
        .list_runs(ListRunsRequest::default())
        .await
        .unwrap();
    assert_eq!(runs.into_inner().runs, [listed(&run)]);
}

#[tokio::test]
async fn runs_recorded_together_are_told_as_they_were_recorded_first() {
    let service = Service::start().await;
    let first = run(1, "northshire");
    record(&service, &first).await.unwrap();
    let changed = Run {
        outcome: "cancelled".to_owned(),
        ..first.clone()
    };
    let other = run(2, "port-city");
    let request = RecordRunsRequest {
        runs: vec![other.clone(), changed],
    };
    let recorded = service.inspections().record_runs(request).await.unwrap();
    assert_eq!(recorded.into_inner().runs, [other, first]);

    let check = async |runs: Vec<Run>, reason: ErrorReason, message: &str| {
        let request = RecordRunsRequest { runs };
        refused(
            service.inspections().record_runs(request).await,
            reason,
            message,
        );
    };
    let invalid = ErrorReason::InvalidRequest;
    let good = || run(3, "northshire");
    check(
        Vec::new(),
        invalid,
        "the request has 1 invalid field; runs: takes 1 to 100 runs, not 0",
    )
    .await;
    check(
        vec![good(); 101],
        invalid,
        "the request has 1 invalid field; runs: takes 1 to 100 runs, not 101",
    )
    .await;
    check(
        vec![good(), good()],
        invalid,
        "the request has 1 invalid field; runs[1].id: another run of the same call has this id",
    )
    .await;
    let foreign = Run {
        force: "northshir".to_owned(),
        ..run(4, "")
    };
    check(
        vec![good(), foreign],
        ErrorReason::UnknownForce,
        "force \"northshir\" is not known; did you mean \"northshire\" or \"southshire\"?",
    )
    .await;
    let missing = GetRunRequest { run: good().id };
    let message = format!("run \"{}\" is not known", good().id);
    refused(
        service.inspections().get_run(missing).await,
        ErrorReason::UnknownRun,
        &message,
    );
}

#[tokio::test]
async fn runs_come_page_by_page_newest_first() {
    let service = Service::start().await;
    for (number, force) in [
        (0, "northshire"),
        (1, "port-city"),
        (2, "northshire"),
        (3, "northshire"),
    ] {
        record(&service, &run(number, force)).await.unwrap();
    }
    let mut inspections = service.inspections();
    let mut all = async |request: ListRunsRequest| {
        let (mut request, mut numbers) = (request, Vec::new());
        loop {
            let answer = inspections
                .list_runs(request.clone())
                .await
                .unwrap()
                .into_inner();
            numbers.push(
                answer
                    .runs
                    .iter()
                    .map(|run| u32::from_str_radix(&run.id, 16).unwrap())
                    .collect::<Vec<_>>(),
            );
            request.page_token = answer.next_page_token;
            if request.page_token.is_empty() {
                return numbers;
            }
        }
    };
    // Two begin at a time; of these the smaller identifier comes first.
    let request = |page_size| ListRunsRequest {
        page_size,
        ..ListRunsRequest::default()
    };
    assert_eq!(all(request(3)).await, [vec![2, 3, 0], vec![1]]);
    assert_eq!(all(request(2)).await, [[2, 3], [0, 1]]);
    let northshire = ListRunsRequest {
        force: "northshire".to_owned(),
        ..request(2)
    };
    assert_eq!(all(northshire.clone()).await, [vec![2, 3], vec![0]]);
    let in_edition = ListRunsRequest {
        edition: EDITION.to_owned(),
        ..northshire
    };
    assert_eq!(all(in_edition).await, [vec![2, 3], vec![0]]);
    let canal = ListRunsRequest {
        force: "canal-police".to_owned(),
        ..request(0)
    };
    assert_eq!(all(canal).await, [[0; 0]]);
}

#[tokio::test]
async fn a_run_must_make_sense() {
    let service = Service::start().await;
    let check = async |run: Run, reason: ErrorReason, message: &str| {
        refused(record(&service, &run).await, reason, message);
    };
    let invalid = ErrorReason::InvalidRequest;
    let good = || run(7, "northshire");
    check(
        Run {
            id: "7".to_owned(),
            ..good()
        },
        invalid,
        "the request has 1 invalid field; run.id: must be 32 lower-case hexadecimal digits",
    )
    .await;
    check(
        Run {
            outcome: "fine".to_owned(),
            ..good()
        },
        invalid,
        "the request has 1 invalid field; run.outcome: \"fine\" is not known",
    )
    .await;
    check(
        Run {
            duration_microseconds: u64::MAX,
            ..good()
        },
        invalid,
        "the request has 1 invalid field; run.duration_microseconds: no run takes that long",
    )
    .await;
    check(
        Run {
            force: "northshir".to_owned(),
            ..good()
        },
        ErrorReason::UnknownForce,
        "force \"northshir\" is not known; did you mean \"northshire\" or \"southshire\"?",
    )
    .await;
    check(
        Run {
            edition: "2016-other".to_owned(),
            ..good()
        },
        ErrorReason::UnknownEdition,
        "edition \"2016-other\" is not known",
    )
    .await;
    check(
        Run {
            revision: 4,
            ..good()
        },
        ErrorReason::UnknownRevision,
        "revision 4 does not exist yet: the newest is 3; leave the revision out to read the newest",
    )
    .await;
    refused(
        service
            .inspections()
            .record_run(RecordRunRequest { run: None })
            .await,
        invalid,
        "the request has 1 invalid field; run: is required",
    );
}

#[tokio::test]
async fn runs_that_do_not_exist_are_refused() {
    let service = Service::start().await;
    let mut inspections = service.inspections();
    let id = "0".repeat(32);
    let message = format!("run \"{id}\" is not known");
    let answer = inspections.get_run(GetRunRequest { run: id }).await;
    refused(answer, ErrorReason::UnknownRun, &message);
    refused(
        inspections
            .get_run(GetRunRequest {
                run: "latest".to_owned(),
            })
            .await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; run: must be 32 lower-case hexadecimal digits",
    );
    let request = ListRunsRequest {
        force: "northshir".to_owned(),
        ..Default::default()
    };
    refused(
        inspections.list_runs(request).await,
        ErrorReason::UnknownForce,
        "force \"northshir\" is not known; did you mean \"northshire\" or \"southshire\"?",
    );
}
