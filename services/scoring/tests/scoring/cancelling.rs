//! Runs that somebody stops.

use std::pin::pin;

use futures::TryStreamExt as _;
use peel_proto::data::v1::Run;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::{
    CancelRunRequest, RunInspectionRequest, RunNationalRequest, run_inspection_response,
    run_national_response,
};
use tonic::{Response, Status};

use crate::support::{EDITION, FORCE, Service, fields, refused, soon};
use crate::traffic::{OBSERVATIONS, RECORD};

const ID: &str = "0000000000000000000000000000000c";

fn cancel(force: &str) -> CancelRunRequest {
    CancelRunRequest {
        run: ID.to_owned(),
        force: force.to_owned(),
        ..CancelRunRequest::default()
    }
}

fn run() -> RunInspectionRequest {
    RunInspectionRequest {
        force: FORCE.to_owned(),
        run: ID.to_owned(),
        ..RunInspectionRequest::default()
    }
}

fn national() -> RunNationalRequest {
    RunNationalRequest {
        run: ID.to_owned(),
        ..RunNationalRequest::default()
    }
}

fn outcomes(runs: &[Run]) -> Vec<&str> {
    runs.iter().map(|run| run.outcome.as_str()).collect()
}

impl Service {
    async fn cancel(&self, asked: CancelRunRequest) -> Result<Vec<Run>, Status> {
        let answer = self.runs().cancel_run(asked).await;
        answer.map(|answer| answer.into_inner().runs)
    }

    /// Runs an inspection to its end.
    async fn end(&self, asked: RunInspectionRequest) -> Result<Run, Status> {
        let events = self.runs().run_inspection(asked).await?.into_inner();
        let events: Vec<_> = events.try_collect().await?;
        match events.into_iter().last().unwrap().event.unwrap() {
            run_inspection_response::Event::Finished(run) => Ok(run),
            run_inspection_response::Event::Progress(step) => panic!("ended with {step:?}"),
        }
    }

    /// Runs every inspection to its end.
    async fn end_all(&self, asked: RunNationalRequest) -> Result<Vec<Run>, Status> {
        let events = self.runs().run_national(asked).await?.into_inner();
        let events: Vec<_> = events.try_collect().await?;
        match events.into_iter().last().unwrap().event.unwrap() {
            run_national_response::Event::Finished(finished) => Ok(finished.runs),
            run_national_response::Event::Progress(step) => panic!("ended with {step:?}"),
        }
    }
}

#[tokio::test]
async fn a_run_under_way_here_stops_at_once() {
    let service = Service::start().await;
    service.traffic.hold(OBSERVATIONS);
    let watched = service.end(run());
    let cancelled = async {
        service.traffic.until(OBSERVATIONS, 1).await;
        service.cancel(cancel("")).await
    };
    // Data is never let answer: nothing that the run waited for comes.
    let (finished, cancelled) = soon(futures::future::join(watched, cancelled)).await;
    let (finished, cancelled) = (finished.unwrap(), cancelled.unwrap());
    assert_eq!(cancelled, std::slice::from_ref(&finished));
    assert_eq!(finished, service.recorded(ID).await.unwrap());
    assert_eq!(finished.outcome, "cancelled");
    assert_eq!((finished.comparisons, finished.checked), (0, false));

    // Again is the same, and so is a repeat of the run.
    assert_eq!(service.cancel(cancel("")).await.unwrap(), cancelled);
    service.traffic.release(OBSERVATIONS);
    assert_eq!(service.end(run()).await.unwrap(), finished);
}

#[tokio::test]
async fn who_stops_a_run_does_not_wait_for_a_watcher_who_does_not_listen() {
    let service = Service::start().await;
    service.traffic.hold(RECORD);
    // The stream is open, and nothing is ever taken from it.
    let events = service.runs().run_inspection(run()).await.unwrap();
    service.traffic.until(RECORD, 1).await;
    let mut cancelled = pin!(service.cancel(cancel("")));
    assert!(futures::poll!(cancelled.as_mut()).is_pending());
    service.traffic.release(RECORD);
    // It had ended before: nothing was left to be stopped.
    let cancelled = soon(cancelled).await.unwrap();
    assert_eq!(outcomes(&cancelled), ["completed"]);
    drop(events);
}

