//! A database that fails while the service goes on: no room left, frozen, killed.

use peel_proto::data::v1 as data;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use tonic::Code;

use super::postgres::{Server, signal};
use super::submitter::{FORCES, Sent, Submitter};
use super::{Log, all_submitters, check_log, harbours, submissions, submit_until};
use crate::support::launch::{DATA, Running};

/// How many returns a disk must hold at most. Far fewer fill it.
const MOST: u32 = 2_000;

async fn newest(running: &Running) -> u64 {
    let mut client = RevisionServiceClient::new(running.channel().await);
    let request = data::GetRevisionRequest { number: 0 };
    let newest = client.get_revision(request).await.unwrap().into_inner();
    newest.revision.unwrap().number
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_postgresql_refuses_returns_until_there_is_room() {
    let server = Server::start_with_little_room();
    let url = server.database();
    let running = harbours().with("store.url", &url).start(DATA).await;
    let mut submitter = Submitter::of(&running, FORCES[0]).await;
    let mut recorded = 0;
    let (refused, status) = loop {
        assert!(recorded < MOST, "there is room for {MOST} returns");
        let sent = Sent::new(FORCES[0], 0, recorded).at_length();
        match submitter.submit(&sent).await {
            Ok(_) => recorded += 1,
            Err(status) => break (sent, status),
        }
    };
    assert_eq!(status.code(), Code::Unavailable, "{status}");
    assert_eq!(
        status.message(),
        "the store has no room left; tell who runs this service"
    );
    // Nothing of it is there, and what can be read is read.
    assert_eq!(submissions(&running).await.len(), recorded as usize);
    submitter.check_histories().await;
    let before = newest(&running).await;

    // Where there is room, the same service goes on.
    tokio::task::block_in_place(|| {
        server.crash();
        server.start_again();
    });
    assert_eq!(submitter.submit_new(&refused).await, before + 1);
    submitter.check_histories().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_database_makes_returns_fail_in_time_and_be_recorded_once() {
    let server = Server::start("-c fsync=off");
    let url = server.database();
    let launch = harbours().with("store.url", &url);
    let running = launch.with("limits.default_deadline_ms", "2000");
    let running = running.start(DATA).await;
    let mut submitter = Submitter::of(&running, FORCES[0]).await;
    let before = submitter.submit_new(&Sent::new(FORCES[0], 0, 0)).await;
    signal(&server, "STOP");
    let sent = Sent::new(FORCES[0], 0, 1);
    let status = submitter.submit(&sent).await.unwrap_err();
    let in_time = [Code::Unavailable, Code::DeadlineExceeded];
    assert!(in_time.contains(&status.code()), "{status}");
    signal(&server, "CONT");
    // Recorded after the answer was given up, or now: either way once.
    let (revision, _) = submitter.again(&sent).await;
    assert_eq!(revision, before + 1);
    assert_eq!(newest(&running).await, revision);
    submitter.check_histories().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_killed_under_the_service_loses_nothing() {
    let server = Server::start("-c fsync=off");
    let url = server.database();
    let running = harbours().with("store.url", &url).start(DATA).await;
    let mut log = Log::new();
    for round in 0..3 {
        // In the middle of whatever the three are about to do.
        let crash = async || tokio::task::block_in_place(|| server.crash());
        let submitters = all_submitters(&running).await;
        submit_until(submitters, 10, round, &mut log, crash).await;
        tokio::task::block_in_place(|| server.start_again());
        check_log(&running, &mut log).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_there_is_told_in_one_line_at_the_start() {
    let server = Server::start("-c fsync=off");
    let launch = harbours().with("store.url", server.url("nowhere"));
    let ended = launch.finish().await;
    let told = ended.refused(69);
    let expected = "/nowhere cannot be reached: the server has no such database; check the \
                    address, the user and the password";
    assert!(
        told.starts_with("peel-data: postgres://postgres@"),
        "{told}"
    );
    assert!(told.contains(expected), "{told}");
}
