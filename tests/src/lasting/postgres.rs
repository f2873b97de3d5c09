//! A PostgreSQL server of one's own: the one that the store is tested with.

#[expect(dead_code, reason = "the store's tests use all of it")]
#[path = "../../../crates/store-sql/tests/store/server.rs"]
mod server;

pub(super) use server::Server;