#[tokio::test]
async fn a_run_that_has_ended_stays_as_it_ended() {
    let service = Service::start().await;
    let finished = service.end(run()).await.unwrap();
    for force in ["", FORCE, "kent"] {
        let answer = service.cancel(cancel(force)).await.unwrap();
        assert_eq!(answer, std::slice::from_ref(&finished));
    }
}

#[tokio::test]
async fn what_is_cancelled_before_another_process_begins_it_ends_there_as_cancelled() {
    let service = Service::start().await;
    let cancelled = service.cancel(cancel(FORCE)).await.unwrap();
    assert_eq!(outcomes(&cancelled), ["cancelled"]);
    assert_eq!(cancelled[0].force, FORCE);
    assert_eq!(cancelled[0].edition, EDITION);
    assert_eq!(cancelled, [service.recorded(ID).await.unwrap()]);

    for as_of in [0, 7, 3] {
        let asked = RunInspectionRequest { as_of, ..run() };
        assert_eq!(service.end(asked).await.unwrap(), cancelled[0], "{as_of}");
    }
    // It was the run of this force that was cancelled.
    let another = RunInspectionRequest {
        force: "kent".to_owned(),
        ..run()
    };
    let message =
        format!("another run is recorded under the id \"{ID}\"; give every run an id of its own");
    let answer = service.end(another).await;
    refused(answer, ErrorReason::RequestIdReused, &message);
}

#[tokio::test]
async fn a_national_run_stops_for_every_force() {
    let service = Service::start().await;
    service.traffic.hold(OBSERVATIONS);
    let watched = service.end_all(national());
    let cancelled = async {
        service.traffic.until(OBSERVATIONS, 1).await;
        service.cancel(cancel("")).await
    };
    let (finished, cancelled) = soon(futures::future::join(watched, cancelled)).await;
    let (finished, cancelled) = (finished.unwrap(), cancelled.unwrap());
    assert_eq!(finished, cancelled);
    assert_eq!(outcomes(&cancelled), ["cancelled"; 43]);
    // Ended, it is still known by the identifier of the whole.
    for force in ["", FORCE] {
        let again = service.cancel(cancel(force)).await.unwrap();
        assert_eq!(again, cancelled);
    }
}

#[tokio::test]
async fn a_national_run_that_has_ended_stays_as_it_ended() {
    let service = Service::start().await;
    let finished = service.end_all(national()).await.unwrap();
    assert_eq!(outcomes(&finished), ["completed"; 43]);
    assert_eq!(service.cancel(cancel("")).await.unwrap(), finished);
    // One force's run in it is known by its own.
    let one = CancelRunRequest {
        run: finished[7].id.clone(),
        ..cancel("")
    };
    assert_eq!(service.cancel(one).await.unwrap(), [finished[7].clone()]);
}

#[tokio::test]
async fn a_run_that_nobody_knows_is_told() {
    let service = Service::start().await;
    let message = format!(
        "run \"{ID}\" is neither recorded nor under way in this process; name its force, and it is \
         recorded as cancelled, wherever it is under way"
    );
    let answer = service.runs().cancel_run(cancel("")).await;
    let details = refused(answer, ErrorReason::UnknownRun, &message);
    assert_eq!(details.resource_info().unwrap().resource_name, ID);

    let answer = service.cancel(cancel("kend")).await;
    let message = "force \"kend\" is not known; did you mean \"kent\"?";
    refused(answer, ErrorReason::UnknownForce, message);
}

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_at_once() {
    let service = Service::start().await;
    let asked = CancelRunRequest {
        run: ID.to_uppercase(),
        edition: EDITION.to_owned(),
        ..CancelRunRequest::default()
    };
    let answer = service.runs().cancel_run(asked).await;
    let message = "the request has 2 invalid fields; run: must be 32 lower-case hexadecimal \
                   digits; edition: takes a force beside it";
    let details = refused(
        answer.map(Response::into_inner),
        ErrorReason::InvalidRequest,
        message,
    );
    assert_eq!(fields(&details).len(), 2);
}
