//! What the scenarios are made of.

pub(crate) mod certificates;
pub(crate) mod collector;
pub(crate) mod edition_copy;
pub(crate) mod launch;
pub(crate) mod neighbourhood;
#[path = "../../../crates/cache/tests/support/redis_server.rs"]
pub(crate) mod redis_server;
#[path = "../../../crates/cache/tests/support/redis_servers.rs"]
pub(crate) mod redis_servers;
pub(crate) mod relay;
pub(crate) mod tokens;

use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest wait for something that takes a second on an idle machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The folder that everything here is in.
pub(crate) fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("a folder above").to_owned()
}
