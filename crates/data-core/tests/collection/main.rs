//! What may be recorded, and what a person is told when it may not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bounds;
mod bundled;
mod edition;
mod fixture;
mod import;
mod run;
mod seed;
