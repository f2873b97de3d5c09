//! What every store must do, whatever keeps the data.

mod collecting;
mod reading;
mod recording;

pub(crate) use collecting::*;
pub(crate) use reading::*;
pub(crate) use recording::*;
