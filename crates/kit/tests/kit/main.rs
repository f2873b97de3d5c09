//! The stack as servers and their callers meet it: in process and over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod access;
mod balancing;
mod call;
mod callers;
mod deadline;
mod health;
mod load;
mod neighbour;
mod pages;
mod published;
mod shutdown;
mod support;
mod telemetry;
mod tls;
#[path = "../../../../tests/src/support/tokens.rs"]
mod tokens;
