//! The services as their users meet them: real processes, real sockets, other people's clients.
//!
//! The programs must have been built before: `cargo build --workspace --bins`. Tests that need
//! something else name it when it is missing: `redis-server`, a Python with the packages of
//! `tests/foreign/requirements.txt` in `PEEL_PYTHON`, buf in `PEEL_BUF` or on the path, and for pages
//! Node.js in `PEEL_NODE`, what `tests/pages/package.json` asks for in `PEEL_PAGES`, and Chromium in
//! `PEEL_CHROMIUM`.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking, in helpers too"
)]

mod architecture;
mod audited;
mod collection;
mod commands;
mod figures;
mod foreign_client;
mod grpc_web;
mod hard_to_break;
mod inspecting;
mod inspection_work;
mod lasting;
mod manual;
mod pages;
mod processes;
mod readme;
mod redis;
mod roles;
mod same_bytes;
mod secured;
mod shared_cache;
mod support;
mod trace;
