//! The rules of collection: revisions, imports, reads as at a revision; owns the store trait.
//!
//! Everything accepted is one numbered [`Revision`](peel_model::Revision) without gaps, and
//! observations are only ever added. A read is *as of* a revision: for each measure, period and
//! area it answers with the observation of the highest revision not above it, so an old answer
//! can be made again, byte for byte, however much has been recorded since.
//!
//! [`Store`] says what must be kept and how it is read back; this crate says what may go in
//! ([`Collection`]). Neither knows a network, a disk or a clock: time is an argument.

mod collection;
mod document;
mod error;
mod memory;
mod query;
mod rejected;
mod request;
mod seed;
mod store;
mod vocabulary;

pub use collection::*;
pub use document::*;
pub use error::*;
pub use memory::MemoryStore;
pub use query::*;
pub use rejected::*;
pub use request::*;
pub use seed::*;
pub use store::*;
pub use vocabulary::Vocabulary;
