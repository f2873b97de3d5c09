//! One file per command, or per few that list things.

pub(crate) mod compare;
pub(crate) mod facts;
pub(crate) mod inspect;
pub(crate) mod lists;
pub(crate) mod main_job;
pub(crate) mod rank;
pub(crate) mod reconcile;
pub(crate) mod serve;
