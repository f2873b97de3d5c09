//! Runs of an inspection.

use futures::{StreamExt as _, TryStreamExt as _};
use peel_proto::data::v1::{GetRunRequest, ListRunsRequest, RaisedCheck, Run};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::run_inspection_response::Event;
use peel_proto::scoring::v1::{CheckInspectionRequest, RunInspectionRequest, RunProgress};
use tonic::Status;

use crate::support::{EDITION, FORCE, Service, burglaries, refused, soon};
use crate::traffic::{OBSERVATIONS, RECORD};

const ID: &str = "00000000000000000000000000000007";

fn run(id: &str) -> RunInspectionRequest {
    RunInspectionRequest {
        force: FORCE.to_owned(),
        run: id.to_owned(),
        ..RunInspectionRequest::default()
    }
}

impl Service {
    /// Watches a run to its end.
    async fn watch(&self, asked: RunInspectionRequest) -> Result<(Vec<RunProgress>, Run), Status> {
        let events = self.runs().run_inspection(asked).await?.into_inner();
        let mut progress = Vec::new();
        let mut finished = None;
        for message in events.try_collect::<Vec<_>>().await? {
            match message.event.unwrap() {
                Event::Progress(step) => {
                    assert!(finished.is_none(), "the end is the last message");
                    progress.push(step);
                }
                Event::Finished(run) => finished = Some(run),
            }
        }
        Ok((progress, finished.expect("a run tells its end")))
    }

    pub(crate) async fn recorded(&self, id: &str) -> Result<Run, Status> {
        let request = GetRunRequest { run: id.to_owned() };
        let answer = self.inspections().get_run(request).await?;
        Ok(answer.into_inner().run.unwrap())
    }
}

#[tokio::test]
async fn a_run_tells_its_progress_and_is_recorded() {
    let service = Service::start().await;
    let (progress, finished) = service.watch(run("")).await.unwrap();
    let total = progress.len() as u32;
    assert!(total > 40, "{total}");
    for (done, step) in (1..).zip(&progress) {
        assert_eq!((step.done, step.total), (done, total));
        assert_eq!(step.found_in, "computed");
    }
    assert_eq!(progress[0].indicator, "recorded-crime-rate");
    assert_eq!(progress[0].period, "12m-to-2016-06");
    let another_year = |step: &&RunProgress| step.period == "12m-to-2018-03";
    assert!(progress.iter().filter(another_year).count() > 10);
    // Once for all comparisons, once for the printed figures that the inspection is held against.
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), 2);

    assert_eq!(finished, service.recorded(&finished.id).await.unwrap());
    assert_eq!(
        (finished.force.as_str(), finished.edition.as_str()),
        (FORCE, EDITION)
    );
    assert_eq!((finished.revision, finished.method.as_str()), (7, "2016.1"));
    assert_eq!(finished.outcome, "completed");
    assert_eq!((finished.comparisons, finished.computed), (total, total));
    assert_eq!(finished.started_at_milliseconds, 1_946_019_600_000);
    assert_eq!(finished.failure, "");

    // Everything is there now; also for another force, because everybody was compared.
    for force in [FORCE, "kent"] {
        let again = RunInspectionRequest {
            force: force.to_owned(),
            ..run("")
        };
        let (progress, again) = service.watch(again).await.unwrap();
        assert!(progress.iter().all(|step| step.found_in == "memory"));
        assert_eq!((again.memory_hits, again.computed), (total, 0));
        assert_ne!(again.id, finished.id);
    }
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), 2);
}

#[tokio::test]
async fn a_repeat_is_the_same_run() {
    let service = Service::start().await;
    let (_, first) = service.watch(run(ID)).await.unwrap();
    assert_eq!(first.id, ID);
    let (progress, repeated) = service.watch(run(ID)).await.unwrap();
    assert_eq!(repeated, first);
    assert_eq!(progress.len() as u32, first.comparisons);

    let pinned = |as_of| RunInspectionRequest { as_of, ..run(ID) };
    assert_eq!(service.watch(pinned(7)).await.unwrap().1, first);
    let newest = service.import(EDITION, &[burglaries(12_320.0)]).await;
    // Whoever asked for the newest asked for what was newest then.
    assert_eq!(service.watch(run(ID)).await.unwrap().1, first);

    let message =
        format!("another run is recorded under the id \"{ID}\"; give every run an id of its own");
    let another_force = RunInspectionRequest {
        force: "kent".to_owned(),
        ..run(ID)
    };
    for another in [pinned(newest), another_force] {
        let answer = service.watch(another).await;
        refused(answer, ErrorReason::RequestIdReused, &message);
    }
    assert_eq!(service.recorded(ID).await.unwrap(), first);
}

