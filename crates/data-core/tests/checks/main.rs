//! What submissions are refused for, and what forces are asked about them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fixture;
mod needed;
mod other_forces;
mod own_past;
mod properties;
mod published;
mod reasons;
mod rows;
mod rules;
mod spans;
mod values;
mod wholes;
