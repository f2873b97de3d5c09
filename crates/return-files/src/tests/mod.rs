//! What holds for the files as wholes.

mod bad_input;
mod bad_workbook;
mod made_up;
mod mutation;
mod round_trip;
mod template;
