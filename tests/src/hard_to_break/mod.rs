//! Two replicas of each service, PostgreSQL and Redis, under load of reads and writes, while each
//! of them is killed, paused and restarted, certificates and their authority are replaced, and all
//! are restarted one after the other.
//!
//! No answer is wrong, no acknowledged write is lost or there twice, and nothing fails but what was
//! under way on a process that was killed. `scripts/test hard_to_break` prints figures.

mod house;
mod load;
mod replicas;

use std::collections::BTreeMap;

use peel_kit::Neighbour;
use peel_proto::data::v1 as data;
use peel_proto::data::v1::audit_service_client::AuditServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::reporting::v1::GetReportRequest;
use peel_proto::scoring::v1::CompareRequest;

use self::house::{ADMINISTRATOR, CALLER, House, PROGRAMS, REPLICAS};
use self::load::{CALLERS, Figures, Load, Read};
use crate::lasting::postgres::signal;
use crate::lasting::submitter::Sent;

/// How many answers show that the load goes on.
const GOES_ON: usize = 40;

/// What may fail in an event.
#[derive(Clone, Copy)]
enum MayFail {
    Nothing,
    /// One call of each caller, whenever a replica is taken from it.
    WhatWasUnderWay,
    /// Whatever needs what is not there; it is asked again until it is.
    UntilItIsBack,
}

/// Reads whose answers stay the same whatever is submitted about the last year.
fn reads(as_of: u64) -> Vec<Read> {
    let mut reads = Vec::new();
    for force in ["brackwater", "dunmere", "fenwold"] {
        for year in [2027, 2028, 2029] {
            for indicator in ["offence-rate", "theft-rate"] {
                reads.push(Read::Comparison(CompareRequest {
                    force: force.to_owned(),
                    indicator: indicator.to_owned(),
                    period: format!("12m-to-{year}-06"),
                    ..CompareRequest::default()
                }));
            }
            reads.push(Read::History(data::GetObservationHistoryRequest {
                area: force.to_owned(),
                measure: "thefts".to_owned(),
                period: format!("12m-to-{year}-06"),
            }));
        }
        reads.push(Read::Report(GetReportRequest {
            force: force.to_owned(),
            as_of,
            ..GetReportRequest::default()
        }));
    }
    reads
}

/// Prints what was counted in an event, and holds it against what may be.
#[expect(clippy::print_stdout, reason = "the figures are to be read")]
fn told(event: &str, figures: Figures, may_fail: MayFail) {
    let Figures {
        calls,
        failed,
        longest,
    } = figures;
    let milliseconds = longest.as_millis();
    println!(
        "| {event} | {calls} | {} | {milliseconds} ms |",
        failed.len()
    );
    match may_fail {
        MayFail::Nothing => assert!(failed.is_empty(), "{event}: {failed:#?}"),
        MayFail::WhatWasUnderWay => {
            assert!(failed.len() <= REPLICAS * CALLERS, "{event}: {failed:#?}")
        }
        MayFail::UntilItIsBack => {}
    }
}

async fn kills(house: &mut House, load: &Load) {
    for program in PROGRAMS {
        for place in 0..REPLICAS {
            house.take(program, place).kill().await;
            house.lead();
            load.goes_on(GOES_ON).await;
            house.begin(program, place).await;
            load.goes_on(GOES_ON).await;
        }
        let event = format!("each {} killed, started again", program.name);
        told(&event, load.figures(), MayFail::WhatWasUnderWay);
    }
    house.redis.stop();
    load.goes_on(GOES_ON).await;
    house.redis.start_again();
    load.goes_on(GOES_ON).await;
    told(
        "Redis killed, started again",
        load.figures(),
        MayFail::Nothing,
    );
    tokio::task::block_in_place(|| {
        house.database.crash();
        house.database.start_again();
    });
    load.goes_on(GOES_ON).await;
    let event = "PostgreSQL killed, started again";
    told(event, load.figures(), MayFail::UntilItIsBack);
}

async fn pauses(house: &mut House, load: &Load) {
    for program in PROGRAMS {
        for place in 0..REPLICAS {
            let paused = house.take(program, place);
            paused.signal("STOP").await;
            load.goes_on(GOES_ON).await;
            paused.signal("CONT").await;
            house.put_back(program, place, paused);
            load.goes_on(GOES_ON).await;
        }
        let event = format!("each {} paused, let go on", program.name);
        told(&event, load.figures(), MayFail::WhatWasUnderWay);
    }
    house.redis.pause();
    load.goes_on(GOES_ON).await;
    house.redis.resume();
    load.goes_on(GOES_ON).await;
    told("Redis paused, let go on", load.figures(), MayFail::Nothing);
    signal(&house.database, "STOP");
    load.fails().await;
    signal(&house.database, "CONT");
    load.goes_on(GOES_ON).await;
    let event = "PostgreSQL paused, let go on";
    told(event, load.figures(), MayFail::UntilItIsBack);
}

