//! What may be recorded, and what a person is told when it may not.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod bounds;
mod bundled;
mod conversations;
mod edition;
mod fixture;
mod harbours;
mod import;
mod returns;
mod run;
mod seed;
