//! The data service as its callers meet it, through the generated clients, without a socket.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod audit;
mod callers;
mod collection;
mod decisions;
mod editions;
mod indicators;
mod inspection_work;
mod inspections;
mod observations;
mod queries;
mod refusals;
mod returning;
mod returns;
mod revisions;
mod runs;
mod sign_off;
mod start;
mod submissions;
mod support;