/// The authority is replaced, and every certificate, as docs/security.md says.
async fn replaces_certificates(house: &mut House, load: &Load) {
    let before = house.certificates.client(CALLER);
    house.certificates.succeeded();
    for name in [CALLER, ADMINISTRATOR] {
        house.certificates.issue(name);
    }
    // Who shows a certificate of the new authority is let in by all.
    let both = house.certificates.client(CALLER);
    house.all_reached(&both, true, load).await;
    for program in PROGRAMS {
        house.certificates.issue(program.name);
    }
    // Who trusts the new one alone reaches all.
    let newest = house.certificates.client_of_the_newest(CALLER);
    house.all_reached(&newest, true, load).await;
    house.know_anew().await;
    house.certificates.trust_the_newest();
    house.all_reached(&before, false, load).await;
    load.goes_on(GOES_ON).await;
    told(
        "certificates and authority replaced",
        load.figures(),
        MayFail::Nothing,
    );
}

async fn restarts(house: &mut House, load: &Load) {
    for place in 0..REPLICAS {
        for program in PROGRAMS.into_iter().rev() {
            // As Kubernetes does before it sends the signal.
            let leaving = house.take(program, place);
            house.lead();
            house.replicas(program).withdraw(place);
            assert_eq!(leaving.terminate().await, Some(0));
            house.begin(program, place).await;
            load.goes_on(GOES_ON / 2).await;
        }
    }
    told(
        "all six restarted in turn",
        load.figures(),
        MayFail::Nothing,
    );
}

/// Each acknowledged return is there once, as the revision that it was acknowledged as, with one
/// entry in the log of calls that write.
async fn check_written(house: &House, acknowledged: &[(Sent, u64)]) {
    let channel = house.services.data.pick().await.channel;
    let recorded = submissions(channel).await;
    let written: BTreeMap<u64, &Sent> = acknowledged.iter().map(|(sent, at)| (*at, sent)).collect();
    assert_eq!(written.len(), acknowledged.len(), "each is a revision");
    let revisions: Vec<u64> = written.keys().copied().collect();
    assert_eq!(revisions, recorded.keys().copied().collect::<Vec<_>>());
    for (revision, sent) in written {
        let submission = &recorded[&revision];
        assert_eq!(submission.force, sent.force, "revision {revision}");
        assert_eq!(submission.values, Sent::VALUES, "revision {revision}");
    }
    let entries = entries(house.for_administrators()).await;
    let first = entries.iter().filter(|it| it.code == "OK" && !it.repeated);
    let mut logged: Vec<u64> = first.map(|it| it.revision).collect();
    logged.sort_unstable();
    assert_eq!(logged, revisions);
}

async fn submissions(channel: Neighbour) -> BTreeMap<u64, data::Submission> {
    let mut client = ReturnServiceClient::new(channel);
    let mut all = BTreeMap::new();
    let mut request = data::ListSubmissionsRequest {
        page_size: 1_000,
        ..data::ListSubmissionsRequest::default()
    };
    loop {
        let page = client.list_submissions(request.clone()).await.unwrap();
        let page = page.into_inner();
        all.extend(page.submissions.into_iter().map(|one| (one.revision, one)));
        if page.next_page_token.is_empty() {
            return all;
        }
        request.page_token = page.next_page_token;
    }
}

async fn entries(channel: Neighbour) -> Vec<data::AuditEntry> {
    let mut client = AuditServiceClient::new(channel);
    let mut all = Vec::new();
    let mut request = data::ListAuditEntriesRequest {
        page_size: 1_000,
        caller: CALLER.to_owned(),
        ..data::ListAuditEntriesRequest::default()
    };
    loop {
        let page = client.list_audit_entries(request.clone()).await.unwrap();
        let page = page.into_inner();
        all.extend(page.entries);
        if page.next_page_token.is_empty() {
            return all;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_a_process_no_answer_is_wrong_and_no_write_is_lost() {
    let mut house = House::start().await;
    let newest = house.newest_revision().await;
    let load = Load::on(&house.services, reads(newest)).await;
    println!("\n| event | calls | failed, asked again | longest answer |\n|---|--:|--:|--:|");
    load.goes_on(5 * GOES_ON).await;
    told("nothing", load.figures(), MayFail::Nothing);
    kills(&mut house, &load).await;
    pauses(&mut house, &load).await;
    replaces_certificates(&mut house, &load).await;
    restarts(&mut house, &load).await;
    let acknowledged = load.end().await;
    println!("\n{} returns were acknowledged", acknowledged.len());
    check_written(&house, &acknowledged).await;
}
