//! What every store must do, whatever keeps the data.

mod reading;
mod recording;

pub(crate) use reading::*;
pub(crate) use recording::*;
