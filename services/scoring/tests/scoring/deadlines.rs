//! Time that callers give, and computations they share.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures::future::join_all;
use peel_proto::errors::v1::ErrorReason;
use tonic::Request;

use crate::support::{CRIME, FORCE, Service, compare, refused, soon};
use crate::traffic::OBSERVATIONS;

#[tokio::test]
async fn what_is_left_of_a_callers_time_is_passed_on() {
    let service = Service::start().await;
    let time = Duration::from_secs(37);
    let mut asked = Request::new(compare(FORCE, CRIME));
    asked.set_timeout(time);
    service.comparisons().compare(asked).await.unwrap();
    let reads = service.traffic.calls(OBSERVATIONS);
    let [read] = reads.as_slice() else {
        panic!("one read is enough: {reads:?}");
    };
    assert!(read.time.unwrap() <= time, "{read:?}");
    assert!(read.time.unwrap() > time / 2, "{read:?}");
}

#[tokio::test]
async fn many_who_ask_the_same_share_one_computation() {
    let service = Service::start().await;
    let callers = (0..20).map(|_| service.compare(compare(FORCE, CRIME)));
    let answers = soon(join_all(callers)).await;
    let first = answers[0].as_ref().unwrap();
    for answer in &answers {
        assert_eq!(answer.as_ref().unwrap(), first);
    }
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), 1);
}

#[tokio::test]
async fn who_runs_out_of_time_leaves_the_others_theirs() {
    let service = Service::start().await;
    // So that nothing but the observations is to be read.
    service
        .compare(compare(FORCE, "sexual-offences-rate"))
        .await
        .unwrap();
    service.traffic.hold(OBSERVATIONS);
    let mut hasty = Request::new(compare(FORCE, CRIME));
    hasty.set_timeout(Duration::from_millis(200));
    let mut comparisons = service.comparisons();
    let mut hasty = pin!(comparisons.compare(hasty));
    let mut patient = pin!(service.compare(compare(FORCE, CRIME)));
    // The hasty one comes first, so it is the one that reads.
    poll_fn(|context| {
        assert!(hasty.as_mut().poll(context).is_pending());
        assert!(patient.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;

    let (hasty, patient) = soon(async {
        let release = async {
            // The second read is that of the patient one, who went on.
            service.traffic.until(OBSERVATIONS, 3).await;
            service.traffic.release(OBSERVATIONS);
        };
        futures::join!(hasty, async { futures::join!(patient, release).0 })
    })
    .await;
    let message = "the deadline of the call passed before it was answered; allow more time or \
                   ask for less";
    refused(hasty, ErrorReason::DeadlineExceeded, message);
    assert_eq!(patient.unwrap().comparison.unwrap().units.len(), 1);
}
