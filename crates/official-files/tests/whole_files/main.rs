//! Official files imported whole, by the edition's own recipes, where there is a folder of them:
//! every line is accounted for, their totals are those that are known of them, and what several
//! files say of the same thing agrees.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::float_cmp, reason = "whole numbers below 2^53 are exact")]

mod accounts;
mod area_tables;
mod records;
mod whole;
