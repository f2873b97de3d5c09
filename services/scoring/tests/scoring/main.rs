//! The scoring service as its callers meet it, through the generated clients, without a socket:
//! over a data service in memory that holds the bundled edition.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod bad_input;
mod beside;
mod breakdowns;
mod cancelling;
mod comparators;
mod comparing;
mod deadlines;
mod evidence;
mod lists;
mod national_runs;
mod read_ahead;
mod refusals;
mod revisions;
mod runs;
mod support;
mod traffic;
mod warm_up;
