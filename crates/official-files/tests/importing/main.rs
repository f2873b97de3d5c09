//! Imports of published files as they are, on a made-up edition: every quirk that real files have,
//! and what becomes of lines that cannot be understood.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bench;
mod damage;
mod doubts;
mod quirks;
mod tables;
