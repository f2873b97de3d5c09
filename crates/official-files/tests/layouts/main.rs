//! Layouts of official files as their readers meet them: made-up files with every quirk of the
//! real ones, and files that are damaged or mean harm.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod area_columns;
mod authorities;
mod bench;
mod hostile;
mod offences;
mod sheets;
mod street;
mod workbooks;
