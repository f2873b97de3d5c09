//! The work on inspections: who writes what, what a step needs, and what is told when it is refused.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod correcting;
mod desk;
mod held;
mod moving;
mod opening;
mod repeating;
mod writing;
