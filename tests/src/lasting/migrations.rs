//! Tables are brought up to date by a process that does nothing else, or by one before it serves.

use futures::future::join_all;

use super::harbours;
use super::postgres::Server;
use crate::support::launch::{DATA, Launch};

fn on(url: &str, migrations: &str) -> Launch {
    let data = harbours().with("store.url", url);
    data.with("store.migrations", migrations)
}

#[tokio::test]
async fn a_replica_waits_for_the_job_that_makes_the_tables_and_the_job_ends() {
    let server = Server::start("-c fsync=off");
    let url = server.database();

    let early = on(&url, "elsewhere").finish().await;
    let told = early.refused(69);
    assert!(told.contains("at step 0 of"), "{told}");
    assert!(told.contains("run that first"), "{told}");

    let jobs = join_all((0..3).map(|_| on(&url, "only").finish())).await;
    for job in jobs {
        assert_eq!(job.code, Some(0), "{job:?}");
        assert!(!job.stdout.contains("listening"), "{job:?}");
    }

    let replica = on(&url, "elsewhere").start(DATA).await;
    assert_eq!(replica.terminate().await, Some(0));

    let unknown = on(&url, "sometimes").finish().await;
    let told = unknown.refused(78);
    assert!(told.contains("store.migrations"), "{told}");
}
