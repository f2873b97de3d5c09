//! The data service: unpack, call the rules of collection, pack.
//!
//! It holds no rule of its own. What may be recorded is decided in `peel-data-core`, where it is
//! kept in `peel-store-sql`, what an edition says in `peel-edition`; the contracts are in
//! `proto/peel/data/v1`.
//!
//! [`DataService`] is the whole of it, for a process of its own and for one that holds all
//! services.

mod audit;
mod audit_log;
mod bundled;
mod callers;
mod collection;
mod concerns;
mod decisions;
mod editions;
mod failures;
mod formula;
mod inspection_failures;
mod inspection_work;
mod inspections;
mod observations;
mod pack;
mod pages;
mod queries;
mod reference;
mod return_files;
mod returns;
mod revisions;
mod service;
mod settings;
mod streams;
mod submission;
mod writing;

pub use bundled::{EditionsError, bundled_editions, editions_in};
pub use service::{DataService, OpenError};
pub use settings::{DataSettings, EditionsSettings, Migrations, StoreSettings};