#[tokio::test]
async fn a_watcher_who_goes_away_does_not_stop_a_run() {
    let service = Service::start().await;
    service.traffic.hold(OBSERVATIONS);
    let events = service.runs().run_inspection(run(ID)).await.unwrap();
    service.traffic.until(OBSERVATIONS, 1).await;
    drop(events);
    service.traffic.release(OBSERVATIONS);
    let recorded = soon(async {
        loop {
            match service.recorded(ID).await {
                Ok(run) => return run,
                Err(status) => drop(refused::<()>(
                    Err(status),
                    ErrorReason::UnknownRun,
                    &format!("run \"{ID}\" is not known"),
                )),
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(recorded.outcome, "completed");
    let all = ListRunsRequest::default();
    let all = service.inspections().list_runs(all).await.unwrap();
    let listed = Run {
        checks: Vec::new(),
        used: Vec::new(),
        ..recorded
    };
    assert_eq!(all.into_inner().runs, [listed]);
}

#[tokio::test]
async fn a_service_stops_when_its_runs_are_recorded() {
    let service = Service::start().await;
    service.traffic.hold(RECORD);
    let events = service.runs().run_inspection(run(ID)).await.unwrap();
    service.traffic.until(RECORD, 1).await;
    drop(events);
    service.server.drain().start();
    let mut stopped = std::pin::pin!(service.scoring.stopped());
    assert!(futures::poll!(stopped.as_mut()).is_pending());
    service.traffic.release(RECORD);
    soon(stopped).await;
    service.recorded(ID).await.unwrap();
}

#[tokio::test]
async fn only_so_many_runs_are_under_way() {
    let service = Service::start().await;
    service.traffic.hold(OBSERVATIONS);
    let mut watched = Vec::new();
    for _ in 0..64 {
        watched.push(service.runs().run_inspection(run("")).await.unwrap());
    }
    let details = refused(
        service.runs().run_inspection(run("")).await,
        ErrorReason::TooManyCalls,
        "64 inspection runs are under way; repeat in a moment",
    );
    assert!(details.retry_info().unwrap().retry_delay.is_some());

    service.traffic.release(OBSERVATIONS);
    for events in watched {
        let end = soon(events.into_inner().collect::<Vec<_>>()).await;
        assert!(end.into_iter().all(|message| message.is_ok()));
    }
    service.watch(run("")).await.unwrap();
}

#[tokio::test]
async fn a_run_is_recorded_once_although_the_answer_to_that_is_lost() {
    let service = Service::start().await;
    service
        .traffic
        .lose(RECORD, 2, Status::unavailable("out of reach"));
    let (_, finished) = service.watch(run(ID)).await.unwrap();
    assert_eq!(service.traffic.calls(RECORD).len(), 3);
    assert_eq!(finished, service.recorded(ID).await.unwrap());
    assert_eq!(finished.outcome, "completed");
}

#[tokio::test]
async fn who_watches_a_run_that_cannot_be_recorded_is_told_why() {
    let service = Service::start().await;
    let broken = Status::internal("broken");
    service.traffic.lose(RECORD, usize::MAX, broken);
    let status = service.watch(run(ID)).await.unwrap_err();
    assert_eq!(status.message(), "broken");
    // What will not be otherwise the next time is asked for once.
    assert_eq!(service.traffic.calls(RECORD).len(), 1);
}

#[tokio::test]
async fn a_run_that_fails_is_recorded_with_the_reason() {
    let service = Service::start().await;
    let refusal = Status::failed_precondition("no observations today");
    service.traffic.lose(OBSERVATIONS, usize::MAX, refusal);
    let status = service.watch(run(ID)).await.unwrap_err();
    assert_eq!(status.message(), "no observations today");
    let recorded = service.recorded(ID).await.unwrap();
    assert_eq!(
        (recorded.outcome.as_str(), recorded.failure.as_str()),
        ("failed", "no observations today")
    );
    assert!(!recorded.checked);
}

#[tokio::test]
async fn a_run_records_what_the_checks_of_the_inspection_raised() {
    let service = Service::start().await;
    let (_, finished) = service.watch(run("")).await.unwrap();
    let request = CheckInspectionRequest {
        force: FORCE.to_owned(),
        ..CheckInspectionRequest::default()
    };
    let raised = service.evidence().check_inspection(request).await;
    let raised = raised.unwrap().into_inner().inconsistencies;
    assert!(finished.checked && !raised.is_empty());
    let as_recorded = raised.into_iter().map(|one| RaisedCheck {
        check: one.check,
        severity: one.severity,
        place: one.place.unwrap().words,
        message: one.message.chars().take(500).collect(),
    });
    assert_eq!(finished.checks, as_recorded.collect::<Vec<_>>());

    let another = RunInspectionRequest {
        force: "kent".to_owned(),
        ..run("")
    };
    let (_, another) = service.watch(another).await.unwrap();
    assert!(!another.checked && another.checks.is_empty());
    assert_eq!(another.used.len(), finished.used.len());
}
