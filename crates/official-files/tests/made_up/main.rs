//! The crate as its callers meet it, on a made-up edition that has every quirk once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod example;
mod making;
mod refusals;
mod writing;
