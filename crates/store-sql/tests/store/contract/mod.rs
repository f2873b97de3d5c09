//! What every store must do, whatever keeps the data.

mod auditing;
mod collecting;
mod inspecting;
mod questioning;
mod reading;
mod recording;

pub(crate) use auditing::*;
pub(crate) use collecting::*;
pub(crate) use inspecting::*;
pub(crate) use questioning::*;
pub(crate) use reading::*;
pub(crate) use recording::*;
