//! The reporting service as its callers meet it, through the generated clients, without a socket:
//! over data in memory that holds the bundled edition, and scoring over that.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod figures;
mod overview;
mod refusals;
mod reports;
mod support;
