//! Editions as their writers meet them: what is read, and what is told when something is wrong.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

mod decided;
mod facts;
mod folder;
mod inspection_rules;
mod inspection_steps;
mod inspection_written;
mod made_up;
mod method;
mod programme;
mod published;
mod real;
mod refusals;
mod returns;
