//! Official files read whole, where there is a folder of them: their totals are those that are
//! known of them, and what several files say of the same thing agrees.
//!
//! The recipes beside this file are made for that. They belong to no edition.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::float_cmp, reason = "whole numbers below 2^53 are exact")]

mod area_tables;
mod made;
mod records;
