//! Runs of every force at once.

use futures::TryStreamExt as _;
use peel_proto::data::v1::{ListRunsRequest, Run};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::run_national_response::Event;
use peel_proto::scoring::v1::{NationalProgress, NationalRun, RunNationalRequest};
use tonic::Status;

use crate::support::{
    EDITION, FORCE, Service, bundled, burglaries, fields, harbours, refused, soon,
};
use crate::traffic::{OBSERVATIONS, RECORD_ALL};

const ID: &str = "0000000000000000000000000000000b";

fn national(id: &str) -> RunNationalRequest {
    RunNationalRequest {
        run: id.to_owned(),
        ..RunNationalRequest::default()
    }
}

impl Service {
    /// Watches a national run to its end.
    async fn watch_national(
        &self,
        asked: RunNationalRequest,
    ) -> Result<(Vec<NationalProgress>, NationalRun), Status> {
        let events = self.runs().run_national(asked).await?.into_inner();
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

    async fn all_runs(&self) -> Vec<Run> {
        let request = ListRunsRequest::default();
        let listed = self.inspections().list_runs(request).await;
        listed.unwrap().into_inner().runs
    }
}

#[tokio::test]
async fn every_force_is_run_from_comparisons_made_once() {
    let service = Service::start().await;
    let (progress, finished) = service.watch_national(national("")).await.unwrap();

    let total = progress[0].comparisons_total;
    assert!(total > 40, "{total}");
    let comparing = progress.iter().take(total as usize);
    for (done, step) in (1..).zip(comparing) {
        assert_eq!(
            (step.comparisons_done, step.comparisons_total),
            (done, total)
        );
        assert_eq!((step.forces_done, step.forces_total), (0, 43));
    }
    let forces_done = progress.iter().skip(total as usize);
    let forces_done: Vec<u32> = forces_done.map(|step| step.forces_done).collect();
    assert_eq!(forces_done, (1..=43).collect::<Vec<_>>());

    assert_eq!((finished.edition.as_str(), finished.revision), (EDITION, 7));
    let forces: Vec<&str> = finished.runs.iter().map(|run| run.force.as_str()).collect();
    assert!(forces.is_sorted(), "{forces:?}");
    assert_eq!(forces.len(), 43);
    for run in &finished.runs {
        assert_eq!((run.outcome.as_str(), run.revision), ("completed", 7));
        assert_eq!((run.comparisons, run.computed), (total, total));
        assert_eq!(run.used.len() as u32, total);
        assert_eq!(run.checked, run.force == FORCE, "{}", run.force);
        assert_eq!(run.checks.is_empty(), !run.checked, "{}", run.force);
        assert_eq!(*run, service.recorded(&run.id).await.unwrap());
    }
    // Read once for all, and recorded in one step.
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), 2);
    assert_eq!(service.traffic.calls(RECORD_ALL).len(), 1);
    assert_eq!(service.all_runs().await.len(), 43);
}

#[tokio::test]
async fn a_repeat_is_the_same_runs() {
    let mut editions = bundled();
    editions.push(harbours(&[]));
    let service = Service::over(&editions).await;
    let asked = || RunNationalRequest {
        edition: EDITION.to_owned(),
        ..national(ID)
    };
    let (_, first) = service.watch_national(asked()).await.unwrap();
    assert_eq!(first.id, ID);
    let newest = service.import(EDITION, &[burglaries(12_320.0)]).await;
    // Whoever asked for the newest asked for what was newest then.
    assert_eq!(service.watch_national(asked()).await.unwrap().1, first);
    assert_eq!(service.all_runs().await.len(), 43);

    let message =
        format!("another run is recorded under the id \"{ID}\"; give every run an id of its own");
    let pinned = RunNationalRequest {
        as_of: newest,
        ..asked()
    };
    let answer = service.watch_national(pinned).await;
    refused(answer, ErrorReason::RequestIdReused, &message);
}

#[tokio::test]
async fn a_watcher_who_goes_away_does_not_stop_it() {
    let service = Service::start().await;
    service.traffic.hold(RECORD_ALL);
    let events = service.runs().run_national(national(ID)).await.unwrap();
    service.traffic.until(RECORD_ALL, 1).await;
    drop(events);
    service.server.drain().start();
    let mut stopped = std::pin::pin!(service.scoring.stopped());
    assert!(futures::poll!(stopped.as_mut()).is_pending());
    service.traffic.release(RECORD_ALL);
    soon(stopped).await;
    assert_eq!(service.all_runs().await.len(), 43);
}

#[tokio::test]
async fn one_that_fails_is_recorded_for_every_force_with_the_reason() {
    let service = Service::start().await;
    let refusal = Status::failed_precondition("no observations today");
    service.traffic.lose(OBSERVATIONS, usize::MAX, refusal);
    let status = service.watch_national(national(ID)).await.unwrap_err();
    assert_eq!(status.message(), "no observations today");
    let runs = service.all_runs().await;
    assert_eq!(runs.len(), 43);
    for run in runs {
        assert_eq!((run.outcome.as_str(), run.checked), ("failed", false));
        assert_eq!(run.failure, "no observations today");
    }
}

#[tokio::test]
async fn an_edition_without_inspections_is_run_all_the_same() {
    let service = Service::over(&[harbours(&[])]).await;
    let (progress, finished) = service.watch_national(national("")).await.unwrap();
    assert_eq!(finished.runs.len(), 12);
    assert!(finished.runs.iter().all(|run| !run.checked));
    assert_eq!(progress.last().unwrap().forces_done, 12);
}

#[tokio::test]
async fn everything_wrong_is_told_before_it_begins() {
    let service = Service::start().await;
    let message = "the request has 1 invalid field; run: must be 32 lower-case hexadecimal \
                   digits, or empty";
    let answer = service.watch_national(national("run-1")).await;
    let details = refused(answer, ErrorReason::InvalidRequest, message);
    assert_eq!(fields(&details).len(), 1);
    let future = RunNationalRequest {
        as_of: 8,
        ..national("")
    };
    let message = "revision 8 does not exist yet: the newest is 7; leave the revision out to read \
                   the newest";
    let answer = service.watch_national(future).await;
    refused(answer, ErrorReason::UnknownRevision, message);
    assert!(service.all_runs().await.is_empty());
}
