//! A PostgreSQL server of one's own: the one that the store is tested with.

use std::fs;
use std::process::Command;

#[expect(dead_code, reason = "the store's tests use all of it")]
#[path = "../../../crates/store-sql/tests/store/server.rs"]
mod server;

pub(crate) use server::Server;

/// Sends a signal to every process of a server: `STOP` freezes them, `CONT` lets them go on.
pub(crate) fn signal(server: &Server, name: &str) {
    let known = fs::read_to_string(server.folder().join("data/postmaster.pid")).unwrap();
    // The first makes the others, so it comes first.
    let send = "kill -s \"$0\" \"$1\" && kill -s \"$0\" $(pgrep -P \"$1\")";
    let mut command = Command::new("sh");
    command.args(["-c", send, name, known.lines().next().unwrap()]);
    assert!(command.status().unwrap().success());
}
