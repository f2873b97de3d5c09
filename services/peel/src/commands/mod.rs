//! One file per command, or per few that list things.

pub(crate) mod collecting;
pub(crate) mod compare;
pub(crate) mod conversations;
pub(crate) mod decisions;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod figure;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod inspect;
pub(crate) mod inspection;
pub(crate) mod lists;
pub(crate) mod main_job;
pub(crate) mod overview;
pub(crate) mod rank;
pub(crate) mod reconcile;
pub(crate) mod report;
pub(crate) mod returns;
pub(crate) mod runs;
pub(crate) mod series;
pub(crate) mod serve;
pub(crate) mod sign_off;
pub(crate) mod submissions;
pub(crate) mod working;
